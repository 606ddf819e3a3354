import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fuzzRuns } from "./fuzz-runs.ts";
import { combineTerms, unknownTerms, type Answer, type Licence, type Terms } from "@yurai/schema";
import { readCardLicences, readSpdxTag } from "../src/licences/card-licence.ts";
import { readLicenceName } from "../src/licences/licence-name.ts";
import { readLicenceUrl } from "../src/licences/licence-url.ts";
import { licenceOfPage, pageLicences } from "../src/licences/page-licence.ts";
import { answersOf, isSpdxExpression, termsOfExpression, termsOfLicence } from "../src/licences/terms.ts";

const says = (reading: ReturnType<typeof readLicenceName>): string =>
  reading.kind === "unknown"
    ? `? ${reading.because}`
    : reading.licence.kind === "spdx"
      ? reading.licence.expression
      : `own: ${reading.licence.name}`;

/** Ids of the Hugging Face Hub, and what each is; the ids are not those of SPDX. */
const hub: Readonly<Record<string, string>> = {
  "apache-2.0": "Apache-2.0",
  mit: "MIT",
  openrail: "own: OpenRAIL",
  "afl-3.0": "AFL-3.0",
  // Boost, not Business Source.
  "bsl-1.0": "BSL-1.0",
  bsd: "? no-version",
  cc: "? no-version",
  gpl: "? no-version",
  lgpl: "? no-version",
  gfdl: "? no-version",
  "cc0-1.0": "CC0-1.0",
  "cc-by-nc-sa-2.0": "CC-BY-NC-SA-2.0",
  "c-uda": "C-UDA-1.0",
  "gpl-3.0": "GPL-3.0-only",
  "lgpl-lr": "LGPLLR",
  "odc-by": "ODC-By-1.0",
  odbl: "ODbL-1.0",
  pddl: "PDDL-1.0",
  "llama3.1": "own: Llama 3.1 Community License",
  unknown: "? not-stated",
  other: "? own-terms",
};

describe("a licence's name", () => {
  test.each(Object.entries(hub))("of the Hub: %s is %s", (id, expected) => {
    expect(says(readLicenceName(id))).toBe(expected);
  });

  test.each([
    ["The MIT License (MIT)", "MIT"],
    ["Apache License, Version 2.0", "Apache-2.0"],
    ["Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International", "CC-BY-NC-SA-4.0"],
    ["CC BY-SA", "? no-version"],
    // The port of an international body is another text.
    ["CC BY-NC-SA 3.0 IGO", "? not-recognised"],
    ["GPLv3", "GPL-3.0-only"],
    ["GNU GPL v2 or later", "GPL-2.0-or-later"],
    ["GNU General Public License", "? no-version"],
    ["3-Clause BSD License", "BSD-3-Clause"],
    ["BSD License", "? no-version"],
    ["(MIT OR Apache-2.0)", "(MIT OR Apache-2.0)"],
    ["MIT License with exceptions", "? not-recognised"],
    ["Llama 2", "own: Llama 2 Community License"],
    ["No License", "? not-stated"],
    ["Public Domain", "? not-recognised"],
    ["独自ライセンス", "? not-recognised"],
  ])("in words: %s is %s", (name, expected) => {
    expect(says(readLicenceName(name))).toBe(expected);
  });

  test("gives an SPDX expression that exists, whatever the name", () => {
    const words = fc.constantFrom(
      ..."cc by nc sa nd 4.0 3.0 v2 gnu gpl license version bsd 3-clause or later mit ( ) AND".split(" "),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(words).map((all) => all.join(" ")),
          fc.string({ unit: "binary" }),
        ),
        (name) => {
          const reading = readLicenceName(name);
          const licence: Licence =
            reading.kind === "licence" ? reading.licence : { kind: "spdx", expression: "MIT" };
          expect(licence.kind === "custom" || isSpdxExpression(licence.expression)).toBe(true);
        },
      ),
      { numRuns: fuzzRuns(20_000) },
    );
  });
});

test.each([
  ["https://creativecommons.org/licenses/by-sa/4.0/deed.ja", "CC-BY-SA-4.0"],
  ["http://creativecommons.org/licenses/by-sa/2.1/jp/", "CC-BY-SA-2.1-JP"],
  // SPDX has no id for this port, and its text is another.
  ["http://creativecommons.org/licenses/by-nc/2.1/jp/", "? not-recognised"],
  ["https://creativecommons.org/licenses/by/", "? no-version"],
  ["https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"],
  ["https://www.gnu.org/licenses/old-licenses/gpl-2.0.html", "GPL-2.0-only"],
  ["https://www.gnu.org/licenses/gpl.html", "? no-version"],
  ["https://opensource.org/licenses/MIT", "MIT"],
  ["https://spdx.org/licenses/Apache-2.0.html", "Apache-2.0"],
  ["https://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0"],
  ["https://evil.example/creativecommons.org/licenses/by/4.0/", "? not-recognised"],
  ["javascript:alert(1)", "? not-recognised"],
])("the URL %s is %s", (url, expected) => {
  expect(says(readLicenceUrl(url))).toBe(expected);
});

describe("a page", () => {
  const html = `<link rel=license href=https://creativecommons.org/licenses/by/4.0/><a rel=license href=/terms>terms</a>
<link rel=license type=application/rsl+xml href=/l.xml><meta name=DCTERMS.license content="CC BY-SA 4.0">
<script type="application/ld+json">{"@graph":[{"license":{"@id":"https://creativecommons.org/publicdomain/zero/1.0/"}}]}</script>`;
  const page = {
    url: "https://h.example/a",
    status: 200,
    headers: [["Link", '<https://spdx.org/licenses/MIT>; rel="license"']],
    mediaType: "text/html",
    body: new TextEncoder().encode(html),
    isTruncated: false,
  } as const;

  test("states its licences by header, link, meta and data, each with its place", () => {
    expect(pageLicences(page).map(({ field, reading }) => [field, says(reading)])).toEqual([
      ["header Link", "MIT"],
      ["link rel=license", "CC-BY-4.0"],
      ["a rel=license", "? not-recognised"],
      ["meta dcterms.license", "CC-BY-SA-4.0"],
      ["JSON-LD license", "CC0-1.0"],
    ]);
  });

  test("that states several is under all of them until somebody decides", () => {
    const licence = licenceOfPage(pageLicences(page));
    expect(licence).toBe("MIT AND CC-BY-4.0 AND CC-BY-SA-4.0 AND CC0-1.0");
    expect(termsOfExpression(licence!).shareAlike.answer).toBe("yes");
    expect(licenceOfPage(pageLicences({ ...page, headers: [], body: new Uint8Array() }))).toBeUndefined();
  });
});

test("a card's licences are claims with their place; own terms keep their name and link", () => {
  expect(readCardLicences({ license: ["mit", "cc"] }, "README.md")).toEqual({
    stated: [
      {
        licence: { kind: "spdx", expression: "MIT" },
        evidence: { kind: "file", path: "README.md", field: "license" },
      },
    ],
    unknown: ["no-version"],
  });
  expect(
    readCardLicences(
      { license: "other", license_name: "研究用", license_link: "https://h.example/l" },
      "README.md",
    ).stated,
  ).toEqual([
    {
      licence: { kind: "custom", name: "研究用", url: "https://h.example/l" },
      evidence: { kind: "file", path: "README.md", field: "license_name" },
    },
  ]);
  expect(readCardLicences("broken", "README.md")).toEqual({ stated: [], unknown: ["not-stated"] });
});

test("SPDX-License-Identifier is read in the head of a file only", () => {
  const expected = { kind: "spdx", expression: "GPL-2.0-only WITH Linux-syscall-note" };
  expect(readSpdxTag("// x\n/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */\n")).toEqual(
    expected,
  );
  expect(readSpdxTag(`${"\n".repeat(60)}SPDX-License-Identifier: MIT`)).toBeUndefined();
  expect(readSpdxTag("# SPDX-License-Identifier: nonsense")).toBeUndefined();
});

const folder = fileURLToPath(new URL("../../../../shared/data/licences/", import.meta.url));

interface Entry {
  readonly declared: readonly { readonly source: string; readonly name: string }[];
  readonly verified: readonly { readonly name: string }[];
  readonly human_verified: boolean;
}

/** What a set of names comes to: the licences that can be read, and what they say together. */
interface Side {
  readonly licences: ReadonlySet<string>;
  readonly terms: Terms;
}

function sideOf(names: readonly { readonly name: string }[]): Side {
  const read = names.flatMap(({ name }) => {
    const reading = readLicenceName(name);
    return reading.kind === "licence" ? [reading.licence] : [];
  });
  const terms = read.map((licence) => answersOf(termsOfLicence(licence)));
  return {
    licences: new Set(read.map((licence) => (licence.kind === "spdx" ? licence.expression : licence.name))),
    terms: terms.length === 0 ? unknownTerms : combineTerms(terms),
  };
}

const orders = {
  permission: ["yes", "conditions", "unknown", "no"],
  duty: ["no", "unknown", "conditions", "yes"],
};
const duties = new Set(["attribution", "shareAlike"]);

/** How much stricter the second is on each question. */
function strictness(a: Terms, b: Terms): readonly number[] {
  return (Object.keys(a) as (keyof Terms)[]).map((question) => {
    const order: readonly (Answer | string)[] = duties.has(question) ? orders.duty : orders.permission;
    return order.indexOf(b[question]) - order.indexOf(a[question]);
  });
}

const classes = [
  "same",
  "in part",
  "same answers",
  "verified stricter",
  "verified looser",
  "mixed",
  "only declared",
  "only verified",
  "neither",
] as const;

function classOf(declared: Side, verified: Side): (typeof classes)[number] {
  const [a, b] = [declared.licences, verified.licences];
  if (a.size === 0 || b.size === 0) {
    if (a.size === b.size) return "neither";
    return a.size > 0 ? "only declared" : "only verified";
  }
  if (a.size === b.size && [...a].every((licence) => b.has(licence))) return "same";
  if ([...a].some((licence) => b.has(licence))) return "in part";
  const differences = strictness(declared.terms, verified.terms);
  if (differences.every((difference) => difference === 0)) return "same answers";
  if (differences.every((difference) => difference >= 0)) return "verified stricter";
  return differences.every((difference) => difference <= 0) ? "verified looser" : "mixed";
}

const hosts = [
  ["Hugging Face", ["huggingface_yaml", "huggingface_config"]],
  ["GitHub", ["github"]],
  ["Papers with Code", ["paperswithcode"]],
] as const;

test.skipIf(!existsSync(folder))(
  "the README's table of declared against verified licences is what the data give",
  () => {
    const text = gunzipSync(readFileSync(`${folder}datasets.jsonl.gz`)).toString("utf8");
    const entries = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Entry)
      .filter((entry) => entry.human_verified);
    const rows = hosts.map(([name, sources]) => {
      const stating = entries.flatMap(({ declared, verified }) => {
        const own = declared.filter(({ source }) => (sources as readonly string[]).includes(source));
        return own.length === 0 ? [] : [classOf(sideOf(own), sideOf(verified))];
      });
      const counts = classes.map((one) => stating.filter((found) => found === one).length);
      return `| ${[name, stating.length, ...counts].join(" | ")} |`;
    });
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8").replace(/ +/g, " ");
    for (const row of rows) expect(readme).toContain(row);
  },
);

import { licenceBases, type Answer, type LicenceClaim, type Terms } from "@yurai/schema";
import fc from "fast-check";
import { readFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import {
  answersOf,
  isSpdxExpression,
  termsOfClaims,
  termsOfExpression,
  termsOfLicence,
} from "../src/index.ts";
import { detectLicence, normaliseLicenceText } from "../src/licences/licence-text.ts";
import { termsBySpdxId } from "../src/licences/terms-table.ts";

const spdxTexts = createRequire(import.meta.url)("spdx-license-list/full.js") as Readonly<
  Record<string, { readonly licenseText: string }>
>;

const of = (expression: string): Terms => answersOf(termsOfExpression(expression));

const claim = (basis: LicenceClaim["basis"], expression: string): LicenceClaim => ({
  basis,
  licence: { kind: "spdx", expression },
  by: "test",
  at: "2026-11-21T00:00:00Z",
});

describe("the terms of an SPDX expression", () => {
  test("are those of the text, each with the clause that says so", () => {
    expect(of("CC0-1.0").train).toBe("yes");
    expect(of("CC-BY-NC-4.0")).toEqual({
      train: "unknown",
      distributeOutputs: "conditions",
      commercialUse: "no",
      attribution: "yes",
      shareAlike: "no",
    });
    expect(of("CC-BY-SA-4.0").shareAlike).toBe("yes");
    expect(of("GPL-3.0-or-later").shareAlike).toBe("yes");
    expect(termsOfExpression("CC-BY-NC-4.0").commercialUse.clause).toMatch(/^CC-BY-NC-4\.0: section 1/);
    for (const [id, terms] of termsBySpdxId)
      for (const { clause } of Object.values(terms)) expect(clause, id).not.toBe("");
  });

  test("say yes to training only where the text gives every use away", () => {
    const yes = [...termsBySpdxId].filter(([, { train }]) => train.answer === "yes").map(([id]) => id);
    expect(yes.sort()).toEqual([
      "0BSD",
      "CC0-1.0",
      "CDLA-Permissive-2.0",
      "DL-DE-ZERO-2.0",
      "MIT-0",
      "O-UDA-1.0",
      "PDDL-1.0",
      "Unlicense",
      "WTFPL",
    ]);
  });

  test("never say yes to a permission that one of several texts that all hold does not say yes to", () => {
    const ids = fc.constantFrom(...termsBySpdxId.keys(), "LicenseRef-custom", "Xnet");
    const permissions = ["train", "distributeOutputs", "commercialUse"] as const;
    fc.assert(
      fc.property(fc.array(ids, { minLength: 1, maxLength: 4 }), (parts) => {
        const both = of(parts.join(" AND "));
        for (const question of permissions) {
          const answers = parts.map((part) => of(part)[question]);
          const strictest = (["no", "unknown", "conditions", "yes"] as Answer[]).find((answer) =>
            answers.includes(answer),
          );
          expect(both[question]).toBe(strictest);
        }
      }),
    );
  });

  test("of a choice are settled only where every choice agrees: nobody has chosen yet", () => {
    expect(of("MIT OR ISC").commercialUse).toBe("yes");
    expect(of("MIT OR GPL-3.0-only").shareAlike).toBe("conditions");
    expect(of("MIT OR CC-BY-NC-4.0").commercialUse).toBe("unknown");
    expect(of("CC0-1.0 OR LicenseRef-ours").train).toBe("unknown");
  });

  test("keep the licence's answers under an exception, and take + for the licence it stands on", () => {
    expect(of("GPL-2.0-or-later WITH Classpath-exception-2.0")).toEqual(of("GPL-2.0-or-later"));
    expect(of("MPL-2.0+")).toEqual(of("MPL-2.0"));
  });

  test("are unknown for what is no expression, and no input makes it throw", () => {
    expect(of("whatever you like").train).toBe("unknown");
    expect(isSpdxExpression("(MIT")).toBe(false);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(Object.keys(of(text))).toHaveLength(5);
      }),
    );
    expect(of("(".repeat(5_000)).train).toBe("unknown");
  });
});

describe("the terms of several claims", () => {
  test("are the strictest, until a person concludes", () => {
    expect(termsOfClaims([]).train).toBe("unknown");
    const claims = [claim("declared", "MIT"), claim("detected", "CC-BY-NC-4.0")];
    expect(termsOfClaims(claims).commercialUse).toBe("no");
    expect(termsOfClaims([...claims, claim("concluded", "MIT")]).commercialUse).toBe("yes");
    expect(licenceBases).toContain("concluded");
  });

  test("of custom terms are what somebody recorded, else unknown", () => {
    expect(answersOf(termsOfLicence({ kind: "custom", name: "ours" })).train).toBe("unknown");
    const terms: Terms = {
      train: "no",
      distributeOutputs: "no",
      commercialUse: "no",
      attribution: "no",
      shareAlike: "no",
    };
    expect(answersOf(termsOfLicence({ kind: "custom", name: "ours", terms }))).toEqual(terms);
  });
});

describe("a licence's text", () => {
  const sameText: Readonly<Record<string, string>> = { "GPL-2.0-or-later": "GPL-2.0-only", X11: "X11" };
  const common = [
    "MIT",
    "ISC",
    "0BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Apache-2.0",
    "MPL-2.0",
    "GPL-2.0-or-later",
    "GPL-3.0-only",
    "LGPL-2.1-only",
    "AGPL-3.0-only",
    "CC0-1.0",
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "CC-BY-NC-4.0",
    "Unlicense",
    "BlueOak-1.0.0",
    "OFL-1.1",
    "ODbL-1.0",
    "MIT-0",
  ];

  test.each(common)(
    "is recognised with names and years filled in, another layout and case: %s",
    async (id) => {
      const text = spdxTexts[id]!.licenseText.replaceAll(/<year>|\[yyyy\]|<yyyy>/gi, "2024")
        .replaceAll(/<copyright holders?>|<owner>|\[name of copyright owner\]/gi, "Hanako Yamada")
        .replaceAll("\n", " \r\n")
        .toUpperCase();
      const found = await detectLicence(text);
      const expected = sameText[id] ?? id;
      expect(found?.id.replace(/-only$/, "")).toBe(expected.replace(/-(only|or-later)$/, ""));
      expect(found!.similarity).toBeGreaterThan(0.95);
    },
  );

  test("with one clause more or less is not said to be the licence", async () => {
    const mit = spdxTexts["MIT"]!.licenseText;
    const more = `${mit}\n\nThe Software shall not be used to train or improve any machine learning model, whatever its purpose.`;
    expect(await detectLicence(more)).toBeUndefined();
    const isc = spdxTexts["ISC"]!.licenseText.replace(/, provided that[^.]*/, "");
    expect((await detectLicence(isc))?.id).not.toBe("ISC");
    expect(await detectLicence(`${mit}\n${spdxTexts["Apache-2.0"]!.licenseText}`)).toBeUndefined();
    expect(await detectLicence("")).toBeUndefined();
    expect(await detectLicence("All rights reserved.")).toBeUndefined();
  });

  test("loses nothing but names: a line that merely begins with the word copyright stays", () => {
    expect(normaliseLicenceText("provided that the above\ncopyright notice appears")).toContain(
      "copyright notice appears",
    );
    expect(normaliseLicenceText("Copyright (c) 2020 Hanako Yamada\nwords")).toBe("words");
  });

  const apache = new URL("../../../../shared/schemas/licences/Apache-2.0.txt", import.meta.url);
  test.skipIf(!existsSync(apache))(
    "of a real file is recognised (skipped without the shared files)",
    async () => {
      expect((await detectLicence(readFileSync(apache, "utf8")))?.id).toBe("Apache-2.0");
    },
  );
});

/**
 * From what a card, a manifest or a page calls its licence to a licence. With care: a name that leaves the version or the
 * kind open is read as unknown, and says why.
 */
import type { Licence } from "@yurai/schema";
import spdxList from "spdx-license-list/simple.js";
import { customLicences } from "./custom-terms.ts";
import { isSpdxExpression } from "./terms.ts";

/** Why a name gives no licence. */
export type UnknownLicence =
  /** Nothing is stated, or the statement says that it is not known. */
  | "not-stated"
  /** A family without the version or kind that its answers depend on, such as `cc` or `gpl`. */
  | "no-version"
  /** Terms of the publisher's own, which nobody has read. */
  | "own-terms"
  | "not-recognised";

/** What a name stands for. */
export type LicenceReading =
  | { readonly kind: "licence"; readonly licence: Licence }
  | { readonly kind: "unknown"; readonly because: UnknownLicence };

/** Hub ids whose SPDX id is another word; those that only differ in case need no row. */
const hubIds: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "bsl-1.0": "BSL-1.0",
    "c-uda": "C-UDA-1.0",
    "lgpl-lr": "LGPLLR",
    "odc-by": "ODC-By-1.0",
    odbl: "ODbL-1.0",
    pddl: "PDDL-1.0",
    ncsa: "NCSA",
    "agpl-3.0": "AGPL-3.0-only",
    "gpl-2.0": "GPL-2.0-only",
    "gpl-3.0": "GPL-3.0-only",
    "lgpl-2.1": "LGPL-2.1-only",
    "lgpl-3.0": "LGPL-3.0-only",
  }),
);

const notStated = new Set([
  "",
  "unknown",
  "unspecified",
  "none",
  "n-a",
  "no",
  "no-license",
  "noassertion",
  "not-specified",
]);
const ownTerms = new Set([
  "other",
  "custom",
  "proprietary",
  "see-license",
  "unlicensed",
  "various",
  "commercial",
]);
/** Families whose answers depend on what is left out. */
const families = new Set(
  `cc creative-commons cc-by cc-by-sa cc-by-nc cc-by-nd cc-by-nc-sa cc-by-nc-nd bsd gpl lgpl agpl mpl epl ogl gfdl gnu
   gnu-general-public gnu-lesser-general-public odc open-data-commons cdla llama academic-free eclipse-public`.split(
    /\s+/,
  ),
);

/** Words of a name in the order of an SPDX id, by families with a version. Keys are words joined by hyphens. */
const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    mit: "MIT",
    expat: "MIT",
    apache: "Apache",
    "apache-software": "Apache",
    isc: "ISC",
    "public-domain": "",
    unlicense: "Unlicense",
    cc0: "CC0",
    "cc-zero": "CC0",
    "creative-commons-zero": "CC0",
    "cc0-universal": "CC0",
    "cc0-universal-public-domain-dedication": "CC0",
    "academic-free": "AFL",
    artistic: "Artistic",
    "mozilla-public": "MPL",
    "eclipse-public": "EPL",
    "european-union-public": "EUPL",
    "open-software": "OSL",
    "educational-community": "ECL",
    "gnu-general-public": "GPL",
    "gnu-lesser-general-public": "LGPL",
    "gnu-affero-general-public": "AGPL",
    "gnu-free-documentation": "GFDL",
    "open-database": "ODbL",
    "odc-by": "ODC-By",
    "odc-attribution": "ODC-By",
    "open-data-commons-attribution": "ODC-By",
    "open-data-commons-open-database": "ODbL",
    "community-data-agreement-sharing": "CDLA-Sharing",
    "community-data-agreement-permissive": "CDLA-Permissive",
    ogl: "OGL-UK",
    gpl: "GPL",
    "gnu-gpl": "GPL",
    lgpl: "LGPL",
    "gnu-lgpl": "LGPL",
    agpl: "AGPL",
    "gnu-agpl": "AGPL",
    gfdl: "GFDL",
    mpl: "MPL",
    epl: "EPL",
    eupl: "EUPL",
    cdla: "",
    "cdla-sharing": "CDLA-Sharing",
    "cdla-permissive": "CDLA-Permissive",
    "open-government": "OGL-UK",
  }),
);
/** Families that have one version only, or whose only version is meant when none is named. */
const only = new Map([
  ["MIT", "MIT"],
  ["ISC", "ISC"],
  ["Unlicense", "Unlicense"],
  ["CC0", "CC0-1.0"],
  ["ODbL", "ODbL-1.0"],
  ["ODC-By", "ODC-By-1.0"],
]);
/** A text that lists two versions under one id on its own is `-only`: what is granted at least. */
const gnu = new Set(["GPL", "LGPL", "AGPL", "GFDL"]);

const bsd = new Set([
  "bsd-clause",
  "clause-bsd",
  "bsd-clause-new-or-revised",
  "bsd-new-or-revised",
  "bsd-clause-simplified",
]);

const maxLength = 1_000;
const spdxIds: ReadonlyMap<string, string> = new Map([...spdxList].map((id) => [id.toLowerCase(), id]));

/**
 * Reads a licence's name: an SPDX expression, an id of the Hugging Face Hub, or a usual spelling. Linear.
 *
 * @example
 * ```ts
 * readLicenceName("cc-by-sa-4.0"); // { kind: "licence", licence: { kind: "spdx", expression: "CC-BY-SA-4.0" } }
 * readLicenceName("gpl"); // { kind: "unknown", because: "no-version" }
 * ```
 */
export function readLicenceName(name: string): LicenceReading {
  if (name.length > maxLength) return { kind: "unknown", because: "not-recognised" };
  const trimmed = name.trim();
  const id = trimmed.toLowerCase();
  const hub = hubIds.get(id) ?? spdxIds.get(id);
  if (hub !== undefined) return spdx(hub);
  const words = wordsOf(trimmed);
  const custom = customLicences.get(id) ?? customByName.get(words.words + (words.version ?? ""));
  if (custom !== undefined) return { kind: "licence", licence: custom };
  return isExpression(trimmed) ? spdx(trimmed) : readWords(words);
}

/** Custom licences by the words of their name, such as `Llama 2`. */
const customByName: ReadonlyMap<string, Licence> = new Map(
  [...customLicences.values()].map((licence) => {
    const { words, version = "" } = wordsOf(licence.kind === "custom" ? licence.name : "");
    return [words + version, licence];
  }),
);

/** An expression of several ids; a single one was looked for by its exact name before. */
function isExpression(text: string): boolean {
  return /^[A-Za-z0-9.+() -]+$/.test(text) && isSpdxExpression(text);
}

function spdx(expression: string): LicenceReading {
  return { kind: "licence", licence: { kind: "spdx", expression } };
}

interface Words {
  readonly words: string;
  readonly version: string | undefined;
  readonly orLater: boolean;
}

/** Words without the ones that say nothing, and versions apart: `The MIT License (MIT)`, `Apache License, Version 2.0`. */
function wordsOf(text: string): Words {
  const orLater = /\b(?:or (?:any )?(?:later|newer)|\d\+)/i.test(text);
  const plain = text
    .replace(/\bor (?:any )?(?:later|newer)(?: versions?)?/i, " ")
    .toLowerCase()
    .replace(/\(([^()]*)\)/g, " $1 ")
    .replace(/licence/g, "license")
    .replace(/[,/_"'“”]+/g, " ")
    .replace(/(?<=[a-z])v(?=\d)/g, " v")
    .replace(
      /\b(?:the|license|licensed|under|version|international|generic|unported|community|terms)\b/g,
      " ",
    );
  const version = /(?:^|[\s-])v?\.?(\d+(?:\.\d+)?)(?=$|[\s-])/.exec(plain)?.[1];
  const words = plain
    .replace(/(?:^|[\s-])v?\.?\d+(?:\.\d+)?(?=$|[\s-])/g, " ")
    .replace(/\bcreative commons\b/g, "cc")
    .replace(/\battribution\b/g, "by")
    .replace(/\bnon-?\s?commercial\b/g, "nc")
    .replace(/\bno-?\s?deriv(?:ative)?s\b/g, "nd")
    .replace(/\bshare-?\s?alike\b/g, "sa")
    .split(/[\s-]+/)
    .filter(Boolean);
  return { words: [...new Set(words)].join("-"), version, orLater };
}

function readWords({ words, version, orLater }: Words): LicenceReading {
  if (notStated.has(words)) return { kind: "unknown", because: "not-stated" };
  if (ownTerms.has(words)) return { kind: "unknown", because: "own-terms" };
  if (/^cc-by(?:-nc)?(?:-sa|-nd)?$/.test(words) && version !== undefined)
    return known(`CC-${words.slice(3).toUpperCase()}-${withMinor(version)}`);
  if (bsd.has(words))
    return version === "2" || version === "3" ? known(`BSD-${version}-Clause`) : unversioned;
  const family = aliases.get(words);
  if (family === "" || family === undefined)
    return families.has(words) ? unversioned : { kind: "unknown", because: "not-recognised" };
  if (version === undefined) {
    const single = only.get(family);
    return single === undefined ? unversioned : known(single);
  }
  if (family === "MIT" || family === "ISC") return known(family);
  const ending = gnu.has(family) ? (orLater ? "-or-later" : "-only") : "";
  return known(`${family}-${withMinor(version)}${ending}`);
}

const unversioned: LicenceReading = { kind: "unknown", because: "no-version" };

function withMinor(version: string): string {
  return version.includes(".") ? version : `${version}.0`;
}

/** An id that was put together exists, or the name is not recognised. */
function known(id: string): LicenceReading {
  const exact = spdxIds.get(id.toLowerCase());
  return exact === undefined ? { kind: "unknown", because: "not-recognised" } : spdx(exact);
}

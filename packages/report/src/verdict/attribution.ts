import type { Language } from "@yurai/schema";
import { catalogueOf } from "../catalogue.ts";
import { clean, cleanLines } from "../terminal/clean.ts";
import type { AttributionUse, VerdictSet } from "./verdict-set.ts";

const rule = "=".repeat(72);
const thinRule = "-".repeat(72);

/**
 * Writes `attribution.txt`: what must be shipped with the outputs, grouped by licence and then by source, each text once
 * and exactly as recorded (line ends become `\n`; invisible control characters are escaped). The same attributions give
 * the same file, in whatever order they were met.
 */
export function renderAttribution(set: VerdictSet, options: { readonly language?: Language } = {}): string {
  const { exports } = catalogueOf(options.language ?? "en").check;
  if (set.attribution.length === 0) return `${exports.attributionTitle}\n\n${exports.attributionEmpty}\n`;
  const sorted = set.attribution.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
  const licences = [...new Set(sorted.map(({ entry }) => entry.licence))];
  const parts = licences.map((licence) => {
    const uses = sorted.filter(({ entry }) => entry.licence === licence);
    return [rule, clean(licence), rule, "", ...uses.flatMap(section)].join("\n");
  });
  return [exports.attributionTitle, "", exports.attributionIntro, "", ...parts].join("\n");
}

function section({ entry }: AttributionUse): readonly string[] {
  return [
    clean(entry.source),
    ...(entry.url === undefined ? [] : [clean(entry.url)]),
    "",
    cleanLines(entry.text).replace(/\n+$/, ""),
    "",
    thinRule,
    "",
  ];
}

function keyOf({ entry }: AttributionUse): readonly string[] {
  return [entry.licence, entry.source, entry.url ?? "", entry.text];
}

/** Compares by UTF-16 code units, so that no locale changes the file. */
function compare(a: readonly string[], b: readonly string[]): number {
  for (const [at, text] of a.entries()) {
    const other = b[at] ?? "";
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}

/** Personal data and secrets in words: what, why it is believed, and where else it stands. Never the value. */
import type { FaceFacts, LocatedFinding, PersonFinding, SecretFinding } from "@yurai/schema";
import type { Catalogue } from "../catalogue.ts";
import { describeLocator } from "../locator-text.ts";
import { formatShare } from "../number.ts";

type Located = PersonFinding | SecretFinding;

/** Individual identification codes of Japan's act (Cabinet Order, article 1; rules 3 and 4). */
const japaneseCodes: ReadonlySet<string> = new Set([
  "my-number",
  "drivers-licence",
  "passport",
  "residence-card",
  "pension-number",
  "resident-record",
  "health-insurance",
]);
/** Beside official numbers, those of which a check digit is asked and a label expected. */
const numbered: ReadonlySet<string> = new Set(["card", "iban", "bank-account"]);

/** Detectors of names beyond the rules. */
const nameFinders: ReadonlyMap<string, "byDictionary" | "byModel"> = new Map([
  ["jp-name-dictionary", "byDictionary"],
  ["name-model", "byModel"],
]);

/** States what was found: `My Number, check digit valid, label nearby`. */
export function describeLocated(finding: Located, catalogue: Catalogue): string {
  const { located } = catalogue.check;
  if (finding.kind === "person" && finding.face !== undefined)
    return describeFace(finding, finding.face, catalogue);
  const places = finding.spans.length + finding.unlistedSpans;
  const parts = [
    places > 1
      ? `${categoryWord(finding.category, catalogue)} (${located.places(places)})`
      : categoryWord(finding.category, catalogue),
    ...reasons(finding, catalogue),
    finding.validated || finding.category === "name" ? undefined : located.uncertain,
    finding.kind === "person" && finding.specialCare ? located.specialCare : undefined,
    finding.kind === "person" && finding.combination !== undefined
      ? located.combination[finding.combination]
      : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(catalogue.words.listSeparator);
}

/** States whose a face is: `face, of enrolled person p-1a2b, cosine 0.71`. A gallery's id, never a name. */
function describeFace({ category }: PersonFinding, face: FaceFacts, catalogue: Catalogue): string {
  const { located, face: words } = catalogue.check;
  const places = face.places.length + face.unlistedPlaces;
  const word = categoryWord(category, catalogue);
  const isSomebody = face.band === "same-person" || face.band === "verify";
  const parts = [
    places > 1 ? `${word} (${located.places(places)})` : word,
    words.band[face.band](face.person ?? ""),
    ...(isSomebody && face.similarity !== undefined ? [words.similarity(face.similarity.toFixed(2))] : []),
  ];
  return parts.join(catalogue.words.listSeparator);
}

/** States whether a record of the index holds it, as far as shared passages tell. */
export function describeRecordedIn({ recordedIn }: LocatedFinding, catalogue: Catalogue): string {
  const { located } = catalogue.check;
  switch (recordedIn.kind) {
    case "not-searched":
      return located.notSearched;
    case "no-shared-passage":
      return located.noSharedPassage;
    case "record": {
      const { source, url, locator } = recordedIn.provenance;
      return located.inRecord(source, url ?? describeLocator(locator, catalogue));
    }
    default:
      return recordedIn satisfies never;
  }
}

/** States how sure it is, and what it counts as: for renderings with room. */
export function describeCertainty(finding: Located, catalogue: Catalogue): string {
  const { located, face } = catalogue.check;
  if (finding.category === "face") return face.detected(formatShare(finding.score));
  const parts = [
    located.score(formatShare(finding.score)),
    finding.chance === undefined || finding.category === "name"
      ? undefined
      : located.chance(formatShare(finding.chance)),
    finding.kind === "person" && finding.identificationCode ? codeWord(finding, catalogue) : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(catalogue.words.listSeparator);
}

/** Writes a category as a word; one that the catalogue does not know as it is. */
export function categoryWord(category: string, { words }: Catalogue): string {
  return Object.hasOwn(words.category, category) ? (words.category[category] ?? category) : category;
}

function codeWord({ category }: Located, { check: { located } }: Catalogue): string {
  return japaneseCodes.has(category) ? located.identificationCode : located.officialNumber;
}

function reasons(finding: Located, catalogue: Catalogue): readonly string[] {
  const { located } = catalogue.check;
  const label = finding.label === undefined ? located.noLabelNearby : located.labelNearby;
  if (finding.category === "name") return [located[nameFinders.get(finding.detector) ?? "byRules"]];
  if ((finding.kind === "person" && finding.identificationCode) || numbered.has(finding.category))
    return [located.checkDigit[finding.validity], label];
  return [located.form[finding.validity], ...(finding.label === undefined ? [] : [label])];
}

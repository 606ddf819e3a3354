import type { Origin } from "@yurai/schema";
import { formatCount, formatScaled, formatShare } from "../number.ts";
import type { FoundEvidence, EvidenceContext, EvidenceName, FindEvidence } from "../statements/evidence.ts";
import { totalsOf, type ReportedSource, type ReportFacts } from "../statements/report-facts.ts";
import { recordsByName, rowsOfSources } from "./sources.ts";

type Name = Extract<
  EvidenceName,
  "public-datasets" | "licensed-data" | "third-party-data" | "user-data" | "synthetic-data" | "own-data"
>;

/** Questions about data of one origin. A source whose origin nobody declared makes every "no" uncertain, and is said. */
export const evidenceOfClasses: Readonly<Record<Name, FindEvidence>> = {
  "public-datasets"(facts, context) {
    const { words, thresholds, language } = context;
    const found = usage(facts, context, "public-dataset");
    const sources = ofOrigin(facts, "public-dataset");
    if (found === undefined || sources.length === 0) return found;
    const all = totalsOf(sources).characters;
    const large = sources.filter(
      (source) => totalsOf([source]).characters > thresholds.largeDatasetShare * all,
    );
    return {
      ...found,
      lines: [...found.lines, words.largeDatasets(formatShare(thresholds.largeDatasetShare), large.length)],
      table: {
        columns: [
          { title: words.column.source },
          { title: words.column.release },
          { title: words.column.records, align: "end" },
          { title: words.column.characters, align: "end" },
        ],
        rows: large.map((source) => {
          const { records, characters } = totalsOf([source]);
          return [
            source.name,
            source.declared?.fact.release ?? "-",
            formatCount(records),
            formatScaled(characters, language),
          ];
        }),
      },
      figures: { ...found.figures, large: large.length },
    };
  },
  "licensed-data": (facts, context) => usage(facts, context, "licensed"),
  "third-party-data": (facts, context) => usage(facts, context, "third-party"),
  "user-data": (facts, context) => usage(facts, context, "user"),
  "synthetic-data": (facts, context) => withMarks(facts, context, usage(facts, context, "synthetic")),
  "own-data": (facts, context) => usage(facts, context, "own"),
};

/** Adds what pictures of other sources say of themselves: it is detected, and changes no declaration. */
function withMarks(
  facts: ReportFacts,
  { words }: EvidenceContext,
  found: FoundEvidence | undefined,
): FoundEvidence | undefined {
  const marked = facts.sources.flatMap(({ declared, signals }) => {
    const isDeclared = declared?.fact.origin === "synthetic" || declared?.fact.class === "synthetic";
    return isDeclared ? [] : signals.filter(({ kind }) => kind === "synthetic-mark");
  });
  const records = marked.reduce((sum, signal) => sum + signal.records, 0);
  if (found === undefined || records === 0) return found;
  return {
    ...found,
    lines: [...found.lines, words.markedSynthetic(formatCount(records))],
    figures: { ...found.figures, markedSynthetic: records },
    rows: rowsOfSources(facts.sources),
  };
}

function ofOrigin(facts: ReportFacts, origin: Origin): readonly ReportedSource[] {
  return facts.sources.filter((source) => source.declared?.fact.origin === origin);
}

/** Whether any source has an origin, how many, and how much; undefined when nothing was read at all. */
function usage(
  facts: ReportFacts,
  { words, language }: EvidenceContext,
  origin: Origin,
): FoundEvidence | undefined {
  if (facts.sources.length === 0) return undefined;
  const sources = ofOrigin(facts, origin);
  const undeclared = facts.sources.filter((source) => source.declared === undefined).length;
  const { records, characters } = totalsOf(sources);
  const line =
    sources.length === 0
      ? words.noneRecorded
      : words.usedSources(sources.length, formatCount(records), formatScaled(characters, language));
  return {
    lines: [
      line,
      ...(sources.length > 0 ? [sources.map((source) => source.name).join(", ")] : []),
      ...(undeclared > 0 ? [words.undeclaredSources(undeclared)] : []),
    ],
    figures: { sources: sources.length, records, characters, undeclared, ...recordsByName(sources) },
    rows: rowsOfSources(sources.length > 0 ? sources : facts.sources),
  };
}

import { classOf, type Origin } from "@yurai/schema";
import { formatBytes, formatCount, formatDate, formatScaled, formatShare } from "../number.ts";
import { rowsOf, type EvidenceName, type FindEvidence } from "../statements/evidence.ts";
import type { StatementWords } from "../statements/statement-words.ts";
import { byTime, totalsOf, type ReportedSource, type ReportFacts } from "../statements/report-facts.ts";

type Name = Extract<
  EvidenceName,
  | "origins"
  | "sources"
  | "source-purposes"
  | "data-points"
  | "size-ranges"
  | "modalities"
  | "collection-period"
  | "first-use"
  | "made-on"
>;

/** Bytes below which a text has fewer than a billion tokens, whatever the tokeniser: no token is shorter than a byte. */
const billion = 1e9;

/** Questions about what was read, how much and when. */
export const evidenceOfSources: Readonly<Record<Name, FindEvidence>> = {
  origins(facts, { words, catalogue, language }) {
    if (facts.sources.length === 0) return undefined;
    const groups = Map.groupBy(facts.sources, (source) => source.declared?.fact.origin);
    const all = totalsOf(facts.sources);
    const figures: Record<string, number | string> = {};
    const rows = [...groups].map(([origin, sources]) => {
      const total = totalsOf(sources);
      figures[origin ?? "undeclared"] = total.records;
      return [
        origin === undefined ? words.undeclared : catalogue.words.origin[origin],
        origin === undefined ? "-" : classesOf(origin, sources, catalogue.words.dataClass),
        formatCount(sources.length),
        formatCount(total.records),
        formatScaled(total.characters, language),
        formatShare(all.characters === 0 ? 0 : total.characters / all.characters),
      ];
    });
    return {
      lines: [],
      table: {
        columns: [
          { title: words.column.origin },
          { title: words.column.class },
          { title: words.column.sources, align: "end" },
          { title: words.column.records, align: "end" },
          { title: words.column.characters, align: "end" },
          { title: words.column.share, align: "end" },
        ],
        rows,
      },
      figures: { ...figures, records: all.records, characters: all.characters },
      rows: rowsOfSources(facts.sources),
    };
  },

  sources(facts, { words, catalogue, language }) {
    if (facts.sources.length === 0) return undefined;
    return {
      lines: [],
      table: {
        columns: [
          { title: words.column.source },
          { title: words.column.origin },
          { title: words.column.release },
          { title: words.column.records, align: "end" },
          { title: words.column.characters, align: "end" },
        ],
        rows: facts.sources.map((source) => {
          const { records, characters } = totalsOf([source]);
          const declared = source.declared?.fact;
          return [
            source.name,
            declared === undefined ? words.undeclared : catalogue.words.origin[declared.origin],
            declared?.release ?? "-",
            formatCount(records),
            formatScaled(characters, language),
          ];
        }),
      },
      figures: { sources: facts.sources.length, ...recordsByName(facts.sources) },
      rows: rowsOfSources(facts.sources),
    };
  },

  "source-purposes"(facts, { words }) {
    const known = facts.sources.filter((source) => source.declared?.fact.purpose !== undefined);
    if (known.length === 0) return undefined;
    return {
      lines: known.map((source) => words.purposeOf(source.name, source.declared?.fact.purpose ?? "")),
      figures: { withPurpose: known.length, sources: facts.sources.length },
      rows: rowsOf(known.map((source) => source.declared?.row)),
    };
  },

  "data-points"(facts, { words, language }) {
    if (facts.sources.length === 0) return undefined;
    const { records, characters, bytes } = totalsOf(facts.sources);
    return {
      lines: [words.dataPoints(formatCount(records), formatScaled(characters, language), formatBytes(bytes))],
      figures: { records, characters, bytes },
      rows: rowsOfSources(facts.sources),
    };
  },

  "size-ranges"(facts, { words, language }) {
    if (facts.sources.length === 0) return undefined;
    const { characters, bytes: all, pictures, pictureBytes } = totalsOf(facts.sources);
    const bytes = all - pictureBytes;
    // No token is shorter than a byte, so bytes bound tokens from above; nothing bounds them from below.
    const range =
      bytes < billion
        ? words.underBillion
        : bytes <= 10_000 * billion
          ? words.atMostTenTrillion
          : words.rangeUnknown;
    return {
      lines: [
        words.textSize(formatScaled(characters, language), formatBytes(bytes)),
        range,
        ...(pictures === 0
          ? []
          : [words.imageSize(formatCount(pictures), formatBytes(pictureBytes)), imageRange(pictures, words)]),
      ],
      figures: { characters, bytes, ...(pictures > 0 && { images: pictures, imageBytes: pictureBytes }) },
      rows: rowsOfSources(facts.sources),
    };
  },

  modalities(facts, { words }) {
    const { records, characters, pictures } = totalsOf(facts.sources);
    if (records === 0) return undefined;
    const hasText = pictures === 0 || characters > 0;
    return {
      lines: [...(hasText ? [words.modalityText] : []), ...(pictures > 0 ? [words.modalityImages] : [])],
      figures: { ...(hasText && { text: records }), ...(pictures > 0 && { images: pictures }) },
      rows: rowsOfSources(facts.sources),
    };
  },

  "collection-period"(facts, { words }) {
    const fetched = facts.sources
      .flatMap((source) => [source.firstFetchedAt, source.lastFetchedAt])
      .filter((time) => time !== undefined)
      .toSorted(byTime);
    const { firstUsedAt, lastUsedAt } = totalsOf(facts.sources);
    if (firstUsedAt === undefined || lastUsedAt === undefined) return undefined;
    const first = fetched[0];
    const last = fetched.at(-1);
    const from = first === undefined ? words.unknown : formatDate(first);
    const to = last === undefined ? words.unknown : formatDate(last);
    const used = [formatDate(firstUsedAt), formatDate(lastUsedAt)] as const;
    return {
      lines: [words.fetched(from, to), words.loaded(...used)],
      figures: { fetchedFrom: from, fetchedTo: to, usedFrom: used[0], usedTo: used[1] },
      rows: rowsOfSources(facts.sources),
    };
  },

  "first-use"(facts, { words }) {
    const used = facts.sources.filter((source) => source.shares.length > 0);
    if (used.length === 0) return undefined;
    const dates = used.map(
      (source) => [source.name, formatDate(totalsOf([source]).firstUsedAt ?? "")] as const,
    );
    return {
      lines: [],
      table: {
        columns: [{ title: words.column.source }, { title: words.column.firstUsed }],
        rows: dates,
      },
      figures: Object.fromEntries(dates),
      rows: rowsOf(used.flatMap((source) => source.shares.map((share) => share.row))),
    };
  },

  "made-on"(facts) {
    const [year = "", month = "", day = ""] = formatDate(facts.madeAt).split("-");
    return { lines: [`${day}/${month}/${year}`], figures: { on: formatDate(facts.madeAt) }, rows: [] };
  },
};

/** Rows that declare sources and count what was read of them. */
export function rowsOfSources(sources: readonly ReportedSource[]): readonly number[] {
  return rowsOf(
    sources.map((source) => source.declared?.row),
    sources.flatMap((source) => source.shares.map((share) => share.row)),
  );
}

/** Records of each source by its name. */
export function recordsByName(sources: ReportFacts["sources"]): Readonly<Record<string, number>> {
  return Object.fromEntries(sources.map((source) => [source.name, totalsOf([source]).records]));
}

function classesOf(
  origin: Origin,
  sources: readonly ReportedSource[],
  dataClass: Readonly<Record<ReturnType<typeof classOf>, string>>,
): string {
  const classes = sources.map((source) => source.declared?.fact.class ?? classOf(origin));
  return [...new Set(classes)].map((name) => dataClass[name]).join(", ");
}

function imageRange(pictures: number, words: StatementWords): string {
  if (pictures < 1_000_000) return words.imagesUnderMillion;
  return pictures <= billion ? words.imagesAtMostBillion : words.imagesOverBillion;
}

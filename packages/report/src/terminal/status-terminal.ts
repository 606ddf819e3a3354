import type {
  Gap,
  LicenceBasis,
  ModelReference,
  Origin,
  RelianceKind,
  PersonalDataCounts,
} from "@yurai/schema";
import { cleanData } from "./clean-data.ts";
import { describeGaps, groupGaps, nextStepOf, splitGaps, type GapGroup } from "./gap-text.ts";
import { formatBytes, formatCount, formatScaled } from "../number.ts";
import { describePeople } from "../verdict/people-text.ts";
import { joinScreen, screenOf } from "./screen.ts";
import type { Screen, ScreenOptions, ScreenRow } from "./screen.ts";
import { modelName } from "../verdict/verdict-set.ts";

/** What `yurai status` says: gaps first, then what there is. */
export interface StatusSummary {
  readonly home: string;
  readonly gaps: readonly Gap[];
  readonly sources: readonly StatusSource[];
  readonly models: readonly StatusModel[];
  readonly runs: number;
  /** Missing when no run looked. */
  readonly personalData?: PersonalDataCounts;
  readonly records: number;
  /** Characters of the normal form. */
  readonly characters: number;
  readonly segments: number;
  readonly segmentBytes: number;
  readonly ledger: {
    readonly rows: number;
  };
}

/** One source in the list. */
export interface StatusSource {
  readonly name: string;
  /** Missing for a source that was tracked and never declared. */
  readonly origin?: Origin;
  readonly records: number;
  /** Name of the licence that counts; missing when nobody has claimed any. */
  readonly licence?: string;
  readonly basis?: LicenceBasis;
  readonly reliance: RelianceKind;
}

/** One model in the list. */
export interface StatusModel {
  readonly model: ModelReference;
  readonly runs: number;
  readonly base?: ModelReference;
  /** Runs of the base that are recorded; 0 means that it is not searched. */
  readonly baseRuns?: number;
}

const gapsShown = 12;
const listed = 10;

/** Draws the state of a home: what is missing and how to mend it, then sources, models, index and ledger. */
export function renderStatus(given: StatusSummary, options: ScreenOptions = {}): string {
  const screen = screenOf(options);
  const status = cleanData(given);
  const { ledger } = screen.catalogue;
  const rows: readonly ScreenRow[] = [
    { label: "sources", says: sourceLines(status, screen) },
    { label: "people", says: describePeople(status.personalData, status.records, screen.catalogue) },
    { label: "models", says: modelLines(status, screen) },
    { label: "runs", says: status.runs === 0 ? ledger.noRuns : ledger.runsCount(status.runs) },
    {
      label: "index",
      says: [
        `${ledger.segments(status.segments, formatBytes(status.segmentBytes))}`,
        `${ledger.records(status.records)}  ${ledger.characters(formatScaled(status.characters, screen.catalogue.language))}`,
      ],
    },
    {
      label: "ledger",
      says: ledger.rowCount(formatCount(status.ledger.rows)),
    },
    { label: "home", says: status.home },
  ];
  return joinScreen(gapLines(status, screen), [""], screen.rows(rows));
}

function gapLines(status: StatusSummary, screen: Screen): readonly string[] {
  const { ledger } = screen.catalogue;
  const { ofData, ofFacts } = splitGaps(status.gaps);
  const data = groupGaps(ofData);
  const facts = groupGaps(ofFacts);
  return screen.rows([
    data.length === 0
      ? { label: "gaps", says: ledger.noGaps }
      : { label: "gaps", says: [ledger.gapsOpen(data.length), ...stepLines(data, screen)], tone: "gap" },
    facts.length === 0
      ? undefined
      : { label: "facts", says: [ledger.factsOpen(facts.length), ...stepLines(facts, screen)], tone: "gap" },
  ]);
}

/** Each group with what to do about it. */
function stepLines(groups: readonly GapGroup[], { catalogue }: Screen): readonly string[] {
  const shown = groups.slice(0, gapsShown);
  const more = groups.length - shown.length;
  return [
    ...shown.flatMap((group) => {
      const names = group.sources.slice(0, 3).join(catalogue.words.listSeparator);
      const rest = group.sources.length > 3 ? ` ${catalogue.check.andMore(group.sources.length - 3)}` : "";
      const what = describeGaps(group, catalogue);
      return [
        names === "" ? what : `${what}: ${names}${rest}`,
        `  ${catalogue.check.doLabel} ${nextStepOf(group, catalogue)}`,
      ];
    }),
    ...(more > 0 ? [catalogue.ledger.moreOf(more, "yurai status --json")] : []),
  ];
}

function sourceLines(status: StatusSummary, screen: Screen): readonly string[] {
  const { ledger, words, check } = screen.catalogue;
  if (status.sources.length === 0) return [ledger.nothingTracked];
  const shown = status.sources.toSorted((a, b) => b.records - a.records).slice(0, listed);
  const more = status.sources.length - shown.length;
  return [
    ledger.sourcesCount(status.sources.length),
    ...shown.map((source) => {
      const licence =
        source.licence === undefined || source.basis === undefined
          ? check.licenceUnknown
          : check.licence(source.licence, words.basis[source.basis]);
      const origin = source.origin === undefined ? ledger.notRecorded : words.origin[source.origin];
      const facts = [origin, licence, check.reliance(words.reliance[source.reliance])];
      return `${source.name}  ${ledger.records(source.records)}  ${facts.join(words.listSeparator)}`;
    }),
    ...(more > 0 ? [ledger.moreOf(more, "yurai status --json")] : []),
  ];
}

function modelLines(status: StatusSummary, screen: Screen): readonly string[] {
  const { ledger, check } = screen.catalogue;
  if (status.models.length === 0) return [ledger.noModels];
  const shown = status.models.slice(0, listed);
  const more = status.models.length - shown.length;
  return [
    ...shown.flatMap(({ model, runs, base, baseRuns }) => [
      `${modelName(model)}  ${runs === 0 ? ledger.noRuns : ledger.runsCount(runs)}`,
      ...(base !== undefined && (baseRuns ?? 0) === 0
        ? [`  ${check.notSearchedLabel}: ${check.modelWithoutRuns(modelName(base))}`]
        : []),
    ]),
    ...(more > 0 ? [ledger.moreOf(more, "yurai status --json")] : []),
  ];
}

/** How far a verdict's facts reach: what was searched, what was not, and what was not checked. */
import { checkNames } from "@yurai/schema";
import type {
  AnchorAlgorithm,
  CheckName,
  Coverage,
  ModelReference,
  NotChecked,
  NotCheckedReason,
  NotSearched,
  Policy,
  RunLength,
  Searched,
  SearchedFaces,
  SegmentManifest,
} from "@yurai/schema";
import { requiredOf } from "./decide.ts";
import { remembered } from "./remembered.ts";

/** What the caller knows of the model that an index cannot know. */
export interface SearchFacts {
  /** Segments of every run of the model and its bases. Default: those of the index. */
  readonly segmentsExpected?: number;
  /** Ids of the runs whose segments are in the index. */
  readonly runs?: readonly string[];
  /** The model and the bases among them. */
  readonly models?: readonly ModelReference[];
  /** Bases without runs, segments that are missing... */
  readonly notSearched?: readonly NotSearched[];
}

/** The part of an index's segments that coverage tells. */
export type SearchedSegment = { readonly id: string; readonly manifest: SegmentManifest };

/** How a check ended that did not run to its end. */
export type CheckShortfalls = ReadonlyMap<CheckName, NotCheckedReason>;

/** Checks of texts that this package brings; any other that does not run is not built yet. */
const builtChecks: ReadonlySet<CheckName> = new Set([
  "verbatim",
  "near-copy",
  "resemblance",
  "terms",
  "opt-out",
  "person",
  "names-dictionary",
  "names",
  "secret",
  "image",
  "face",
]);

/** Faces are looked for in pictures only. */
const checksOfText = checkNames.filter((check) => check !== "face");
/** Checks of words: those that a picture shows are not read, and that is said. */
const checksOfWords: readonly CheckName[] = ["person", "names-dictionary", "names", "secret"];
/** What is looked for in pictures, or is said not to be: likeness of style or of a character takes a model. */
const checksOfPictures: readonly CheckName[] = [
  "terms",
  "opt-out",
  ...checksOfWords,
  "resemblance",
  "image",
  "face",
  "cross-border",
];

/** Tells how far the facts about one output reach. */
export function coverageOf(
  policy: Policy,
  segments: readonly SearchedSegment[],
  ran: {
    readonly facts: SearchFacts;
    readonly checks: ReadonlySet<CheckName>;
    readonly shortfalls: CheckShortfalls;
    /** Pictures that were compared; missing for an output that is text. */
    readonly images?: number;
    /** How faces were looked for; missing where they were not. */
    readonly faces?: SearchedFaces;
  },
): Coverage {
  const { searched, withoutPassages } = summaryOf(segments);
  const { facts } = ran;
  const needed =
    ran.images === undefined
      ? policy.requiredChecks
      : requiredOf(policy, {
          searched: { ...searched, segmentsExpected: 0, runs: [], models: [], images: 0 },
        });
  return {
    searched: {
      ...searched,
      segmentsExpected: facts.segmentsExpected ?? searched.segments,
      runs: facts.runs ?? [],
      models: facts.models ?? [],
      ...(ran.images === undefined ? {} : { images: ran.images }),
      ...(ran.faces === undefined ? {} : { faces: ran.faces }),
    },
    notSearched: [
      ...(segments.length === 0 ? [{ kind: "no-index" } as const] : []),
      ...(facts.notSearched ?? []),
      ...(ran.images === undefined ? withoutPassages : []),
    ],
    notChecked: (ran.images === undefined ? checksOfText : checksOfPictures).flatMap(
      (check): NotChecked[] => {
        const required = needed.includes(check);
        const reason =
          ran.shortfalls.get(check) ??
          (ran.checks.has(check) ? undefined : absence(check, required, ran.images !== undefined));
        return reason === undefined ? [] : [{ check, reason, required }];
      },
    ),
  };
}

/** Returns the lengths from which every exact run is found in all of the segments that have passages. */
export function guaranteedLengths(segments: readonly SearchedSegment[]): RunLength | undefined {
  const { exactRunsFrom } = summaryOf(segments).searched;
  return exactRunsFrom;
}

function absence(check: CheckName, required: boolean, isImage: boolean): NotCheckedReason {
  if (isImage) return absenceOfPicture(check);
  if (!builtChecks.has(check)) return "not-built-yet";
  return required ? "not-installed" : "not-required";
}

function absenceOfPicture(check: CheckName): NotCheckedReason {
  if (checksOfWords.includes(check)) return "not-read";
  return check === "face" ? "no-detector" : "not-built-yet";
}

interface Summary {
  readonly searched: Pick<Searched, "segments" | "records" | "characters" | "exactRunsFrom">;
  readonly withoutPassages: readonly NotSearched[];
}

// An index is opened once and then asked about a million outputs. Its array of segments never changes.
const summaryOf = remembered((segments: readonly SearchedSegment[]): Summary => {
  const anchors = segments.flatMap(({ manifest }) => manifest.algorithms.anchors ?? []);
  const sum = (count: (manifest: SegmentManifest) => number): number =>
    segments.reduce((total, { manifest }) => total + count(manifest), 0);
  const lengths = anchors.map(guaranteedBy);
  return {
    searched: {
      segments: segments.length,
      records: sum(({ counts }) => counts.records),
      characters: sum(({ counts }) => counts.characters),
      ...(lengths.length === 0
        ? {}
        : {
            exactRunsFrom: {
              dense: Math.max(...lengths.map(({ dense }) => dense)),
              other: Math.max(...lengths.map(({ other }) => other)),
            },
          }),
    },
    withoutPassages: passagesMissing(segments),
  };
});

/**
 * The shortest runs of one sort that this way of laying anchors always finds: the run must hold an anchor's place, which
 * lies at most this many characters in, and the anchor behind it. See `guaranteed` of `@yurai/fingerprint`.
 */
function guaranteedBy(anchors: AnchorAlgorithm): RunLength {
  const wanted = anchors.weightStep - anchors.otherWeight;
  return {
    dense: Math.ceil(wanted / anchors.denseWeight) + anchors.denseCharacters,
    other: Math.ceil(wanted / anchors.otherWeight) + anchors.otherCharacters,
  };
}

function passagesMissing(segments: readonly SearchedSegment[]): readonly NotSearched[] {
  const records = new Map<string, number>();
  for (const { manifest } of segments) {
    if (manifest.algorithms.anchors !== undefined) continue;
    for (const source of manifest.sources)
      records.set(source.name, (records.get(source.name) ?? 0) + source.records);
  }
  return [...records.keys()]
    .sort()
    .map((source) => ({ kind: "without-passages", source, records: records.get(source)! }));
}

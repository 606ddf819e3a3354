import type { Action, FaceBand, PersonCombination, SignalPart, Validity } from "@yurai/schema";

/** How many outputs met each action. */
export type ActionCounts = Readonly<Record<Action, number>>;

/** What is said about personal data and secrets. */
interface LocatedMessages {
  /** What a check digit says of the value, and what another form does. */
  readonly checkDigit: Readonly<Record<Validity, string>>;
  readonly form: Readonly<Record<Validity, string>>;
  readonly byRules: string;
  readonly byDictionary: string;
  readonly byModel: string;
  readonly labelNearby: string;
  readonly noLabelNearby: string;
  readonly uncertain: string;
  readonly specialCare: string;
  readonly combination: Readonly<Record<PersonCombination, string>>;
  /** By Japanese law. */
  readonly identificationCode: string;
  readonly officialNumber: string;
  readonly places: (count: number) => string;
  readonly notSearched: string;
  readonly noSharedPassage: string;
  readonly inRecord: (source: string, place: string) => string;
  readonly score: (percent: string) => string;
  readonly chance: (percent: string) => string;
  /** Heads the certainty of a finding. */
  readonly certainty: string;
}

/** What is said about the outcome of a check; numbers and outside names come in already written for a reader. */
export interface CheckMessages {
  // First lines.
  readonly shadow: string;
  readonly outcomeOfOne: Readonly<Record<Action, string>>;
  readonly outcomeOfMany: (counts: ActionCounts, outputs: number) => string;
  readonly nothingChecked: string;
  readonly builtInPolicy: (name: string) => string;
  readonly everySegment: string;

  // A finding.
  readonly output: (id: string) => string;
  readonly exactRun: (characters: string, share: string) => string;
  readonly wholeRecord: string;
  readonly shorterRuns: (count: number) => string;
  /** A run shorter than those that are always found. */
  readonly byChance: string;
  readonly wholeText: (characters: string) => string;
  readonly nearCopy: (similarity: string, characters: string) => string;
  readonly resemblance: (similarity: string) => string;
  readonly image: {
    readonly distance: (bits: string) => string;
    readonly keypoints: (count: number) => string;
    readonly negative: string;
    readonly fills: (share: string) => string;
    readonly shows: (share: string) => string;
    readonly compared: (pictures: string) => string;
    /** Pictures in the HTML report. */
    readonly ofOutput: string;
    readonly ofRecord: string;
    readonly shown: (pictures: number) => string;
    readonly hidden: string;
    readonly notShown: (reason: string) => string;
    /** What a reader who does not see it is told. */
    readonly described: (title: string, width: string, height: string, region: string) => string;
    readonly whole: string;
    readonly region: (left: string, right: string, top: string, bottom: string) => string;
    readonly recordPart: string;
  };
  readonly face: {
    /** Whose faces are: what each band says, with the id of the person where there is one. */
    readonly band: Readonly<Record<FaceBand, (person: string) => string>>;
    readonly similarity: (cosine: string) => string;
    readonly detected: (percent: string) => string;
    readonly searched: (detector: string, side: string) => string;
    readonly compared: (persons: number, model: string, samePerson: string, verify: string) => string;
    readonly comparedWithNobody: string;
  };
  readonly standardText: (name: string) => string;
  readonly located: LocatedMessages;
  readonly unverified: (anchors: number, reason: string) => string;
  readonly checkFailed: (check: string, reason: string) => string;
  /** The code of a failure and what it means. */
  readonly failure: (code: string, meaning: string) => string;
  /** Something that happened to several outputs. */
  readonly times: (what: string, outputs: number) => string;
  readonly termsSay: (question: string, answer: string) => string;
  readonly licenceUnknown: string;
  readonly licence: (name: string, basis: string) => string;
  readonly fetched: (date: string) => string;
  readonly optOutSeen: (where: string) => string;
  readonly line: (line: string) => string;
  readonly header: (name: string) => string;
  readonly meta: (name: string) => string;
  readonly embedded: Readonly<Record<SignalPart, string>>;
  readonly reliance: (word: string) => string;
  readonly otherRecords: (count: number) => string;
  readonly byRule: (rule: string) => string;
  readonly byDefault: string;
  readonly raised: string;
  readonly waived: (id: string) => string;
  readonly waiverExpired: (id: string) => string;
  readonly redactCommand: (command: string) => string;
  readonly doLabel: string;

  // Below the findings.
  readonly more: (count: number, path: string) => string;
  readonly moreWithoutPath: (count: number) => string;
  readonly outputsCount: (count: number) => string;
  readonly attributionIn: (licences: string, path: string) => string;
  readonly attributionNeeded: (licences: string) => string;
  readonly requiredNotChecked: (check: string, reason: string, outputs: number) => string;
  readonly reportedOnly: (count: number) => string;
  readonly waiversLabel: string;
  readonly waiversUsed: (findings: number, waivers: number) => string;
  readonly waiversExpired: (findings: number) => string;

  // Coverage.
  readonly searchedLabel: string;
  readonly notSearchedLabel: string;
  readonly notCheckedLabel: string;
  readonly segments: (searched: string, expected: string, runs: number) => string;
  readonly ofModels: (models: string) => string;
  readonly extent: (records: string, characters: string) => string;
  readonly exactRunsFrom: (dense: string, other: string) => string;
  readonly noExactRuns: string;
  readonly nothingSearched: string;
  readonly nothingLeftOut: string;
  readonly noIndex: string;
  readonly unknownModel: (model: string) => string;
  readonly modelWithoutRuns: (model: string) => string;
  readonly missingSegment: (segment: string) => string;
  readonly damagedSegment: (segment: string, code: string) => string;
  readonly withoutPassages: (records: number, source: string) => string;
  readonly notCheckedOptional: (checks: string) => string;
  readonly notCheckedReason: (checks: string, reason: string) => string;
  readonly requiredByPolicy: (text: string) => string;
  readonly andMore: (count: number) => string;

  // The last line.
  readonly verdict: (id: string) => string;
  readonly policy: (id: string) => string;
  readonly index: (id: string) => string;
  readonly noIndexId: string;
  readonly latency: (p95: string) => string;
  readonly exit: (code: number) => string;
  readonly wrote: (path: string) => string;

  // Passages.
  readonly passageOfOutput: string;
  readonly passageOfSource: string;

  // The HTML file.
  readonly html: HtmlMessages;
  // Formats of code hosts.
  readonly exports: ExportMessages;
}

/** What the HTML report says besides the findings. */
export interface HtmlMessages {
  readonly title: string;
  readonly notLoaded: string;
  readonly notLoadedWhy: string;
  readonly noData: string;
  readonly outcome: string;
  readonly outputs: string;
  readonly findings: string;
  readonly filters: string;
  readonly action: string;
  readonly kind: string;
  readonly source: string;
  readonly all: string;
  readonly text: string;
  readonly shownOf: (shown: string, all: string) => string;
  readonly noneMatches: string;
  /** A finding that the policy only reports, or that a waiver set aside. */
  readonly reported: string;
  readonly noneFound: string;
  readonly keptOut: (count: number) => string;
  readonly previous: string;
  readonly next: string;
  readonly keys: string;
  readonly provenance: string;
  readonly licences: string;
  readonly claimBy: (by: string, date: string) => string;
  readonly terms: string;
  readonly relianceLabel: string;
  readonly signals: string;
  readonly noSignals: string;
  readonly locator: string;
  readonly fetchedAt: string;
  readonly runs: string;
  readonly origin: string;
  readonly record: string;
  readonly where: string;
  readonly decision: string;
  readonly fingerprint: string;
  readonly nextSteps: string;
  readonly passagesHidden: string;
  readonly attribution: string;
  readonly coverage: string;
  readonly identity: string;
  readonly checkId: string;
  readonly policyId: string;
  readonly indexId: string;
  readonly tool: string;
  readonly checkedAt: string;
  readonly model: string;
  readonly use: string;
  readonly file: string;
  readonly outputDigest: string;
  readonly exitCode: string;
  readonly p95: string;
  readonly limits: string;
  readonly print: string;
  readonly characters: (start: string, end: string) => string;
  readonly bytes: (start: string, end: string) => string;
}

/** What files for code hosts and CI say. */
export interface ExportMessages {
  readonly ruleHelp: string;
  readonly outputIs: (id: string, action: string) => string;
  readonly suppressed: (id: string) => string;
  readonly andMoreResults: (count: number) => string;
  readonly summaryTitle: string;
  readonly countColumn: string;
  readonly attributionTitle: string;
  readonly attributionIntro: string;
  readonly attributionEmpty: string;
  readonly attributionUsedIn: (outputs: string) => string;
  readonly incompleteOutput: string;
}

/** Every argument and option of the commands that check. */
type PipelineOptionName =
  | "checkFile"
  | "format"
  | "checkText"
  | "model"
  | "policy"
  | "use"
  | "out"
  | "sarif"
  | "junit"
  | "html"
  | "github"
  | "gitlab"
  | "keepOutputs"
  | "showText"
  | "showImages"
  | "shadow"
  | "workers"
  | "names"
  | "faces"
  | "faceFeatures"
  | "facesEnrol"
  | "facesName"
  | "facesPictures"
  | "facesBecause"
  | "facesList"
  | "facesRemove"
  | "facesId"
  | "bundle"
  | "resume"
  | "policyTest"
  | "policyDiff"
  | "policyShow"
  | "policyFile"
  | "preset"
  | "packModel"
  | "packOut"
  | "withText"
  | "importFile"
  | "count"
  | "promptsOut"
  | "promptLength"
  | "seed"
  | "evaluationFile"
  | "redactId"
  | "how"
  | "redactKey"
  | "redactOut";

/** What the commands that check outputs say besides the screen of their verdicts. */
export interface PipelineMessages {
  readonly option: Readonly<Record<PipelineOptionName, string>>;

  /** Persons whose faces are told. */
  readonly enrolled: (id: string) => string;
  readonly enrolledPersons: (persons: number) => string;
  readonly unenrolled: (persons: number) => string;
  readonly enrolledPictures: (pictures: string) => string;

  readonly noHome: (home: string) => string;
  readonly notRecorded: (code: string) => string;
  readonly badInput: (rows: number) => string;
  /** Says how a plain text is checked. */
  readonly tryText: string;
  /** A model that is not in the ledger, the one that may be meant and those that are there; both may be empty. */
  readonly unknownModel: (model: string, meant: string, known: string) => string;
  readonly withoutText: (outputs: number, field: string) => string;
  readonly otherModel: (outputs: number) => string;
  readonly resumed: (outputs: number) => string;
  readonly nothingToResume: string;
  readonly interrupted: (outputs: number) => string;
  readonly progress: (outputs: string, rate: string) => string;
  readonly keptOutputs: (path: string, days: number) => string;
  readonly expiredOutputs: (files: number) => string;
  readonly damagedSegments: (segments: number) => string;

  /** A memorisation test. */
  readonly memorised: (memorised: number, answered: number) => string;
  readonly memorisedRow: (
    memorised: string,
    answered: string,
    rate: string,
    low: string,
    high: string,
  ) => string;
  readonly memorisedTerms: (answer: string) => string;

  readonly policyPassed: (examples: number, rules: number) => string;
  readonly policyFailed: (failed: number, examples: number) => string;
  readonly exampleFailed: (example: number, expected: string, action: string, by: string) => string;
  readonly otherwise: string;
  readonly untested: (rules: string) => string;
  readonly untestedLabel: string;
  readonly diffOutcome: (changed: number, compared: number) => string;
  readonly diffNothing: string;
  readonly diffRow: (before: string, after: string, rules: string) => string;
  readonly diffLimit: Readonly<Record<"lower-threshold" | "standard-texts", string>>;
  readonly limitLabel: string;

  readonly packed: (path: string, size: string) => string;
  readonly packedSegments: (segments: number, records: string, sources: number) => string;
  readonly packedLabel: Readonly<
    Record<"model" | "holds" | "digest" | "text" | "next" | "notSearched", string>
  >;
  readonly everyModel: string;
  readonly textStaysBehind: (sources: number, records: string) => string;
  readonly textWithin: (records: string) => string;
  readonly lostSegments: (segments: number) => string;

  /** What redaction took out, by kind, already written. */
  readonly redacted: (values: number, changed: number, rows: number, kinds: string) => string;
  readonly redactedBroken: (rows: number, leftAlone: boolean) => string;

  readonly imported: (verdicts: number) => string;
  readonly importedBefore: (verdicts: number) => string;
  readonly importedLabel: string;

  readonly probed: (prompts: number, path: string) => string;
  readonly probedRow: (prompts: string, origin: string) => string;
  readonly probedFewer: (wanted: number) => string;
  readonly probedWithout: (records: number) => string;
  readonly probeNext: (path: string) => string;
  readonly nextLabel: string;
  readonly gapLabel: string;

  readonly overlapOutcome: (found: number, items: number) => string;
  readonly overlapRow: (characters: string, share: string, whole: boolean) => string;
  readonly overlapUnverified: string;
  readonly overlapMore: (count: number) => string;
  readonly item: (id: string) => string;
}

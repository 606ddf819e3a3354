/** Every command of the command line. */
export type CommandName =
  | "init"
  | "track"
  | "screen"
  | "status"
  | "show"
  | "conclude"
  | "model"
  | "lookup"
  | "compact"
  | "verify"
  | "keys"
  | "completion"
  | "check"
  | "redact"
  | "policy"
  | "pack"
  | "import"
  | "probe"
  | "overlap"
  | "report"
  | "why"
  | "answer"
  | "evidence"
  | "faces"
  | "legal-hold"
  | "purge";

/** Every argument and option that help describes; the same word may serve several commands. */
export type OptionName =
  | "version"
  | "help"
  | "helpCommand"
  | "home"
  | "config"
  | "lang"
  | "json"
  | "quiet"
  | "noColor"
  | "initModel"
  | "initBase"
  | "initEvidence"
  | "initRegion"
  | "initMode"
  | "yes"
  | "force"
  | "paths"
  | "source"
  | "origin"
  | "class"
  | "licence"
  | "text"
  | "url"
  | "id"
  | "signals"
  | "encoding"
  | "download"
  | "trackModel"
  | "purpose"
  | "run"
  | "mode"
  | "evidence"
  | "close"
  | "noIndex"
  | "noMinhash"
  | "strict"
  | "scan"
  | "screenPaths"
  | "screenList"
  | "drop"
  | "quarantine"
  | "keep"
  | "exclude"
  | "out"
  | "showKind"
  | "agent"
  | "showId"
  | "concludeSource"
  | "concludeLicence"
  | "reliance"
  | "because"
  | "by"
  | "use"
  | "reference"
  | "modelAdd"
  | "modelShow"
  | "modelName"
  | "modelBase"
  | "modelRun"
  | "lookupKind"
  | "lookupTarget"
  | "subdomains"
  | "limit"
  | "lookupModel"
  | "keepReplaced"
  | "head"
  | "saveHead"
  | "key"
  | "publicKey"
  | "leftovers"
  | "keysCreate"
  | "keysShow"
  | "keyFile"
  | "redactionKey"
  | "shell";

/** Questions of `init` and their answers. */
interface InitQuestions {
  readonly model: string;
  readonly modelHint: string;
  readonly base: string;
  readonly baseHint: string;
  readonly evidence: string;
  readonly evidenceChoice: Readonly<Record<"reread" | "keep" | "none", string>>;
  readonly region: string;
  readonly regionHint: string;
  readonly badName: string;
  readonly badRegion: string;
  readonly cancelled: string;
}

/** Comments in the files that `init` writes; each is one line. */
export type ConfigComments = Readonly<
  Record<
    "head" | "home" | "mode" | "evidence" | "scan" | "check" | "regions" | "models" | "sources" | "policy",
    string
  >
>;

/** What `verify` says; counts come in as numbers, ids already short. */
interface VerifyMessages {
  readonly sound: (rows: number, segments: number) => string;
  readonly notSound: (problems: number) => string;
  readonly proof: Readonly<Record<"signed-head" | "supplied-head" | "self-consistent" | "nothing", string>>;
  readonly provedRows: (proved: number, all: number) => string;
  readonly proofLabel: string;
  readonly problem: Readonly<Record<string, string>>;
  readonly atRow: (first: number, last: number) => string;
  readonly inSegment: (id: string) => string;
  readonly moreProblems: (count: number) => string;
  readonly segmentsLabel: string;
  readonly segmentsChecked: (checked: number) => string;
  readonly segmentsMissing: (count: number) => string;
  readonly segmentsReplaced: (count: number) => string;
  readonly erased: (count: number) => string;
  readonly erasedLabel: string;
  readonly leftoversLabel: string;
  readonly leftoverWriter: Readonly<Record<"alive" | "dead" | "elsewhere", string>>;
  readonly leftover: (folder: string, bytes: string, writer: string, complete: boolean) => string;
  readonly uncommitted: (id: string) => string;
  readonly leftoverHint: string;
  readonly kept: (id: string) => string;
  readonly removed: (folder: string) => string;
  readonly leftAlone: (folder: string) => string;
  readonly headSaved: (file: string, signed: boolean) => string;
  /** How a head is kept to prove against; a key is made first where there is none. */
  readonly howToProve: (hasKey: boolean) => string;
}

/** What `lookup` says. */
interface LookupMessages {
  readonly answer: Readonly<Record<"included" | "notFound" | "cannotDetermine", string>>;
  readonly records: (count: number) => string;
  readonly moreRecords: (count: number) => string;
  readonly searched: (segments: number, expected: number, records: number) => string;
  readonly exact: Readonly<Record<"url" | "host" | "digest" | "text", string>>;
  readonly nothingIndexed: string;
  readonly why: string;
}

/** What the command line says besides the screens: help, questions, short answers, errors. */
export interface CliMessages {
  readonly programme: string;
  readonly command: Readonly<Record<CommandName, string>>;
  readonly option: Readonly<Record<OptionName, string>>;
  /** Titles of help, by commander's own. */
  readonly helpTitle: Readonly<Record<string, string>>;

  /** Writes an error: its code, what it means in this language, and the message. */
  readonly error: (code: string, message: string) => string;
  /** An error without a code: a defect of Yurai. */
  readonly defect: (name: string, version: string, runtime: string, platform: string) => string;
  readonly otherHome: (home: string, other: string) => string;
  readonly interrupted: string;

  readonly init: InitQuestions;
  readonly configComment: ConfigComments;
  readonly verify: VerifyMessages;
  readonly lookup: LookupMessages;

  /** Progress: what was done so far, already written. */
  readonly progress: (records: string, rate: string, elapsed: string) => string;
  readonly progressLeft: (left: string) => string;
  readonly progressSegments: (done: number, all: number) => string;

  /** What screening did; counts come in as numbers. */
  readonly screenedRows: (kept: number, dropped: number, quarantined: number) => string;
  readonly screenRule: (action: string, records: number, notChecked: number) => string;
  readonly screenAction: Readonly<Record<"drop" | "quarantine", string>>;
  readonly rulesLabel: string;
  readonly kindOfFile: Readonly<Record<"kept" | "quarantined" | "dropped" | "record", string>>;

  readonly concludedLicence: (source: string, licence: string, by: string) => string;
  readonly concludedReliance: (source: string, kind: string, by: string) => string;
  readonly concludedTerms: string;
  readonly gapsClosed: (count: number) => string;
  readonly closedLabel: string;
  readonly notSpdx: (licence: string) => string;

  readonly modelRecorded: (model: string) => string;
  readonly modelUnchanged: (model: string) => string;

  readonly nothingToCompact: (segments: number) => string;
  readonly compacted: (before: number, after: number) => string;
  readonly compactedBytes: (before: string, after: string) => string;
  readonly replacedKept: (count: number) => string;
  readonly replacedRemoved: (count: number) => string;
  readonly sizeLabel: string;
  readonly foldersLabel: string;

  readonly keyCreated: (id: string) => string;
  readonly keyIs: (id: string) => string;
  readonly keyLabel: Readonly<Record<"private" | "public" | "use", string>>;
  readonly keyAdvice: string;
  readonly keyUse: string;
  readonly redactionKeyCreated: string;
  readonly redactionKeyUse: string;

  readonly completionHint: Readonly<Record<"bash" | "zsh" | "fish", string>>;
  readonly didYouMean: (name: string) => string;
}

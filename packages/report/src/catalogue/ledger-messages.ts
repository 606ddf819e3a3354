/** Every {@link LedgerLabel}: what stands in the left column of the screens of the ledger. */
export type LedgerLabel =
  | "licence"
  | "optOuts"
  | "people"
  | "reliance"
  | "gaps"
  | "cost"
  | "run"
  | "runs"
  | "next"
  | "sources"
  | "source"
  | "models"
  | "model"
  | "base"
  | "index"
  | "ledger"
  | "head"
  | "home"
  | "origin"
  | "purpose"
  | "access"
  | "termsOfService"
  | "agreement"
  | "release"
  | "files"
  | "notice"
  | "country"
  | "storage"
  | "training"
  | "terms"
  | "crawl"
  | "hosts"
  | "held"
  | "mode"
  | "code"
  | "environment"
  | "tool"
  | "began"
  | "recorded"
  | "ended"
  | "segments"
  | "record"
  | "place"
  | "url"
  | "rowId"
  | "fetched"
  | "robots"
  | "refusedPages"
  | "facts"
  | "fields"
  | "onLists"
  | "conflict"
  | "signals"
  | "digest"
  | "readBy"
  | "usedBy"
  | "notSearched"
  | "wrote"
  | "kept";

/** What is said on the screens of `track`, `status`, `show` and `init`; numbers come in already written. */
export interface LedgerMessages {
  readonly label: Readonly<Record<LedgerLabel, string>>;
  readonly records: (count: number) => string;
  readonly characters: (scaled: string) => string;
  readonly hosts: (count: number) => string;
  readonly pictures: (count: number) => string;
  readonly files: (count: number) => string;
  readonly sourcesCount: (count: number) => string;
  readonly runsCount: (count: number) => string;
  readonly modelsCount: (count: number) => string;
  readonly segments: (count: number, bytes: string) => string;
  readonly rate: (perSecond: string) => string;
  readonly licenceShare: (basis: string, share: string) => string;
  readonly optOut: (hosts: number, records: number, share: string) => string;
  readonly stillIn: string;
  readonly screened: string;
  readonly noOptOut: string;
  readonly countsOnly: string;
  readonly peopleNotChecked: string;
  readonly peopleNone: string;
  readonly peoplePartly: (scanned: string, records: string) => string;
  readonly personalData: (count: number, what: string) => string;
  readonly relianceUndecided: string;
  readonly relianceDecided: (kind: string, by: string, date: string) => string;
  readonly relianceMixed: (undecided: number, sources: number) => string;
  readonly because: (text: string) => string;
  readonly noGaps: string;
  readonly gapsOpen: (kinds: number) => string;
  readonly costs: (perRecord: string, onThread: string, total: string) => string;
  readonly nothingTracked: string;
  /** Facts that nobody has written down yet, of how many sources, and the command that lists them. */
  /** Kinds of facts that nobody has written down yet. */
  readonly factsOpen: (kinds: number) => string;
  readonly factsMissing: (facts: number, sources: number, command: string) => string;
  readonly moreOf: (count: number, command: string) => string;
  readonly notRecorded: string;
  readonly unknown: string;
  readonly claim: (licence: string, basis: string, by: string, date: string) => string;
  readonly evidenceFile: (path: string, similarity: string) => string;
  readonly agreement: (reference: string, from: string, to: string) => string;
  readonly deleteWithin: (days: number) => string;
  readonly crawl: (agent: string, operator: string) => string;
  readonly crawlDates: (from: string, to: string) => string;
  readonly robotsReading: Readonly<Record<"obeyed" | "read-only" | "not-read" | "unknown", string>>;
  readonly robotsCounts: (allowed: number, refused: number, unknown: number) => string;
  readonly robotsNotLooked: string;
  readonly robotsMissing: string;
  /** A rule with its line, which may be empty, and the agent it names, which may be empty. */
  readonly robotsRule: (line: string, rule: string, agent: string) => string;
  readonly robotsUnreachable: string;
  /** Pages beyond those listed; whether the JSON form lists more of them. */
  readonly moreRefusedPages: (count: number, inJson: boolean) => string;
  readonly robotsFile: (url: string, status: string, date: string, digest: string) => string;
  readonly fetchedBetween: (from: string, to: string) => string;
  readonly signalAt: (
    kind: string,
    value: string,
    place: string,
    date: string,
    agent: string,
    answer: string,
  ) => string;
  readonly signalConflict: (kinds: string) => string;
  readonly notOnList: string;
  readonly noHostLists: string;
  readonly onList: (name: string, from: string) => string;
  readonly lookedFor: (signals: string) => string;
  readonly outcome: Readonly<Record<"completed" | "failed" | "interrupted", string>>;
  readonly notEnded: string;
  readonly mode: Readonly<Record<"observe" | "require", string>>;
  readonly accessMode: Readonly<
    Record<
      "open-download" | "account-download" | "api" | "crawl" | "delivery" | "internal" | "generated",
      string
    >
  >;
  readonly changedSinceCommit: string;
  readonly firstUsed: (date: string) => string;
  readonly noBase: string;
  readonly noRuns: string;
  readonly noModels: string;
  readonly signalSays: (kind: string, value: string, answer: string, date: string) => string;
  readonly noSignals: string;
  /** Beside the declared origin of a record whose file carries a mark. */
  readonly markedSynthetic: string;
  readonly locatorFile: (path: string, start: string, end: string) => string;
  readonly locatorRow: (path: string, row: string) => string;
  readonly locatorWarc: (path: string, start: string) => string;
  readonly locatorEntry: (path: string, entry: string) => string;
  readonly locatorOrdinal: (ordinal: string) => string;
  readonly recordIn: (ordinal: string, segment: string) => string;
  readonly rowCount: (rows: string) => string;
  readonly initIntro: (home: string) => string;
  readonly initFile: Readonly<Record<"config" | "policy" | "waivers", string>>;
  readonly initKept: string;
  readonly initNextNote: string;
}

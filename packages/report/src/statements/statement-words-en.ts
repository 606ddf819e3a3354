import { formatCount } from "../number.ts";
import type { StatementWords } from "./statement-words.ts";

function many(count: number, one: string, more: string): string {
  return `${formatCount(count)} ${count === 1 ? one : more}`;
}

/** The texts of reports, in English. */
export const statementWordsEn: StatementWords = {
  column: {
    run: "Run",
    purpose: "Purpose",
    began: "Began",
    ended: "Ended",
    origin: "Origin",
    class: "Class",
    sources: "Sources",
    source: "Source",
    records: "Records",
    characters: "Characters",
    bytes: "Bytes",
    share: "Share",
    release: "Release",
    firstUsed: "First used",
    licence: "Licence",
    declared: "Declared",
    found: "Detected or concluded",
    basis: "Known by",
    reliance: "Relies on",
    by: "Decided by",
    because: "Because",
    userAgent: "User agent",
    operator: "Operator",
    period: "Period",
    robots: "robots.txt",
    signal: "Signal",
    says: "On training",
    rule: "Rule",
    action: "Action",
    domain: "Domain name",
    hosts: "Hosts",
    verdict: "Verdict",
    outputs: "Outputs",
    category: "Kind",
    count: "Found",
    item: "Item",
    figure: "Figure",
    before: "Before",
    now: "Now",
    gap: "Gap",
  },
  state: {
    filled: "from the ledger",
    answered: "in your words",
    "needs-words": "needs your words",
    "needs-decision": "needs a decision",
    decided: "decided",
  },
  status: { comply: "Comply", explain: "Explain", "not-applicable": "Not applicable" },
  legalBasis: {
    statute: "statute",
    guideline: "guideline",
    softLaw: "soft law",
    standard: "standard",
    internalPolicy: "internal control",
  },
  verification: {
    checked: "checked against the official text",
    secondary: "from secondary sources, not verified against the official text",
    unverified: "unverified",
  },
  unknown: "unknown",
  undeclared: "not declared",
  undecided: "undecided",
  noEnd: "no end recorded",
  noneRecorded: "None recorded.",
  modelRecorded: (name, date) => `${name}, recorded on ${date}`,
  base: (name, base) => `${name} was trained on from ${base}.`,
  noBase: (name) => `${name}: no base model is recorded.`,
  baseUnknown: "What that base learned from is not known.",
  runs: (count, from, to) => `${many(count, "run", "runs")} from ${from} to ${to}.`,
  runsEnded: (ended, all) => `The end of ${formatCount(ended)} of ${formatCount(all)} is recorded.`,
  runsFor: (purpose, count) => `${purpose}: ${many(count, "run", "runs")}`,
  codeVersions: (known, all, dirty) =>
    `The commit of the code is recorded for ${formatCount(known)} of ${many(all, "run", "runs")}; files had been changed since in ${formatCount(dirty)}.`,
  purposeOf: (source, purpose) => `${source}: ${purpose}`,
  dataPoints: (records, characters, bytes) =>
    `${records} records, ${characters} characters of the normal form, ${bytes} of text.`,
  textSize: (characters, bytes) => `Text: ${characters} characters of the normal form, ${bytes} in UTF-8.`,
  underBillion: "Range: under 1 billion tokens (there are fewer bytes than that).",
  atMostTenTrillion:
    "Range: at most 10 trillion tokens. Whether there are more than 1 billion depends on the tokeniser.",
  rangeUnknown: "The range cannot be told from bytes; give the tokeniser's count.",
  modalityText: "Text.",
  modalityImages: "Images.",
  imageSize: (pictures, bytes) => `Images: ${pictures} records with a picture, ${bytes} of files.`,
  imagesUnderMillion: "Range: under 1 million images.",
  imagesAtMostBillion: "Range: 1 million to 1 billion images.",
  imagesOverBillion: "Range: over 1 billion images.",
  fetched: (from, to) => `Fetched from ${from} to ${to}.`,
  loaded: (from, to) => `Loaded from ${from} to ${to}.`,
  largeDatasets: (share, count) =>
    `Listed: ${many(count, "dataset", "datasets")} above ${share} of the characters of all public datasets.`,
  usedSources: (count, records, characters) =>
    `Used: ${many(count, "source", "sources")}, ${records} records, ${characters} characters.`,
  undeclaredSources: (count) =>
    `${many(count, "source has", "sources have")} no declared origin and may belong here.`,
  licenceNote: "What licence texts, manifests and people say; never what the law allows.",
  withoutLicence: (count, all) =>
    `${formatCount(count)} of ${many(all, "source", "sources")} have no licence claim.`,
  licencesAgree: "No source has a declared licence that differs from what was detected or concluded.",
  licencesDisagree: (count) =>
    `For ${many(count, "source", "sources")} the declared licence differs from what was detected or concluded.`,
  received: (count, withAgreement) =>
    `${many(count, "source", "sources")} licensed or received from third parties; an agreement is recorded for ${formatCount(withAgreement)}.`,
  agreementOf: (source, reference, from, to) => `${source}: ${reference}, from ${from} to ${to}`,
  relianceUndecided: (count, all) =>
    `Undecided for ${formatCount(count)} of ${many(all, "source", "sources")}: nobody has recorded what this use relies on.`,
  reachedBy: (mode, count) => `${mode}: ${many(count, "source", "sources")}`,
  crawledSources: (count, hosts) =>
    `${many(count, "crawled source", "crawled sources")}, ${many(hosts, "host", "hosts")}.`,
  withoutCrawl: (count) => `Nothing is recorded about the crawler of ${many(count, "source", "sources")}.`,
  markedSynthetic: (records) =>
    `${records} records of other sources have files that say a model made them (detected, not verified).`,
  noOptOutSeen: "No opt-out is recorded. An absent signal is not a permission.",
  optOutSeen: (hosts, records, share) =>
    `${many(hosts, "host says", "hosts say")} no to training: ${records} records (${share}).`,
  robotsFiles: (withFile, hosts) =>
    `The robots.txt of ${formatCount(withFile)} of ${many(hosts, "host", "hosts")} is in the data.`,
  robotsRefused: (records, hosts) =>
    `Fetched although robots.txt refused it to the crawler that fetched it: ${records} records of ${many(hosts, "host", "hosts")}.`,
  robotsRefusedHosts: (hosts) =>
    `Most of these: ${hosts.map(({ host, records, line }) => `${host} ${records}${line > 0 ? ` (robots.txt line ${line})` : ""}`).join(", ")}.`,
  robotsAllowed: (records) => `Allowed by robots.txt: ${records} records.`,
  robotsUnknown: (records) => `robots.txt or the crawler's name not known: ${records} records.`,
  robotsNotCompared: "Not recorded whether robots.txt let these pages be fetched.",
  notScreened: "No screening before training is recorded.",
  screened: (kept, dropped, quarantined) =>
    `Screened before training: ${kept} records kept, ${dropped} dropped, ${quarantined} set aside.`,
  domainsListed: (listed, all, unit, share) =>
    `${formatCount(listed)} of ${formatCount(all)} ${unit}, by bytes of text; the threshold is the largest ${share}`,
  domainLimit: (limit) => `, at most ${limit}`,
  domainUnit: { registrable: "registrable domains", host: "host names" },
  log: (rows, root) => `An append-only log of ${rows} rows; its root begins ${root}.`,
  recordsKept:
    "It holds runs, sources, licence claims, decisions, gaps, checks of outputs, inquiries and reports.",
  checked: (outputs, from, to) => `${outputs} outputs were checked from ${from} to ${to}.`,
  checkPolicies: (names) => `Policies: ${names}.`,
  noInquiries: "No inquiry is recorded.",
  inquiries: (drafted, approved) =>
    `${many(drafted, "inquiry", "inquiries")} recorded, ${formatCount(approved)} answered with approval.`,
  inquiryAnswer: (answer, count) => `${answer}: ${many(count, "target", "targets")}`,
  personalDataCounted: (counted, all, scanned, records) =>
    `Counted by detectors in ${formatCount(counted)} of ${many(all, "source", "sources")} (${scanned} of ${records} records). Counts only; no values are kept. What detectors do not know they do not count.`,
  personalDataNone: "The detectors found nothing.",
  firstReport: "This is the first report of its kind in this ledger.",
  comparedWith: (id, date, changed) =>
    `Compared with report ${id} of ${date}: ${many(changed, "figure has", "figures have")} changed.`,
  models: (names) => `Models: ${names}`,
  allModels: "All models of this ledger",
  madeAt: (date, tool) => `Made on ${date} by ${tool}`,
  reportId: (id) => `Report ${id}`,
  counts: ({ items, filled, said, needWords, needDecision }) =>
    `${many(items, "item", "items")}: ${formatCount(filled)} filled from the ledger, ${said === 0 ? "" : `${formatCount(said)} answered by you, `}${many(needWords, "needs", "need")} your words, ${many(needDecision, "needs", "need")} a decision (comply or explain); none is pre-decided.`,
  blank: "To be written by the organisation.",
  decisionBlank: "To be decided by the organisation: comply or explain.",
  yourWords: "Organisation",
  fromLedger: "Ledger",
  basisTitle: "Basis",
  notCheckedAgainstText: "Nobody has recorded a check of this description against the official text.",
  checkedAgainstText: (by, on, url) => `Checked against ${url} by ${by} on ${on}.`,
  proof: (size, root) =>
    `Every figure comes from the ledger as it stood at row ${size}, root ${root}. Ask yurai why with this file and an item's number.`,
  whyItem: (report, item) => `yurai why ${report} ${item}`,
  gapsTitle: "Gaps",
  noGaps: "No gap is recorded.",
  limits:
    "This report states what was recorded and found, with its limits. It proves recording, not truth or completeness, and takes no legal position.",
  moreRows: (count) => `and ${many(count, "row", "rows")} more in the CSV and JSON`,
  provenance: {
    title: "Where the training data comes from",
    summary: "Summary",
    origins: "Sources by origin",
    sources: "Sources",
    licences: "Licences",
    reliance: "What the use relies on",
    hosts: "Hosts and domains",
    signals: "Opt-out signals",
    decisions: "Recorded decisions",
    personalData: "Personal data",
    disagreements: "Licences that disagree",
    models: "Models and runs",
    chartByOrigin: "Characters by origin",
    chartByLicence: "Records by licence",
    chartByHost: "Bytes by domain, the largest",
  },
};

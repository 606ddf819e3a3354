export { catalogueOf } from "./catalogue.ts";
export { clean, cleanLines } from "./clean.ts";
export { cleanData } from "./clean-data.ts";
export { displayWidth, graphemes, padEnd, padStart, truncate, wrap } from "./width.ts";
export { formatBytes, formatCount, formatDate, formatDuration, formatScaled, formatShare } from "./number.ts";
export { columnsOf, defaultColumns, labelled, painter, row } from "./terminal.ts";
export { collectVerdicts, gravestFirst, modelName, stoppedCount, verdictSetOf } from "./verdict-set.ts";
export { groupFindings } from "./finding-group.ts";
export { describeFinding, describeNextSteps, describeProvenance, shellWord } from "./finding-text.ts";
export { describeCoverage } from "./coverage-text.ts";
export { describeGaps, groupGaps } from "./gap-text.ts";
export { outcomeText, overallAction } from "./check-facts.ts";
export { renderVerdictsForTerminal } from "./verdict-terminal.ts";
export { renderSummaryJson, renderVerdictJson, summaryOf, summarySchemaVersion } from "./verdict-json.ts";
export { renderVerdictsAsHtml } from "./html.ts";
export { maxSarifResults, renderSarif } from "./sarif.ts";
export { renderJunit } from "./junit.ts";
export { renderGithubAnnotations, renderGithubSummary } from "./github.ts";
export { renderGitlab } from "./gitlab.ts";
export { renderAttribution } from "./attribution.ts";
export { formatProgress, renderTrackSummary } from "./track-terminal.ts";
export { renderStatus } from "./status-terminal.ts";
export { renderHost } from "./show-host.ts";
export { renderSource } from "./show-source.ts";
export { renderRun } from "./show-run.ts";
export { renderModel } from "./show-model.ts";
export { renderRecord } from "./show-record.ts";
export { renderAnswer } from "./answer-terminal.ts";
export { renderInitIntro, renderInitSummary } from "./init-terminal.ts";

export type { Catalogue, GapMessages, GapPlaceText, Words } from "./catalogue.ts";
export type {
  ActionCounts,
  CheckMessages,
  ExportMessages,
  HtmlMessages,
} from "./catalogue/check-messages.ts";
export type { CliMessages, CommandName, ConfigComments, OptionName } from "./catalogue/cli-messages.ts";
export type { LedgerLabel, LedgerMessages } from "./catalogue/ledger-messages.ts";
export type { Cell, Labelled, Paint, TerminalOptions, Tone } from "./terminal.ts";
export type { AttributionUse, NotCheckedCount, PassagePart, Snippet } from "./verdict-set.ts";
export type { VerdictCollector, VerdictRow, VerdictSet } from "./verdict-set.ts";
export type { FindingGroup } from "./finding-group.ts";
export type { CommandContext } from "./finding-text.ts";
export type { CoverageSection } from "./coverage-text.ts";
export type { GapGroup } from "./gap-text.ts";
export type { CheckFacts } from "./check-facts.ts";
export type { VerdictTerminalOptions } from "./verdict-terminal.ts";
export type { CheckSummary } from "./verdict-json.ts";
export type { HtmlOptions } from "./html.ts";
export type { ExportOptions } from "./sarif.ts";
export type { ScreenOptions } from "./screen.ts";
export type { TrackedSource, TrackSummary } from "./track-terminal.ts";
export type { StatusModel, StatusSource, StatusSummary } from "./status-terminal.ts";
export type { ShownHost, ShownHostSource } from "./show-host.ts";
export type { ShownSource } from "./show-source.ts";
export type { ShownRun } from "./show-run.ts";
export type { ShownModel } from "./show-model.ts";
export type { ShownRecord } from "./show-record.ts";
export type { InitSummary } from "./init-terminal.ts";
export type { AnswerRow, ShortAnswer } from "./answer-terminal.ts";

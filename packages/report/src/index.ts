export { describeLocator } from "./locator-text.ts";
export { catalogueOf } from "./catalogue.ts";
export { clean, cleanLines } from "./terminal/clean.ts";
export { cleanData } from "./terminal/clean-data.ts";
export { displayWidth, graphemes, padEnd, padStart, truncate, wrap } from "./terminal/width.ts";
export { formatBytes, formatCount, formatDate, formatDuration, formatScaled, formatShare } from "./number.ts";
export { columnsOf, defaultColumns, labelled, painter, row } from "./terminal/terminal.ts";
export {
  collectVerdicts,
  gravestFirst,
  modelName,
  stoppedCount,
  verdictSetOf,
} from "./verdict/verdict-set.ts";
export { groupFindings } from "./verdict/finding-group.ts";
export { describeFinding, describeNextSteps, describeProvenance, shellWord } from "./verdict/finding-text.ts";
export { describeCoverage } from "./verdict/coverage-text.ts";
export { describeGaps, groupGaps } from "./terminal/gap-text.ts";
export { outcomeText, overallAction } from "./verdict/check-facts.ts";
export { renderVerdictsForTerminal } from "./verdict/verdict-terminal.ts";
export {
  renderSummaryJson,
  renderVerdictJson,
  summaryOf,
  summarySchemaVersion,
} from "./verdict/verdict-json.ts";
export { renderVerdictsAsHtml } from "./verdict/html.ts";
export { maxSarifResults, renderSarif } from "./verdict/sarif.ts";
export { renderJunit } from "./verdict/junit.ts";
export { renderGithubAnnotations, renderGithubSummary } from "./verdict/github.ts";
export { renderGitlab } from "./verdict/gitlab.ts";
export { renderAttribution } from "./verdict/attribution.ts";
export { formatProgress, renderTrackSummary } from "./terminal/track-terminal.ts";
export { renderStatus } from "./terminal/status-terminal.ts";
export { renderHost } from "./terminal/show-host.ts";
export { renderSource } from "./terminal/show-source.ts";
export { renderRun } from "./terminal/show-run.ts";
export { renderModel } from "./terminal/show-model.ts";
export { renderRecord } from "./terminal/show-record.ts";
export { renderAnswer } from "./terminal/answer-terminal.ts";
export { renderInitIntro, renderInitSummary } from "./terminal/init-terminal.ts";
export { isShown } from "./verdict/html-pictures.ts";

export type { Catalogue, GapMessages, GapPlaceText, Words } from "./catalogue.ts";
export type {
  ActionCounts,
  CheckMessages,
  ExportMessages,
  HtmlMessages,
} from "./catalogue/check-messages.ts";
export type { CliMessages, CommandName, ConfigComments, OptionName } from "./catalogue/cli-messages.ts";
export type { LedgerLabel, LedgerMessages } from "./catalogue/ledger-messages.ts";
export type { Cell, Labelled, Paint, TerminalOptions, Tone } from "./terminal/terminal.ts";
export type { MissingPicture, PicturePair, Thumbnail } from "./verdict/html-pictures.ts";
export type { AttributionUse, FailureCount, NotCheckedCount } from "./verdict/verdict-set.ts";
export type { PassagePart, Snippet } from "./verdict/verdict-set.ts";
export type { VerdictCollector, VerdictRow, VerdictSet } from "./verdict/verdict-set.ts";
export type { FindingGroup } from "./verdict/finding-group.ts";
export type { CommandContext } from "./verdict/finding-text.ts";
export type { CoverageSection } from "./verdict/coverage-text.ts";
export type { GapGroup } from "./terminal/gap-text.ts";
export type { CheckFacts } from "./verdict/check-facts.ts";
export type { VerdictTerminalOptions } from "./verdict/verdict-terminal.ts";
export type { CheckSummary } from "./verdict/verdict-json.ts";
export type { HtmlOptions } from "./verdict/html.ts";
export type { ExportOptions } from "./verdict/sarif.ts";
export type { ScreenOptions } from "./terminal/screen.ts";
export type { TrackedSource, TrackSummary } from "./terminal/track-terminal.ts";
export type { StatusModel, StatusSource, StatusSummary } from "./terminal/status-terminal.ts";
export type { ShownHost, ShownHostSource } from "./terminal/show-host.ts";
export type { ShownSource } from "./terminal/show-source.ts";
export type { ShownRun } from "./terminal/show-run.ts";
export type { ShownModel } from "./terminal/show-model.ts";
export type { ShownRecord } from "./terminal/show-record.ts";
export type { InitSummary } from "./terminal/init-terminal.ts";
export type { AnswerRow, ShortAnswer } from "./terminal/answer-terminal.ts";

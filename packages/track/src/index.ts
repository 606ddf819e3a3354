export { startRun, Run } from "./run.ts";
export { screen } from "./screen.ts";
export { parseExclusions, readExclusions, isExcluded } from "./exclusion-list.ts";
export { answersOf, isSpdxExpression, termsOfClaims, termsOfExpression, termsOfLicence } from "./terms.ts";
export { TrackError } from "./error.ts";

export type { IndexMode, RunOptions, TrackOptions } from "./run.ts";
export type { From, RowOptions } from "./capture.ts";
export type { SeenGap } from "./batch.ts";
export type { SourceDeclaration } from "./known-sources.ts";
export type { RecorderFailure, RecorderLimits } from "./recorder.ts";
export type { RunSummary, SourceSummary, TrackCost } from "./run-summary.ts";
export type { ScreenCondition, Screened, ScreenOptions, ScreenRule } from "./screen.ts";
export type { ExclusionList } from "./exclusion-list.ts";
export type { ExplainedTerms, TermsAnswer } from "./terms-table.ts";
export type { TrackErrorCode } from "./error.ts";

export { open, Yurai } from "./open.ts";
export { CliError } from "./error.ts";

export type { RunSettings, YuraiOptions } from "./open.ts";
export type { CheckRequest, ExplainedFinding, TextVerdict } from "./check/text-check.ts";
export type { StartingRun } from "./track/starting-run.ts";
export type { CliErrorCode } from "./error.ts";
export type { Project } from "./home/config.ts";
export type { Lookup, LookupTarget } from "@yurai/fingerprint";
export type { StatusSummary } from "@yurai/report";
export type { DeclaredSource, NamesBy } from "@yurai/schema";
export type { Run, RunSummary, TrackOptions } from "@yurai/track";

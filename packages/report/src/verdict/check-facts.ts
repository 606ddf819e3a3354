import type { Action } from "@yurai/schema";
import type { Catalogue } from "../catalogue.ts";
import { gravestFirst } from "./verdict-set.ts";
import type { VerdictSet } from "./verdict-set.ts";

/** What a check was and how it ended, beside its verdicts. Every rendering of verdicts takes one. */
export interface CheckFacts {
  /** Id of the whole check, under which it is recorded. */
  readonly id: string;
  readonly exitCode: number;
  /** Whether it only looks on: nothing is stopped, and line one says so. */
  readonly shadow: boolean;
  /** The outputs file as the user gave it; missing for standard input. */
  readonly file?: string;
  /** Whether the policy is the one that Yurai brings along, because no file was found. */
  readonly builtInPolicy: boolean;
  /** Whether the user named a model; without one every segment is searched. */
  readonly modelNamed: boolean;
  /** Rows of the file that could not be read and have no verdict; missing for none. */
  readonly unreadRows?: number;
  /** Time per output that 95 % of them kept to, in milliseconds; missing when nobody measured. */
  readonly p95Ms?: number;
  /** Whether pictures were asked for: only then are they in the HTML report. */
  readonly withPictures?: boolean;
  /** Where the full list of findings was written. */
  readonly reportPath?: string;
  /** Where the attributions to ship were written. */
  readonly attributionPath?: string;
}

/**
 * The action of the whole check: the gravest of its outputs; nothing checked is incomplete, and so is a pass beside rows that
 * could not be read.
 */
export function overallAction(set: VerdictSet, unreadRows: number = 0): Action {
  const gravest = gravestFirst.find((action) => set.counts[action] > 0) ?? "incomplete";
  return unreadRows > 0 && (gravest === "pass" || gravest === "attribute") ? "incomplete" : gravest;
}

/** The outcome in words and counts, with how many rows have none. */
export function outcomeText(set: VerdictSet, catalogue: Catalogue, unreadRows: number = 0): string {
  const outcome = outcomeOf(set, catalogue);
  return unreadRows === 0 ? outcome : [catalogue.pipeline.badInput(unreadRows), outcome].join("; ");
}

function outcomeOf(set: VerdictSet, catalogue: Catalogue): string {
  if (set.outputs === 0) return catalogue.check.nothingChecked;
  if (set.outputs === 1) return catalogue.check.outcomeOfOne[overallAction(set)];
  return catalogue.check.outcomeOfMany(set.counts, set.outputs);
}

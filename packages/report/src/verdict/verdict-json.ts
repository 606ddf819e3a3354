import type { Verdict } from "@yurai/schema";
import type { CheckFacts } from "./check-facts.ts";
import type { VerdictSet } from "./verdict-set.ts";

/** Version of the summary's shape; a verdict has its own, in the same member. */
export const summarySchemaVersion = 1;

/**
 * Writes one verdict as one line of JSON, as stored: `schemaVersion`, `id`, `action`, `findings[].kind` and the rest of
 * the verdict's schema. Control characters, bidi marks and line separators are written as `\u` escapes, so that a line
 * printed to a terminal cannot repaint it; a parser gets the value back unchanged.
 *
 * @returns one line with its line feed
 */
export function renderVerdictJson(verdict: Verdict): string {
  return `${escapeInvisible(JSON.stringify(verdict))}\n`;
}

/** The last line of `--json`: how the whole check ended. */
export interface CheckSummary {
  readonly schemaVersion: typeof summarySchemaVersion;
  readonly summary: {
    readonly check: string;
    readonly outputs: number;
    readonly actions: VerdictSet["counts"];
    readonly exitCode: number;
    readonly shadow: boolean;
    readonly coverage: VerdictSet["coverage"] | null;
    readonly policies: VerdictSet["policies"];
    readonly indexes: VerdictSet["indexes"];
    readonly findingsWaived: number;
    readonly findingsWithExpiredWaiver: number;
    readonly p95Ms: number | null;
  };
}

/** Returns the summary of a check as data; {@link renderSummaryJson} writes it. */
export function summaryOf(set: VerdictSet, facts: CheckFacts): CheckSummary {
  return {
    schemaVersion: summarySchemaVersion,
    summary: {
      check: facts.id,
      outputs: set.outputs,
      actions: set.counts,
      exitCode: facts.exitCode,
      shadow: facts.shadow,
      coverage: set.coverage ?? null,
      policies: set.policies,
      indexes: set.indexes,
      findingsWaived: set.findingsWaived,
      findingsWithExpiredWaiver: set.findingsWithExpiredWaiver,
      p95Ms: facts.p95Ms ?? null,
    },
  };
}

/** Writes the summary of a check as one line of JSON with its line feed. */
export function renderSummaryJson(set: VerdictSet, facts: CheckFacts): string {
  return `${escapeInvisible(JSON.stringify(summaryOf(set, facts)))}\n`;
}

/** Escapes, in text that is JSON already, what a terminal, a log or an HTML script might act on. */
function escapeInvisible(json: string): string {
  return json.replace(/[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu, (character) => {
    // A character beyond U+FFFF is two units, each with its own escape.
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });
}

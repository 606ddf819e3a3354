import { actions, isStopped } from "@yurai/schema";
import type { Action, AttributionEntry, Coverage, Digest, Finding, NotChecked, Verdict } from "@yurai/schema";
import { combineSearched } from "./coverage-union.ts";
import type { ActionCounts } from "./catalogue/check-messages.ts";

/** Text with the parts of it that match. */
export interface PassagePart {
  readonly text: string;
  readonly marked: boolean;
}

/** Both sides of a finding, to be shown beside each other; only where the user asked for text. */
export interface Snippet {
  /** Index in the verdict's findings. */
  readonly finding: number;
  readonly output: readonly PassagePart[];
  readonly source?: readonly PassagePart[];
}

/** One verdict and where its output stands. */
export interface VerdictRow {
  readonly verdict: Verdict;
  /** Line of the outputs file, from 1. */
  readonly line?: number;
  readonly snippets?: readonly Snippet[];
}

/** A check that did not run, on how many outputs. */
export interface NotCheckedCount extends NotChecked {
  readonly outputs: number;
}

/** An attribution and the outputs that need it. */
export interface AttributionUse {
  readonly entry: Omit<AttributionEntry, "findings">;
  /** Ids of the first outputs that need it, at most 100. */
  readonly outputs: readonly string[];
  readonly outputCount: number;
}

/** Everything that renderings need of many verdicts; its size does not grow with their number beyond the limit. */
export interface VerdictSet {
  readonly outputs: number;
  readonly counts: ActionCounts;
  /** Outputs with findings or an action other than pass: the gravest first, then in order of input. */
  readonly rows: readonly VerdictRow[];
  /** How many such outputs are not in `rows`, by action. */
  readonly leftOut: ActionCounts;
  /** Every output's coverage in one; missing when there was no output. */
  readonly coverage?: Omit<Coverage, "notChecked"> & { readonly notChecked: readonly NotCheckedCount[] };
  readonly attribution: readonly AttributionUse[];
  readonly findingsWaived: number;
  readonly findingsWithExpiredWaiver: number;
  /** Findings, over all outputs, that the policy only reports. */
  readonly findingsReported: number;
  readonly waivers: readonly Digest[];
  readonly policies: readonly Verdict["policy"][];
  readonly indexes: readonly Digest[];
  readonly tools: readonly Verdict["tool"][];
  readonly models: readonly string[];
  readonly uses: readonly string[];
}

/** Collects verdicts one by one in bounded memory. */
export interface VerdictCollector {
  readonly add: (row: VerdictRow) => void;
  readonly finish: () => VerdictSet;
}

/** Actions in the order in which people should see them. */
export const gravestFirst: readonly Action[] = ["block", "review", "incomplete", "attribute", "pass"];

const maxDistinct = 1_000;
const maxOutputsNamed = 100;

/**
 * Returns a collector that counts every verdict and keeps the gravest.
 *
 * @param options.limit most verdicts kept, default 5,000; about five times as many may be held while collecting
 *
 * @example
 * ```ts
 * const collector = collectVerdicts();
 * for await (const verdict of verdicts) collector.add({ verdict });
 * const set = collector.finish();
 * ```
 */
export function collectVerdicts(options: { readonly limit?: number } = {}): VerdictCollector {
  const limit = options.limit ?? 5_000;
  const counts = zeroCounts();
  const noted = zeroCounts();
  const kept = new Map<Action, VerdictRow[]>(actions.map((action) => [action, []]));
  const notSearched = new Map<string, Coverage["notSearched"][number]>();
  const notChecked = new Map<string, { -readonly [Key in keyof NotCheckedCount]: NotCheckedCount[Key] }>();
  const attribution = new Map<string, { entry: AttributionUse["entry"]; ids: string[]; count: number }>();
  const seen = { waivers: distinct(), policies: distinct(), indexes: distinct() };
  const more = { tools: distinct(), models: distinct(), uses: distinct() };
  let searched: Coverage["searched"] | undefined;
  let outputs = 0;
  let waived = 0;
  let expired = 0;
  let reported = 0;

  const addCoverage = (coverage: Coverage): void => {
    searched = searched === undefined ? coverage.searched : combineSearched(searched, coverage.searched);
    for (const item of coverage.notSearched)
      if (notSearched.size < maxDistinct) notSearched.set(JSON.stringify(item), item);
    for (const item of coverage.notChecked) {
      const key = `${item.check} ${item.reason} ${item.required}`;
      const known = notChecked.get(key);
      if (known === undefined) notChecked.set(key, { ...item, outputs: 1 });
      else known.outputs += 1;
    }
  };
  const addAttribution = (verdict: Verdict): void => {
    for (const { findings: _, ...entry } of verdict.attribution) {
      const key = JSON.stringify([entry.licence, entry.source, entry.text, entry.url]);
      const known = attribution.get(key) ?? { entry, ids: [], count: 0 };
      attribution.set(key, known);
      known.count += 1;
      if (known.ids.length < maxOutputsNamed) known.ids.push(verdict.id);
    }
  };

  return {
    add(row) {
      const { verdict } = row;
      outputs += 1;
      counts[verdict.action] += 1;
      if (verdict.action !== "pass" || verdict.findings.length > 0) {
        noted[verdict.action] += 1;
        const rows = kept.get(verdict.action);
        if (rows !== undefined && rows.length < limit) rows.push(row);
      }
      for (const decision of verdict.decisions) {
        if (decision.waiver !== undefined) waived += 1;
        else if (decision.action === "report") reported += 1;
        if (decision.expiredWaiver !== undefined) expired += 1;
      }
      addCoverage(verdict.coverage);
      addAttribution(verdict);
      for (const waiver of verdict.waivers) seen.waivers.add(waiver);
      seen.policies.add(JSON.stringify({ name: verdict.policy.name, hash: verdict.policy.hash }));
      if (verdict.index !== undefined) seen.indexes.add(verdict.index);
      more.tools.add(JSON.stringify({ name: verdict.tool.name, version: verdict.tool.version }));
      if (verdict.model !== undefined) more.models.add(modelName(verdict.model));
      more.uses.add(verdict.use);
    },
    finish() {
      const rows = gravestFirst.flatMap((action) => kept.get(action) ?? []).slice(0, limit);
      const leftOut = { ...noted };
      for (const row of rows) leftOut[row.verdict.action] -= 1;
      const coverage = searched && {
        searched,
        notSearched: [...notSearched.values()],
        notChecked: [...notChecked.values()].map((item) => ({ ...item })),
      };
      return {
        outputs,
        counts: { ...counts },
        rows,
        leftOut,
        ...(coverage === undefined ? {} : { coverage }),
        attribution: [...attribution.values()].map(({ entry, ids, count }) => ({
          entry,
          outputs: [...ids],
          outputCount: count,
        })),
        findingsWaived: waived,
        findingsWithExpiredWaiver: expired,
        findingsReported: reported,
        waivers: [...seen.waivers.values()],
        policies: seen.policies.values().map((text) => JSON.parse(text) as Verdict["policy"]),
        indexes: seen.indexes.values(),
        tools: more.tools.values().map((text) => JSON.parse(text) as Verdict["tool"]),
        models: more.models.values(),
        uses: more.uses.values(),
      };
    },
  };
}

/** Collects verdicts that are already at hand. */
export function verdictSetOf(
  rows: Iterable<VerdictRow>,
  options: { readonly limit?: number } = {},
): VerdictSet {
  const collector = collectVerdicts(options);
  for (const row of rows) collector.add(row);
  return collector.finish();
}

/** How many outputs must not go out as they are. */
export function stoppedCount(counts: ActionCounts): number {
  return actions.reduce((sum, action) => sum + (isStopped(action) ? counts[action] : 0), 0);
}

/** Names a model with its version. */
export function modelName(model: { readonly name: string; readonly version?: string }): string {
  return model.version === undefined ? model.name : `${model.name} ${model.version}`;
}

/** The fingerprint of a finding about a matched record; undefined for the other kinds. */
export function fingerprintOf(finding: Finding): Digest | undefined {
  return "fingerprint" in finding ? finding.fingerprint : undefined;
}

function zeroCounts(): Record<Action, number> {
  return { pass: 0, attribute: 0, incomplete: 0, review: 0, block: 0 };
}

function distinct(): { readonly add: (value: string) => void; readonly values: () => readonly string[] } {
  const known = new Set<string>();
  return {
    add: (value) => {
      if (known.size < maxDistinct) known.add(value);
    },
    values: () => [...known],
  };
}

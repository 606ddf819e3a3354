import { actions, isStopped } from "@yurai/schema";
import type {
  Action,
  AttributionEntry,
  CheckName,
  Coverage,
  Digest,
  Finding,
  NotChecked,
  Verdict,
} from "@yurai/schema";
import { combineSearched } from "./coverage-union.ts";
import type { PicturePair } from "./html-pictures.ts";
import type { ActionCounts } from "../catalogue/check-messages.ts";

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
  /** The file of an output of a folder; missing where all stand in one file. */
  readonly file?: string;
  /** Line of that file, from 1. */
  readonly line?: number;
  readonly snippets?: readonly Snippet[];
  /** Only where the user asked for pictures. */
  readonly pictures?: readonly PicturePair[];
}

/** A check that did not run, on how many outputs. */
export interface NotCheckedCount extends NotChecked {
  readonly outputs: number;
}

/** Why a check failed, on how many outputs. */
export interface FailureCount {
  readonly check: CheckName;
  readonly reason: string;
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
  /** Outputs that are pictures. */
  readonly pictures: number;
  /** Why checks failed, by code, on how many outputs. */
  readonly failures: readonly FailureCount[];
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
  const tally = newTally(options.limit ?? 5_000);
  return {
    add: (row) => {
      addRow(tally, row);
      addDecisions(tally, row.verdict);
      addCoverage(tally, row.verdict.coverage);
      addFailures(tally, row.verdict);
      addAttribution(tally, row.verdict);
      addNames(tally, row.verdict);
    },
    finish: () => toSet(tally),
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

/** What a collector holds while it collects. */
interface Tally {
  readonly limit: number;
  readonly counts: Record<Action, number>;
  /** Outputs worth showing, by action, kept or not. */
  readonly noted: Record<Action, number>;
  readonly kept: Readonly<Record<Action, VerdictRow[]>>;
  outputs: number;
  waived: number;
  expired: number;
  reported: number;
  searched: Coverage["searched"] | undefined;
  readonly notSearched: Map<string, Coverage["notSearched"][number]>;
  readonly notChecked: Map<string, NotChecked & { outputs: number }>;
  readonly failures: Map<string, FailureCount>;
  pictures: number;
  readonly attribution: Map<
    string,
    { readonly entry: AttributionUse["entry"]; readonly ids: string[]; count: number }
  >;
  readonly waivers: Map<string, Digest>;
  readonly policies: Map<string, Verdict["policy"]>;
  readonly indexes: Map<string, Digest>;
  readonly tools: Map<string, Verdict["tool"]>;
  readonly models: Map<string, string>;
  readonly uses: Map<string, string>;
}

function newTally(limit: number): Tally {
  return {
    limit,
    counts: zeroCounts(),
    noted: zeroCounts(),
    kept: { pass: [], attribute: [], incomplete: [], review: [], block: [] },
    outputs: 0,
    waived: 0,
    expired: 0,
    reported: 0,
    searched: undefined,
    notSearched: new Map(),
    notChecked: new Map(),
    failures: new Map(),
    pictures: 0,
    attribution: new Map(),
    waivers: new Map(),
    policies: new Map(),
    indexes: new Map(),
    tools: new Map(),
    models: new Map(),
    uses: new Map(),
  };
}

function addRow(tally: Tally, row: VerdictRow): void {
  const { action, findings } = row.verdict;
  tally.outputs += 1;
  tally.counts[action] += 1;
  if (action === "pass" && findings.length === 0) return;
  tally.noted[action] += 1;
  if (tally.kept[action].length < tally.limit) tally.kept[action].push(row);
}

function addDecisions(tally: Tally, verdict: Verdict): void {
  for (const decision of verdict.decisions) {
    if (decision.waiver !== undefined) tally.waived += 1;
    else if (decision.action === "report") tally.reported += 1;
    if (decision.expiredWaiver !== undefined) tally.expired += 1;
  }
}

function addCoverage(tally: Tally, coverage: Coverage): void {
  tally.searched =
    tally.searched === undefined ? coverage.searched : combineSearched(tally.searched, coverage.searched);
  for (const item of coverage.notSearched) remember(tally.notSearched, JSON.stringify(item), item);
  for (const item of coverage.notChecked) {
    const key = `${item.check} ${item.reason} ${item.required}`;
    const known = tally.notChecked.get(key);
    if (known === undefined) tally.notChecked.set(key, { ...item, outputs: 1 });
    else known.outputs += 1;
  }
}

function addFailures(tally: Tally, { findings, coverage }: Verdict): void {
  if (coverage.searched.images !== undefined) tally.pictures += 1;
  const failed = findings.filter((finding) => finding.kind === "check-failed");
  const codes = new Map(failed.map((finding) => [`${finding.check} ${finding.reason}`, finding]));
  for (const [key, { check, reason }] of codes) {
    const outputs = (tally.failures.get(key)?.outputs ?? 0) + 1;
    if (outputs > 1 || tally.failures.size < maxDistinct) tally.failures.set(key, { check, reason, outputs });
  }
}

function addAttribution(tally: Tally, verdict: Verdict): void {
  for (const { source, licence, text, url } of verdict.attribution) {
    const key = JSON.stringify([licence, source, text, url]);
    const entry = { source, licence, text, ...(url === undefined ? {} : { url }) };
    const known = tally.attribution.get(key) ?? { entry, ids: [], count: 0 };
    tally.attribution.set(key, known);
    known.count += 1;
    if (known.ids.length < maxOutputsNamed) known.ids.push(verdict.id);
  }
}

function addNames(tally: Tally, verdict: Verdict): void {
  const { policy, index, tool, model } = verdict;
  for (const waiver of verdict.waivers) remember(tally.waivers, waiver, waiver);
  remember(tally.policies, `${policy.hash} ${policy.name}`, policy);
  if (index !== undefined) remember(tally.indexes, index, index);
  remember(tally.tools, `${tool.name} ${tool.version}`, tool);
  if (model !== undefined) remember(tally.models, modelName(model), modelName(model));
  remember(tally.uses, verdict.use, verdict.use);
}

function toSet(tally: Tally): VerdictSet {
  const rows = gravestFirst.flatMap((action) => tally.kept[action]).slice(0, tally.limit);
  const leftOut = { ...tally.noted };
  for (const row of rows) leftOut[row.verdict.action] -= 1;
  const coverage = tally.searched && {
    searched: tally.searched,
    notSearched: [...tally.notSearched.values()],
    notChecked: [...tally.notChecked.values()].map((item) => ({ ...item })),
  };
  return {
    outputs: tally.outputs,
    counts: { ...tally.counts },
    rows,
    leftOut,
    ...(coverage === undefined ? {} : { coverage }),
    pictures: tally.pictures,
    failures: [...tally.failures.values()],
    attribution: [...tally.attribution.values()].map(({ entry, ids, count }) => ({
      entry,
      outputs: [...ids],
      outputCount: count,
    })),
    findingsWaived: tally.waived,
    findingsWithExpiredWaiver: tally.expired,
    findingsReported: tally.reported,
    waivers: [...tally.waivers.values()],
    policies: [...tally.policies.values()],
    indexes: [...tally.indexes.values()],
    tools: [...tally.tools.values()],
    models: [...tally.models.values()],
    uses: [...tally.uses.values()],
  };
}

/** Keeps distinct values up to a bound, so that hostile input cannot fill memory. */
function remember<T>(known: Map<string, T>, key: string, value: T): void {
  if (known.size < maxDistinct) known.set(key, value);
}

function zeroCounts(): Record<Action, number> {
  return { pass: 0, attribute: 0, incomplete: 0, review: 0, block: 0 };
}

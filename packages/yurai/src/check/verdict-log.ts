/**
 * Verdicts in the ledger: digests and facts, never an output's text. A check is a row that begins it, rows of up to 256
 * verdicts, and a row that ends it; so a check that was interrupted is found again, and goes on.
 *
 * Rows are found by their ids: `check-begin` and the id of the inputs for the first, `<check>/<n>` for the others.
 */
import { contentId, type Action, type Coverage, type JsonObject, type Verdict } from "@yurai/schema";
import type { Ledger } from "@yurai/ledger";
import { formatModel } from "../home/model-reference.ts";

/** A verdict and the line of its output. */
export interface LoggedVerdict {
  readonly verdict: Verdict;
  readonly line: number;
}

/** What makes two checks the same, so that one can go on where the other stopped. */
export interface CheckInputs {
  readonly file: string;
  readonly format: string;
  readonly field: string;
  readonly policy: string;
  readonly use: string;
  readonly waivers: readonly string[];
  readonly model?: string;
  readonly index?: string;
  /** `dictionary`, or the folder of a model: what looked for names beyond the rules. */
  readonly names?: string;
  /** Files of the models that looked for faces. */
  readonly faces?: string;
}

/** A check as the ledger knows it. */
export interface CheckBegin {
  readonly check: string;
  readonly at: string;
  readonly inputs: CheckInputs;
}

const verdictsPerRow = 256;
/** Findings after which a row is written, so that it stays far below the ledger's limit of 16 MiB. */
const findingsPerRow = 2_000;

/** What the verdicts of a check came to; it stands in the row that ends the check, so that reports need not read all. */
interface VerdictTotals {
  readonly actions: Readonly<Partial<Record<Action, number>>>;
  /** Models as `NAME` or `NAME@VERSION`. */
  readonly models: readonly string[];
  /** Names of policies. */
  readonly policies: readonly string[];
}

/** The row that ends a check. */
export interface CheckEnd extends VerdictTotals {
  readonly check: string;
  readonly at: string;
  readonly outputs: number;
  readonly exitCode: number;
}

/** A check that is being recorded. Flush it at the end, also after an error. */
export interface VerdictLog {
  readonly add: (logged: LoggedVerdict) => Promise<void>;
  readonly flush: () => Promise<void>;
  /** `totals` are those of all verdicts; without them, of those that were added here. */
  readonly end: (
    result: { readonly outputs: number; readonly exitCode: number; readonly totals?: VerdictTotals },
    at: string,
  ) => Promise<void>;
}

/**
 * Begins a check, or goes on with one.
 *
 * @param from how many of its rows are there already
 */
export async function openVerdictLog(
  ledger: Ledger,
  begin: CheckBegin,
  { from }: { readonly from: number },
): Promise<VerdictLog> {
  let next = from;
  let waiting: LoggedVerdict[] = [];
  let findings = 0;
  const added = startTotals();
  if (from === 0) await appendVerdictRow(ledger, beginBody(begin));
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    findings = 0;
    await appendVerdictRow(ledger, batchBody(begin.check, next, batch));
    next += 1;
  };
  return {
    add: async (logged) => {
      waiting.push(logged);
      added.add(logged.verdict);
      findings += logged.verdict.findings.length;
      if (waiting.length >= verdictsPerRow || findings >= findingsPerRow) await flush();
    },
    flush,
    end: async ({ outputs, exitCode, totals = added.totals() }, at) => {
      await flush();
      await appendVerdictRow(ledger, {
        id: [`${begin.check}/end`, "check-end"],
        part: "end",
        check: begin.check,
        at,
        outputs,
        exitCode,
        ...totals,
        rows: next,
      });
    },
  };
}

function startTotals(): {
  readonly add: (verdict: Verdict) => void;
  readonly totals: () => VerdictTotals;
} {
  const actions: Partial<Record<Action, number>> = {};
  const models = new Set<string>();
  const policies = new Set<string>();
  return {
    add: ({ action, model, policy }) => {
      actions[action] = (actions[action] ?? 0) + 1;
      if (model !== undefined) models.add(formatModel(model));
      policies.add(policy.name);
    },
    totals: () => ({ actions: { ...actions }, models: [...models], policies: [...policies] }),
  };
}

/** Lists every check that was begun, in the order of the log. One query. */
export async function readChecks(ledger: Ledger): Promise<readonly CheckBegin[]> {
  const rows = await ledger.rows({ kinds: ["verdict"], key: { name: "id", values: ["check-begin"] } });
  // Only beginBody makes rows that are found by this id. An import that broke off and was repeated has begun twice.
  return [...new Map(rows.map(({ body }) => [(body as CheckBegin).check, body as CheckBegin])).values()];
}

/** Yields the verdicts of a check, one row of the ledger at a time, so that a million are never held at once. */
export async function* readVerdicts(
  ledger: Ledger,
  check: string,
): AsyncGenerator<{ readonly row: number; readonly verdicts: readonly LoggedVerdict[] }> {
  for (let row = 0; ; row += 1) {
    const [found] = await ledger.rows({
      kinds: ["verdict"],
      key: { name: "id", values: [`${check}/${row}`] },
    });
    if (found === undefined) return;
    yield { row, verdicts: unpack(found.body as PackedBatch) };
  }
}

/** Finds the last check of these inputs that was begun and not ended. */
export async function findUnfinished(ledger: Ledger, inputs: CheckInputs): Promise<CheckBegin | undefined> {
  const rows = await ledger.rows({ kinds: ["verdict"], key: { name: "id", values: [contentId(inputs)] } });
  // Only beginBody gives a row the id of its inputs.
  for (const { body } of rows.toReversed()) {
    const begin = body as CheckBegin;
    const ends = await ledger.rows({
      kinds: ["verdict"],
      key: { name: "id", values: [`${begin.check}/end`] },
    });
    return ends.length === 0 ? begin : undefined;
  }
  return undefined;
}

/** Tells whether a check is in the ledger. */
export async function hasCheck(ledger: Ledger, check: string): Promise<boolean> {
  const rows = await ledger.rows({ kinds: ["verdict"], key: { name: "id", values: [check] } });
  return rows.length > 0;
}

function beginBody({ check, at, inputs }: CheckBegin): object {
  return { id: [check, "check-begin", contentId(inputs)], part: "begin", check, at, inputs };
}

/** Every verdict of a check has the same coverage, and many the same notices: each is written once. */
interface PackedBatch {
  readonly id: string;
  readonly part: "verdicts";
  readonly check: string;
  readonly coverages: readonly Coverage[];
  readonly texts: readonly string[];
  readonly lines: readonly number[];
  readonly verdicts: readonly PackedVerdict[];
}

type PackedVerdict = Omit<Verdict, "coverage" | "attribution"> & {
  readonly coverage: number;
  readonly attribution: readonly (Omit<Verdict["attribution"][number], "text"> & { readonly text: number })[];
};

function batchBody(check: string, row: number, batch: readonly LoggedVerdict[]): PackedBatch {
  const coverages = distinct<Coverage>((coverage) => JSON.stringify(coverage));
  const texts = distinct<string>((text) => text);
  const verdicts = batch.map(({ verdict }): PackedVerdict => ({
    ...verdict,
    coverage: coverages.place(verdict.coverage),
    attribution: verdict.attribution.map((entry) => ({ ...entry, text: texts.place(entry.text) })),
  }));
  return {
    id: `${check}/${row}`,
    part: "verdicts",
    check,
    coverages: coverages.values,
    texts: texts.values,
    lines: batch.map(({ line }) => line),
    verdicts,
  };
}

function unpack({ coverages, texts, lines, verdicts }: PackedBatch): readonly LoggedVerdict[] {
  return verdicts.map((packed, at) => ({
    // batchBody wrote every index.
    line: lines[at]!,
    verdict: {
      ...packed,
      coverage: coverages[packed.coverage]!,
      attribution: packed.attribution.map((entry) => ({ ...entry, text: texts[entry.text]! })),
    },
  }));
}

function distinct<Value>(keyOf: (value: Value) => string): {
  readonly values: readonly Value[];
  readonly place: (value: Value) => number;
} {
  const values: Value[] = [];
  const places = new Map<string, number>();
  return {
    values,
    place: (value) => {
      const key = keyOf(value);
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, values.length);
      values.push(value);
      return values.length - 1;
    },
  };
}

async function appendVerdictRow(ledger: Ledger, body: object): Promise<void> {
  // Verdicts are data with string, number and boolean members only; their interfaces lack the index signature.
  await ledger.append([{ kind: "verdict", body: body as JsonObject }]);
}

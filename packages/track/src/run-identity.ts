/** Which run this process works for: a new one, or the one of that name that other processes share or a killed one began. */
import type { Ledger, RunView } from "@yurai/ledger";
import type { Run } from "@yurai/schema";
import { randomBytes } from "node:crypto";
import { TrackError } from "./error.ts";

/** The run to work for. */
export interface JoinedRun {
  readonly run: Run;
  /** Whether it was there before. */
  readonly resumed: boolean;
}

/** A new id for a run. */
export function newRunId(): string {
  return randomBytes(16).toString("hex");
}

/**
 * Joins the run of that name, or begins one.
 *
 * Two processes can begin one name at the same time; then the one that is first in the log is the run, and the other's row
 * is corrected to it.
 *
 * @throws TrackError `bad-input` when the name belongs to a run of another purpose or model
 */
export async function joinRun(ledger: Ledger, run: Run): Promise<JoinedRun> {
  const before = await findNamed(ledger, run.name);
  if (before !== undefined) return { run: requireSame(before.run, run), resumed: true };
  const { rows } = await ledger.append([{ kind: "run", body: run }]);
  const first = await findNamed(ledger, run.name);
  if (first === undefined || first.id === run.id) return { run, resumed: false };
  const own = rows[0]!.id;
  await ledger.append([{ kind: "run", body: first.run, corrects: [own] }]);
  return { run: requireSame(first.run, run), resumed: true };
}

async function findNamed(ledger: Ledger, name: string | undefined): Promise<RunView | undefined> {
  if (name === undefined) return undefined;
  return (await ledger.runs()).find((view) => view.run.name === name);
}

function requireSame(before: Run, wanted: Run): Run {
  const sameModel =
    before.model?.name === wanted.model?.name && before.model?.version === wanted.model?.version;
  if (before.purpose === wanted.purpose && sameModel) return before;
  throw new TrackError(
    "bad-input",
    "A run of this name has another purpose or model. Give this one another name, or the same purpose and model.",
  );
}

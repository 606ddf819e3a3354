import type { Ledger, RunView } from "@yurai/ledger";
import { renderRun, type ShownRun } from "@yurai/report";
import type { RunEnd } from "@yurai/schema";
import { done, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { findByPrefix } from "../home/id-prefix.ts";
import { readRunShares } from "./source-totals.ts";

/** Prints a run by its name or the beginning of its id. */
export async function showRun(frame: Frame, given: string): Promise<typeof done> {
  await using ledger = await openHomeLedger(frame, "read");
  const view = findByPrefix(await ledger.runs(), runPart(given), namesOf, "run");
  const shown = await readRun(ledger, view);
  if (frame.json) frame.printJson("run", shown);
  else frame.print(renderRun(shown, frame.screen));
  return done;
}

/** Screens write a named run as `NAME/ID`. */
function runPart(given: string): string {
  return /\/([0-9a-f]{4,32})$/.exec(given)?.[1] ?? given;
}

function namesOf({ id, run }: RunView): readonly string[] {
  return [id, ...(run.name === undefined ? [] : [run.name])];
}

async function readRun(ledger: Ledger, { id, run, ends }: RunView): Promise<ShownRun> {
  const { current } = await ledger.segments([id]);
  const gaps = await ledger.gaps({ runs: [id] });
  const last = ends.at(-1);
  const shares = await readRunShares(ledger, [id]);
  // Each process ends its own part; what all of them read stands in the counts.
  const end: RunEnd | undefined = last && {
    ...last,
    sources: shares.map(({ run: _run, ...share }) => share),
    segments: [...new Set(ends.flatMap(({ segments }) => segments))],
  };
  return {
    run,
    ...(end && { end }),
    segments: current.map((segment) => ({
      id: segment.id,
      bytes: segment.manifest.files.reduce((sum, file) => sum + file.byteLength, 0),
    })),
    gaps: gaps.map(({ gap }) => gap),
  };
}

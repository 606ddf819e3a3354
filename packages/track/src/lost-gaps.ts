/** What a run lost when its recording failed, as gaps. */
import type { Gap } from "@yurai/schema";
import type { Recorders } from "./recorders.ts";
import type { Tally } from "./tap.ts";

/** Gaps that no worker wrote, and rows that are in no segment; none without a failure. */
export function lostGaps(recorders: Recorders, tally: Tally, run: string, at: string): readonly Gap[] {
  const { failure } = recorders;
  if (failure === undefined) return [];
  const lost = new Map(tally.dropped);
  for (const [source, count] of recorders.uncommitted()) lost.set(source, (lost.get(source) ?? 0) + count);
  const dropped = [...lost].filter(([, count]) => count > 0);
  const events = dropped.map(([source, count]): Gap => ({
    kind: "dropped-event",
    count,
    source,
    run,
    code: failure.code,
    at,
  }));
  return [...recorders.unsentGaps().map((gap): Gap => ({ ...gap, run, at })), ...events];
}

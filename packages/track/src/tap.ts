/** One pass over a loader, as the run sees it: takes each row apart, records it once, and says when to stop. */
import type { TrackMode } from "@yurai/schema";
import type { SeenGap } from "./batch.ts";
import { placeOfLocator, refusedLength, rowReader, type Captured, type RowOptions } from "./capture.ts";
import { TrackError } from "./error.ts";
import { placeOf, type ReadPlaces } from "./position.ts";
import type { Recorder, Taken } from "./recorder.ts";
import type { RowTap } from "./track-rows.ts";

/** What all passes of a run share. */
export interface TapRun {
  readonly mode: TrackMode;
  readonly recorder: Recorder;
  readonly places: ReadPlaces;
  readonly tally: Tally;
  readonly maxRecordBytes: number;
  /** Returns the error with which a source must not be used any longer. */
  readonly refusal: (source: string) => TrackError | undefined;
}

/** What the loader's thread counts itself. */
export interface Tally {
  /** Rows that were handed on. */
  rows: number;
  /** Rows that a resumed run, or an earlier pass, had read already. */
  alreadyRead: number;
  /** Rows that came after recording had failed, by source. */
  readonly dropped: Map<string, number>;
  /** Rows whose cost was measured, and their cost in milliseconds. */
  sampledRows: number;
  sampledMs: number;
  /** Milliseconds the loader was held back because no buffer was free. */
  waitedMs: number;
}

/** One row in so many is timed: reading the clock costs a tenth of what it measures. */
const sampleEvery = 32;

type Recordable = Captured & { readonly text: string | Uint8Array };

/** Opens the tap of one pass. `stream` names what its pulls count in. */
export function openTap<Row>(
  run: TapRun,
  source: string,
  pass: number,
  stream: string,
  options: RowOptions<Row>,
): RowTap {
  const read = rowReader(options);
  const { recorder, tally } = run;
  const readPulls = run.places.part(source, placeOf(undefined, stream, 0).part);
  let pulls = 0;
  let rows = 0;
  let texts = 0;
  let stop: TrackError | undefined;

  const gap = (seen: SeenGap): void => recorder.gap({ ...seen, source });

  /** Takes the row apart; undefined when nothing of it is to be recorded. */
  const capture = (row: unknown, pull: number): Recordable | undefined => {
    rows++;
    tally.rows++;
    // The caller's options are made for the rows that it passes.
    const captured = withinLimit(read(row as Row, pull), run.maxRecordBytes);
    const { text, image, locator, gaps } = captured;
    if (text !== undefined) texts++;
    const place = locator === undefined ? undefined : placeOf(locator, stream, pull);
    const isNew = place === undefined ? readPulls.add(pull) : run.places.add(source, place);
    if (!isNew) {
      tally.alreadyRead++;
      return undefined;
    }
    if (gaps.length > 0) for (const seen of gaps) gap(seen);
    const refused =
      text === undefined || (image !== undefined && text.length === 0)
        ? undefined
        : refusedText(text, run.maxRecordBytes);
    if (text !== undefined && refused === undefined) return captured as Recordable;
    if (refused !== undefined) gap(refused);
    recorder.skip(source, place ?? placeOf(undefined, stream, pull));
    if (run.mode === "require" && refused?.kind !== "row-without-text") stop ??= unreadable(source, pull);
    return undefined;
  };

  const add = (captured: Recordable, pull: number): Taken => {
    const taken = recorder.add(captured, pass, pull, captured.facts);
    if (taken === "lost") countDropped(tally, source, 1);
    return taken;
  };

  const clock = (): number | undefined =>
    (tally.rows + 1) % sampleEvery === 0 ? performance.now() : undefined;

  const sample = (startedMs: number | undefined): void => {
    if (startedMs === undefined) return;
    tally.sampledMs += performance.now() - startedMs;
    tally.sampledRows++;
  };

  const take = (row: unknown, pull: number): void => {
    const startedMs = clock();
    const captured = capture(row, pull);
    let taken = captured === undefined ? "taken" : add(captured, pull);
    sample(startedMs);
    while (taken === "full") {
      const fullMs = performance.now();
      recorder.waitBlocking();
      tally.waitedMs += performance.now() - fullMs;
      taken = add(captured!, pull);
    }
  };

  const finishLater = async (captured: Recordable, pull: number): Promise<void> => {
    const startedMs = performance.now();
    let taken: Taken = "full";
    while (taken === "full") {
      await recorder.wait();
      taken = add(captured, pull);
    }
    tally.waitedMs += performance.now() - startedMs;
  };

  const takeLater = (row: unknown, pull: number): Promise<void> | undefined => {
    const startedMs = clock();
    const captured = capture(row, pull);
    const taken = captured === undefined ? "taken" : add(captured, pull);
    sample(startedMs);
    return taken === "full" ? finishLater(captured!, pull) : undefined;
  };

  return {
    failure: () => stop ?? run.refusal(source),
    pull: () => pulls++,
    take,
    takeLater,
    done: () => {
      // The field is missing in every row: said once, beside the count of rows.
      if (rows > 0 && texts === 0 && typeof options.text !== "function")
        gap({ kind: "missing-field", count: 1, where: { field: options.text ?? "text" } });
      recorder.flush();
    },
  };
}

/** Counts rows that came after recording had failed. */
export function countDropped(tally: Tally, source: string, rows: number): void {
  tally.dropped.set(source, (tally.dropped.get(source) ?? 0) + rows);
}

function refusedText(text: string | Uint8Array, maxBytes: number): SeenGap | undefined {
  // A unit of UTF-16 has one to three bytes of UTF-8; only a text near the limit is measured.
  const isSmall = text.length > 0 && text.length * 3 <= maxBytes;
  return isSmall ? undefined : refusedLength(Buffer.byteLength(text), maxBytes);
}

/** A picture beyond the limit is left out, with a gap; the text beside it stays. */
function withinLimit(captured: Captured, maxBytes: number): Captured {
  const { image, text = "", locator, gaps } = captured;
  if (image === undefined || image.byteLength <= maxBytes) return captured;
  const where = locator === undefined ? {} : placeOfLocator(locator);
  const gap: SeenGap = { kind: "image-not-read", count: 1, code: "image-too-large", where };
  return { ...captured, image: undefined, text: text.length === 0 ? undefined : text, gaps: [...gaps, gap] };
}

export function unreadable(source: string, pull: number): TrackError {
  return new TrackError(
    "not-recorded",
    `Row ${pull} of the source ${source} has no text that can be recorded. Name its field with the option text, leave such rows out, or track in the mode observe.`,
    { details: { source, row: pull } },
  );
}

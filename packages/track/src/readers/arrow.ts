/** Rows of an Arrow IPC stream, such as a Python loader writes into a pipe. Needs the optional peer apache-arrow. */
import type * as Arrow from "apache-arrow";
import { TrackError } from "../error.ts";
import { openBytes, type ByteSource } from "./byte-stream.ts";
import { gapOfError, locatorPath, type ReaderOptions, type ReadRow } from "./read-row.ts";

/** How an Arrow stream is read. */
export interface ArrowOptions extends ReaderOptions {
  /** What a stream is called in locators and gaps. Default `-`. */
  readonly name?: string;
  readonly field?: string;
}

/**
 * Yields the rows of an Arrow IPC stream or file as plain objects, a record batch at a time. Rows are read from the batch
 * when their fields are asked for; 64-bit integers come as numbers where they fit, else as text.
 *
 * @throws TrackError `missing-peer` when apache-arrow is not installed
 */
export async function* readArrow(
  source: ByteSource,
  options: ArrowOptions,
): AsyncGenerator<ReadRow<Record<string, unknown>>> {
  const { RecordBatchReader } = await loadArrow();
  const path = typeof source === "string" ? locatorPath(source, options.baseFolder) : (options.name ?? "-");
  let row = 0;
  try {
    const { chunks } = await openBytes(source);
    const reader = await RecordBatchReader.from(chunks);
    for await (const batch of reader) {
      const names = batch.schema.fields.map(({ name }) => name);
      const columns = names.map((name) => batch.getChild(name));
      for (let at = 0; at < batch.numRows; at++, row++) {
        const value = Object.fromEntries(names.map((name, i) => [name, plain(columns[i]?.get(at))]));
        yield { value, locator: { kind: "row", path, row, ...(options.field && { field: options.field }) } };
      }
    }
  } catch (error) {
    options.onGap({ ...gapOfBrokenStream(error, path), where: { path, line: row + 1 } });
  }
}

function gapOfBrokenStream(error: unknown, path: string): ReturnType<typeof gapOfError> {
  const gap = gapOfError(error, path);
  // The reader's own errors have no code: the stream ended or is none.
  return gap.code === "unknown" ? { kind: "truncated-file", count: 1, code: "not-arrow-ipc" } : gap;
}

function plain(value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

async function loadArrow(): Promise<typeof Arrow> {
  try {
    return await import("apache-arrow");
  } catch (error) {
    throw new TrackError(
      "missing-peer",
      "Arrow streams need the package apache-arrow, which is not installed. Add it to your project.",
      { cause: error },
    );
  }
}

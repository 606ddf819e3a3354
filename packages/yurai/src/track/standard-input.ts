import { readJsonl, type JsonlOptions } from "@yurai/track";
import type { PlacedRow } from "./row-source.ts";

/** What an Arrow IPC stream or file begins with (Apache Arrow columnar format, "IPC streaming format"). */
const arrowStarts: readonly (readonly number[])[] = [
  [0xff, 0xff, 0xff, 0xff],
  [0x41, 0x52, 0x52, 0x4f],
];

/** Looks at how a stream begins; its chunks are all there still. */
export async function openStandardInput(
  stdin: AsyncIterable<Uint8Array>,
): Promise<{ readonly isArrow: boolean; readonly chunks: AsyncIterable<Uint8Array> }> {
  const iterator = stdin[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let length = 0;
  while (length < 4) {
    const next = await iterator.next();
    if (next.done === true) break;
    // A pipe can hand over a byte at a time.
    head.push(next.value);
    length += next.value.byteLength;
  }
  const start = Buffer.concat(head).subarray(0, 4);
  const isArrow = arrowStarts.some(
    (bytes) => start.length === 4 && bytes.every((byte, at) => start[at] === byte),
  );
  return { isArrow, chunks: rejoin(head, iterator) };
}

/** Yields the rows of standard input: an Arrow IPC stream if it begins like one, else JSON Lines. */
export async function* readStandardInput(
  stdin: AsyncIterable<Uint8Array>,
  options: JsonlOptions,
): AsyncGenerator<PlacedRow> {
  const { isArrow, chunks } = await openStandardInput(stdin);
  if (!isArrow) {
    yield* readJsonl(chunks, options);
    return;
  }
  const { readArrow } = await import("@yurai/track/arrow");
  yield* readArrow(chunks, options);
}

async function* rejoin(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

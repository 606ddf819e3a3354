/** Cuts a stream of bytes into chunks of whole lines, in buffers that go to a worker: nobody looks at a line here. */
import { Buffer } from "node:buffer";
import { gapOfStream } from "./readers/read-row.ts";
import type { SeenGap } from "./batch.ts";

/** Whole lines in the front of a buffer. */
export interface LineChunk {
  readonly buffer: ArrayBuffer;
  readonly byteLength: number;
  /** Number of its first line in the file, from 0. */
  readonly firstLine: number;
  readonly lineCount: number;
  /** Where it begins in the unpacked file. */
  readonly byteStart: number;
}

/** Where chunks go. */
export interface LineChunkOptions {
  readonly path: string;
  /** Bytes of a usual buffer. */
  readonly bufferBytes: number;
  /** Longer lines are a gap. */
  readonly maxLineBytes: number;
  /** Returns an empty buffer of `bufferBytes`, when one is free. */
  readonly borrow: () => ArrayBuffer | Promise<ArrayBuffer>;
  /** Takes a buffer back that was borrowed and isn't sent. */
  readonly giveBack: (buffer: ArrayBuffer) => void;
  readonly send: (chunk: LineChunk) => void;
  readonly onGap: (gap: SeenGap) => void;
  /** Tells at the end whether reading was stopped: then the last line may be cut off, and is left for another time. */
  readonly isStopped?: () => boolean;
}

const lineFeed = 0x0a;

/**
 * Fills buffers and sends them; the last line needs no line feed. A line that no buffer holds gets one of its own.
 *
 * Gaps: `oversized-line`, and those of bytes that can't be read to their end, after the lines before them were sent.
 */
export async function sendLines(chunks: AsyncIterable<Uint8Array>, options: LineChunkOptions): Promise<void> {
  const filler = new Filler(options);
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch((error: unknown) => filler.breakOff(error));
      if (next === undefined) return;
      if (next.done === true) break;
      await filler.add(next.value);
    }
    if (options.isStopped?.() === true) filler.sendWhole();
    else filler.end();
  } finally {
    filler.giveBack();
    await iterator.return?.();
  }
}

class Filler {
  readonly #options: LineChunkOptions;
  #bytes: Buffer<ArrayBuffer> | undefined;
  #end = 0;
  #line = 0;
  /** Where the buffer begins in the file. */
  #byteStart = 0;
  /** Where a line began that is too long to be held; its bytes are only counted. */
  #oversizedFrom: number | undefined;

  constructor(options: LineChunkOptions) {
    this.#options = options;
  }

  async add(chunk: Uint8Array): Promise<void> {
    let rest = this.#oversizedFrom === undefined ? chunk : this.#skip(chunk);
    while (rest.byteLength > 0) {
      this.#bytes ??= Buffer.from(await this.#options.borrow());
      const part = rest.subarray(0, this.#bytes.byteLength - this.#end);
      this.#bytes.set(part, this.#end);
      this.#end += part.byteLength;
      rest = rest.subarray(part.byteLength);
      if (this.#end < this.#bytes.byteLength) return;
      await this.#makeRoom();
      if (this.#oversizedFrom !== undefined) rest = this.#skip(rest);
    }
  }

  end(): void {
    if (this.#oversizedFrom !== undefined) this.#oversized();
    else if (this.#end > 0) this.#send(this.#end);
  }

  giveBack(): void {
    const bytes = this.#bytes;
    this.#bytes = undefined;
    this.#end = 0;
    if (bytes !== undefined) this.#options.giveBack(bytes.buffer);
  }

  /** Sends the lines that have their line feed. */
  sendWhole(): void {
    const whole =
      this.#bytes === undefined ? 0 : this.#bytes.subarray(0, this.#end).lastIndexOf(lineFeed) + 1;
    if (whole > 0) this.#send(whole);
  }

  /** Sends what is whole, and says where reading broke off. */
  breakOff(error: unknown): undefined {
    const byte = this.#byteStart + this.#end;
    this.sendWhole();
    const { path } = this.#options;
    this.#gap({ ...gapOfStream(error, path, byte), where: { path, line: this.#line + 1, byte } });
  }

  /** The buffer is full: sends its whole lines and keeps the rest, or makes it larger for one long line. */
  async #makeRoom(): Promise<void> {
    const bytes = this.#bytes!;
    const whole = bytes.lastIndexOf(lineFeed) + 1;
    if (whole > 0) {
      const rest = Uint8Array.from(bytes.subarray(whole));
      this.#send(whole);
      if (rest.byteLength === 0) return;
      const next = Buffer.from(await this.#options.borrow());
      // Behind a buffer that had grown there can be more than a usual one holds.
      this.#bytes = rest.byteLength < next.byteLength ? next : Buffer.alloc(rest.byteLength * 2);
      this.#bytes.set(rest);
      this.#end = rest.byteLength;
      return;
    }
    if (bytes.byteLength > this.#options.maxLineBytes) {
      this.#oversizedFrom = this.#byteStart;
      this.#byteStart += this.#end;
      // A buffer that had grown gives its place back to one of the usual size.
      this.giveBack();
      return;
    }
    const larger = Buffer.alloc(Math.min(bytes.byteLength * 2, this.#options.maxLineBytes + 1));
    larger.set(bytes);
    this.#bytes = larger;
  }

  /** Passes over the rest of an oversized line and returns what follows it. */
  #skip(chunk: Uint8Array): Uint8Array {
    const end = chunk.indexOf(lineFeed);
    this.#byteStart += end < 0 ? chunk.byteLength : end + 1;
    if (end < 0) return chunk.subarray(chunk.byteLength);
    this.#oversized();
    return chunk.subarray(end + 1);
  }

  #oversized(): void {
    const where = { path: this.#options.path, line: this.#line + 1, byte: this.#oversizedFrom! };
    this.#gap({ kind: "oversized-line", count: 1, where });
    this.#oversizedFrom = undefined;
    this.#line++;
  }

  #send(byteLength: number): void {
    const bytes = this.#bytes!;
    const lineCount = countLines(bytes, byteLength);
    const chunk = { buffer: bytes.buffer, byteLength, firstLine: this.#line, lineCount };
    this.#options.send({ ...chunk, byteStart: this.#byteStart });
    this.#bytes = undefined;
    this.#end = 0;
    this.#line += lineCount;
    this.#byteStart += byteLength;
  }

  #gap(gap: SeenGap): void {
    this.#options.onGap(gap);
  }
}

/** Lines that begin in the first bytes of a buffer. */
function countLines(bytes: Buffer, byteLength: number): number {
  let count = 0;
  let at = 0;
  while (at < byteLength) {
    count++;
    const end = bytes.indexOf(lineFeed, at);
    if (end < 0 || end >= byteLength) break;
    at = end + 1;
  }
  return count;
}

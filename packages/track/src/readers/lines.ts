/** Cuts bytes into lines without ever holding more than one line, and none beyond a limit. */

/** One line, without its line break. */
export type Line =
  | {
      readonly kind: "line";
      /** Valid until the next line is asked for. */
      readonly bytes: Uint8Array;
      /** From 0. */
      readonly number: number;
      /** Offset of its first byte in the unpacked stream. */
      readonly byteStart: number;
    }
  | {
      readonly kind: "oversized";
      readonly number: number;
      readonly byteStart: number;
      readonly byteLength: number;
    }
  | {
      /** What stands after the last line break when reading broke off. */
      readonly kind: "broken-off";
      readonly number: number;
      readonly byteStart: number;
      /** Offset at which reading broke off. */
      readonly byteEnd: number;
      readonly error: unknown;
    };

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Yields lines in groups, one group a chunk: a step of an async iterator for each line would cost more than the line. */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<readonly Line[]> {
  const cutter = new LineCutter(maxLineBytes);
  try {
    for await (const chunk of chunks) {
      const lines = cutter.cut(chunk);
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    yield [cutter.brokenOff(error)];
    return;
  }
  const last = cutter.last();
  if (last !== undefined) yield [last];
}

class LineCutter {
  readonly #maxLineBytes: number;
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  #number = 0;
  #lineStart = 0;
  #position = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  cut(chunk: Uint8Array): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      this.#hold(chunk.subarray(start, end));
      this.#position += end + 1 - start;
      lines.push(this.#take());
      start = end + 1;
    }
    this.#hold(chunk.subarray(start));
    this.#position += chunk.byteLength - start;
    // Chunks may be reused by whoever made them, so what stays is a copy.
    const kept = this.#parts.at(-1);
    if (kept !== undefined && kept.buffer === chunk.buffer)
      this.#parts[this.#parts.length - 1] = new Uint8Array(kept);
    return lines;
  }

  last(): Line | undefined {
    return this.#partBytes === 0 ? undefined : this.#take();
  }

  brokenOff(error: unknown): Line {
    return {
      kind: "broken-off",
      number: this.#number,
      byteStart: this.#lineStart,
      byteEnd: this.#position,
      error,
    };
  }

  #hold(part: Uint8Array): void {
    if (part.byteLength === 0) return;
    this.#partBytes += part.byteLength;
    // Beyond the limit only the length is kept.
    if (this.#partBytes > this.#maxLineBytes) this.#parts = [];
    else this.#parts.push(part);
  }

  #take(): Line {
    const number = this.#number++;
    const byteStart = this.#lineStart;
    const byteLength = this.#partBytes;
    const parts = this.#parts;
    this.#parts = [];
    this.#partBytes = 0;
    this.#lineStart = this.#position;
    if (byteLength > this.#maxLineBytes) return { kind: "oversized", number, byteStart, byteLength };
    const whole = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    const bytes = whole.at(-1) === carriageReturn ? whole.subarray(0, -1) : whole;
    return { kind: "line", bytes, number, byteStart };
  }
}

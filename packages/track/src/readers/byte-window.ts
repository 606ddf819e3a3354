/** A window on a stream of bytes: what was read and not yet used, grown as far as a reader asks for. */

const nothing = new Uint8Array(0);

/** Reads ahead in a stream without ever holding more than was asked for and one chunk. */
export class ByteWindow {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #bytes: Uint8Array = nothing;
  #start = 0;
  #end = 0;
  #hasEnded = false;
  /** Offset in the stream of the first byte of the window. */
  position = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Bytes at hand. Valid until the next call of anything else. */
  get view(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  get byteLength(): number {
    return this.#end - this.#start;
  }

  /** Reads until the window has so many bytes; false when the stream ends before. */
  async fill(byteLength: number): Promise<boolean> {
    while (this.byteLength < byteLength && !this.#hasEnded) {
      const next = await this.#chunks.next();
      if (next.done === true) this.#hasEnded = true;
      else this.#append(next.value, byteLength);
    }
    return this.byteLength >= byteLength;
  }

  /** Leaves bytes behind that are at hand. */
  skip(byteLength: number): void {
    this.#start += byteLength;
    this.position += byteLength;
  }

  /** Leaves bytes behind, also those that are not at hand yet; false when the stream ends before. */
  async skipFar(byteLength: number): Promise<boolean> {
    let left = byteLength;
    while (left > this.byteLength) {
      left -= this.byteLength;
      this.skip(this.byteLength);
      if (!(await this.fill(1))) return false;
    }
    this.skip(left);
    return true;
  }

  /** Everything from here to the end of the stream; the window is not to be used any more. */
  async *rest(): AsyncGenerator<Uint8Array> {
    try {
      while (await this.fill(1)) {
        const bytes = this.view;
        this.skip(bytes.byteLength);
        yield bytes;
      }
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #append(chunk: Uint8Array, wanted: number): void {
    if (this.byteLength === 0) {
      // A copy only where two chunks meet: most of them are used up whole.
      this.#bytes = chunk;
      this.#start = 0;
      this.#end = chunk.byteLength;
      return;
    }
    const end = this.#end + chunk.byteLength;
    if (end <= this.#bytes.byteLength) {
      // Behind the window, so a view of what was at hand stays as it is.
      this.#bytes.set(chunk, this.#end);
      this.#end = end;
      return;
    }
    const needed = this.byteLength + chunk.byteLength;
    const grown = new Uint8Array(Math.max(needed, Math.min(wanted, needed * 2)));
    grown.set(this.view);
    grown.set(chunk, this.byteLength);
    this.#bytes = grown;
    this.#start = 0;
    this.#end = needed;
  }
}

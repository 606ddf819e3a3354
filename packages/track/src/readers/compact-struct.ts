/** Structs in Thrift's compact protocol, in which Parquet writes its footer and page headers, walked with limits. */

/** A field that a check looks at; strings, lists and doubles are walked and not kept. */
export type CompactValue = number | boolean | CompactStruct | undefined;

/** Fields of a struct by their number. */
export type CompactStruct = ReadonlyMap<number, CompactValue>;

const maxDepth = 32;
const structType = 12;
const listType = 9;

/** Reads one struct after another from bytes of which nothing is believed. Reads beyond them throw. */
export class CompactReader {
  readonly #bytes: Uint8Array;
  /** Offset of the next byte. */
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** @throws Error on a type that Parquet has no use for, a number or length beyond its limits, or too deep a struct */
  struct(depth = 0): CompactStruct {
    if (depth > maxDepth) throw new Error("a struct too deep");
    const fields = new Map<number, CompactValue>();
    let id = 0;
    for (;;) {
      const head = this.#byte();
      const type = head & 0x0f;
      if (type === 0) return fields;
      id = head >> 4 === 0 ? this.#signed() : id + (head >> 4);
      fields.set(id, this.#value(type, depth));
    }
  }

  /** A number of at most 32 bits, without a sign. */
  word(): number {
    let value = 0;
    for (let byteCount = 0; byteCount < 5; byteCount++) {
      const byte = this.#byte();
      if (byteCount === 4 && byte > 0x0f) break;
      value += (byte & 0x7f) * 2 ** (7 * byteCount);
      if (byte < 0x80) return value;
    }
    throw new Error("a number beyond 32 bits");
  }

  #signed(): number {
    const word = this.word();
    return (word >>> 1) ^ -(word & 1);
  }

  #value(type: number, depth: number): CompactValue {
    if (type === 1 || type === 2) return type === 1;
    if (type === 4 || type === 5) return this.#signed();
    if (type === structType) return this.struct(depth + 1);
    if (type === 3) this.#skip(1);
    else if (type === 6) this.#skipLong();
    else if (type === 7) this.#skip(8);
    else if (type === 8) this.#skip(this.word());
    else if (type === listType) this.#list(depth + 1);
    else throw new Error("a type that is none of Parquet's");
    return undefined;
  }

  #list(depth: number): void {
    if (depth > maxDepth) throw new Error("a list too deep");
    const head = this.#byte();
    const length = head >> 4 === 15 ? this.word() : head >> 4;
    // Each item takes a byte at least.
    if (length > this.#bytes.byteLength - this.at) throw new Error("a list beyond its bytes");
    const type = head & 0x0f;
    for (let item = 0; item < length; item++)
      if (type === 1 || type === 2) this.#skip(1);
      else this.#value(type, depth);
  }

  #skipLong(): void {
    for (let byteCount = 0; byteCount < 10; byteCount++) if (this.#byte() < 0x80) return;
    throw new Error("a number beyond 64 bits");
  }

  #skip(byteLength: number): void {
    this.at += byteLength;
    if (this.at > this.#bytes.byteLength) throw new RangeError("cut off");
  }

  #byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new RangeError("cut off");
    return byte;
  }
}

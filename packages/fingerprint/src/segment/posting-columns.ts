/** Postings gathered while a segment is written: three columns that grow together, 16 bytes a posting. */
export class PostingColumns {
  #count = 0;
  #hi = new Uint32Array(1_024);
  #lo = new Uint32Array(1_024);
  #value = new Float64Array(1_024);

  get count(): number {
    return this.#count;
  }

  /** Adds one posting: a 64-bit key in two halves and a value below 2^48. */
  push(hi: number, lo: number, value: number): void {
    if (this.#count === this.#hi.length) this.#grow();
    this.#hi[this.#count] = hi;
    this.#lo[this.#count] = lo;
    this.#value[this.#count++] = value;
  }

  /** Adds many postings at once. */
  append(hi: Uint32Array, lo: Uint32Array, values: Float64Array): void {
    while (this.#count + values.length > this.#hi.length) this.#grow();
    this.#hi.set(hi, this.#count);
    this.#lo.set(lo, this.#count);
    this.#value.set(values, this.#count);
    this.#count += values.length;
  }

  /** The columns as they are now, without a copy. */
  columns(): { readonly hi: Uint32Array; readonly lo: Uint32Array; readonly value: Float64Array } {
    return {
      hi: this.#hi.subarray(0, this.#count),
      lo: this.#lo.subarray(0, this.#count),
      value: this.#value.subarray(0, this.#count),
    };
  }

  #grow(): void {
    const size = this.#hi.length * 2;
    const hi = new Uint32Array(size);
    const lo = new Uint32Array(size);
    const value = new Float64Array(size);
    hi.set(this.#hi);
    lo.set(this.#lo);
    value.set(this.#value);
    this.#hi = hi;
    this.#lo = lo;
    this.#value = value;
  }
}

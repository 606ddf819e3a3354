// Numbers for host names without keeping the names: a million names as strings take a hundred megabytes.

/** Slots per name at least, so that a search ends soon. */
const slotsPerName = 2;

/**
 * Gives names numbers from 0, in the order in which they are met. A name is known again by 64 bits of a hash with a
 * random seed: among ten million, two share one with a chance of 3 in a million, and nobody can choose names that do.
 */
export class HostNumbers {
  #size = 0;
  /** Two words of the hash and the number plus one, a slot; 0 for a free one. */
  #slots = new Uint32Array(3 * 4_096);
  readonly #seed = Math.floor(Math.random() * 0x1_0000_0000);

  get size(): number {
    return this.#size;
  }

  /** The number of a name; the next one for a new name, so that it equals the size before. O(length). */
  numberOf(name: string): number {
    if ((this.#size + 1) * slotsPerName * 3 > this.#slots.length) this.#grow();
    let a = this.#seed;
    let b = ~this.#seed;
    for (let at = 0; at < name.length; at++) {
      const unit = name.charCodeAt(at);
      a = Math.imul(a ^ unit, 0x9e37_79b1);
      a ^= a >>> 15;
      b = Math.imul(b ^ unit, 0x85eb_ca77);
      b ^= b >>> 13;
    }
    return this.#place(this.#slots, a >>> 0, b >>> 0);
  }

  #place(slots: Uint32Array<ArrayBuffer>, a: number, b: number): number {
    const at = findSlot(slots, a, b);
    if (slots[at + 2]! > 0) return slots[at + 2]! - 1;
    slots[at] = a;
    slots[at + 1] = b;
    slots[at + 2] = ++this.#size;
    return this.#size - 1;
  }

  #grow(): void {
    const before = this.#slots;
    const slots = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += 3)
      if (before[at + 2]! > 0) {
        const to = findSlot(slots, before[at]!, before[at + 1]!);
        slots.set(before.subarray(at, at + 3), to);
      }
    this.#slots = slots;
  }
}

/** The slot of a hash, or the free one where it belongs. The number of slots is a power of two. */
function findSlot(slots: Uint32Array<ArrayBuffer>, a: number, b: number): number {
  const mask = slots.length / 3 - 1;
  let slot = (a ^ (b >>> 7)) & mask;
  while (slots[slot * 3 + 2]! > 0 && (slots[slot * 3] !== a || slots[slot * 3 + 1] !== b))
    slot = (slot + 1) & mask;
  return slot * 3;
}

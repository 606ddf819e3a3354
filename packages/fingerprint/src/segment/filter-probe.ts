/**
 * Probing of an open filter: in the search kernel's memory where it finds room, else by the plain code of `filter.ts`,
 * which is the specification.
 */
import { filterMayContain, type Filter } from "./filter.ts";
import { bytesOf, giveBack, searchKernel, takeRegion, type SearchKernel } from "../wasm/search-kernel.ts";

/** A filter that can be asked. Close it: it may hold memory that is not collected. */
export interface FilterProbe extends Disposable {
  readonly keyCount: number;
  readonly madeBy: "kernel" | "twin";
  /** Whether a key may be stored: never false for a key that is, true for another one in 4,096. */
  mayContain(hi: number, lo: number): boolean;
  /**
   * The positions, ascending, of those among the first `count` keys that may be stored. The keys are not changed
   * afterwards: what was made ready of them serves the next filter that is asked.
   */
  probe(hi: Uint32Array, lo: Uint32Array, count: number): Uint32Array;
}

const entryByteLength = 16;
/** Two bytes may be read behind the last fingerprint. */
const spareByteLength = 16;

/** Takes an open filter into the kernel's memory; without room there, answers from its bytes. */
export function openFilterProbe(filter: Filter): FilterProbe {
  const run = searchKernel();
  return (run && kernelProbe(run, filter)) ?? twinProbe(filter);
}

/** Answers by the plain code. */
export function twinProbe(filter: Filter): FilterProbe {
  return {
    keyCount: filter.keyCount,
    madeBy: "twin",
    mayContain: (hi, lo) => filterMayContain(filter, hi, lo),
    probe: (hi, lo, count) => {
      const found: number[] = [];
      for (let i = 0; i < count; i += 1) if (filterMayContain(filter, hi[i]!, lo[i]!)) found.push(i);
      return Uint32Array.from(found);
    },
    [Symbol.dispose]: () => undefined,
  };
}

function kernelProbe(run: SearchKernel, filter: Filter): FilterProbe | undefined {
  const { keyCount, partitionBits } = filter;
  const tableByteLength = entryByteLength * filter.seeds.length;
  const first = filter.starts[0] ?? 0;
  const fingerprints = filter.bytes.subarray(first);
  const region = takeRegion(run, tableByteLength + fingerprints.length + spareByteLength);
  if (region === undefined) return undefined;
  const bytes = bytesOf(run, region);
  const table = new DataView(bytes.buffer, bytes.byteOffset, tableByteLength);
  for (const [i, start] of filter.starts.entries()) {
    const at = i * entryByteLength;
    table.setUint32(at, filter.seeds[i]!, true);
    table.setUint32(at + 4, filter.segmentCounts[i]!, true);
    table.setUint32(at + 8, filter.segmentBits[i]!, true);
    table.setUint32(at + 12, region.start + tableByteLength + start - first, true);
  }
  bytes.set(fingerprints, tableByteLength);
  const place = { table: region.start, partitionBits };
  let isOpen = true;
  return {
    keyCount,
    madeBy: "kernel",
    mayContain: (hi, lo) => run.probeOne(hi, lo, place.table, partitionBits) === 1,
    probe: (hi, lo, count) => probeAll(run, place, { hi, lo, count }),
    [Symbol.dispose]: () => {
      if (isOpen) giveBack(region);
      isOpen = false;
    },
  };
}

interface Keys {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
  readonly count: number;
}

/** The keys that the kernel has taken: an output's are asked of one segment after the other. */
let takenKeys: Keys | undefined;

function probeAll(
  run: SearchKernel,
  { table, partitionBits }: { readonly table: number; readonly partitionBits: number },
  keys: Keys,
): Uint32Array {
  const most = run.MAX_KEYS.value;
  const parts: Uint32Array[] = [];
  for (let from = 0; from < keys.count; from += most) {
    take(run, keys, from, Math.min(most, keys.count - from));
    const found = run.probeFilter(table, partitionBits);
    const positions = new Uint32Array(run.memory.buffer, run.FOUND.value, found).slice().sort();
    if (from > 0) for (let i = 0; i < found; i += 1) positions[i]! += from;
    parts.push(positions);
  }
  return parts.length === 1 ? parts[0]! : joined(parts);
}

function take(run: SearchKernel, keys: Keys, from: number, length: number): void {
  const isTaken = takenKeys?.hi === keys.hi && takenKeys.lo === keys.lo && takenKeys.count === keys.count;
  if (isTaken && length === keys.count) return;
  new Uint32Array(run.memory.buffer, run.KEY_HI.value, length).set(keys.hi.subarray(from, from + length));
  new Uint32Array(run.memory.buffer, run.KEY_LO.value, length).set(keys.lo.subarray(from, from + length));
  run.takeKeys(length);
  takenKeys = length === keys.count ? keys : undefined;
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

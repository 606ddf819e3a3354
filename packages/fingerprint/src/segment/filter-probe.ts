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
  /** The positions, ascending, of those among the first `count` keys that may be stored. */
  probe(hi: Uint32Array, lo: Uint32Array, count: number): Uint32Array;
}

const entryByteLength = 16;
/** A vector of four keys may be read behind the last one's, and two bytes behind the last fingerprint. */
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
  const probe: FilterProbe["probe"] = (hi, lo, count) =>
    probeAll(run, { table: region.start, partitionBits }, { hi, lo, count });
  const one = { hi: new Uint32Array(1), lo: new Uint32Array(1) };
  let isOpen = true;
  return {
    keyCount,
    madeBy: "kernel",
    mayContain: (hi, lo) => {
      one.hi[0] = hi;
      one.lo[0] = lo;
      return probe(one.hi, one.lo, 1).length === 1;
    },
    probe,
    [Symbol.dispose]: () => {
      if (isOpen) giveBack(region);
      isOpen = false;
    },
  };
}

function probeAll(
  run: SearchKernel,
  { table, partitionBits }: { readonly table: number; readonly partitionBits: number },
  { hi, lo, count }: { readonly hi: Uint32Array; readonly lo: Uint32Array; readonly count: number },
): Uint32Array {
  const most = run.MAX_KEYS.value;
  const parts: Uint32Array[] = [];
  for (let from = 0; from < count; from += most) {
    const length = Math.min(most, count - from);
    new Uint32Array(run.memory.buffer, run.KEY_HI.value, length).set(hi.subarray(from, from + length));
    new Uint32Array(run.memory.buffer, run.KEY_LO.value, length).set(lo.subarray(from, from + length));
    const found = run.probeFilter(length, table, partitionBits);
    const positions = new Uint32Array(run.memory.buffer, run.FOUND.value, found).slice();
    if (from > 0) for (let i = 0; i < found; i += 1) positions[i]! += from;
    parts.push(positions);
  }
  if (parts.length === 1) return parts[0]!;
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

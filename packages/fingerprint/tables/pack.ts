/** Packs numbers for a TypeScript module; src/text/unicode-lookup.ts unpacks them. */
import { Buffer } from "node:buffer";

const blockLength = 64;

/** Cuts a flat table into blocks of 64, keeps each distinct block once, and packs both stages. */
export function packTrie(values: readonly number[]): { readonly index: string; readonly blocks: string } {
  const numbers = new Map<string, number>();
  const index: number[] = [];
  const blocks: number[] = [];
  for (let start = 0; start < values.length; start += blockLength) {
    const block = values.slice(start, start + blockLength);
    const key = block.join();
    const known = numbers.get(key);
    if (known === undefined) blocks.push(...block);
    index.push(known ?? numbers.size);
    if (known === undefined) numbers.set(key, numbers.size);
  }
  return { index: packDeltas(index), blocks: packDeltas(blocks) };
}

/**
 * Packs the differences of neighbours as zigzag LEB128, in base64. A difference of zero is followed by how many
 * more zeros there are. Values are integers in [0, 2^32).
 */
export function packDeltas(values: readonly number[]): string {
  const bytes: number[] = [];
  let before = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    pushVarint(bytes, value >= before ? (value - before) * 2 : (before - value) * 2 - 1);
    if (value !== before) {
      before = value;
      continue;
    }
    const start = i;
    while (values[i + 1] === value) i++;
    pushVarint(bytes, i - start);
  }
  return Buffer.from(bytes).toString("base64");
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

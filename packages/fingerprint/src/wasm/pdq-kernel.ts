/** PDQ by the kernel where it runs and the picture fits its memory, else by the twin in pdq.ts. Both give the same bits. */
import {
  cosines,
  coefficientCount,
  lumaOf,
  pdqTransform,
  qualityOf,
  sampled,
  type PdqTransform,
} from "../images/pdq.ts";
import { pdqWasm } from "./pdq.wasm.ts";
import { instantiate, type Global } from "./wasm.ts";

/** What the kernel exports; its memory map is in kernels/pdq.ts. */
interface PdqKernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly COSINES: Global;
  readonly COSINES_TURNED: Global;
  readonly COEFFICIENTS: Global;
  readonly SAMPLED: Global;
  readonly SMALL: Global;
  readonly PIXELS: Global;
  readonly MAX_SIDE: Global;
  readGrey(count: number): void;
  readColour(count: number): void;
  hash(width: number, height: number): void;
}

/** A picture in memory. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1: grey. 3: red, green and blue. */
  readonly channels: 1 | 3;
  /** `width * height * channels` bytes, row by row. */
  readonly bytes: Uint8Array;
}

const kept = 16;
const side = 64;

/** Null: not asked yet. Undefined: this machine has no WebAssembly SIMD. */
let kernel: PdqKernel | undefined | null = null;

/** Returns the transform of a picture; null when a side is shorter than 5. Linear in its pixels, about 3 ns each. */
export function transformOf({ width, height, channels, bytes }: Pixels): PdqTransform | null {
  if (kernel === null) kernel = loadKernel();
  const maxSide = kernel?.MAX_SIDE.value ?? 0;
  if (kernel === undefined || Math.max(width, height) > maxSide || Math.min(width, height) < 5)
    return pdqTransform(lumaOf(bytes, width, height, channels));
  const { memory, PIXELS, SAMPLED, SMALL, COEFFICIENTS } = kernel;
  new Uint8Array(memory.buffer).set(bytes.subarray(0, width * height * channels), PIXELS.value);
  if (channels === 1) kernel.readGrey(width * height);
  else kernel.readColour(width * height);
  const places = new Uint16Array(memory.buffer, SAMPLED.value, 2 * side);
  places.set(sampled(width));
  places.set(sampled(height), side);
  kernel.hash(width, height);
  return {
    coefficients: new Float32Array(memory.buffer, COEFFICIENTS.value, coefficientCount).slice(),
    quality: qualityOf(new Float32Array(memory.buffer, SMALL.value, side * side)),
  };
}

function loadKernel(): PdqKernel | undefined {
  // The shape is that of kernels/pdq.ts, whose build is compared with the checked-in module.
  const exports = instantiate(pdqWasm) as PdqKernel | undefined;
  if (exports === undefined) return undefined;
  const { memory, COSINES, COSINES_TURNED } = exports;
  new Float32Array(memory.buffer, COSINES.value, cosines.length).set(cosines);
  const turned = new Float32Array(memory.buffer, COSINES_TURNED.value, cosines.length);
  for (let i = 0; i < kept; i++) for (let j = 0; j < side; j++) turned[j * kept + i] = cosines[i * side + j]!;
  return exports;
}

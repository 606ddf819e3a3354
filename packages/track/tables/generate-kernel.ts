/** The kernel of this package; run, it compiles kernels/json-lines.ts and writes src/json-lines.wasm.ts. */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { compileKernel, writeKernels, type KernelBuild } from "../../../.dev/compile-kernel.ts";

const packageFolder = new URL("../", import.meta.url);

/** The memory map is in kernels/memory.ts: the compiler's own data before the chunk, which is written behind `pages`. */
const jsonLines: KernelBuild = {
  name: "json-lines",
  about: "The kernel of JSON Lines",
  exported: "jsonLinesWasm",
  target: "src/json-lines.wasm.ts",
  pages: 4,
  mostPages: 0x10000,
  memoryBase: 0x400,
};

/** Returns the text of src/json-lines.wasm.ts. Throws what the compiler says where it refuses. */
export function generateKernel(): Promise<string> {
  return compileKernel(packageFolder, jsonLines);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeKernels(packageFolder, [jsonLines]);

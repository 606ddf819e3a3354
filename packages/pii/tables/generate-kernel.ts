/** The kernel of this package; run, it compiles kernels/candidates.ts and writes src/candidates.wasm.ts. */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { compileKernel, writeKernels, type KernelBuild } from "../../../.dev/compile-kernel.ts";

const packageFolder = new URL("../", import.meta.url);

/** The memory map is in kernels/memory.ts, which nothing outgrows; the compiler's own data lie in the last 64 bytes. */
const candidates: KernelBuild = {
  name: "candidates",
  about: "The candidate kernel",
  exported: "candidatesWasm",
  target: "src/candidates.wasm.ts",
  pages: 0x0b,
  mostPages: 0x0b,
  memoryBase: 0x0b * 65_536 - 64,
};

/** Returns the text of src/candidates.wasm.ts. Throws what the compiler says where it refuses. */
export function generateKernel(): Promise<string> {
  return compileKernel(packageFolder, candidates);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeKernels(packageFolder, [candidates]);

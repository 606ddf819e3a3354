/** The kernels of this package; run, it compiles them and writes each as a module of its own to src/wasm/. */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { compileKernel, writeKernels, type KernelBuild } from "../../../.dev/compile-kernel.ts";

const packageFolder = new URL("../", import.meta.url);

/** The memory maps are in kernels/memory.ts, which nothing outgrows, the others' *-memory.ts, or in their own heads. */
export const kernelBuilds: readonly KernelBuild[] = [
  build("fingerprint", "The fingerprint kernel", 0xa3, 0xa3),
  build("search", "The search kernel", 0x1a, 0x10000),
  build("writing", "The writing kernel", 0x27, 0x10000),
  build("pdq", "The kernel of perceptual hashes", 0x35, 0x35),
  build("keypoints", "The kernel of keypoints", 0xe2, 0xe2),
  build("pairs", "The kernel that pairs keypoints", 0x19, 0x19),
  build("hamming", "The kernel that searches perceptual hashes", 1, 0x10000),
];

/** The compiler's own data lie in the last 64 bytes. */
function build(name: string, about: string, pages: number, mostPages: number): KernelBuild {
  const target = `src/wasm/${name}.wasm.ts`;
  return { name, about, exported: `${name}Wasm`, target, pages, mostPages, memoryBase: pages * 65_536 - 64 };
}

/** Returns the text of a kernel's module. Throws what the compiler says where it refuses. */
export function generateKernel(kernel: KernelBuild): Promise<string> {
  return compileKernel(packageFolder, kernel);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeKernels(packageFolder, kernelBuilds);

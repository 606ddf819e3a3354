/** Kernels of this package as WebAssembly: checked in as base64, compiled when first used. */
import { Buffer } from "node:buffer";

/** The little of WebAssembly that is used here; Node's types leave it to the browser's. */
declare const WebAssembly: {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

/** A number that a kernel exports: an address, a size or a counter. */
export interface Global {
  readonly value: number;
}

/** Returns what a kernel exports, or undefined where the processor lacks the SIMD that it asks for. */
export function instantiate(base64: string): object | undefined {
  const bytes = Buffer.from(base64, "base64");
  if (!WebAssembly.validate(bytes)) return undefined;
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
}

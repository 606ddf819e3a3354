import { readFileSync } from "node:fs";

/** The version of this package, which every record and verdict names. */
export function toolVersion(): string {
  // The same path from src and from dist. Our own manifest: its shape is known.
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  return manifest.version;
}

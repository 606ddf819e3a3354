/**
 * Run as its own process: seals a segment, and dies by SIGKILL at the n-th call that changes the disk. Prints the
 * names of all such calls when it lives.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [home = "", at = "0"] = process.argv.slice(2);
const calls: string[] = [];
let armed = false; // loading modules opens files too, and is none of the writer's calls

for (const name of [
  "mkdirSync",
  "openSync",
  "writeSync",
  "fsyncSync",
  "renameSync",
  "closeSync",
  "writeFileSync",
] as const) {
  const original = fs[name] as (...args: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      if (armed && calls.push(name) === Number(at)) process.kill(process.pid, "SIGKILL");
      return original(...args);
    },
  });
}
syncBuiltinESMExports();

const { createSegment } = await import("../src/write/segment-writer.ts");
armed = true;
const writer = createSegment({ home, sources: { a: "keep" } });
for (let ordinal = 0; ordinal < 3; ordinal++)
  writer.add(`record number ${ordinal} `.repeat(20), {
    source: "a",
    url: `https://example.jp/${ordinal}`,
    locator: { kind: "ordinal", ordinal },
  });
writer.seal();
process.stdout.write(JSON.stringify(calls));

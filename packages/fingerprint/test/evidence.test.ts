import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createSegment } from "../src/write/segment-writer.ts";
import { openIndex, type OpenIndexOptions } from "../src/search/text-index.ts";
import type { QueryResult } from "../src/search/query-result.ts";
import { alphabets as a, draw, seeded } from "./planting.ts";
import { temporaryHome } from "./small-segment.ts";

const run = draw(seeded(1), a.runOther, 150);
const before = "nopqrs ".repeat(9);

/** Tracks one file that lies beside the home, without keeping its text. */
function trackedFile(): { readonly home: string; readonly path: string } {
  const home = temporaryHome();
  const path = join(dirname(home), "source.txt");
  mkdirSync(dirname(path), { recursive: true });
  const text = `${before}${run} nop`;
  writeFileSync(path, text);
  const writer = createSegment({ home, sources: { file: "reread" } });
  writer.add(text, {
    source: "file",
    locator: { kind: "file", path: "source.txt", byteStart: 0, byteEnd: Buffer.byteLength(text) },
  });
  writer.seal();
  return { home, path };
}

async function queried(home: string, options: OpenIndexOptions = {}): Promise<QueryResult> {
  using index = await openIndex(home, options);
  return await index.query(`xyz ${run}`); // awaited here, or the index would close first
}

describe("evidence is read again from where it came from", () => {
  test("an unchanged file verifies the match, by a path relative to the home's folder", async () => {
    const { home } = trackedFile();
    const { matches } = await queried(home);
    expect(matches[0]!.runs[0]!.record).toEqual({ start: before.length, end: before.length + run.length });
  });

  test("a file that grew still holds the record", async () => {
    const { home, path } = trackedFile();
    appendFileSync(path, "more");
    expect((await queried(home)).matches).toHaveLength(1);
  });

  test("a changed, shorter or missing file, or a folder in its place, leaves the match unverified and says why", async () => {
    const changes: readonly (readonly [string, (path: string) => void])[] = [
      ["text-changed", (path) => writeFileSync(path, `${before.toUpperCase()}${run} nop`)],
      ["text-changed", (path) => writeFileSync(path, "short")],
      ["file-missing", (path) => rmSync(path)],
      ["file-missing", (path) => [rmSync(path), mkdirSync(path)]],
      ["file-missing", (path) => [rmSync(path), execFileSync("mkfifo", [path])]],
    ];
    for (const [reason, change] of changes) {
      const { home, path } = trackedFile();
      change(path);
      const { matches, unverified } = await queried(home);
      expect(matches).toEqual([]);
      expect(unverified).toMatchObject([{ reason }]);
    }
  });

  test("a reader of the caller is asked first, and is not believed when its text is another", async () => {
    const { home, path } = trackedFile();
    rmSync(path);
    const text = new TextEncoder().encode(`${before}${run} nop`);
    expect((await queried(home, { readText: [() => text] })).matches).toHaveLength(1);
    const other = await queried(home, { readText: [() => text.subarray(1)] });
    expect(other.unverified).toMatchObject([{ reason: "text-changed" }]);
  });
});

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { packTar, type TarEntry as PackedEntry } from "modern-tar";
import { afterAll, describe, expect, test } from "vitest";
import { readRows, type SeenGap } from "../src/index.ts";
import { readTar, type TarRow } from "../src/readers/tar.ts";

const folder = mkdtempSync(join(tmpdir(), "yurai-tar-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
}

interface Read {
  readonly rows: readonly TarRow[];
  readonly gaps: readonly SeenGap[];
}

async function read(source: string | Uint8Array): Promise<Read> {
  const [rows, gaps]: [TarRow[], SeenGap[]] = [[], []];
  const options = { baseFolder: folder, onGap: (gap: SeenGap) => void gaps.push(gap) };
  for await (const row of readTar(typeof source === "string" ? source : chunks(source), options))
    rows.push(row);
  return { rows, gaps };
}

const file = (name: string, body: string | Uint8Array): PackedEntry => ({
  header: { name, size: Buffer.byteLength(body), type: "file" },
  body: typeof body === "string" ? Buffer.from(body) : body,
});
const texts = (rows: readonly TarRow[]): unknown[] =>
  rows.map(({ value }) => (typeof value === "string" ? value : new TextDecoder().decode(value)));
const codes = (gaps: readonly SeenGap[]): unknown[] => gaps.map(({ kind, code }) => [kind, code]);

describe("a tar archive", () => {
  test("gives samples of a WebDataset shard with what their metadata says, and each text is found again", async () => {
    const long = `${"深い/".repeat(60)}名前.txt`;
    const packed = await packTar([
      file("000/a.jpg", Uint8Array.of(0xff, 0xd8)),
      file("000/a.json", JSON.stringify({ url: "https://example.jp/a.jpg", text: "unused" })),
      file("000/a.txt", "岬の灯台"),
      file("000/b.json", JSON.stringify({ text: "本文だけ" })),
      file(long, "長い名前"),
    ]);
    const files = { "s.tar": packed, "s.tar.gz": gzipSync(packed), "s.tar.zst": zstdCompressSync(packed) };
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(folder, name), bytes);
      const { rows, gaps } = await read(join(folder, name));
      expect(codes(gaps)).toEqual([["unknown-format", "jpg"]]);
      expect(texts(rows)).toEqual(["岬の灯台", "本文だけ", "長い名前"]);
      expect(rows.map(({ id, url, locator }) => [id, url, locator.entry])).toEqual([
        ["000/a", "https://example.jp/a.jpg", "000/a.txt"],
        ["000/b", undefined, "000/b.json"],
        [long.replace(".txt", ""), undefined, long],
      ]);
      const readText = readRows({ baseFolder: folder });
      for (const [at, { locator }] of rows.entries()) {
        const again = await readText({ facts: { source: "s", locator } } as Parameters<typeof readText>[0]);
        expect(new TextDecoder().decode(again as Uint8Array)).toBe(texts(rows)[at]);
      }
    }
  });

  test("made by tar itself is read, whatever its format", async () => {
    const long = "x".repeat(150);
    mkdirSync(join(folder, "in"), { recursive: true });
    writeFileSync(join(folder, "in", `${long}.txt`), "text of a long name");
    writeFileSync(join(folder, "in", "short.md"), "# short");
    symlinkSync("short.md", join(folder, "in", "link.md"));
    for (const format of ["gnu", "pax", "ustar"]) {
      const archive = join(folder, `${format}.tar`);
      const names = format === "ustar" ? ["short.md"] : ["short.md", `${long}.txt`];
      execFileSync("tar", [
        `--format=${format}`,
        "-cf",
        archive,
        "-C",
        join(folder, "in"),
        "link.md",
        ...names,
      ]);
      const { rows, gaps } = await read(archive);
      expect(rows.map(({ locator }) => locator.entry)).toEqual(names);
      expect(codes(gaps)).toEqual([["refused-entry", "link"]]);
    }
  });

  test("names that lead out, links, a cut, a broken header and no archive at all are gaps", async () => {
    const escaping = await packTar([file("../out.txt", "x"), file("/abs.txt", "x"), file("in.txt", "in")]);
    const out = await read(escaping);
    expect(texts(out.rows)).toEqual(["in"]);
    expect(codes(out.gaps)).toEqual([
      ["refused-entry", "path-leaves-archive"],
      ["refused-entry", "path-leaves-archive"],
    ]);
    const whole = await packTar([file("a.txt", "a"), file("b.txt", "b".repeat(5_000))]);
    const cut = await read(whole.subarray(0, 3_000));
    expect(texts(cut.rows)).toEqual(["a"]);
    expect(codes(cut.gaps)).toEqual([["truncated-file", "tar-cut-off"]]);
    const broken = Buffer.from(whole);
    broken[1_024 + 3] = 0x58;
    expect(codes((await read(broken)).gaps)).toEqual([["broken-line", "tar-header"]]);
    for (const none of [Buffer.from("no archive"), Buffer.alloc(2_000, 0x61)])
      expect(codes((await read(none)).gaps)).toEqual([["broken-line", "not-tar"]]);
  });

  test("no bytes make the reader throw", async () => {
    const whole = Buffer.from(
      await packTar([file("a.txt", "one"), file("b.json", '{"text":"two"}'), file("c.txt", "three")]),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }),
        fc.nat(),
        async (flips, end) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of flips) bytes[at % bytes.length] = value;
          await read(bytes.subarray(0, end % (bytes.length * 2)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

import { contentDigest, openIndex } from "@yurai/fingerprint";
import type { Locator } from "@yurai/schema";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { readFolder, readJsonl, readRows, startRun, type SeenGap } from "../src/index.ts";
import { readArrow } from "../src/readers/arrow.ts";
import { readLines } from "../src/readers/lines.ts";
import { readNpm } from "../src/readers/npm.ts";
import { temporaryHome } from "./temporary-home.ts";

const folder = mkdtempSync(join(tmpdir(), "yurai-readers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function read<Row>(
  open: (options: {
    readonly onGap: (gap: SeenGap) => void;
    readonly baseFolder: string;
  }) => AsyncIterable<Row>,
): Promise<{ readonly rows: Row[]; readonly gaps: SeenGap[] }> {
  const gaps: SeenGap[] = [];
  const rows: Row[] = [];
  for await (const row of open({ onGap: (gap) => gaps.push(gap), baseFolder: folder })) rows.push(row);
  return { rows, gaps };
}

const seen = (gaps: readonly SeenGap[]): unknown[] =>
  gaps.map(({ kind, code, where }) => [kind, code, where?.path, where?.line, where?.byte]);

function install(path: string, name: string, version: string, licence: unknown, text?: string): void {
  write(
    join(path, "package.json"),
    JSON.stringify({ name, version, ...(licence === undefined ? {} : { license: licence }) }),
  );
  write(join(path, "index.js"), `// code of ${name}@${version}`);
  if (text !== undefined) write(join(path, "LICENSE"), text);
}

describe("lines", () => {
  test("are the same however the bytes come in chunks", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.array(fc.integer({ min: 1, max: 20 })), async (text, sizes) => {
        const bytes = new TextEncoder().encode(text.replaceAll("a", "\n"));
        async function* chunks(): AsyncGenerator<Uint8Array> {
          let at = 0;
          for (const size of [...sizes, bytes.length]) {
            yield bytes.subarray(at, at + size);
            at += size;
          }
        }
        const lines: string[] = [];
        for await (const group of readLines(chunks(), 1e6))
          for (const line of group) {
            if (line.kind !== "line") throw new Error("no other kind is expected");
            expect(line.number).toBe(lines.length);
            expect(bytes.subarray(line.byteStart, line.byteStart + line.bytes.length)).toEqual(
              new Uint8Array(line.bytes),
            );
            lines.push(new TextDecoder("utf-8", { ignoreBOM: true }).decode(line.bytes));
          }
        const expected = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split("\n");
        if (expected.at(-1) === "") expected.pop();
        expect(lines).toEqual(expected.map((line) => line.replace(/\r$/, "")));
      }),
    );
  });

  test("beyond the limit are counted with their length and not held", async () => {
    const chunk = new Uint8Array(1_000_000).fill(0x61);
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 300; i++) yield chunk;
      yield new TextEncoder().encode("\nshort\n");
    }
    const before = process.memoryUsage().arrayBuffers;
    const lines: unknown[] = [];
    let most = 0;
    for await (const group of readLines(chunks(), 2_000_000)) {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      for (const line of group) lines.push(line.kind === "line" ? line.bytes.length : line);
    }
    expect(lines).toEqual([{ kind: "oversized", number: 0, byteStart: 0, byteLength: 300_000_000 }, 5]);
    expect(most).toBeLessThan(100_000_000);
  });
});

describe("JSON Lines", () => {
  const good = ['{"text":"one"}', '{"text":"two"}', "", '{"text":"four ㌔"}'].join("\n") + "\n";

  test.each([
    ["plain", (bytes: Buffer) => bytes],
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ])(
    "that are %s give the same rows with their lines and bytes, whatever the file is called",
    async (_, pack) => {
      const path = write("packed.data", pack(Buffer.from(good)));
      const { rows, gaps } = await read((options) => readJsonl(path, options));
      expect(gaps).toEqual([]);
      expect(rows.map(({ value }) => value)).toEqual([{ text: "one" }, { text: "two" }, { text: "four ㌔" }]);
      expect(rows.map(({ locator }) => locator)).toEqual([
        { kind: "row", path: "packed.data", row: 0, byteStart: 0, byteEnd: 14, field: "text" },
        { kind: "row", path: "packed.data", row: 1, byteStart: 15, byteEnd: 29, field: "text" },
        { kind: "row", path: "packed.data", row: 3, byteStart: 31, byteEnd: 31 + 19, field: "text" },
      ]);
    },
  );

  test("are read past everything that is broken, and each is a gap with its line and byte", async () => {
    const lines = [
      Buffer.from('{"text":"ok"}\n'),
      Buffer.from('{"text":\n'),
      Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a]),
      Buffer.from(`"${"x".repeat(200)}"\n`),
      Buffer.from('{"text":"last"}'),
    ];
    const path = write("broken.jsonl", Buffer.concat(lines));
    const { rows, gaps } = await read((options) => readJsonl(path, { ...options, maxLineBytes: 100 }));
    expect(rows.map(({ value }) => value)).toEqual([{ text: "ok" }, { text: "last" }]);
    expect(seen(gaps)).toEqual([
      ["broken-line", "not-json", "broken.jsonl", 2, 14],
      ["wrong-encoding", "not-utf-8", "broken.jsonl", 3, 23],
      ["oversized-line", undefined, "broken.jsonl", 4, 28],
    ]);
  });

  test.each([
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ])("in a truncated %s file give the whole rows before the end, and a gap", async (_, pack) => {
    const noise = Array.from({ length: 4_000 }, (_, i) =>
      JSON.stringify({ text: Math.sin(i).toString(36) }),
    ).join("\n");
    const whole = pack(Buffer.from(noise));
    const path = write("cut.bin", whole.subarray(0, Math.floor(whole.length / 2)));
    const { rows, gaps } = await read((options) => readJsonl(path, options));
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatchObject({
      kind: "truncated-file",
      where: { path: "cut.bin", line: rows.length + 1 },
    });
    expect(rows.map(({ value }) => JSON.stringify(value))).toEqual(noise.split("\n").slice(0, rows.length));
  });

  test("of UTF-16, of a folder and of nothing are gaps, and a byte order mark is none", async () => {
    const utf16 = write(
      "utf16.jsonl",
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{"text":"a"}', "utf16le")]),
    );
    expect((await read((options) => readJsonl(utf16, options))).gaps[0]).toMatchObject({
      kind: "wrong-encoding",
      code: "utf-16",
    });
    const marked = write("marked.jsonl", '\uFEFF{"text":"a"}\n');
    expect(await read((options) => readJsonl(marked, options))).toMatchObject({
      rows: [{ value: { text: "a" } }],
      gaps: [],
    });
    expect((await read((options) => readJsonl(folder, options))).gaps[0]).toMatchObject({
      kind: "unreadable-file",
      code: "EISDIR",
    });
    const nowhere = join(folder, "nowhere.jsonl");
    expect((await read((options) => readJsonl(nowhere, options))).gaps[0]).toMatchObject({
      kind: "missing-file",
    });
  });

  test("come from a stream that hands over a byte at a time, packed or not", async () => {
    for (const bytes of [Buffer.from(good), gzipSync(good)]) {
      const stream = Readable.from(
        (function* () {
          for (const byte of bytes) yield Uint8Array.of(byte);
        })(),
      );
      const { rows } = await read((options) => readJsonl(stream, { ...options, name: "standard input" }));
      expect(rows).toHaveLength(3);
      expect(rows[0]!.locator).toMatchObject({ path: "standard input" });
    }
  });

  test.each([
    ["plain", (bytes: Buffer) => bytes],
    ["gzip", gzipSync],
  ])("that are %s are read again as evidence, and changed ones are found out", async (_, pack) => {
    await using home = await temporaryHome();
    const passage =
      "昔々ある所にお爺さんとお婆さんが住んでいました。お爺さんは山へ芝刈りに、お婆さんは川へ洗濯に行きました。すると大きな桃が流れてきました。";
    const content = `{"text":"other"}\n${JSON.stringify({ title: 1, text: `前置き。${passage}` })}\n`;
    const path = join(home.folder, "a.jsonl");
    writeFileSync(path, pack(Buffer.from(content)));
    const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train" });
    const rows = readJsonl(path, {
      baseFolder: home.folder,
      onGap: (gap) => run.gap({ ...gap, source: "s" }),
    });
    for await (const _ of run.track(rows, {
      source: "s",
      item: (row) => row.value,
      locator: (row) => row.locator,
    }))
      continue;
    await run.end();
    {
      using index = await openIndex(home.home, { readText: [readRows({ baseFolder: home.folder })] });
      const { matches } = await index.query(`彼は言った。${passage}`);
      expect(matches).toHaveLength(1);
      expect(matches[0]!.row.facts.locator).toMatchObject({ path: "a.jsonl", row: 1 });
    }
    writeFileSync(path, pack(Buffer.from(content.replace("桃", "瓜"))));
    using index = await openIndex(home.home, { readText: [readRows({ baseFolder: home.folder })] });
    expect(await index.query(`彼は言った。${passage}`)).toMatchObject({
      matches: [],
      unverified: [{ reason: "text-changed" }],
    });
  });
});

describe("a folder", () => {
  test("gives its text files by content, and says what it left out", async () => {
    write("tree/a.txt", "text");
    write("tree/b/code.rs", "fn main() {}");
    write("tree/picture.txt", Uint8Array.of(1, 0, 2));
    write("tree/latin1.txt", Buffer.from("caf\u00e9", "latin1"));
    write("tree/node_modules/x/index.js", "left out by name");
    write("outside.txt", "outside");
    symlinkSync(join(folder, "outside.txt"), join(folder, "tree", "link.txt"));
    symlinkSync(join(folder, "tree", "a.txt"), join(folder, "tree", "same.txt"));
    const { rows, gaps } = await read((options) => readFolder(join(folder, "tree"), options));
    expect(rows.map(({ value, locator }) => [new TextDecoder().decode(value), locator])).toEqual([
      ["text", { kind: "file", path: "tree/a.txt", byteStart: 0, byteEnd: 4 }],
      ["fn main() {}", { kind: "file", path: "tree/b/code.rs", byteStart: 0, byteEnd: 12 }],
    ]);
    expect(seen(gaps)).toEqual([
      ["wrong-encoding", "not-utf-8", "tree/latin1.txt", undefined, undefined],
      ["unreadable-file", "link-leaves-folder", "tree/link.txt", undefined, undefined],
      ["unknown-format", "binary", "tree/picture.txt", undefined, undefined],
    ]);
  });

  test("with a named pipe in it is read past it", async () => {
    write("pipes/a.txt", "a");
    execFileSync("mkfifo", [join(folder, "pipes", "p.txt")]);
    const { rows, gaps } = await read((options) => readFolder(join(folder, "pipes"), options));
    expect(rows).toHaveLength(1);
    expect(gaps).toMatchObject([{ kind: "unreadable-file", code: "not-a-file" }]);
  });
});

describe("npm packages", () => {
  const isc = [
    "ISC License",
    "Copyright (c) 2020 Somebody Else",
    "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice and this permission notice appear in all copies.",
    'THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.',
  ].join("\n\n");

  test("are one source each: nested, scoped, and behind the links of pnpm, with both licences", async () => {
    const root = "app/node_modules";
    install(`${root}/a`, "a", "1.0.0", "MIT", isc);
    install(`${root}/a/node_modules/b`, "b", "2.0.0", undefined);
    install(`${root}/b`, "b", "1.0.0", { type: "Apache-2.0" });
    install(`${root}/c/node_modules/b`, "b", "2.0.0", undefined);
    install(`${root}/c`, "c", "1.0.0", "SEE LICENSE IN FILE");
    install(`${root}/@s/d`, "@s/d", "1.0.0", "(MIT OR Apache-2.0)");
    install(`${root}/.pnpm/e@1.0.0/node_modules/e`, "e", "1.0.0", "ISC");
    install(`${root}/.pnpm/f@1.0.0/node_modules/f`, "f", "1.0.0", "ISC");
    symlinkSync(join(folder, root, ".pnpm/e@1.0.0/node_modules/e"), join(folder, root, "e"));
    install("workspace/g", "g", "0.0.0", "MIT");
    symlinkSync(join(folder, "workspace/g"), join(folder, root, "g"));
    write(`${root}/h/package.json`, "{");

    const { rows, gaps } = await read((options) => readNpm(join(folder, root), options));
    expect(rows.map(({ source }) => source).sort()).toEqual([
      "npm:@s/d@1.0.0",
      "npm:a@1.0.0",
      "npm:b@1.0.0",
      "npm:b@2.0.0",
      "npm:c@1.0.0",
      "npm:e@1.0.0",
      "npm:f@1.0.0",
    ]);
    expect(seen(gaps).map((gap) => (gap as unknown[]).slice(0, 3))).toEqual(
      expect.arrayContaining([
        ["unreadable-file", "link-leaves-folder", "app/node_modules/g"],
        ["broken-line", "not-json", "app/node_modules/h/package.json"],
      ]),
    );
    const claims = new Map(rows.map(({ source, declaration }) => [source, declaration.licences!]));
    expect(claims.get("npm:a@1.0.0")).toMatchObject([
      { basis: "declared", licence: { kind: "spdx", expression: "MIT" }, evidence: { field: "license" } },
      {
        basis: "detected",
        licence: { kind: "spdx", expression: "ISC" },
        evidence: { path: "app/node_modules/a/LICENSE" },
      },
    ]);
    expect(claims.get("npm:b@1.0.0")).toMatchObject([
      { licence: { kind: "spdx", expression: "Apache-2.0" } },
    ]);
    expect(claims.get("npm:c@1.0.0")).toMatchObject([
      { licence: { kind: "custom", name: "SEE LICENSE IN FILE" } },
    ]);
    expect(claims.get("npm:b@2.0.0")).toEqual([]);
    const locators: Locator[] = [];
    for await (const { locator } of rows.find(({ source }) => source === "npm:a@1.0.0")!.rows)
      locators.push(locator);
    expect(locators).toMatchObject([
      { path: "app/node_modules/a/LICENSE" },
      { path: "app/node_modules/a/index.js" },
      { path: "app/node_modules/a/package.json" },
    ]);
  });
});

describe("Arrow", () => {
  const table = tableFromArrays({ text: ["one", "二"], n: [1n, 2n ** 60n] });

  test("streams give plain rows", async () => {
    const bytes = tableToIPC(table, "stream");
    const { rows, gaps } = await read((options) =>
      readArrow(Readable.from([bytes]), { ...options, field: "text" }),
    );
    expect(gaps).toEqual([]);
    expect(rows.map(({ value }) => value)).toEqual([
      { text: "one", n: 1 },
      { text: "二", n: "1152921504606846976" },
    ]);
    expect(rows[1]!.locator).toEqual({ kind: "row", path: "-", row: 1, field: "text" });
  });

  test("streams that end early, and what is none, are gaps", async () => {
    const bytes = tableToIPC(table, "stream");
    for (const part of [
      bytes.subarray(0, bytes.length - 100),
      new TextEncoder().encode("no arrow at all, but text"),
    ]) {
      const { gaps } = await read((options) => readArrow(Readable.from([part]), options));
      expect(gaps).toMatchObject([{ kind: "truncated-file", where: { path: "-" } }]);
    }
  });
});

test("a digest of a file's bytes finds the record that a folder gave", async () => {
  await using home = await temporaryHome();
  writeFileSync(join(home.folder, "a.md"), "# Title\n");
  const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train" });
  const rows = readFolder(home.folder, {
    baseFolder: home.folder,
    onGap: (gap) => run.gap({ ...gap, source: "docs" }),
  });
  const track = {
    source: "docs",
    text: (row: { value: Uint8Array }) => row.value,
    locator: (row: { locator: never }) => row.locator,
  };
  for await (const _ of run.track(rows, track as never)) continue;
  await run.end();
  using index = await openIndex(home.home);
  const digest = Buffer.from(contentDigest(Buffer.from("# Title\n"))).toString("hex");
  expect((await index.lookup({ digest })).found.map(({ row }) => row.facts.locator)).toMatchObject([
    { path: "a.md" },
  ]);
});

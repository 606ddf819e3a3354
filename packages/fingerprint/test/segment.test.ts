import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { canonicalJson, isYuraiError, sha256Hex } from "@yurai/schema";
import { describe, expect, onTestFinished, test } from "vitest";
import { closeProfile } from "../src/text/anchors.ts";
import { openIndex } from "../src/search/text-index.ts";
import { readChecksums } from "../src/segment/checksums.ts";
import { openSegment, verifySegment } from "../src/segment/segment.ts";
import { createSegment } from "../src/write/segment-writer.ts";
import { findLeftovers, listSegments } from "../src/write/leftovers.ts";
import { alphabets as a, draw, seeded } from "./planting.ts";
import { seal, temporaryHome } from "./small-segment.ts";

const refusals = ["segment-damaged", "segment-missing", "segment-version"];
const secret = draw(seeded(1), a.runOther, 140);

/** Every answer that a segment gives; a damaged one must refuse or give the very same. */
async function answers(home: string, output: string = `xyz ${secret}`): Promise<string> {
  using index = await openIndex(home);
  const { matches, resemblances } = await index.query(output, { resemblance: 0.1 });
  const { count } = await index.lookup({ url: "https://example.jp/a" });
  const { count: hosts } = await index.lookup({ host: "example.jp" });
  return canonicalJson({
    runs: matches.map(({ runs }) => runs),
    rows: matches.length,
    resemblances: resemblances.map(({ record, similarity }) => ({ ordinal: record.ordinal, similarity })),
    count,
    hosts,
  } as never);
}

function small(home: string): string {
  return seal(home, [
    { text: `nop ${secret}`, url: "https://example.jp/a" },
    { text: "a second record, with its own words", url: "https://example.jp/b" },
  ]).folder;
}

describe("a damaged segment is refused with a code, or answers exactly as before", () => {
  test("every bit of every file flipped, for all that its checks see", () => {
    const folder = small(temporaryHome());
    const crcs = readChecksums(readFileSync(join(folder, "checksums.bin")));
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name));
      // What each file is held against: its checksums; those are held against the manifest, and that against the folder's name.
      const check = crcs.has(name) ? crc32 : sha256Hex;
      const expected = crcs.get(name)?.[0] ?? check(bytes);
      expect(check(bytes)).toBe(expected);
      let told = 0;
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        told += Number(check(bytes) !== expected);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
      }
      expect(told).toBe(bytes.length * 8);
    }
  });

  test("a bit of every byte of every file flipped, for all that an index answers", async () => {
    const home = temporaryHome();
    const folder = small(home);
    const expected = await answers(home);
    let refused = 0;
    let byteLength = 0;
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const bytes = readFileSync(path);
      byteLength += bytes.length;
      for (const at of bytes.keys()) {
        bytes[at]! ^= 1 << (at & 7);
        writeFileSync(path, bytes);
        refused += Number(await refuses(home, expected));
        bytes[at]! ^= 1 << (at & 7);
      }
      writeFileSync(path, bytes);
    }
    // These files are a block each, and all but the texts are read by these questions.
    expect(refused).toBe(byteLength);
    expect(await answers(home)).toBe(expected);
  });

  test("every byte of the signatures of records and passages, flipped, and both cut off", async () => {
    const home = temporaryHome();
    const words = draw(seeded(4), a.runOther, 1_500).replace(/(.{6})/g, "$1 ");
    const texts = [words, `nop ${secret}`];
    const { folder } = seal(home, texts, { profile: closeProfile });
    const expected = await answers(home, words);
    expect(JSON.parse(expected)).toMatchObject({ resemblances: [{ ordinal: 0 }] });
    for (const name of ["near.idx", "near-passages.idx"]) {
      const path = join(folder, name);
      const bytes = readFileSync(path);
      for (const at of bytes.keys()) {
        bytes[at]! ^= 0xff;
        writeFileSync(path, bytes);
        // Both are read whole by a query as small as this: nothing that was changed is passed over.
        expect(await refuses(home, expected, words)).toBe(true);
        bytes[at]! ^= 0xff;
        if (at % 16 !== 0) continue;
        writeFileSync(path, bytes.subarray(0, at));
        expect(await refuses(home, expected, words)).toBe(true);
      }
      writeFileSync(path, bytes);
    }
    expect(await answers(home, words)).toBe(expected);
  });

  test("every file truncated at every byte", async () => {
    const home = temporaryHome();
    const folder = small(home);
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const bytes = readFileSync(path);
      for (let length = bytes.length - 1; length >= 0; length--) {
        truncateSync(path, length);
        expect(await refuses(home, "")).toBe(true);
      }
      writeFileSync(path, bytes);
    }
  });

  test("every file missing", async () => {
    const home = temporaryHome();
    const folder = small(home);
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name));
      rmSync(join(folder, name));
      await expect(openSegment(folder)).rejects.toMatchObject({ code: "segment-missing" });
      writeFileSync(join(folder, name), bytes);
    }
  });

  test("blocks beyond the first are verified when they are first read", async () => {
    const home = temporaryHome();
    const random = seeded(2);
    const { folder } = seal(
      home,
      Array.from({ length: 40 }, () => draw(random, a.runOther, 20_000)),
    );
    const probe = draw(seeded(2), a.runOther, 20_000); // the first record
    const path = join(folder, "text.zst");
    const bytes = readFileSync(path);
    expect(bytes.length).toBeGreaterThan(3 * 65_536);
    bytes[20]! ^= 1;
    writeFileSync(path, bytes);
    using index = await openIndex(home); // the seek table at the file's end is whole
    await expect(index.query(probe)).rejects.toMatchObject({ code: "segment-damaged" });
    await expect(verifySegment(folder)).rejects.toMatchObject({ code: "segment-damaged" });
  });
});

/** True when refused with a code; a wrong answer or any other error throws. */
async function refuses(home: string, expected: string, output?: string): Promise<boolean> {
  const answer = await answers(home, output).catch((error: unknown) => error);
  if (answer === expected) return false;
  if (!isYuraiError(answer)) throw new Error("a wrong answer, or an error without a code", { cause: answer });
  if (!refusals.includes(answer.code) || answer.message.includes(secret.slice(0, 20)))
    throw new Error("refused, but not with a code of damage, or with content", { cause: answer });
  return true;
}

/** What these tests change in a manifest. */
interface Manifest {
  version: number;
  readonly algorithms: {
    normalForm: string;
    readonly anchors: { weightStep: number; hash: string };
    readonly minhash: { seed: number; version: string };
  };
  readonly files: { name: string }[];
}

/** Re-seals a segment whose manifest was changed, so that only the change itself can be refused. */
function forged(change: (manifest: Manifest) => unknown): string {
  const home = temporaryHome();
  const folder = small(home);
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  change(manifest);
  const text = canonicalJson(manifest);
  const target = join(home, "segments", sha256Hex(text));
  cpSync(folder, target, { recursive: true });
  writeFileSync(join(target, "manifest.json"), text);
  return target;
}

describe("versions", () => {
  test("a newer format, other parameters and unknown algorithms are refused", async () => {
    const changes: ((manifest: Manifest) => unknown)[] = [
      (manifest) => (manifest.version = 2),
      (manifest) => (manifest.algorithms.anchors.weightStep = 617),
      (manifest) => (manifest.algorithms.anchors.hash = "poly32x2-2"),
      (manifest) => (manifest.algorithms.normalForm = "text-2"),
      (manifest) => (manifest.algorithms.minhash.seed = 1),
      (manifest) => (manifest.algorithms.minhash.version = "minhash-2"),
    ];
    for (const change of changes)
      await expect(openSegment(forged(change))).rejects.toMatchObject({
        code: expect.stringMatching(/segment-(version|damaged)/),
      });
    await expect(openSegment(forged((manifest) => (manifest.version = 2)))).rejects.toMatchObject({
      code: "segment-version",
    });
  });

  test("a manifest that lists a file outside the folder is refused", async () => {
    const folder = forged((manifest) => {
      manifest.files[0]!.name = "../../ledger.db";
    });
    await expect(openSegment(folder)).rejects.toMatchObject({ code: "segment-damaged" });
  });
});

describe("golden segment", () => {
  const golden = new URL("golden/segment-1/", import.meta.url).pathname;

  if (process.env["YURAI_GOLDEN"] === "write") small(golden);

  test("a segment written by version 1 stays readable for ever", async () => {
    const [id] = listSegments(golden);
    expect(id).toBeDefined();
    await verifySegment(join(golden, "segments", id!));
    expect(JSON.parse(await answers(golden))).toMatchObject({ rows: 1, count: 1, hosts: 2 });
  });

  test("the writer still gives the same bytes for the same records", () => {
    const home = temporaryHome();
    const folder = small(home);
    const [id] = listSegments(golden);
    for (const name of ["keys.idx", "passages.idx"])
      expect(readFileSync(join(folder, name))).toEqual(readFileSync(join(golden, "segments", id!, name)));
  });
});

describe("writer", () => {
  test("keeps no text of a source whose evidence is none", () => {
    const home = temporaryHome();
    const { folder, manifest } = seal(home, [{ text: `canary-${secret}`, evidence: "none" }]);
    expect(existsSync(join(folder, "text.zst"))).toBe(false);
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name)).includes(secret.slice(0, 16))).toBe(false);
    expect(manifest.sources).toEqual([
      { name: "none", evidence: "none", records: 1, characters: 146, bytes: 147 },
    ]);
  });

  test("refuses a source it wasn't opened with, an empty seal, and use after the seal", () => {
    const home = temporaryHome();
    const writer = createSegment({ home, sources: { known: "none" } });
    const facts = { source: "unknown", locator: { kind: "ordinal", ordinal: 0 } } as const;
    expect(() => writer.add("text", facts)).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(() => writer.seal()).toThrow(expect.objectContaining({ code: "bad-input" }));
    writer.add("text", { ...facts, source: "known" });
    writer.seal();
    expect(() => writer.seal()).toThrow(expect.objectContaining({ code: "bad-input" }));
  });

  test("abandoning leaves nothing behind", () => {
    const home = temporaryHome();
    const writer = createSegment({ home, sources: { known: "keep" } });
    writer.add("text", { source: "known", locator: { kind: "ordinal", ordinal: 0 } });
    expect(findLeftovers(home)).toMatchObject([{ writer: "alive", complete: false }]);
    writer.abandon();
    expect(readdirSync(join(home, "segments"))).toEqual([]);
  });

  test("a folder that can't be written gives a code", () => {
    const folder = mkdtempSync(join(tmpdir(), "yurai-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "file"), "");
    expect(() => createSegment({ home: join(folder, "file"), sources: {} })).toThrow(
      expect.objectContaining({ code: "segment-io" }),
    );
  });

  test("folders are readable by their owner only", () => {
    const home = temporaryHome();
    const folder = small(home);
    expect(statSync(folder).mode & 0o077).toBe(0);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  });

  test("the files' digests in the manifest are those of the files", () => {
    const home = temporaryHome();
    mkdirSync(home, { recursive: true });
    const { folder, manifest } = seal(home, ["some text"]);
    for (const { name, byteLength, sha256 } of manifest.files) {
      const bytes = readFileSync(join(folder, name));
      expect(bytes.byteLength).toBe(byteLength);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
    }
  });
});

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordId } from "@yurai/schema";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closeProfile, standardProfile, type AnchorProfile } from "../src/text/anchors.ts";
import { digestKey, urlKey } from "../src/text/content-key.ts";
import { mergeSegments, rewriteSegments } from "../src/merge/merge.ts";
import { normalise } from "../src/wasm/query-kernel.ts";
import { segmentFolder } from "../src/segment/segment-files.ts";
import { openSegment, verifySegment } from "../src/segment/segment.ts";
import { textKey } from "../src/text/text-key.ts";
import { indexAnswers } from "./index-answers.ts";
import { alphabets as a, draw, seeded } from "./planting.ts";
import { seal, temporaryHome, type SmallRecord } from "./small-segment.ts";

const random = seeded(5);
const passages = [
  draw(random, a.runOther, 300),
  draw(random, a.runDense, 120),
  draw(random, a.runOther, 1_400),
  draw(random, a.runDense, 900),
];
const urls = ["https://example.jp/a", "https://example.jp/b", "https://sub.example.jp/", "https://例え.jp/"];

/** Records that share passages, URLs and hosts; some are empty, some are kept as hashes alone. */
const record: fc.Arbitrary<SmallRecord> = fc.record(
  {
    text: fc
      .tuple(fc.subarray(passages), fc.constantFrom("", "a word", "別の 言葉", "short"))
      .map(([shared, own]) => [...shared, own].join(" ")),
    url: fc.constantFrom(...urls),
    evidence: fc.constantFrom("keep" as const, "none" as const),
  },
  { requiredKeys: ["text"] },
);
const segments = fc.array(fc.array(fc.tuple(record, fc.boolean()), { minLength: 1, maxLength: 6 }), {
  minLength: 1,
  maxLength: 3,
});

const questions = {
  outputs: [...passages.map((passage) => `xyz ${passage} zyx`), "a word"],
  urls,
  hosts: ["example.jp"],
  texts: ["A word", "short", passages[0]!],
};

/** Answers without and with rewriting; records are called by the segment and place they would have without the dropped ones. */
async function bothAnswers(
  given: readonly (readonly (readonly [SmallRecord, boolean])[])[],
  profile: AnchorProfile,
): Promise<{ readonly rewritten: unknown; readonly fresh: unknown }> {
  const home = temporaryHome();
  const ids = given
    .map((records, i) => seal(home, [...records.map(([one]) => one), `only of segment ${i}`], { profile }))
    .map(({ id }) => id);
  const isKept = ({ segment, ordinal }: RecordId): boolean =>
    given[ids.indexOf(segment)]![ordinal]?.[1] ?? true;
  const result = await rewriteSegments(home, ids, { keep: (_, id) => isKept(id) });
  const rewritten = result.kind === "rewritten" ? [result.sealed.id] : ids;
  const other = temporaryHome();
  const freshIds: string[] = [];
  const names = new Map<string, string>();
  for (const [i, records] of given.entries()) {
    const kept = [...records, [`only of segment ${i}`, true] as const].flatMap(([one, keep], ordinal) =>
      keep ? [{ one, ordinal }] : [],
    );
    const { id } = seal(
      other,
      kept.map(({ one }) => one),
      { profile },
    );
    freshIds.push(id);
    for (const [at, { ordinal }] of kept.entries()) names.set(`${id}/${at}`, `${i}/${ordinal}`);
  }
  return {
    rewritten: await indexAnswers(home, rewritten, {
      ...questions,
      nameOf: ({ segment, ordinal }) => `${ids.indexOf(segment)}/${ordinal}`,
    }),
    fresh: await indexAnswers(other, freshIds, {
      ...questions,
      nameOf: ({ segment, ordinal }) => names.get(`${segment}/${ordinal}`)!,
    }),
  };
}

describe("rewriting without some records answers as if they had never been added", () => {
  test.each([
    ["standard", standardProfile, 10],
    ["close", closeProfile, 8],
  ])("with the profile %s", async (_, profile, numRuns) => {
    await fc.assert(
      fc.asyncProperty(segments, async (given) => {
        const { rewritten, fresh } = await bothAnswers(given, profile);
        expect(rewritten).toEqual(fresh);
      }),
      { numRuns },
    );
  });
});

/** Every byte of a segment's files, and what its tables say when they are read. */
async function contents(folder: string): Promise<{ readonly bytes: Buffer; readonly tables: string }> {
  const bytes = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
  using segment = await openSegment(folder);
  const tables: unknown[] = [...segment.hosts.entries()];
  for await (const rows of segment.records.batches()) {
    for (const row of rows) {
      const text = segment.keptText(row);
      tables.push(
        row,
        Buffer.from(row.digest).toString("hex"),
        typeof text === "string" ? text : Buffer.from(text).toString(),
      );
    }
  }
  return { bytes, tables: JSON.stringify(tables) };
}

test("nothing of a dropped record is left in the new folder: text, URL, host, digest, keys, anchors, signatures", async () => {
  const home = temporaryHome();
  const secret = `秘密の記録 ${draw(seeded(9), a.runDense, 400)} https secret words ${draw(seeded(10), a.runOther, 3_000)}`;
  const url = "https://secret.example.org/path";
  const fill = Array.from({ length: 40 }, (_, i) => `${draw(seeded(100 + i), a.runOther, 800)} ${i}`);
  const { id, folder } = seal(home, [...fill.slice(0, 20), { text: secret, url }, ...fill.slice(20)], {
    profile: closeProfile,
  });
  const result = await rewriteSegments(home, [id], { keep: (row) => row.facts.url !== url });
  if (result.kind !== "rewritten") throw new Error("nothing was left out");
  expect(result.dropped).toBe(1);
  await verifySegment(result.sealed.folder);
  const digest = createHash("sha256").update(secret).digest().subarray(0, 16);
  const [before, after] = [await contents(folder), await contents(result.sealed.folder)];
  const traces = [secret.slice(0, 20), secret.slice(-200), "secret.example.org", digest.toString("hex")];
  for (const trace of traces) expect(before.tables).toContain(trace);
  for (const trace of traces) expect(after.tables).not.toContain(trace);
  // Not packed in any file: the digest, and the host, whose labels are turned round.
  for (const trace of [digest, Buffer.from("org.example.secret")]) {
    expect(before.bytes.includes(trace)).toBe(true);
    expect(after.bytes.includes(trace)).toBe(false);
  }
  using segment = await openSegment(result.sealed.folder);
  for (const { hi, lo } of [urlKey(url), digestKey(digest), textKey(normalise(secret))])
    expect(segment.keys.find(hi, lo).count).toBe(0);
  const lone = seal(temporaryHome(), [{ text: secret, url }], { profile: closeProfile });
  using alone = await openSegment(lone.folder);
  for (const of of ["near", "nearPassages"] as const) {
    for (const { hi, lo, count } of alone[of]!.postings.scan())
      for (let i = 0; i < count; i++) expect(segment[of]!.postings.find(hi[i]!, lo[i]!).count).toBe(0);
    const signature = alone[of]!.signatures.read(0, 128);
    const signatures = segment[of]!.signatures;
    expect(Buffer.from(signatures.read(0, signatures.byteLength)).includes(Buffer.from(signature))).toBe(
      false,
    );
  }
  for (const { hi, lo, count } of alone.passages!.postings.scan())
    for (let i = 0; i < count; i++) expect(segment.passages!.postings.find(hi[i]!, lo[i]!).count).toBe(0);
});

describe("what comes of it", () => {
  test("the manifest counts what stays, names no source without records, and replaces what was rewritten", async () => {
    const home = temporaryHome();
    const first = seal(home, ["one", { text: "two two", evidence: "none" }]).id;
    const second = seal(home, ["three", "four"]).id;
    const keep = (_: unknown, { segment, ordinal }: RecordId): boolean => segment === second && ordinal === 1;
    const result = await rewriteSegments(home, [first, second], { keep });
    if (result.kind !== "rewritten") throw new Error("nothing was left out");
    const { manifest } = result.sealed;
    expect(result.dropped).toBe(3);
    expect(manifest.replaces).toEqual([first, second]);
    expect(manifest.counts).toMatchObject({ records: 1, characters: 4, bytes: 4 });
    expect(manifest.sources).toEqual([
      { name: "kept", evidence: "keep", records: 1, characters: 4, bytes: 4 },
    ]);
  });

  test("without a record to leave out nothing is written, and where all are there is no segment", async () => {
    const home = temporaryHome();
    const { id } = seal(home, ["one", "two"]);
    expect(await rewriteSegments(home, [id], { keep: () => true })).toEqual({ kind: "unchanged" });
    expect(await rewriteSegments(home, [id], { keep: () => false })).toEqual({ kind: "empty", dropped: 2 });
    expect(readdirSync(join(home, "segments"))).toEqual([id]);
  });

  test("records keep their ids through merging, rewriting and merging again, and are asked for by them", async () => {
    const home = temporaryHome();
    const ids = [seal(home, ["a1", "a2", "a3"]).id, seal(home, ["b1", "b2"]).id];
    const merged = (await mergeSegments(home, ids)).id;
    const asked: RecordId[] = [];
    const keep = (_: unknown, id: RecordId): boolean => asked.push(id) > 0 && id.ordinal !== 1;
    const result = await rewriteSegments(home, [merged], { keep });
    if (result.kind !== "rewritten") throw new Error("nothing was left out");
    const third = seal(home, ["c1"]).id;
    const { id: last } = await mergeSegments(home, [third, result.sealed.id]);
    expect(asked).toEqual([
      ...[0, 1, 2].map((ordinal) => ({ segment: ids[0], ordinal })),
      ...[0, 1].map((ordinal) => ({ segment: ids[1], ordinal })),
    ]);
    using segment = await openSegment(segmentFolder(home, last));
    const rows = await segment.records.rows([0, 1, 2, 3]);
    expect(rows.map(({ first }) => first)).toEqual([
      { segment: third, ordinal: 0 },
      { segment: ids[0], ordinal: 0 },
      { segment: ids[0], ordinal: 2 },
      { segment: ids[1], ordinal: 0 },
    ]);
  });

  test("no segment, or segments of different profiles, are refused, and nothing is left behind", async () => {
    const home = temporaryHome();
    const first = seal(home, ["one", "two"]).id;
    const second = seal(home, ["three"], { profile: closeProfile }).id;
    for (const ids of [[], [first, second]])
      await expect(
        rewriteSegments(home, ids, { keep: (_, { ordinal }) => ordinal === 0 }),
      ).rejects.toMatchObject({ code: "bad-input" });
    expect(readdirSync(join(home, "segments")).sort()).toEqual([first, second].sort());
  });
});

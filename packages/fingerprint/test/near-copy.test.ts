import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closeProfile, cutAnchors, hashEveryPosition } from "../src/text/anchors.ts";
import { findNearCopies } from "../src/search/near-copy.ts";
import { normalForm, normalise, normaliseUtf8, type NormalText } from "../src/text/normal-form.ts";
import { verifyRuns, type AlignedRun } from "../src/search/runs.ts";
import { openIndex } from "../src/search/text-index.ts";
import { plainDistance } from "./plain-distance.ts";
import { alphabets as a, draw, seeded } from "./planting.ts";
import { seal, temporaryHome } from "./small-segment.ts";

/** The verified runs of an output in a record, found by the close profile's anchors. */
function runsOf(output: NormalText, record: NormalText): readonly AlignedRun[] {
  const cut = cutAnchors(record, closeProfile);
  const byHash = new Map<string, number[]>();
  for (let i = 0; i < cut.count; i++) {
    const key = `${cut.hi[i]!}:${cut.lo[i]!}`;
    byHash.set(key, [...(byHash.get(key) ?? []), record.starts[cut.positions[i]!]!]);
  }
  const every = hashEveryPosition(output, closeProfile);
  const candidates = Array.from({ length: every.count }, (_, i) =>
    (byHash.get(`${every.hi[i]!}:${every.lo[i]!}`) ?? []).map((byte) => ({
      character: every.positions[i]!,
      byte,
    })),
  ).flat();
  return verifyRuns(output, record, candidates, { profile: closeProfile, maxComparedCharacters: 1e7 }).runs;
}

/** Edits a text at about every so many characters; returns the copy. */
function edit(random: () => number, text: string, every: number): string {
  let copy = "";
  for (const letter of text) {
    const kind = random() * every;
    if (kind < 0.33) continue;
    copy += kind < 0.66 ? "Q" : letter;
    if (kind >= 0.66 && kind < 1) copy += "W";
  }
  return copy;
}

const pieces = fc.record({
  seed: fc.nat(1e6),
  length: fc.integer({ min: 150, max: 900 }),
  every: fc.constantFrom(8, 15, 30, 60, 200),
  alphabet: fc.constantFrom(a.runOther, a.runDense, "ab"),
});

describe("whatever is found is true of the texts", () => {
  test("the edits are no fewer than the plain table's, the similarity follows, and no share exceeds one", () => {
    fc.assert(
      fc.property(pieces, ({ seed, length, every, alphabet }) => {
        const random = seeded(seed);
        const text = draw(random, alphabet, length);
        const recordText = `${draw(random, a.recordOther, 60)}${text}${draw(random, a.recordOther, 60)}`;
        const output = normalise(
          `${draw(random, a.outputOther, 40)}${edit(random, text, every)}${edit(random, text, every)}`,
        );
        const record = normaliseUtf8(new TextEncoder().encode(recordText));
        const runs = runsOf(output, record);
        const { copies } = findNearCopies(output, record, runs);
        for (const copy of copies) {
          const [from, to] = [copy.outputCharacter, copy.outputCharacter + copy.characters];
          const shared = new TextDecoder().decode(
            new TextEncoder().encode(recordText).subarray(copy.record.start, copy.record.end),
          );
          const there = normalise(shared).characters;
          expect(there.length).toBe(copy.recordCharacters);
          expect(copy.edits).toBe(plainDistance(output.characters.subarray(from, to), there));
          expect(copy.similarity).toBe(1 - copy.edits / Math.max(to - from, there.length));
          expect(copy.similarity).toBeGreaterThanOrEqual(0.8);
          expect(to).toBeLessThanOrEqual(output.length);
          expect(copy.longestRun).toBeGreaterThan(0);
          expect(copy.longestRun).toBeLessThanOrEqual(copy.characters);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("unrelated texts that share one exact run of 30 have no near copy", () => {
    const random = seeded(5);
    const shared = draw(random, a.runOther, 30);
    const output = normalise(
      `${draw(random, a.outputOther, 500)}${shared}${draw(random, a.outputOther, 500)}`,
    );
    const record = normaliseUtf8(
      new TextEncoder().encode(
        `${draw(random, a.recordOther, 500)}${shared}${draw(random, a.recordOther, 500)}`,
      ),
    );
    const runs = runsOf(output, record);
    expect(runs.length).toBe(1);
    expect(findNearCopies(output, record, runs).copies).toEqual([]);
  });
});

/** The part with an edit at every 16th character. */
function broken(part: string): string {
  return part.replace(/(.{15})./g, "$1Q");
}

/** The part with one edit. */
function half(part: string): string {
  return `${part.slice(0, 120)}Q${part.slice(121)}`;
}

describe("a copy with edits", () => {
  const random = seeded(11);
  const text = draw(random, a.runOther, 600);
  const record = `${draw(random, a.recordOther, 100)} ${text} ${draw(random, a.recordOther, 100)}`;

  async function query(output: string, records: readonly string[] = [record]) {
    const home = temporaryHome();
    seal(home, records, { profile: closeProfile });
    using index = await openIndex(home);
    return await index.query(output);
  }

  test("is found whole, with its spans on both sides and the edits counted", async () => {
    const copy = `${text.slice(0, 100)}QQQ${text.slice(100, 250)}${text.slice(255, 400)}WW${text.slice(402)}`;
    const output = `${draw(seeded(1), a.outputOther, 50)}. ${copy} ${draw(seeded(2), a.outputOther, 50)}`;
    const { matches } = await query(output);
    const [near] = matches[0]!.nearCopies;
    expect(matches[0]!.nearCopies).toHaveLength(1);
    expect(normalForm(output.slice(near!.output.start, near!.output.end))).toBe(normalForm(copy));
    expect(record.slice(near!.record.start, near!.record.end)).toBe(text);
    expect(near!.edits).toBe(3 + 5 + 2);
    expect(near!.longestRun).toBe(text.length - 402);
    expect(matches[0]!.nearlyCoveredCharacters).toBe(copy.length);
    expect(matches[0]!.coveredCharacters).toBe(copy.length - 5);
  });

  test("is bridged where no anchor is whole between two edits, and extended beyond the last one", async () => {
    // An edit every 15 characters leaves no anchor of 20; only the exact 60 in the middle have one.
    const copy = `${broken(text.slice(0, 200))}${text.slice(200, 260)}${broken(text.slice(260, 420))}`;
    const { matches } = await query(`${draw(seeded(1), a.outputOther, 50)}${copy}`);
    const [near] = matches[0]!.nearCopies;
    expect(near!.characters).toBeGreaterThan(400);
    expect(near!.similarity).toBeGreaterThan(0.92);
  });

  test("with its sentences in another order is found in parts that together cover it", async () => {
    const parts = [text.slice(0, 200), text.slice(200, 400), text.slice(400)].map(
      (part) => `${part.slice(0, 90)}Q${part.slice(91)}`,
    );
    const { matches, characters } = await query(`${parts[2]!} ${parts[1]!} ${parts[0]!}`);
    expect(matches[0]!.nearCopies).toHaveLength(3);
    expect(matches[0]!.nearlyCoveredCharacters).toBe(characters);
  });

  test("in short sentences, each too short for a near copy, counts as covered with its edits", async () => {
    const sentences = Array.from({ length: 10 }, (_, i) => text.slice(i * 60, (i + 1) * 60));
    const output = sentences.reverse().map((part) => `${part.slice(0, 50)}Q${part.slice(51)}`);
    const { matches, characters } = await query(output.join(". "));
    expect(matches[0]!.nearCopies).toEqual([]);
    expect(matches[0]!.coveredCharacters).toBeLessThan(0.9 * characters);
    expect(matches[0]!.nearlyCoveredCharacters).toBe(characters);
  });

  test("is two near copies when what was put between them is longer than both may lose", async () => {
    const between = draw(seeded(3), a.outputOther, 400);
    const { matches } = await query(`${half(text.slice(0, 300))}${between}${half(text.slice(300))}`);
    expect(matches[0]!.nearCopies.map(({ edits }) => edits)).toEqual([1, 1]);
  });

  test("that is exact is a run, and no near copy", async () => {
    const { matches } = await query(text);
    expect(matches[0]!.runs[0]!.characters).toBe(text.length);
    expect(matches[0]!.nearCopies).toEqual([]);
  });

  test("is not looked for when the caller wants none", async () => {
    const home = temporaryHome();
    seal(home, [record], { profile: closeProfile });
    using index = await openIndex(home);
    const output = `${text.slice(0, 300)}Q${text.slice(301)}`;
    expect((await index.query(output)).matches[0]!.nearCopies).toHaveLength(1);
    expect((await index.query(output, { nearCopy: null })).matches[0]!.nearCopies).toEqual([]);
  });
});

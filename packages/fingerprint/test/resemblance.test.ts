import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { closeProfile, type AnchorHashes } from "../src/text/anchors.ts";
import { mergeSegments } from "../src/merge/merge.ts";
import { jaccard, shinglesIn, shinglesOf } from "../src/text/minhash.ts";
import { normalise, normaliseUtf8, type NormalText } from "../src/text/normal-form.ts";
import { openIndex } from "../src/search/text-index.ts";
import { alphabets as a, draw, seeded } from "./planting.ts";
import { seal, temporaryHome } from "./small-segment.ts";

const encoder = new TextEncoder();

function words(seed: number, count: number): string[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => draw(random, a.runOther, 6));
}

/** Every so many-th word is another one. */
function reworded(list: readonly string[], every: number): string {
  return list.map((word, i) => (i % every === 0 ? `w${i}x` : word)).join(" ");
}

function part(text: string, { start, end }: { readonly start: number; readonly end: number }): string {
  return text.slice(start, end);
}

const essay = words(1, 900);
const others = Array.from({ length: 20 }, (_, i) => words(100 + i, 900).join(" "));

/** The shingles of a whole text that begin between two places of its source. */
function between(text: NormalText, from: number, to: number): AnchorHashes {
  return shinglesIn(shinglesOf(text), {
    from: text.starts.findIndex((at) => at >= from),
    to: text.starts.filter((at) => at < to).length,
  });
}

describe("a record that shares much of its wording", () => {
  test("is found with the exact similarity of the texts", async () => {
    const home = temporaryHome();
    seal(home, [...others, essay.join(" ")]);
    using index = await openIndex(home);
    const output = reworded(essay, 40);
    const { resemblances } = await index.query(output, { resemblance: 0.5 });
    const exact = jaccard(shinglesOf(normalise(output)), shinglesOf(normalise(essay.join(" "))));
    expect(resemblances).toMatchObject([
      { record: { ordinal: 20 }, verified: true, of: "records", similarity: exact },
    ]);
    expect(resemblances[0]!.output).toEqual({ start: 0, end: output.length });
  });

  test("is found although its paragraphs stand in another order", async () => {
    const home = temporaryHome();
    seal(home, [...others, essay.join(" ")]);
    using index = await openIndex(home);
    const paragraphs = Array.from({ length: 30 }, (_, i) => essay.slice(i * 30, (i + 1) * 30).join(" "));
    const { resemblances } = await index.query(paragraphs.reverse().join("\n"), { resemblance: 0.5 });
    expect(resemblances.map(({ record }) => record.ordinal)).toEqual([20]);
  });

  test("without text is an estimate, and says so", async () => {
    const home = temporaryHome();
    seal(home, [{ text: essay.join(" "), evidence: "none" }]);
    using index = await openIndex(home);
    const { resemblances } = await index.query(reworded(essay, 40), { resemblance: 0.5 });
    expect(resemblances[0]!.verified).toBe(false);
    const exact = jaccard(shinglesOf(normalise(reworded(essay, 40))), shinglesOf(normalise(essay.join(" "))));
    expect(Math.abs(resemblances[0]!.similarity - exact)).toBeLessThan(0.15);
  });

  test("in Japanese needs no spaces", async () => {
    const home = temporaryHome();
    const text = draw(seeded(9), a.runDense, 900);
    seal(home, [draw(seeded(10), a.runDense, 900), text]);
    using index = await openIndex(home);
    const output = [...text].map((letter, i) => (i % 60 === 0 ? "雪" : letter)).join("");
    const { resemblances } = await index.query(output, { resemblance: 0.5 });
    expect(resemblances).toMatchObject([{ record: { ordinal: 1 }, verified: true }]);
  });

  test("is not looked for unless asked, and segments without signatures are named", async () => {
    const home = temporaryHome();
    const { id, folder } = seal(home, [essay.join(" ")], { minhash: false });
    expect(existsSync(join(folder, "near.idx"))).toBe(false);
    seal(home, [essay.join(" ")]);
    using index = await openIndex(home);
    expect((await index.query(essay.join(" "))).resemblances).toEqual([]);
    const result = await index.query(essay.join(" "), { resemblance: 0.5 });
    expect(result.resemblances).toHaveLength(1);
    expect(result.withoutSignatures).toEqual([id]);
  });
});

describe("with the close profile passages have signatures of their own", () => {
  const long = [...words(50, 2_000), ...essay, ...words(51, 2_000)].join(" ");

  test("so a part of a long record is found, with where it lies, before and after a merge", async () => {
    const home = temporaryHome();
    const ids = [others.slice(0, 3), [long], others.slice(3, 6)].map(
      (records) => seal(home, records, { profile: closeProfile }).id,
    );
    const merged = await mergeSegments(home, ids);
    const output = reworded(essay.slice(100, 700), 60);
    for (const segments of [ids, [merged.id]]) {
      using index = await openIndex(home, { segments });
      const { resemblances } = await index.query(output, { resemblance: 0.3 });
      expect(resemblances).toHaveLength(1);
      const [found] = resemblances;
      expect(found).toMatchObject({
        record: { segment: ids[1], ordinal: 0 },
        of: "passages",
        verified: true,
      });
      const shared = jaccard(
        shinglesOf(normalise(part(output, found!.output))),
        shinglesOf(normalise(part(long, found!.recordSpan))),
      );
      expect(Math.abs(found!.similarity - shared)).toBeLessThan(0.02);
    }
  });

  test("reads a window of the record around the passage, and gives what the whole text gives", async () => {
    const home = temporaryHome();
    // Letters that no cut goes through, words with nothing kept between them for a kilobyte, kana without spaces.
    const gap = ` ${"\u2026".repeat(700)} `;
    const passage = essay.slice(100, 400).join(" ");
    const kana = draw(seeded(12), a.runDense, 600);
    const records = [
      `${words(60, 3_000).join(" ")} ${passage}${gap}${words(61, 3_000).join(" ")}`,
      `${draw(seeded(13), a.recordDense, 9_000)}${kana}${draw(seeded(14), a.recordDense, 9_000)}`,
      passage,
    ];
    seal(home, records, { profile: closeProfile });
    using index = await openIndex(home);
    for (const output of [reworded(essay.slice(100, 400), 50), `${kana.slice(0, 300)}雪${kana.slice(301)}`]) {
      const { resemblances } = await index.query(output, { resemblance: 0.05 });
      expect(resemblances.length).toBeGreaterThan(0);
      for (const { record, of, output: part, recordSpan, similarity } of resemblances) {
        const whole = normaliseUtf8(encoder.encode(records[record.ordinal]));
        const own = normalise(output);
        expect(of).toMatch(/records|passages/);
        expect(similarity).toBe(
          jaccard(between(own, part.start, part.end), between(whole, recordSpan.start, recordSpan.end)),
        );
      }
    }
  });

  test("with the standard profile a small part of a long record is none of this tier's", async () => {
    const home = temporaryHome();
    seal(home, [long]);
    using index = await openIndex(home);
    const { resemblances } = await index.query(reworded(essay.slice(100, 700), 60), { resemblance: 0.3 });
    expect(resemblances).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { guaranteed, standardProfile, type AnchorProfile } from "../src/text/anchors.ts";
import { normalise } from "../src/text/normal-form.ts";
import { alphabets, draw, drawMixed, meets, seeded, shortestPromised, type Build } from "./planting.ts";

const shipped: Build = { corpus: standardProfile, query: standardProfile };
const a = alphabets;

/** Plants a run at every alignment to the record's anchors and returns how often it was missed. */
function missed(build: Build, run: string, dense: boolean, random: () => number): number {
  const recordLetters = dense ? a.recordDense : a.recordOther;
  const outputLetters = dense ? a.outputDense : a.outputOther;
  let misses = 0;
  for (let prefix = 0; prefix <= 200; prefix++) {
    const record = draw(random, recordLetters, prefix) + run + draw(random, recordLetters, 40);
    const output = draw(random, outputLetters, prefix % 7) + run + draw(random, outputLetters, 30);
    if (!meets(record, output, build)) misses++;
  }
  return misses;
}

/** Plants mixed runs, cut at the predicate's edge, behind mixed prefixes of 1 to 200 characters. */
function missedMixed(build: Build, profile: AnchorProfile, rounds: number, seed: number): number {
  const random = seeded(seed);
  let misses = 0;
  for (let round = 0; round < rounds; round++) {
    const share = random();
    const long = drawMixed(random, { dense: a.runDense, other: a.runOther, share }, 160);
    const run = [...long].slice(0, shortestPromised(long, profile)).join("");
    const context = (dense: string, other: string): string =>
      drawMixed(random, { dense, other, share: random() }, 1 + Math.floor(random() * 200));
    const record = context(a.recordDense, a.recordOther) + run + context(a.recordDense, a.recordOther);
    const output = context(a.outputDense, a.outputOther) + run + context(a.outputDense, a.outputOther);
    if (!meets(record, output, build)) misses++;
  }
  return misses;
}

/** A build whose two halves agree on a profile that is not the shipped one. */
function weaker(profile: AnchorProfile): Build {
  return { corpus: profile, query: profile };
}

const denseRun = (): string => draw(seeded(11), a.runDense, 50);
const otherRun = (): string => draw(seeded(12), a.runOther, 119);

describe("no exact run of 50 dense or 119 other characters is missed", () => {
  test("50 dense characters are found at every alignment", () => {
    expect(missed(shipped, denseRun(), true, seeded(1))).toBe(0);
  });

  test("119 other characters are found at every alignment", () => {
    expect(missed(shipped, otherRun(), false, seeded(2))).toBe(0);
  });

  test("mixed runs are found at the very edge of the predicate", () => {
    expect(missedMixed(shipped, standardProfile, 3_000, 3)).toBe(0);
  });

  test("runs are found at a record's first and last characters", () => {
    for (const run of [denseRun(), otherRun()]) {
      expect(meets(run, `tuv ${run} xyz`, shipped)).toBe(true);
      for (let prefix = 1; prefix <= 200; prefix++) {
        const record = draw(seeded(prefix), a.recordOther, prefix) + run;
        expect(meets(record, run, shipped)).toBe(true);
      }
    }
  });
});

describe("the bounds are exact", () => {
  test("49 dense characters and 118 others are not promised, and some alignment misses them", () => {
    const dense = [...denseRun()].slice(0, 49).join("");
    const other = otherRun().slice(0, 118);
    expect(guaranteed(dense)).toBe(false);
    expect(guaranteed(other)).toBe(false);
    expect(missed(shipped, dense, true, seeded(4))).toBeGreaterThan(0);
    expect(missed(shipped, other, false, seeded(5))).toBeGreaterThan(0);
  });

  test("guaranteed() promises exactly the prefixes that the predicate, computed the slow way, promises", () => {
    const random = seeded(6);
    for (let round = 0; round < 500; round++) {
      const text = drawMixed(random, { dense: a.runDense, other: a.runOther, share: random() }, 170);
      const edge = shortestPromised(text, standardProfile);
      const characters = normalise(text).characters;
      expect(guaranteed(characters.subarray(0, edge))).toBe(true);
      expect(guaranteed(characters.subarray(0, edge - 1))).toBe(false);
    }
  });

  test("50 dense and 119 other characters are promised", () => {
    expect(guaranteed(denseRun())).toBe(true);
    expect(guaranteed(otherRun())).toBe(true);
  });
});

describe("the tests above turn red for a build that is weaker by one", () => {
  const longerStep = { ...standardProfile, weightStep: standardProfile.weightStep + 1 };
  const longerDense = { ...standardProfile, denseCharacters: standardProfile.denseCharacters + 1 };
  const longerOther = { ...standardProfile, otherCharacters: standardProfile.otherCharacters + 1 };

  test("a weight step of 617 misses runs of 119 characters", () => {
    expect(missed(weaker(longerStep), otherRun(), false, seeded(2))).toBeGreaterThan(0);
  });

  test("a weight step of 617 misses mixed runs at the edge", () => {
    expect(missedMixed(weaker(longerStep), standardProfile, 3_000, 3)).toBeGreaterThan(0);
  });

  test("anchors of 17 dense characters miss runs of 50", () => {
    expect(missed(weaker(longerDense), denseRun(), true, seeded(1))).toBeGreaterThan(0);
  });

  test("anchors of 33 other characters miss runs of 119", () => {
    expect(missed(weaker(longerOther), otherRun(), false, seeded(2))).toBeGreaterThan(0);
  });

  test("one anchor in a hundred dropped misses mixed runs", () => {
    // Anchors are numbered within their record, so a random one in a hundred is what a lossy build would forget.
    const random = seeded(7);
    const lossy: Build = { ...shipped, dropped: () => random() < 0.01 };
    expect(missedMixed(lossy, standardProfile, 3_000, 3)).toBeGreaterThan(0);
  });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closeProfile, cutAnchors, hashEveryPosition } from "../src/text/anchors.ts";
import { findNearCopies } from "../src/search/near-copy.ts";
import { normalise, normaliseUtf8, type NormalText } from "../src/text/normal-form.ts";
import { heldBytes, readWindow, type RecordBytes } from "../src/search/record-window.ts";
import {
  coveredCharacters,
  outputMaximal,
  verifyRuns,
  type AlignedRun,
  type Candidate,
} from "../src/search/runs.ts";
import { verifyRecord } from "../src/search/verify-record.ts";
import { anyBytes } from "./kernel-inputs.ts";
import { alphabets as a, draw, seeded } from "./planting.ts";

const profile = closeProfile;
const encoder = new TextEncoder();

/** Every hit of the record's anchors in the output, as an index would list them. */
function candidatesOf(output: NormalText, record: NormalText): readonly Candidate[] {
  const cut = cutAnchors(record, profile);
  const bytes = new Map<string, number[]>();
  for (let i = 0; i < cut.count; i++) {
    const key = `${cut.hi[i]!}:${cut.lo[i]!}`;
    bytes.set(key, [...(bytes.get(key) ?? []), record.starts[cut.positions[i]!]!]);
  }
  const every = hashEveryPosition(output, profile);
  return Array.from({ length: every.count }, (_, i) =>
    (bytes.get(`${every.hi[i]!}:${every.lo[i]!}`) ?? []).map((byte) => ({
      character: every.positions[i]!,
      byte,
    })),
  ).flat();
}

/** The same bytes, and how many of them were read. */
function counted(bytes: Uint8Array): RecordBytes & { readonly read: RecordBytes["read"]; bytesRead: number } {
  const held = heldBytes(bytes);
  return {
    byteLength: bytes.byteLength,
    bytesRead: 0,
    read(start, end) {
      this.bytesRead += end - start;
      expect(start >= 0 && start <= end && end <= bytes.byteLength).toBe(true);
      return held.read(start, end);
    },
  };
}

function places(alike: readonly { outputCharacter: number; characters: number }[]): readonly string[] {
  return alike.map(({ outputCharacter, characters }) => `${outputCharacter}+${characters}`).sort();
}

function publicFacts({ recordCharacter: _recordCharacter, ...run }: AlignedRun): object {
  return run;
}

/** A record of fillers and parts of a text, and an output that has the text with edits, in pieces. */
const cases = fc.record({
  seed: fc.nat(1e9),
  parts: fc.array(
    fc.record({
      from: fc.nat(2_000),
      length: fc.integer({ min: 20, max: 1_500 }),
      // Fillers as long as a window, a chain's gap and more: edges come to lie on, before and behind every border.
      filler: fc.oneof(fc.nat(60), fc.integer({ min: 250, max: 400 }), fc.integer({ min: 900, max: 4_500 })),
      blank: fc.constantFrom(0, 0, 0, 40, 2_500),
      edits: fc.constantFrom(0, 0, 1, 5, 40),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  dense: fc.boolean(),
});

function built({ seed, parts, dense }: { seed: number; parts: readonly Part[]; dense: boolean }): {
  readonly output: NormalText;
  readonly bytes: Uint8Array;
} {
  const random = seeded(seed);
  const text = draw(random, dense ? a.runDense : a.runOther, 2_000);
  const fillers = dense ? a.recordDense : a.recordOther;
  let record = "";
  for (const { from, length, filler, blank, edits } of parts) {
    const letters = [...text].slice(from, from + length);
    for (let i = 0; i < edits; i++) letters[Math.floor(random() * letters.length)] = i % 2 === 0 ? "" : "Q";
    record += `${draw(random, fillers, filler)}${" -".repeat(blank)}${letters.join("")}`;
  }
  const output = `${draw(random, a.outputOther, 50)}${text.slice(0, 900)}${draw(random, a.outputOther, 30)}${text.slice(900)}`;
  return { output: normalise(output), bytes: encoder.encode(record) };
}

// The smallest windows meet their borders all the time, and grow until they meet each other.
const sizes = fc.constantFrom(
  { margin: 0, chainMargin: 0, groupGap: 0 },
  { margin: 9, chainMargin: 40, groupGap: 60 },
  { margin: 100, chainMargin: 1_000, groupGap: 300 },
  { margin: 320, chainMargin: 1_536, groupGap: 4_096 },
);

interface Part {
  readonly from: number;
  readonly length: number;
  readonly filler: number;
  readonly blank: number;
  readonly edits: number;
}

describe("verifying in windows", () => {
  test("gives the runs and near copies that the whole record gives, wherever borders and edits lie", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(null, {}, { similarity: 0.6 }), sizes, (given, nearCopy, sizes) => {
        const { output, bytes } = built(given);
        const record = normaliseUtf8(bytes);
        const candidates = candidatesOf(output, record);
        const limits = { profile, maxComparedCharacters: 1e9 };
        const whole = verifyRuns(output, record, candidates, limits);
        const near = nearCopy === null ? null : findNearCopies(output, record, whole.runs, nearCopy);
        const found = verifyRecord(output, heldBytes(bytes), candidates, { ...limits, nearCopy, sizes });
        expect(found.runs.map(publicFacts)).toEqual(whole.runs.map(publicFacts));
        expect(found.collisions).toBe(whole.collisions);
        expect(found.copies).toEqual(near?.copies ?? []);
        expect(places(found.alike)).toEqual(places(near?.alike ?? []));
      }),
      { numRuns: 250 },
    );
  });

  test("reads some kilobytes around a passage of 300 characters in a record of a million", () => {
    const random = seeded(3);
    const passage = draw(random, a.runOther, 300);
    const filler = draw(random, a.recordOther, 500_000);
    const bytes = encoder.encode(`${filler}${passage}${filler}`);
    const output = normalise(`${draw(random, a.outputOther, 200)}${passage}`);
    const record = counted(bytes);
    const options = { profile, maxComparedCharacters: 1e9, nearCopy: {} };
    const found = verifyRecord(output, record, candidatesOf(output, normaliseUtf8(bytes)), options);
    expect(found.runs[0]).toMatchObject({ characters: 300, record: { start: 500_000, end: 500_300 } });
    expect(record.bytesRead).toBeLessThan(4_000);
    expect(found.comparedCharacters).toBeLessThan(4_000);
  });
});

describe("a window", () => {
  test("has the whole text's characters and spans of its part, for any bytes and any part", () => {
    fc.assert(
      fc.property(anyBytes, fc.nat(400), fc.nat(400), (text, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const record = counted(text);
        const window = readWindow(record, from, to);
        const whole = normaliseUtf8(text);
        expect(window.byteStart).toBeLessThanOrEqual(Math.min(from, text.length));
        expect(window.byteEnd).toBeGreaterThanOrEqual(Math.min(to, text.length));
        const inside = Array.from(whole.characters.keys()).filter(
          (i) => whole.starts[i]! >= window.byteStart && whole.starts[i]! < window.byteEnd,
        );
        expect(Array.from(window.characters)).toEqual(inside.map((i) => whole.characters[i]));
        expect(Array.from(window.starts)).toEqual(inside.map((i) => whole.starts[i]));
        expect(Array.from(window.ends)).toEqual(inside.map((i) => whole.ends[i]));
        expect([window.isStart, window.isEnd]).toEqual([
          window.byteStart === 0,
          window.byteEnd === text.length,
        ]);
      }),
      { numRuns: 3_000 },
    );
  });

  test("in a text without a letter to cut at is the whole text", () => {
    const marks = encoder.encode("\u{301}".repeat(5_000));
    expect(readWindow(heldBytes(marks), 4_000, 4_001)).toMatchObject({ byteStart: 0, byteEnd: 10_000 });
  });
});

/** Every maximal run through a candidate, by the plainest code there is: [first output character, length] of each. */
function plainRuns(
  output: NormalText,
  record: NormalText,
  candidates: readonly Candidate[],
): readonly (readonly [number, number])[] {
  const runs = new Map<string, readonly [number, number]>();
  for (const { character, byte } of candidates) {
    const position = record.starts.indexOf(byte);
    let before = 0;
    let behind = 0;
    const agrees = (by: number): boolean =>
      output.characters[character + by] !== undefined &&
      output.characters[character + by] === record.characters[position + by];
    while (agrees(-before - 1)) before++;
    while (agrees(behind)) behind++;
    runs.set(`${position - character} ${character - before}`, [character - before, before + behind]);
  }
  return [...runs.values()];
}

test("text that repeats itself on hundreds of diagonals has the listed runs and the coverage of all of them", () => {
  const repetitive = fc.record({
    seed: fc.nat(1e9),
    unit: fc.constantFrom("0", "0a", "東", "ab0"),
    output: fc.integer({ min: 60, max: 260 }),
    records: fc.array(fc.integer({ min: 20, max: 700 }), { minLength: 1, maxLength: 4 }),
  });
  let held = 0;
  fc.assert(
    fc.property(repetitive, ({ seed, unit, output: length, records }) => {
      const random = seeded(seed);
      const output = normalise(`xy${unit.repeat(length)}z${unit.repeat(length / 3)}`);
      const record = normaliseUtf8(
        encoder.encode(records.map((times) => unit.repeat(times) + draw(random, "xyz", 2)).join("")),
      );
      const candidates = candidatesOf(output, record);
      const limits = { profile, maxComparedCharacters: 1e9 };
      const { runs, heldRuns } = verifyRuns(output, record, candidates, limits);
      const expected = plainRuns(output, record, candidates).map(([outputCharacter, characters]) => ({
        outputCharacter,
        characters,
      }));
      expect(coveredCharacters(runs)).toBe(coveredCharacters(expected));
      expect(new Set(places(outputMaximal(runs)))).toEqual(new Set(places(plainMaximal(expected))));
      expect(runs.length + heldRuns).toBeLessThanOrEqual(expected.length);
      held += heldRuns;
    }),
    { numRuns: 25 },
  );
  expect(held).toBeGreaterThan(1_000);
});

/** Runs whose part of the output no other one holds, quadratic. */
function plainMaximal(
  runs: readonly { outputCharacter: number; characters: number }[],
): readonly { outputCharacter: number; characters: number }[] {
  const parts = [...new Map(runs.map((run) => [`${run.outputCharacter} ${run.characters}`, run])).values()];
  const holds = (a: (typeof parts)[number], b: (typeof parts)[number]): boolean =>
    a !== b &&
    a.outputCharacter <= b.outputCharacter &&
    b.outputCharacter + b.characters <= a.outputCharacter + a.characters;
  return parts.filter((run) => !parts.some((other) => holds(other, run)));
}

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closeProfile } from "../src/text/anchors.ts";
import { mergeSegments, rewriteSegments } from "../src/merge/merge.ts";
import { openSegment, verifySegment } from "../src/segment/segment.ts";
import { indexAnswers } from "./index-answers.ts";
import { alphabets as a, draw, seeded } from "./planting.ts";
import { seal, temporaryHome } from "./small-segment.ts";

const shared = draw(seeded(1), a.runOther, 200);
const own = draw(seeded(2), a.runDense, 80);

/** Four segments whose records share passages, URLs and hosts. */
function fourSegments(home: string): string[] {
  const texts = [
    [`${shared} nop`, "another record"],
    [{ text: `qrs ${shared}`, evidence: "none" as const, url: "https://example.jp/a" }],
    [
      { text: own, url: "https://example.jp/a" },
      { text: "tuv", url: "https://sub.example.jp/" },
    ],
    ["", `${own} ${shared}`],
  ];
  return texts.map((records) => seal(home, records).id);
}

function answers(home: string, segments: readonly string[]): Promise<unknown> {
  return indexAnswers(home, segments, {
    outputs: [`xyz ${shared}`, own, "another record", "tuv"],
    urls: ["https://example.jp/a"],
    hosts: ["example.jp"],
    texts: ["Another Record"],
  });
}

describe("merging never changes an answer", () => {
  test("all at once", async () => {
    const home = temporaryHome();
    const ids = fourSegments(home);
    const before = await answers(home, ids);
    const merged = await mergeSegments(home, ids);
    expect(merged.manifest.replaces).toEqual(ids);
    expect(merged.manifest.counts.records).toBe(7);
    await verifySegment(merged.folder);
    expect(await answers(home, [merged.id])).toEqual(before);
  });

  test("in any order, in any grouping", async () => {
    const home = temporaryHome();
    const ids = fourSegments(home);
    const before = await answers(home, ids);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(ids, { minLength: 4, maxLength: 4 }),
        fc.constantFrom([2, 2], [3, 1], [1, 2, 1]),
        async (order, groups) => {
          const parts: string[] = [];
          let from = 0;
          for (const size of groups) {
            const group = order.slice(from, (from += size));
            parts.push(size === 1 ? group[0]! : (await mergeSegments(home, group)).id);
          }
          const { id } = await mergeSegments(home, parts);
          expect(await answers(home, [id])).toEqual(before);
        },
      ),
      { numRuns: 12 },
    );
  });
});

test("kept texts of large segments come through merging, and through leaving one out, as they were", async () => {
  const home = temporaryHome();
  const texts = Array.from({ length: 12 }, (_, i) => draw(seeded(50 + i), a.runOther, 300_000));
  const ids = [
    seal(home, ["short", ...texts.slice(0, 6)]).id,
    seal(home, [{ text: "without", evidence: "none" }]).id,
    seal(home, [...texts.slice(6), "the end"]).id,
  ];
  const kept = ["short", ...texts.slice(0, 6), "not-kept", ...texts.slice(6), "the end"];
  const merged = await mergeSegments(home, ids);
  expect(await keptTexts(merged.folder)).toEqual(kept);
  const result = await rewriteSegments(home, [merged.id], { keep: (_, { ordinal }) => ordinal !== 2 });
  if (result.kind !== "rewritten") throw new Error("nothing was left out");
  const left = kept.filter((_, i) => i !== 2 && i !== 10);
  expect(await keptTexts(result.sealed.folder)).toEqual(left);
});

async function keptTexts(folder: string): Promise<readonly string[]> {
  using segment = await openSegment(folder);
  const texts: string[] = [];
  for await (const rows of segment.records.batches()) {
    for (const row of rows) {
      const text = segment.keptText(row);
      texts.push(typeof text === "string" ? text : new TextDecoder().decode(text));
    }
  }
  return texts;
}

test("segments of different profiles, or fewer than two, are not merged, and nothing is left behind", async () => {
  const home = temporaryHome();
  const first = seal(home, ["one"]).id;
  const second = seal(home, ["two"], { profile: closeProfile }).id;
  const third = seal(home, ["three"], { minhash: false }).id;
  for (const ids of [[first], [first, second], [first, third]])
    await expect(mergeSegments(home, ids)).rejects.toMatchObject({ code: "bad-input" });
});

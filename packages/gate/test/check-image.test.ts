import type { ImageMatch, ImageSearch } from "@yurai/fingerprint/images";
import { parse, sha256Hex, verdictSchema } from "@yurai/schema";
import type { FaceBand, Provenance, SearchedFaces, Terms, Verdict } from "@yurai/schema";
import { describe, expect, test } from "vitest";
import { checkImage, type ImageCheckOptions } from "../src/check-image.ts";
import type { ComparedFace } from "../src/checks/face.ts";
import { replay } from "../src/policy-diff.ts";
import { presets } from "../src/presets.ts";
import { indexOf, now, openTerms, refusal, tool } from "./real-index.ts";

const segment = sha256Hex("a segment");
const whole = { left: 0, top: 0, right: 1, bottom: 1 };

function matchOf(more: Partial<ImageMatch> = {}): ImageMatch {
  return {
    record: { segment, ordinal: 3 },
    row: {
      first: null,
      facts: { source: "photos", locator: { kind: "ordinal", ordinal: 3 } },
      digest: new Uint8Array(16),
      byteLength: 9,
      characters: 0,
      textStart: null,
    },
    band: "near-copy",
    orientation: "mirrored",
    negative: false,
    distance: null,
    likeness: 0.8,
    keypoints: 40,
    output: { left: 0.5, top: 0, right: 1, bottom: 0.5 },
    recordRegion: whole,
    hash: "0f".repeat(32),
    ...more,
  };
}

async function verdictOf(
  found: Partial<ImageSearch> | { readonly failed: string },
  facts: Partial<Provenance> = {},
  more: Partial<ImageCheckOptions> = {},
  attributionText?: string,
): Promise<Verdict> {
  const { index, provenanceOf } = await indexOf({
    photos: { texts: ["a text"], facts, ...(attributionText === undefined ? {} : { attributionText }) },
  });
  const search = "failed" in found ? found : { matches: [], comparable: true, beyondLimits: 0, ...found };
  const verdict = await checkImage(
    { id: "1", sha256: sha256Hex("a file"), byteLength: 6 },
    {
      policy: presets.publish,
      now,
      tool,
      provenanceOf,
      segments: index!.segments,
      images: 10,
      search,
      ...more,
    },
  );
  return parse(verdictSchema, verdict, { what: "a verdict" });
}

const refusing: Terms = { ...openTerms, distributeOutputs: "no" };

describe("a picture", () => {
  test("that shows a record's is reviewed, with how it is turned and where it lies", async () => {
    const verdict = await verdictOf({ matches: [matchOf()] });
    expect(verdict.action).toBe("review");
    expect(verdict.findings).toMatchObject([
      {
        kind: "image",
        band: "near-copy",
        view: "mirrored",
        keypoints: 40,
        output: { left: 0.5, top: 0, right: 1, bottom: 0.5 },
        provenance: { source: "photos" },
      },
      { kind: "terms", question: "distributeOutputs", answer: "unknown" },
    ]);
    expect(verdict.decisions).toMatchObject([{ rule: "image-near-copy" }, { action: "report" }]);
  });

  test("that shows a record's twice, upright and mirrored, is one finding, the surest; copies of one picture are counted", async () => {
    const other = { record: { segment, ordinal: 4 } };
    const { findings } = await verdictOf({
      matches: [matchOf(), matchOf({ band: "verify", orientation: "upright" }), matchOf(other)],
    });
    expect(findings.filter(({ kind }) => kind === "image")).toMatchObject([
      { band: "near-copy", view: "mirrored", otherRecords: 1 },
    ]);
    const apart = { ...other, output: { left: 0, top: 0.5, right: 0.4, bottom: 1 } };
    const two = await verdictOf({ matches: [matchOf(), matchOf(apart)] });
    expect(two.findings.filter(({ kind }) => kind === "image")).toHaveLength(2);
  });

  test.each([
    ["same", "block"],
    ["near-copy", "block"],
    ["verify", "review"],
  ] as const)("in the band %s of a source whose terms forbid it ends %s", async (band, action) => {
    expect((await verdictOf({ matches: [matchOf({ band })] }, { terms: refusing })).action).toBe(action);
  });

  test("whose holder has opted out says so, unless it only may show the record's", async () => {
    const { findings } = await verdictOf({ matches: [matchOf()] }, { signals: [refusal] });
    expect(findings.map(({ kind }) => kind)).toEqual(["image", "terms", "opt-out"]);
    const unsure = await verdictOf({ matches: [matchOf({ band: "verify" })] }, { signals: [refusal] });
    expect(unsure.findings.map(({ kind }) => kind)).toEqual(["image"]);
    expect(unsure.action).toBe("pass");
  });

  test("says what the terms of the record forbid", async () => {
    const { findings } = await verdictOf({ matches: [matchOf()] }, { terms: refusing });
    expect(findings).toMatchObject([
      { kind: "image" },
      { kind: "terms", question: "distributeOutputs", answer: "no" },
    ]);
  });

  test("under a licence that was found goes out with its words, and without them is reviewed", async () => {
    const facts = { terms: openTerms, basis: "detected" } as const;
    const { action, decisions } = await verdictOf({ matches: [matchOf()] }, facts);
    expect(action).toBe("review");
    expect(decisions).toMatchObject([{ rule: "image-permissive", raised: "no-attribution-text" }]);
    const noted = await verdictOf({ matches: [matchOf()] }, facts, {}, "(c) 2026 Kaede");
    expect(noted.action).toBe("attribute");
    expect(noted.attribution).toMatchObject([{ text: "(c) 2026 Kaede", source: "photos" }]);
  });

  test("that shows nothing passes, and the verdict says what was not looked at", async () => {
    const { action, coverage } = await verdictOf({});
    expect(action).toBe("pass");
    expect(coverage.searched.images).toBe(10);
    expect(coverage.notChecked.map(({ check, reason }) => [check, reason])).toEqual([
      ["person", "not-read"],
      ["names-dictionary", "not-read"],
      ["names", "not-read"],
      ["secret", "not-read"],
      ["resemblance", "not-built-yet"],
      ["face", "no-detector"],
      ["cross-border", "not-built-yet"],
    ]);
  });

  test.each([
    ["too little in it to be compared", { comparable: false }, "not-comparable"],
    ["more candidates than were looked at", { beyondLimits: 3 }, "over-budget"],
    ["bytes that can't be decoded", { failed: "image-damaged" }, "failed"],
  ] as const)("with %s is incomplete", async (_, found, reason) => {
    const verdict = await verdictOf(found);
    expect(verdict.action).toBe("incomplete");
    expect(verdict.coverage.notChecked).toContainEqual({ check: "image", reason, required: true });
  });

  test("with frames that nobody looked at is incomplete, unless the very same file is a record", async () => {
    const verdict = await verdictOf({}, {}, { frames: 12 });
    expect(verdict.action).toBe("incomplete");
    expect(verdict.coverage.notChecked).toContainEqual({
      check: "image",
      reason: "other-frames",
      required: true,
    });
    const same = await verdictOf({ matches: [matchOf({ band: "same" })] }, {}, { frames: 12 });
    expect(same.action).toBe("review");
    expect(same.coverage.notChecked.map(({ check }) => check)).not.toContain("image");
  });

  test("against an index without pictures is incomplete", async () => {
    const verdict = await verdictOf({}, {}, { images: 0 });
    expect(verdict.action).toBe("incomplete");
    expect(verdict.coverage.notChecked).toContainEqual({
      check: "image",
      reason: "without-images",
      required: true,
    });
  });

  test("without an index is incomplete", async () => {
    expect((await verdictOf({}, {}, { segments: [], images: 0 })).action).toBe("incomplete");
  });

  test("under a policy that requires faces is incomplete, and without is judged the same in a replay", async () => {
    const strict = {
      ...presets.publish,
      requiredChecks: [...presets.publish.requiredChecks, "face" as const],
    };
    expect((await verdictOf({}, {}, { policy: strict })).action).toBe("incomplete");
    const verdict = await verdictOf({});
    expect(replay(presets.publish, verdict).action).toBe(verdict.action);
    expect(replay(strict, verdict).action).toBe("incomplete");
  });
});

describe("faces", () => {
  const searched: SearchedFaces = {
    detector: sha256Hex("a detector"),
    features: sha256Hex("features"),
    maxSide: 640,
    persons: 2,
    samePersonFrom: 0.5,
    verifyFrom: 0.363,
  };
  const place = { left: 0.1, top: 0.1, right: 0.2, bottom: 0.3 };
  const of = (band: FaceBand, more: Partial<ComparedFace> = {}): ComparedFace => ({
    place,
    score: 0.98,
    band,
    ...more,
  });
  const found = (...faces: readonly ComparedFace[]): Partial<ImageCheckOptions> => ({
    faces: { searched, faces, beyondLimits: 0 },
  });

  test.each([
    ["same-person", "block", "enrolled-face"],
    ["verify", "review", "face-to-verify"],
    ["other", "pass", undefined],
    ["not-compared", "pass", undefined],
  ] as const)("in the band %s end %s", async (band, action, rule) => {
    const person = band === "same-person" || band === "verify" ? { person: "p-1" } : {};
    const verdict = await verdictOf({}, {}, found(of(band, person)));
    expect(verdict.action).toBe(action);
    expect(verdict.findings).toMatchObject([{ kind: "person", category: "face", spans: [], face: { band } }]);
    expect(verdict.decisions[0]?.rule).toBe(rule);
    expect(verdict.coverage.searched.faces).toEqual(searched);
    expect(verdict.coverage.notChecked.map(({ check }) => check)).not.toContain("face");
  });

  test("are one finding a person, and one for those of nobody; the likeliest says how like", async () => {
    const { findings } = await verdictOf(
      {},
      {},
      found(
        of("other"),
        of("same-person", { person: "p-2", similarity: 0.6114 }),
        of("other"),
        of("same-person", { person: "p-2", similarity: 0.7 }),
        of("same-person", { person: "p-1", similarity: 0.9 }),
      ),
    );
    expect(findings).toMatchObject([
      { face: { person: "p-1", similarity: 0.9 } },
      { face: { person: "p-2", similarity: 0.7, places: [place, place] } },
      { face: { band: "other", places: [place, place] } },
    ]);
  });

  test("of which some were not compared, or whose model failed, leave a policy that requires them incomplete", async () => {
    const strict = {
      ...presets.publish,
      requiredChecks: [...presets.publish.requiredChecks, "face" as const],
    };
    const partly = { faces: { searched, faces: [of("other")], beyondLimits: 3 } };
    expect((await verdictOf({}, {}, { ...partly, policy: strict })).action).toBe("incomplete");
    const failed = await verdictOf({}, {}, { faces: { failed: "bad-model" }, policy: strict });
    expect(failed.action).toBe("incomplete");
    expect(failed.findings).toMatchObject([{ kind: "check-failed", check: "face", reason: "bad-model" }]);
    expect((await verdictOf({}, {}, { ...found(), policy: strict })).action).toBe("pass");
    expect((await verdictOf({}, {}, { ...found(), frames: 2 })).coverage.notChecked).toContainEqual({
      check: "face",
      reason: "other-frames",
      required: false,
    });
  });

  test("are looked for without an index too, and a kept verdict is judged the same", async () => {
    const verdict = await verdictOf(
      {},
      {},
      { ...found(of("same-person", { person: "p-1" })), segments: [], images: 0 },
    );
    expect(verdict.action).toBe("block");
    expect(replay(presets.publish, verdict).action).toBe("block");
  });
});

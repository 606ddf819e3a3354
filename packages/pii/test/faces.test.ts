// Faces: what OpenCV reads out of the same models and pixels, and what the real runtime gives. The models are tiny and our own: real
// weights are the user's.
import { readFileSync } from "node:fs";
import { compareFace, openFaceFinder, type FaceFinder } from "@yurai/pii/faces";
import { PiiError } from "@yurai/pii";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alignedPoints, alignFace, similarityBetween } from "../src/faces/align-face.ts";
import { openOnnx } from "../src/faces/onnx-runtime.ts";
import { shrink } from "../src/faces/picture.ts";
import { readYunet, yunetInput, yunetOutputNames } from "../src/faces/yunet.ts";
import { drawFaces, tinySface, tinyYunet, type GridWeights, type TestPicture } from "./tiny-onnx.ts";

const hasRuntime = await import("onnxruntime-web").then(
  () => true,
  () => false,
);

/** What OpenCV 5.0.0 (FaceDetectorYN, FaceRecognizerSF) makes of `wildYunet`, `tinySface` and `wavy`. */
const reference = JSON.parse(
  readFileSync(new URL("opencv-faces.json", import.meta.url), "utf8"),
) as readonly {
  readonly box: readonly number[];
  readonly points: readonly number[];
  readonly score: number;
  readonly feature: readonly number[];
}[];

/** A detector whose every number depends on every pixel of its cell. */
function wildYunet(): Uint8Array {
  let state = 12_345;
  const random = (): number => ((state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32) * 2 - 1;
  return tinyYunet(0, (part, stride): GridWeights => {
    const isScore = part === "cls" || part === "obj";
    const size = (isScore ? 1.35 : part === "bbox" ? 0.5 : 1) / (255 * stride);
    return {
      weight: () => random() * size,
      bias: (number) => {
        if (isScore) return 0.55;
        if (part === "kps") return pointOf(number) * 2 - 0.5;
        return number < 2 ? 0.5 : Math.log(2);
      },
    };
  });
}

/** A coordinate of the five points in shares of an aligned face. */
function pointOf(number: number): number {
  return alignedPoints[number >> 1]![number % 2 === 0 ? "x" : "y"] / 112;
}

/** A picture that any language draws the same. */
function wavy(): TestPicture {
  const [width, height] = [250, 170];
  const bytes = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++, at++)
        bytes[at] = (((x * x) >> 5) + ((y * y) >> 4) + ((x * y) >> 6) + 80 * channel) % 256;
  return { width, height, channels: 3, bytes };
}

/** Twice as large as what the detector sees, as photographs are. */
function large(faces: Parameters<typeof drawFaces>[2]): TestPicture {
  const small = drawFaces(640, 320, faces);
  const bytes = new Uint8Array(small.bytes.length * 4);
  for (let y = 0; y < 640; y++)
    for (let x = 0; x < 1_280; x++) {
      const from = ((y >> 1) * 640 + (x >> 1)) * 3;
      bytes.set(small.bytes.subarray(from, from + 3), (y * 1_280 + x) * 3);
    }
  return { width: 1_280, height: 640, channels: 3, bytes };
}

describe.skipIf(!hasRuntime)("with the runtime (skipped where onnxruntime-web is not installed)", () => {
  test("boxes, points, scores and features are those of OpenCV", async () => {
    await using detector = await openOnnx(wildYunet(), "detector");
    await using features = await openOnnx(tinySface(), "model");
    const picture = wavy();
    const outputs = await detector.run(yunetInput(picture, 256, 192), [1, 3, 192, 256]);
    const faces = readYunet(outputs, 256, 192, { score: 0.9 })!;
    expect(faces).toHaveLength(reference.length);
    for (const { box, points, score, feature } of reference) {
      const face = faces.find(({ left, top }) => Math.hypot(left - box[0]!, top - box[1]!) < 0.01)!;
      expect(face.width).toBeCloseTo(box[2]!, 2);
      expect(face.height).toBeCloseTo(box[3]!, 2);
      expect(face.score).toBeCloseTo(score, 4);
      for (const [i, { x, y }] of face.points.entries()) {
        expect(x).toBeCloseTo(points[2 * i]!, 2);
        expect(y).toBeCloseTo(points[2 * i + 1]!, 2);
      }
      if (feature.length === 0) continue;
      const { fc1 } = await features.run(alignFace(picture, face.points)!, [1, 3, 112, 112]);
      expect(cosine(fc1!, feature)).toBeGreaterThan(0.9999);
    }
  });

  let finder: FaceFinder;
  beforeAll(async () => {
    finder = await openFaceFinder({ detector: tinyYunet(0), features: tinySface(), limits: { maxFaces: 3 } });
  });
  afterAll(() => finder[Symbol.asyncDispose]());

  test("a person is the same wherever the face lies, and another is another", async () => {
    const { faces } = await finder.find(
      large([
        { column: 2, row: 2, person: 0 },
        { column: 9, row: 6, person: 0 },
        { column: 16, row: 3, person: 1 },
      ]),
    );
    const byPlace = faces.toSorted((a, b) => a.place.left - b.place.left);
    expect(byPlace.map(({ place }) => place.left)).toEqual([0.075, 0.425, 0.775]);
    const [first, again, other] = byPlace.map(({ template }) => template!);
    const persons = [{ id: "p-1", templates: [first!] }];
    expect(compareFace(again!, persons)).toMatchObject({ likeness: "same-person", person: "p-1" });
    expect(compareFace(other!, persons).likeness).toBe("other");
    expect(finder.detector).toMatch(/^[0-9a-f]{64}$/);
  });

  test("of more faces than the limit every one is found, and it is said how many were not told apart", async () => {
    const many = Array.from({ length: 5 }, (_, i) => ({ column: 1 + 4 * i, row: 4, person: i }));
    const { faces, beyondLimits } = await finder.find(large(many));
    expect(faces).toHaveLength(5);
    expect(faces.filter(({ template }) => template !== undefined)).toHaveLength(3);
    expect(beyondLimits).toBe(2);
  });

  test("faces whose eyes are close together, and those of a finder without features, are not told apart", async () => {
    const { faces } = await finder.find(drawFaces(320, 224, [{ column: 3, row: 3, person: 0 }]));
    expect(faces).toHaveLength(1);
    expect(faces[0]!.eyePixels).toBeLessThan(24);
    expect(faces[0]!.template).toBeUndefined();
    await using blind = await openFaceFinder({ detector: tinyYunet(0) });
    const found = await blind.find(large([{ column: 3, row: 3, person: 0 }]));
    expect(found.faces.map(({ template }) => template)).toEqual([undefined]);
  });

  test("a detector of a fixed size sees the same", async () => {
    await using fixed = await openFaceFinder({ detector: tinyYunet(640) });
    const picture = large([{ column: 5, row: 3, person: 2 }]);
    expect((await fixed.find(picture)).faces[0]!.place).toEqual((await finder.find(picture)).faces[0]!.place);
  });

  test("a picture without a face has none, in grey as well", async () => {
    const grey = { width: 300, height: 200, channels: 1 as const, bytes: new Uint8Array(60_000).fill(90) };
    expect(await finder.find(grey)).toEqual({ faces: [], beyondLimits: 0, outOfTime: false });
  });

  test.each([
    ["bytes that are no model", () => openFaceFinder({ detector: Buffer.from("no model") })],
    ["another model as the detector", () => openFaceFinder({ detector: tinySface() })],
    ["another model for features", () => openFaceFinder({ detector: tinyYunet(0), features: tinyYunet(0) })],
  ])("%s are refused", async (_, open) => {
    await expect(open()).rejects.toMatchObject({ code: "bad-model" });
    await expect(open()).rejects.toBeInstanceOf(PiiError);
  });
});

test("outputs of another size are refused, and hostile numbers give no face", () => {
  const sizes = { cls: 1, obj: 1, bbox: 4, kps: 10 };
  const filled = (value: number): Record<string, Float32Array> =>
    Object.fromEntries(
      yunetOutputNames.map((name) => {
        const [part, stride] = name.split("_") as [keyof typeof sizes, string];
        return [name, new Float32Array((64 / Number(stride)) ** 2 * sizes[part]).fill(value)];
      }),
    );
  expect(readYunet(filled(Number.NaN), 64, 64)).toEqual([]);
  expect(readYunet(filled(-1), 64, 64)).toEqual([]);
  expect(readYunet(filled(0), 96, 64)).toBeUndefined();
  expect(readYunet({}, 64, 64)).toBeUndefined();
  // Every cell says yes: of 84 boxes those that lie over each other are one.
  expect(readYunet(filled(1), 64, 64)!.length).toBeLessThan(50);
});

test("a similarity is recovered from its points", () => {
  const number = fc.double({ min: -50, max: 50, noNaN: true });
  const turn = fc.record({
    a: fc.double({ min: 0.1, max: 5, noNaN: true }),
    b: number,
    c: number,
    d: number,
  });
  fc.assert(
    fc.property(turn, ({ a, b, c, d }) => {
      const moved = alignedPoints.map(({ x, y }) => ({ x: a * x - b * y + c, y: b * x + a * y + d }));
      const found = similarityBetween(alignedPoints, moved)!;
      expect(found.a).toBeCloseTo(a, 6);
      expect(found.b).toBeCloseTo(b, 6);
      expect(found.c).toBeCloseTo(c, 4);
      expect(found.d).toBeCloseTo(d, 4);
    }),
  );
  expect(
    similarityBetween(
      Array.from({ length: 5 }, () => ({ x: 3, y: 3 })),
      alignedPoints,
    ),
  ).toBeUndefined();
});

test("a face that lies where it must is cut out as it is", () => {
  const bytes = Uint8Array.from({ length: 112 * 112 * 3 }, (_, i) => (i * 31) % 251);
  const aligned = alignFace({ width: 112, height: 112, channels: 3, bytes }, alignedPoints)!;
  for (let pixel = 0; pixel < 112 * 112; pixel += 97)
    for (let channel = 0; channel < 3; channel++)
      expect(aligned[channel * 112 * 112 + pixel]).toBeCloseTo(bytes[pixel * 3 + channel]!, 2);
});

test("a picture is made smaller by the mean of what falls into each pixel", () => {
  const picture = {
    width: 4,
    height: 2,
    channels: 1 as const,
    bytes: Uint8Array.of(0, 2, 10, 20, 4, 6, 30, 40),
  };
  expect(shrink(picture, 2)).toEqual({ width: 2, height: 1, channels: 1, bytes: Uint8Array.of(3, 25) });
  expect(shrink(picture, 4)).toBe(picture);
});

describe("persons", () => {
  const persons = [
    { id: "p-1", templates: [unit(0), unit(0.1)] },
    { id: "p-2", templates: [unit(Math.PI / 2)] },
  ];
  test.each([
    [0.15, { likeness: "same-person", person: "p-1" }],
    [1.5, { likeness: "same-person", person: "p-2" }],
    [-1.1, { likeness: "verify", person: "p-1" }],
    [-1.5, { likeness: "other" }],
  ])("at an angle of %s are told in three bands", (angle, expected) => {
    const { similarity, ...found } = compareFace(unit(angle), persons);
    expect(found).toEqual(expected);
    expect(similarity).toBeGreaterThan(-1);
  });

  test("of whom there are none make every face another's, and templates of another model are unlike", () => {
    expect(compareFace(unit(0), [])).toEqual({ likeness: "other" });
    expect(compareFace(unit(0), [{ id: "p", templates: [Float32Array.of(1)] }]).likeness).toBe("other");
  });
});

function cosine(a: Float32Array, b: readonly number[]): number {
  const sum = a.reduce((total, number, i) => total + number * b[i]!, 0);
  return sum / (Math.hypot(...a) * Math.hypot(...b));
}

function unit(angle: number): Float32Array {
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
}

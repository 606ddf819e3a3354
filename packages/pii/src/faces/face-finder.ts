/** Faces of a picture, where they are and, with a second model, what tells them apart. */
import { createHash } from "node:crypto";
import { PiiError } from "../error.ts";
import { alignedSide, alignFace } from "./align-face.ts";
import { openOnnx, type OnnxModel } from "./onnx-runtime.ts";
import { shrink, type FacePicture } from "./picture.ts";
import { readYunet, yunetInput, yunetOutputNames, type YunetFace } from "./yunet.ts";

/** The models and limits of a finder. Models are bytes of ONNX files of the user's. */
export interface FaceFinderOptions {
  /** YuNet. */
  readonly detector: Uint8Array;
  /** SFace, or another model of 112 by 112 pixels in the same place. Without it faces are found and not told apart. */
  readonly features?: Uint8Array;
  readonly limits?: FaceLimits;
}

/** What a picture may cost. */
export interface FaceLimits {
  /** Faces that are told apart, the surest first. Default: 64. */
  readonly maxFaces?: number;
  /** Longer side of the picture that the detector sees, in pixels; a model of a fixed size has its own. Default: 640. */
  readonly maxSide?: number;
  /** Seconds, looked at between two runs of a model. Default: 30. */
  readonly maxSeconds?: number;
}

/** A face. */
export interface FoundFace {
  /** The box about it, in shares of the picture's width and height from the upper left corner. */
  readonly place: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  /** 0 to 1. */
  readonly score: number;
  /** Pixels between the eyes in the picture as given. */
  readonly eyePixels: number;
  /**
   * What tells it apart, of length 1; missing without a model for it, or where eyes are closer than 24 pixels. It is biometric data
   * of a person: handle it like a password.
   */
  readonly template?: Float32Array;
}

/** What was found. */
export interface FacesFound {
  /** The surest first. */
  readonly faces: readonly FoundFace[];
  /** Faces beyond the limit, which were found and not told apart. */
  readonly beyondLimits: number;
  /** Whether time ran out before every face was told apart. */
  readonly outOfTime: boolean;
}

/** Finds faces. Close it when done. */
export interface FaceFinder extends AsyncDisposable {
  /** SHA-256 of the models' files, in hexadecimal digits. */
  readonly detector: string;
  readonly features?: string;
  /** Longer side of the picture that the detector sees. */
  readonly maxSide: number;
  /** @throws PiiError `bad-model` when a model gives something else than its kind does */
  readonly find: (picture: FacePicture) => Promise<FacesFound>;
}

/** Below this eyes are too close for a template to mean anything. */
const minEyePixels = 24;
/** Numbers of a template at most; SFace has 128. */
const maxTemplate = 4_096;

/**
 * Opens a finder.
 *
 * @throws PiiError `missing-peer` when no package that runs models is installed, `bad-model` when a file is not of the kind
 */
export async function openFaceFinder(options: FaceFinderOptions): Promise<FaceFinder> {
  const { maxFaces = 64, maxSide = 640, maxSeconds = 30 } = options.limits ?? {};
  const detector = await openOnnx(options.detector, "detector");
  const missing = yunetOutputNames.filter((name) => !detector.outputs.includes(name));
  const shape = detector.inputs[0]?.shape ?? [];
  if (detector.inputs.length !== 1 || shape.length !== 4 || missing.length > 0)
    throw badModel(
      "The detector is no YuNet of 2023 or later: it must take one picture and give cls, obj, bbox and kps.",
    );
  const features = options.features === undefined ? undefined : await openFeatures(options.features);
  const size = { fixed: [shape[2]!, shape[3]!] as const, maxSide };
  return {
    detector: digestOf(options.detector),
    ...(options.features === undefined ? {} : { features: digestOf(options.features) }),
    maxSide: sideOf(size),
    find: async (picture) => {
      const endMs = performance.now() + maxSeconds * 1_000;
      const found = await detect(detector, picture, size);
      const faces: FoundFace[] = [];
      for (const face of found) {
        const isBeyond = faces.length >= maxFaces || performance.now() > endMs;
        const template =
          isBeyond || features === undefined ? undefined : await templateOf(features, picture, face);
        faces.push(template === undefined ? face.found : { ...face.found, template });
      }
      const outOfTime = performance.now() > endMs;
      return { faces, beyondLimits: Math.max(0, found.length - maxFaces), outOfTime };
    },
    [Symbol.asyncDispose]: async () => {
      await detector[Symbol.asyncDispose]();
      await features?.[Symbol.asyncDispose]();
    },
  };
}

interface InputSize {
  /** Height and width that the model takes; -1 for any. */
  readonly fixed: readonly [number, number];
  readonly maxSide: number;
}

/** A face with its points in pixels of the whole picture. */
interface Detected {
  readonly found: FoundFace;
  readonly points: YunetFace["points"];
}

async function openFeatures(bytes: Uint8Array): Promise<OnnxModel> {
  const model = await openOnnx(bytes, "model for features");
  const shape = model.inputs[0]?.shape ?? [];
  const fits = [1, 3, alignedSide, alignedSide].every((side, i) => shape[i] === side || shape[i] === -1);
  if (model.inputs.length !== 1 || shape.length !== 4 || !fits || model.outputs.length !== 1)
    throw badModel(
      "The model for features is no SFace: it must take 1 x 3 x 112 x 112 numbers and give one row.",
    );
  return model;
}

async function detect(model: OnnxModel, picture: FacePicture, size: InputSize): Promise<readonly Detected[]> {
  const small = shrink(picture, sideOf(size));
  const [height, width] = inputSize(small, size);
  const outputs = await model.run(yunetInput(small, width, height), [1, 3, height, width]);
  const faces = readYunet(outputs, width, height);
  if (faces === undefined) throw badModel("The detector's outputs have other sizes than YuNet's.");
  const scale = { x: picture.width / small.width, y: picture.height / small.height };
  return faces.filter(isPlausible).map((face): Detected => {
    const points = face.points.map(({ x, y }) => ({ x: x * scale.x, y: y * scale.y }));
    const [right, left] = points;
    return {
      points,
      found: {
        place: {
          left: share(face.left / small.width),
          top: share(face.top / small.height),
          right: share((face.left + face.width) / small.width),
          bottom: share((face.top + face.height) / small.height),
        },
        score: face.score,
        eyePixels: Math.hypot(right!.x - left!.x, right!.y - left!.y),
      },
    };
  });
}

/** Boxes of no size or no number come from a model that is not what it says. */
function isPlausible({ left, top, width, height, points }: YunetFace): boolean {
  const numbers = [left, top, width, height, ...points.flatMap(({ x, y }) => [x, y])];
  return numbers.every((number) => Number.isFinite(number)) && width > 0 && height > 0;
}

async function templateOf(
  model: OnnxModel,
  picture: FacePicture,
  { found, points }: Detected,
): Promise<Float32Array | undefined> {
  if (found.eyePixels < minEyePixels) return undefined;
  const aligned = alignFace(picture, points);
  if (aligned === undefined) return undefined;
  const [numbers] = Object.values(await model.run(aligned, [1, 3, alignedSide, alignedSide]));
  if (numbers === undefined || numbers.length === 0 || numbers.length > maxTemplate)
    throw badModel("The model for features gives no row of numbers.");
  const length = Math.hypot(...numbers);
  return Number.isFinite(length) && length > 0 ? numbers.map((number) => number / length) : undefined;
}

function sideOf({ fixed, maxSide }: InputSize): number {
  const sides = fixed.filter((side) => side > 0);
  return sides.length === 0 ? maxSide : Math.min(...sides);
}

/** A fixed size, or the picture's own, rounded up to whole cells. */
function inputSize(
  { width, height }: FacePicture,
  { fixed: [fixedHeight, fixedWidth] }: InputSize,
): readonly [number, number] {
  return [
    fixedHeight > 0 ? fixedHeight : wholeCells(height),
    fixedWidth > 0 ? fixedWidth : wholeCells(width),
  ];
}

function wholeCells(side: number): number {
  return Math.ceil(side / 32) * 32;
}

/** Cut to the picture and rounded to a thousandth: more would not be true. */
function share(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 1_000) / 1_000;
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function badModel(message: string): PiiError {
  return new PiiError("bad-model", message);
}

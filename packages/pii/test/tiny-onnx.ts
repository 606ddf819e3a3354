// Models with the inputs and outputs of YuNet and SFace, small enough to be written by hand: ONNX is protobuf. They find yellow
// squares instead of faces, and tell them apart by what is blue around them.

/** A field of a protobuf message. */
type Field = readonly [number: number, value: number | string | Uint8Array];

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const more = rest > 127n;
    bytes.push(Number(rest & 127n) | (more ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

function message(fields: readonly Field[]): Uint8Array {
  const parts = fields.map(([number, value]) => {
    if (typeof value === "number") return Buffer.from([...varint(number * 8), ...varint(value)]);
    const bytes = typeof value === "string" ? Buffer.from(value) : value;
    return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
  });
  return Buffer.concat(parts);
}

const float = 1;
const int64 = 7;

function tensor(name: string, dims: readonly number[], values: Float32Array | BigInt64Array): Uint8Array {
  const type = values instanceof Float32Array ? float : int64;
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message([...dims.map((side): Field => [1, side]), [2, type], [8, name], [9, raw]]);
}

/** A side of 0 is any number. */
function value(name: string, dims: readonly number[]): Uint8Array {
  const shape = message(dims.map((side): Field => [1, message([side === 0 ? [2, "any"] : [1, side]])]));
  return message([
    [1, name],
    [
      2,
      message([
        [
          1,
          message([
            [1, float],
            [2, shape],
          ]),
        ],
      ]),
    ],
  ]);
}

function ints(name: string, values: readonly number[]): Uint8Array {
  return message([[1, name], ...values.map((number): Field => [8, number]), [20, 7]]);
}

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Uint8Array[] = [],
): Uint8Array {
  return message([
    ...inputs.map((input): Field => [1, input]),
    [2, output],
    [4, operator],
    ...attributes.map((attribute): Field => [5, attribute]),
  ]);
}

interface Graph {
  readonly nodes: readonly Uint8Array[];
  readonly constants: readonly Uint8Array[];
  readonly input: Uint8Array;
  readonly outputs: readonly Uint8Array[];
}

function model({ nodes, constants, input, outputs }: Graph): Uint8Array {
  const graph = message([
    ...nodes.map((one): Field => [1, one]),
    [2, "tiny"],
    ...constants.map((one): Field => [5, one]),
    [11, input],
    ...outputs.map((one): Field => [12, one]),
  ]);
  return message([
    [1, 8],
    [7, graph],
    [
      8,
      message([
        [1, ""],
        [2, 13],
      ]),
    ],
  ]);
}

/** How a grid of the detector makes its numbers. */
export interface GridWeights {
  /** Weight of one pixel of a cell for one number that a grid gives: planes are blue, green and red. */
  readonly weight: (number: number, plane: number) => number;
  readonly bias: (number: number) => number;
}

const strides = [8, 16, 32] as const;
const parts = [
  ["cls", 1],
  ["obj", 1],
  ["bbox", 4],
  ["kps", 10],
] as const;

/**
 * A detector with the signature of YuNet: one convolution of a cell's size for each output.
 *
 * @param side of its input; 0 for any
 */
export function tinyYunet(
  side: number,
  weightsOf: (part: "cls" | "obj" | "bbox" | "kps", stride: number) => GridWeights = yellowSquares,
): Uint8Array {
  const nodes: Uint8Array[] = [];
  const constants: Uint8Array[] = [];
  const outputs: Uint8Array[] = [];
  for (const stride of strides)
    for (const [part, numbers] of parts) {
      const name = `${part}_${stride}`;
      const { weight, bias } = weightsOf(part, stride);
      const cell = stride * stride;
      const weights = Float32Array.from({ length: numbers * 3 * cell }, (_, i) =>
        weight(Math.floor(i / (3 * cell)), Math.floor(i / cell) % 3),
      );
      const biases = Float32Array.from({ length: numbers }, (_, number) => bias(number));
      constants.push(
        tensor(`w_${name}`, [numbers, 3, stride, stride], weights),
        tensor(`b_${name}`, [numbers], biases),
        tensor(`s_${name}`, [3], BigInt64Array.from([1n, -1n, BigInt(numbers)])),
      );
      nodes.push(
        node("Conv", ["input", `w_${name}`, `b_${name}`], `c_${name}`, [ints("strides", [stride, stride])]),
        node("Transpose", [`c_${name}`], `t_${name}`, [ints("perm", [0, 2, 3, 1])]),
        node("Reshape", [`t_${name}`, `s_${name}`], name),
      );
      outputs.push(value(name, [1, 0, numbers]));
    }
  return model({ nodes, constants, input: value("input", [1, 3, side, side]), outputs });
}

/** Where the five points of an aligned face lie, in shares of its 112 pixels. */
const points = [38.2946, 51.6963, 73.5318, 51.5014, 56.0252, 71.7366, 41.5493, 92.3655, 70.7299, 92.2041].map(
  (number) => number / 112,
);

/** A face is a cell of 32 pixels that is red and green; its box is the cell and as much again around it. */
function yellowSquares(part: "cls" | "obj" | "bbox" | "kps", stride: number): GridWeights {
  const plane = part === "cls" ? 2 : 1;
  const isScore = part === "cls" || part === "obj";
  const box = [0.5, 0.5, Math.log(2), Math.log(2)];
  return {
    weight: (_, p) => (isScore && stride === 32 && p === plane ? 1 / (255 * stride * stride) : 0),
    bias: (number) => (isScore ? 0 : part === "bbox" ? box[number]! : points[number]! * 2 - 0.5),
  };
}

/** A model with the signature of SFace: 128 numbers, the blue of 8 by 8 parts of a face, twice. */
export function tinySface(): Uint8Array {
  const side = 14;
  const weights = new Float32Array(2 * 3 * side * side);
  for (let i = 0; i < side * side; i++) {
    weights[2 * side * side + i] = 1 / (side * side);
    weights[5 * side * side + i] = -0.5 / (side * side);
  }
  return model({
    nodes: [
      node("Conv", ["data", "w", "b"], "c", [ints("strides", [side, side])]),
      node("Flatten", ["c"], "fc1"),
    ],
    constants: [
      tensor("w", [2, 3, side, side], weights),
      tensor("b", [2], Float32Array.from([-127.5, 63.75])),
    ],
    input: value("data", [1, 3, 112, 112]),
    outputs: [value("fc1", [1, 128])],
  });
}

/** Pixels, red first, as they are handed to a finder. */
export interface TestPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: 3;
  readonly bytes: Uint8Array;
}

/** Draws "faces": a yellow cell each, and around it the pattern that tells a person apart. Places are whole cells of 32 pixels. */
export function drawFaces(
  width: number,
  height: number,
  faces: readonly { readonly column: number; readonly row: number; readonly person: number }[],
): TestPicture {
  const bytes = new Uint8Array(width * height * 3);
  for (const face of faces)
    for (let i = 0; i < 64 * 64; i++) {
      const [x, y] = [i % 64, Math.floor(i / 64)];
      const [atX, atY] = [face.column * 32 + x - 16, face.row * 32 + y - 16];
      const isInside = atX >= 0 && atY >= 0 && atX < width && atY < height;
      if (isInside) bytes.set(pixelOf(x, y, face.person), (atY * width + atX) * 3);
    }
  return { width, height, channels: 3, bytes };
}

function pixelOf(x: number, y: number, person: number): readonly number[] {
  const isCell = x >= 16 && y >= 16 && x < 48 && y < 48;
  return [isCell ? 255 : 0, isCell ? 255 : 0, patterns[person % patterns.length]!(x, y)];
}

/** Blue of 64 by 64 pixels; no two alike. */
const patterns: readonly ((x: number, y: number) => number)[] = [
  (x) => (x % 32 < 16 ? 255 : 0),
  (_, y) => (y % 32 < 16 ? 255 : 0),
  (x, y) => (x < 32 === y < 32 ? 255 : 0),
];

export { decodeImage, decoderVersion } from "./decode-image.ts";
export { imageFormatOf } from "./image-format.ts";
export { transformOf } from "./pdq-kernel.ts";
export { orientations, pdqHash, pdqMinQuality, pdqVersion } from "./pdq.ts";
export { complementOf, hammingDistance } from "./hamming.ts";
export { HammingIndex } from "./hamming-index.ts";

export type { DecodedImage, DecodeOptions, ImageLimits } from "./decode-image.ts";
export type { ImageFormat } from "./image-format.ts";
export type { Pixels } from "./pdq-kernel.ts";
export type { Orientation, PdqTransform } from "./pdq.ts";
export type { HammingHit } from "./hamming.ts";

import {
  decodeImage,
  findKeypoints,
  HammingIndex,
  pdqHash,
  printImage,
  queryImage,
  transformOf,
  type Pixels,
} from "@yurai/fingerprint/images";
import sharp from "sharp";
import phash from "sharp-phash";
import { indexOf } from "./image-trials.ts";
import { picturesOf } from "./pictures/corpus.ts";
import { bestRate, percentile, type Benchmark, type Figure } from "./figure.ts";
import { randomBytes } from "./random.ts";
import { runPython } from "./python-peers.ts";

/** Distances that keypoints confirm, and orientations with their negatives: what one picture asks of the hashes. */
const radius = 64;
const queriesOfPicture = 16;
const hashBytes = 32;

export const imagesBenchmark: Benchmark = {
  name: "images",
  about:
    "pictures: decoding and hashing, keypoints, scanning hashes, a picture's search among 10^5 to 10^7 hashes, and with keypoints among 100 pictures",
  async *run() {
    const file = await photograph();
    yield await hashing(file);
    yield await peerHashing(file);
    yield* keypoints((await decodeImage(file)).pixels);
    yield await printing(file);
    yield scanning();
    yield* searching();
    yield await verifying();
  },
};

/** 1.6 megapixels as JPEG: blotches of colour with grain, so that decoding costs what a photograph's does. */
async function photograph(): Promise<Buffer> {
  const [width, height] = [1_600, 1_004];
  const blotches = sharp(randomBytes(100 * 63 * 3, 1), { raw: { width: 100, height: 63, channels: 3 } });
  const base = await blotches.resize(width, height, { fit: "fill" }).raw().toBuffer();
  const grain = randomBytes(base.length, 2);
  for (let i = 0; i < base.length; i++) base[i] = Math.max(0, Math.min(255, base[i]! + (grain[i]! >> 6) - 2));
  return sharp(base, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
}

async function hashing(file: Buffer): Promise<Figure> {
  const value = await bestAsyncRate(async () => {
    pdqHash(transformOf((await decodeImage(file)).pixels)!);
  });
  const note = `one after another, ${(file.byteLength / 1_000).toFixed(0)} kB JPEG, shrunk to 512 pixels while it is decoded`;
  return { bench: "hash-s", value, unit: "1/s", target: 80, better: "higher", note };
}

/** The npm package that hashes with the same decoder: 64 bits of a cosine transform, where ours are 256 and a quality. */
async function peerHashing(file: Buffer): Promise<Figure> {
  // Its types name a default export; it is a CommonJS module whose export is the function.
  const peerHash = phash as unknown as (image: Buffer) => Promise<string>;
  const peer = await bestAsyncRate(async () => {
    await peerHash(file);
  });
  const own = await bestAsyncRate(async () => {
    pdqHash(transformOf((await decodeImage(file)).pixels)!);
  });
  const note = `sharp-phash ${peer.toFixed(0)}, ours ${own.toFixed(0)} a second in the same run; 64 bits against 256`;
  return {
    bench: "hash-vs-sharp-phash",
    value: own / peer,
    unit: "times",
    target: 0.8,
    better: "higher",
    note,
  };
}

function* keypoints(pixels: Pixels): Generator<Figure> {
  const stored = leastElapsed(() => findKeypoints(pixels));
  const asked = leastElapsed(() => findKeypoints(pixels, { count: 700, maxSide: 512, margins: true }));
  const note = `250 of a decoded picture, best; 700 with margins ${asked.toFixed(2)} ms`;
  yield { bench: "keypoints-ms", value: stored, unit: "ms", target: 6, better: "lower", note };
  const own = leastElapsed(() => findKeypoints(pixels));
  const peer = runPython("orb.py", peerInput(pixels), "requirements-opencv.txt") as PeerAnswer | string;
  const isThere = typeof peer !== "string";
  yield {
    bench: "keypoints-vs-opencv",
    value: isThere ? peer.ms / own : null,
    unit: "times",
    target: 1,
    better: "higher",
    note: isThere
      ? `OpenCV ${peer.version} on one thread ${peer.ms.toFixed(2)} ms, ours ${own.toFixed(2)} ms, grey and shrinking included`
      : peer,
  };
}

interface PeerAnswer {
  readonly ms: number;
  readonly version: string;
}

function peerInput({ width, height, bytes }: Pixels): unknown {
  return { width, height, maxSide: 384, count: 250, pixels: Buffer.from(bytes).toString("base64") };
}

/** Milliseconds of the fastest of a hundred. */
function leastElapsed(step: () => unknown): number {
  return percentile(
    Array.from({ length: 100 }, () => elapsed(step)),
    0,
  );
}

async function printing(file: Buffer): Promise<Figure> {
  const value = await bestAsyncRate(async () => {
    await printImage(file);
  });
  return { bench: "print-s", value, unit: "1/s", target: 40, better: "higher", note: "with 250 keypoints" };
}

function scanning(): Figure {
  const index = new HammingIndex();
  const count = 1_000_000;
  index.append(randomBytes(count * hashBytes, 3));
  const queries = randomBytes(hashBytes, 4);
  const rate = bestRate(() => {
    index.search(queries, radius);
    return count;
  });
  const note = "one query at a time, 10^6 hashes in memory, radius 64";
  return { bench: "scan-mhash-s", value: rate / 1e6, unit: "M/s", target: 250, better: "higher", note };
}

function* searching(): Generator<Figure> {
  for (const [name, count, target] of [
    ["1e5", 1e5, 5],
    ["1e6", 1e6, 50],
    ["1e7", 1e7, 500],
  ] as const) {
    const index = new HammingIndex();
    for (let left = count; left > 0; left -= 1e5) index.append(randomBytes(1e5 * hashBytes, left));
    const queries = randomBytes(queriesOfPicture * hashBytes, 5);
    const samples = Array.from({ length: count === 1e7 ? 3 : 9 }, () =>
      elapsed(() => index.search(queries, radius)),
    );
    const near = count === 1e7 ? "" : `; ${tables(index)}`;
    const note = `16 hashes (orientations, negatives), radius 64, best${near}`;
    yield {
      bench: `image-query-ms-${name}`,
      value: percentile(samples, 0),
      unit: "ms",
      target,
      better: "lower",
      note,
    };
  }
}

/** A whole search, decoded files in: hashes, words, keypoints held against candidates. Half of what is asked about is indexed. */
async function verifying(): Promise<Figure> {
  const pictures = Object.values(await picturesOf("indexed", 20)).flat();
  using index = await indexOf(pictures);
  const others = Object.values(await picturesOf("asked", 3)).flat();
  const asked = [...pictures.filter((_, i) => i % 7 === 0), ...others];
  const samples: number[] = [];
  for (const picture of asked) {
    const copy = sharp(await picture.draw()).resize(480);
    const file = await copy.jpeg({ quality: 70 }).toBuffer();
    const times: number[] = [];
    for (let i = 0; i < 3; i++) {
      const query = await queryImage(file);
      const start = performance.now();
      await index.images.search(query);
      times.push(performance.now() - start);
    }
    samples.push(Math.min(...times));
  }
  const note = `${asked.length} pictures, half of them copies of some of ${pictures.length} indexed; the slowest ${Math.max(...samples).toFixed(0)} ms`;
  return {
    bench: "image-search-ms",
    value: percentile(samples, 0.5),
    unit: "ms",
    target: 100,
    better: "lower",
    note,
  };
}

/** One hash at radius 31, by tables of parts. */
function tables(index: HammingIndex): string {
  const query = randomBytes(hashBytes, 6);
  index.search(query, 31);
  const samples = Array.from({ length: 50 }, () => elapsed(() => index.search(query, 31)));
  return `one hash at radius 31 ${percentile(samples, 0).toFixed(3)} ms`;
}

function elapsed(step: () => unknown): number {
  const start = performance.now();
  step();
  return performance.now() - start;
}

/** Best of twelve rounds of four, per second. */
async function bestAsyncRate(step: () => Promise<void>): Promise<number> {
  let best = 0;
  for (let round = 0; round < 12; round++) {
    const start = performance.now();
    for (let i = 0; i < 4; i++) await step();
    best = Math.max(best, 4_000 / (performance.now() - start));
  }
  return best;
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { packTar, unpackTar } from "modern-tar";
import sharp from "sharp";
import { openLedger } from "@yurai/ledger";
import { startRun, type ReadRow } from "@yurai/track";
import { readParquet } from "@yurai/track/parquet";
import { readTar } from "@yurai/track/tar";
import type { Benchmark, Figure } from "./figure.ts";
import { randomBytes } from "./random.ts";

const pictureCount = 200;
/** The best of so many rounds, taken in turn, so that other work on the machine meets all of them. */
const rounds = 3;
/** What a loader hands to training. */
const side = 224;

type Images = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** One container: the pictures in it by the bare library, by our reader, and by our reader through a run. */
interface Contest {
  readonly name: string;
  readonly library: string;
  readonly bare: () => Promise<Images>;
  readonly rows: () => AsyncIterable<ReadRow>;
}

export const imageRowsBenchmark: Benchmark = {
  name: "image-rows",
  about:
    "pictures of WebDataset shards and Parquet columns, decoded as for training: bare, read by us, and tracked, in the same run",
  async *run() {
    const folder = mkdtempSync(join(tmpdir(), "yurai-bench-"));
    try {
      for (const contest of await contests(folder)) yield* figuresOf(contest, folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function contests(folder: string): Promise<readonly Contest[]> {
  const photographs = await Promise.all(Array.from({ length: pictureCount }, (_, i) => photograph(i)));
  const captions = photographs.map((_, i) =>
    `Picture number ${i}: blotches of colour with grain, as a loader has them. `.repeat(3),
  );
  const shard = join(folder, "shard.tar");
  writeFileSync(
    shard,
    await packTar(
      photographs.flatMap((bytes, i) => [file(`${i}.jpg`, bytes), file(`${i}.txt`, captions[i]!)]),
    ),
  );
  const table = join(folder, "images.parquet");
  const columnData = [
    { name: "image", data: photographs, type: "BYTE_ARRAY" as const },
    { name: "caption", data: captions, type: "STRING" as const },
  ];
  writeFileSync(table, Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 100 })));
  const options = { onGap: () => undefined, baseFolder: folder, images: true };
  return [
    {
      name: "shard",
      library: "modern-tar",
      bare: async () =>
        (await unpackTar(readFileSync(shard))).flatMap(({ header, data }) =>
          header.name.endsWith(".jpg") && data !== undefined ? [data] : [],
        ),
      rows: () => readTar(shard, options),
    },
    {
      name: "parquet",
      library: "hyparquet",
      bare: async () => {
        const rows = await parquetReadObjects({ file: await asyncBufferFromFile(table), utf8: false });
        return rows.map(({ image }) => image as Uint8Array);
      },
      rows: () => readParquet(table, options),
    },
  ];
}

function file(
  name: string,
  body: Uint8Array | string,
): { readonly header: { name: string; size: number }; readonly body: Uint8Array | string } {
  return { header: { name, size: Buffer.byteLength(body) }, body };
}

/** Blotches of colour with grain, 640 by 480, so that decoding costs what a photograph's does. */
async function photograph(number: number): Promise<Buffer> {
  const [width, height] = [640, 480];
  const blotches = sharp(randomBytes(40 * 30 * 3, number + 1), {
    raw: { width: 40, height: 30, channels: 3 },
  });
  const base = await blotches.resize(width, height, { fit: "fill" }).raw().toBuffer();
  const grain = randomBytes(base.length, number + 10_001);
  for (let i = 0; i < base.length; i++) base[i] = Math.max(0, Math.min(255, base[i]! + (grain[i]! >> 6) - 2));
  return sharp(base, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
}

async function* figuresOf({ name, library, bare, rows }: Contest, folder: string): AsyncGenerator<Figure> {
  const best = { bare: Infinity, read: Infinity, tracked: Infinity, threadUs: Infinity };
  for (let round = 0; round < rounds; round++) {
    best.bare = Math.min(best.bare, await seconds(async () => decodeAll(await bare())));
    best.read = Math.min(best.read, await seconds(() => decodeAll(imagesOf(rows()))));
    const home = join(folder, `${name}-${round}`);
    best.tracked = Math.min(
      best.tracked,
      await seconds(async () => {
        best.threadUs = Math.min(best.threadUs, await track(home, rows()));
      }),
    );
  }
  const rate = (elapsed: number): number => pictureCount / elapsed;
  const note = `JPEG of 640 by 480 with a caption, decoded to ${side} pixels; ${library} and sharp alone ${rate(best.bare).toFixed(0)}, our reader and sharp ${rate(best.read).toFixed(0)} rows/s`;
  const shape = { unit: "us", better: "lower" } as const;
  yield {
    bench: `image-${name}-rows-s`,
    value: rate(best.tracked),
    unit: "rows/s",
    target: rate(best.bare) / 2,
    better: "higher",
    note,
  };
  yield {
    ...shape,
    bench: `image-${name}-added-us`,
    value: ((best.tracked - best.bare) / pictureCount) * 1e6,
    target: 10_000,
    note: "what tracking adds to a row from first to sealed segment: a decode, hash and keypoints in the worker, on the same cores",
  };
  yield {
    ...shape,
    bench: `image-${name}-thread-us`,
    value: best.threadUs,
    target: 100,
    note: "of that on the loader's own thread, waiting left out",
  };
}

async function* imagesOf(rows: AsyncIterable<ReadRow>): AsyncGenerator<Uint8Array> {
  for await (const { image } of rows) if (image !== undefined) yield image;
}

/** Tracks the rows while they are decoded; returns microseconds a row on this thread. */
async function track(home: string, rows: AsyncIterable<ReadRow>): Promise<number> {
  await using ledger = await openLedger(home, { mode: "write", createIfMissing: true });
  const run = await startRun({ home, ledger, purpose: "benchmark" });
  const tracked = run.track(rows, {
    source: "bench",
    item: (row) => row.value,
    image: (row) => row.image,
    locator: (row) => row.locator,
  });
  await decodeAll(imagesOf(tracked));
  return (await run.end()).cost.microsecondsPerRecord;
}

/** Two at a time, as many as there are cores: a loader prefetches. */
async function decodeAll(images: Images): Promise<void> {
  let under: Promise<unknown> = Promise.resolve();
  let decoded = 0;
  for await (const image of images) {
    const next = sharp(image).resize(side, side).raw().toBuffer();
    await under;
    under = next;
    decoded++;
  }
  await under;
  if (decoded !== pictureCount) throw new Error(`${decoded} pictures of ${pictureCount}`);
}

async function seconds(step: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await step();
  return (performance.now() - startedMs) / 1_000;
}

/** The same small files, always: what the golden files of version 1 were written from. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeChecksums } from "../src/segment/checksums.ts";
import { HostTableBuilder } from "../src/segment/host-table.ts";
import { slotCount } from "../src/text/minhash.ts";
import type { ImagePrint } from "../src/images/image-print.ts";
import { ImageColumns } from "../src/images/image-table.ts";
import { NearColumns } from "../src/segment/near-index.ts";
import { writePostings } from "../src/segment/postings-writer.ts";
import { TextStoreWriter } from "../src/segment/text-store.ts";
import { randomNumbers } from "./stored-bytes.ts";

export const goldenChecksums: ReadonlyMap<string, Uint32Array> = new Map([
  ["keys.idx", Uint32Array.of(0, 1, 0xffffffff)],
  ["records.parquet", Uint32Array.of(0x12345678)],
  ["text.zst", new Uint32Array(0)],
]);

export const goldenHosts: readonly (readonly [host: string, ordinals: readonly number[]])[] = [
  ["192.0.2.1", [7]],
  ["example.jp", [0, 1, 300]],
  ["news.example.jp", [2, 2 ** 40]],
  ["example-news.jp", [5]],
  ...Array.from({ length: 300 }, (_, i) => [`host-${i}.example.com`, [1_000 + i]] as const),
];

/** 300 postings, the last 50 of them of one key, with values up to 2^40. */
export function goldenPostings(): { hi: Uint32Array; lo: Uint32Array; value: Float64Array } {
  const random = randomNumbers(2026);
  const hi = Uint32Array.from({ length: 300 }, (_, i) => (i < 250 ? random() : 0xfedcba98));
  const lo = Uint32Array.from({ length: 300 }, (_, i) => (i < 250 ? random() : 0x76543210));
  return { hi, lo, value: Float64Array.from({ length: 300 }, (_, i) => i * 3_000_000_000) };
}

export const goldenSection: Uint8Array = Uint8Array.from({ length: 100 }, (_, i) => i);

/** Signatures of forty texts, the third of them without shingles. */
export const goldenSignatures: readonly (Uint32Array | null)[] = Array.from({ length: 40 }, (_, i) => {
  const random = randomNumbers(i);
  return i === 2 ? null : Uint32Array.from({ length: slotCount }, random);
});

export const goldenText: Uint8Array = new TextEncoder().encode(
  Array.from({ length: 6_000 }, (_, i) => `${i} 由来, where a thing comes from.\n`).join(""),
);

/** Twelve pictures with keypoints of random places and bits, the fourth of them without any. */
export const goldenPrints: readonly ImagePrint[] = Array.from({ length: 12 }, (_, i) => {
  const random = randomNumbers(500 + i);
  const count = i === 3 ? 0 : 20 + i;
  return {
    hash: Uint8Array.from({ length: 32 }, random),
    quality: i * 9,
    width: 1_000 + i,
    height: 70_000 + i,
    pages: i + 1,
    keypoints: {
      count,
      x: Uint16Array.from({ length: count }, random),
      y: Uint16Array.from({ length: count }, random),
      level: Uint8Array.from({ length: count }, () => random() & 7),
      angle: Uint8Array.from({ length: count }, random),
      descriptors: Uint8Array.from({ length: count * 32 }, random),
      margins: new Uint8Array(0),
    },
  };
});

/** Digest of the file of a golden picture. */
export function goldenDigest(number: number): Uint8Array {
  return new Uint8Array(16).fill(number + 1);
}

/** Writes every golden file of version 1 into a folder. */
export function writeGoldenFiles(folder: string): void {
  writeFileSync(join(folder, "checksums-v1.bin"), encodeChecksums(goldenChecksums));
  writePostings(join(folder, "postings-v1.idx"), goldenPostings(), {
    maxValue: 2 ** 40,
    sections: [{ name: "more", bytes: goldenSection }],
  });
  const hosts = new HostTableBuilder();
  for (const [host, ordinals] of goldenHosts) for (const ordinal of ordinals) hosts.add(host, ordinal);
  const none = { hi: new Uint32Array(0), lo: new Uint32Array(0), value: new Float64Array(0) };
  writePostings(join(folder, "hosts-v1.idx"), none, { maxValue: 0, sections: hosts.sections() });
  const records = new NearColumns();
  const passages = new NearColumns();
  for (const [i, signature] of goldenSignatures.entries()) {
    records.push(signature);
    passages.push(signature, { ordinal: i, byteStart: i * 10, byteLength: 1_000 + i });
  }
  records.write(join(folder, "near-v1.idx"), "records");
  passages.write(join(folder, "near-passages-v1.idx"), "passages");
  const images = new ImageColumns();
  for (const [i, print] of goldenPrints.entries())
    images.push(i * 3, { digest: goldenDigest(i), byteLength: 1_000, print, decoder: `sharp-${i % 2}` });
  images.write(join(folder, "images-v1.idx"));
  const text = new TextStoreWriter(join(folder, "text-v1.zst"));
  text.append(goldenText);
  text.finish();
}

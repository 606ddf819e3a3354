import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { CheckedFile } from "../src/segment/checked-file.ts";
import { readChecksums } from "../src/segment/checksums.ts";
import { HostTable } from "../src/segment/host-table.ts";
import { openImages } from "../src/images/image-table.ts";
import { storedWords } from "../src/images/keypoint-words.ts";
import { estimate, storedSignature } from "../src/text/minhash.ts";
import { findNear, openNear, passageAt } from "../src/segment/near-index.ts";
import { Postings } from "../src/segment/postings.ts";
import { TextStore } from "../src/segment/text-store.ts";
import { crcsOf, temporaryFolder } from "./stored-bytes.ts";
import {
  goldenChecksums,
  goldenDigest,
  goldenHosts,
  goldenPostings,
  goldenPrints,
  goldenSection,
  goldenSignatures,
  goldenText,
  writeGoldenFiles,
} from "./stored-files.ts";

// Files of a released version stay readable for ever: never rewrite one, add the next version beside it.
const folder = fileURLToPath(new URL("./golden/", import.meta.url));

function openGolden(name: string): CheckedFile {
  const bytes = readFileSync(join(folder, name));
  return CheckedFile.open(join(folder, name), bytes.length, crcsOf(bytes));
}

test("checksums of version 1 stay readable", () => {
  expect(readChecksums(readFileSync(join(folder, "checksums-v1.bin")))).toEqual(goldenChecksums);
});

test("postings of version 1 stay readable: every key, value and section", () => {
  using postings = Postings.open(openGolden("postings-v1.idx"));
  const { hi, lo, value } = goldenPostings();
  expect([postings.count, postings.keyCount, postings.maxValue]).toEqual([300, 251, 2 ** 40]);
  for (let i = 0; i < 250; i += 1) {
    expect(postings.find(hi[i]!, lo[i]!)).toEqual({ count: 1, values: value.slice(i, i + 1) });
  }
  expect(postings.find(hi[299]!, lo[299]!)).toEqual({ count: 50, values: value.slice(250) });
  expect(postings.section("more")).toEqual(goldenSection);
});

test("hosts of version 1 stay readable: every host, its records and its domain", () => {
  using postings = Postings.open(openGolden("hosts-v1.idx"));
  const table = new HostTable(postings);
  for (const [host, ordinals] of goldenHosts) expect([...table.find(host).ordinals]).toEqual(ordinals);
  expect([...table.find("example.jp", { subdomains: true }).ordinals]).toEqual([0, 1, 300, 2, 2 ** 40]);
  expect(table.find("example.com", { subdomains: true }).count).toBe(300);
});

test("signatures of version 1 stay readable: every text finds itself, and where its passage lies", () => {
  using records = Postings.open(openGolden("near-v1.idx"));
  using passages = Postings.open(openGolden("near-passages-v1.idx"));
  const near = openNear(records, "records", 40);
  const nearPassages = openNear(passages, "passages", 40);
  const asked = goldenSignatures.flatMap((signature, i) => (signature === null ? [] : [{ signature, i }]));
  for (const { signature, i } of asked) {
    const { candidates } = findNear(near, signature, { similarity: 0.5, limit: 100 });
    expect(candidates).toEqual([{ number: i, similarity: 1 }]);
    expect(estimate(storedSignature(signature), near.signatures.read(i * 128, 128))).toBe(1);
    expect(passageAt(nearPassages, i, 40)).toEqual({ ordinal: i, byteStart: i * 10, byteLength: 1_000 + i });
  }
});

test("pictures of version 1 stay readable: hashes, sizes, keypoints, and the words that lead to them", () => {
  using words = Postings.open(openGolden("images-v1.idx"));
  const images = openImages(words, 40);
  expect(Buffer.compare(images.hashes(), Buffer.concat(goldenPrints.map(({ hash }) => hash)))).toBe(0);
  expect(images.decoders()).toEqual(["sharp-0", "sharp-1"]);
  for (const [i, { hash: _, keypoints, ...print }] of goldenPrints.entries()) {
    expect(images.picture(i)).toEqual({ ...print, ordinal: i * 3, isDecoded: true });
    expect(images.digest(i)).toEqual(goldenDigest(i));
    expect(images.digestOf(i * 3)).toEqual(goldenDigest(i));
    expect(images.digestOf(i * 3 + 1)).toBeUndefined();
    expect(images.keypoints(i)).toEqual(keypoints);
    const { hi, lo, keypoint } = storedWords(keypoints);
    for (const [at, number] of keypoint.entries()) {
      const { values } = words.find(hi[at]!, lo[at]!);
      expect([...values]).toContain(images.keypointStart(i) + number);
      expect(images.pictureOf(images.keypointStart(i) + number)).toBe(i);
    }
  }
});

test("a text of version 1 stays readable", () => {
  using file = openGolden("text-v1.zst");
  const store = new TextStore(file);
  expect(Buffer.compare(store.read(0, store.byteLength), goldenText)).toBe(0);
  expect(store.read(65_530, 65_540)).toEqual(goldenText.slice(65_530, 65_540));
});

test.each([
  "checksums-v1.bin",
  "postings-v1.idx",
  "hosts-v1.idx",
  "near-v1.idx",
  "near-passages-v1.idx",
  "images-v1.idx",
])("the writer still writes %s byte for byte", (name) => {
  const written = temporaryFolder();
  writeGoldenFiles(written);
  expect(Buffer.compare(readFileSync(join(written, name)), readFileSync(join(folder, name)))).toBe(0);
});

test.skipIf(process.versions["zstd"] !== "1.5.7")(
  "the writer still writes text-v1.zst byte for byte (skipped where Node has another zstd than 1.5.7)",
  () => {
    const written = temporaryFolder();
    writeGoldenFiles(written);
    expect(
      Buffer.compare(readFileSync(join(written, "text-v1.zst")), readFileSync(join(folder, "text-v1.zst"))),
    ).toBe(0);
  },
);

import { openIndex, readFromFiles } from "@yurai/fingerprint";
import { ImageIndex, queryImage } from "@yurai/fingerprint/images";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { readFolder, startRun, type RunSummary } from "../src/index.ts";
import { copyOf, drawnPicture as picture, drawnSvg } from "./drawn-picture.ts";
import { temporaryHome, type TemporaryHome } from "./temporary-home.ts";

async function folderOfPictures(home: TemporaryHome): Promise<string> {
  const folder = join(home.home, "..", "photos");
  mkdirSync(folder);
  writeFileSync(join(folder, "a.png"), await picture(1));
  writeFileSync(
    join(folder, "b.jpg"),
    await sharp(await picture(2))
      .jpeg()
      .toBuffer(),
  );
  writeFileSync(join(folder, "cut.png"), (await picture(3)).subarray(0, 900));
  writeFileSync(join(folder, "notes.txt"), "What is in the pictures.");
  return folder;
}

async function trackFolder(home: TemporaryHome, folder: string): Promise<RunSummary> {
  const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train", name: "one" });
  const reading = {
    baseFolder: folder,
    onGap: (gap: Parameters<typeof run.gap>[0]) => run.gap({ ...gap, source: "photos" }),
  };
  const files = readFolder(folder, { ...reading, read: "text-and-images" });
  const tracked = run.track(files, {
    source: "photos",
    text: (row) => row.value,
    image: (row) => row.image,
    locator: (row) => row.locator,
  });
  for await (const row of tracked) expect(row.locator.kind).toBe("file");
  return run.end();
}

test("pictures of a folder are records with text beside them, one that is broken too, and it is a gap", async () => {
  await using home = await temporaryHome();
  const folder = await folderOfPictures(home);
  const summary = await trackFolder(home, folder);
  expect(summary.sources[0]).toMatchObject({ source: "photos", records: 4 });
  expect(summary.gaps.filter(({ code }) => code === "image-damaged")).toMatchObject([
    { kind: "image-not-read", count: 1, where: { path: "cut.png" } },
  ]);
  using index = await openIndex(home.home);
  const pictures = new ImageIndex(index.segments);
  expect(pictures.count).toBe(2);
  const copy = await sharp(await picture(2))
    .flop()
    .resize(380)
    .jpeg({ quality: 60 })
    .toBuffer();
  const { matches } = await pictures.search(await queryImage(copy));
  expect(matches.map(({ row }) => row.facts.locator)).toMatchObject([{ kind: "file", path: "b.jpg" }]);
});

test("pictures that were read are not read again by the same run", async () => {
  await using home = await temporaryHome();
  const folder = await folderOfPictures(home);
  await trackFolder(home, folder);
  const again = await trackFolder(home, folder);
  expect(again.alreadyRead).toBe(4);
  using index = await openIndex(home.home);
  expect(new ImageIndex(index.segments).count).toBe(2);
});

test("without an index pictures are counted and found by digest, and none is decoded", async () => {
  await using home = await temporaryHome();
  const folder = await folderOfPictures(home);
  const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train", index: "off" });
  const files = readFolder(folder, { onGap: () => undefined, baseFolder: folder, read: "images" });
  const tracked = run.track(files, {
    source: "photos",
    image: (row) => row.value,
    locator: (row) => row.locator,
  });
  const digests: string[] = [];
  for await (const { value } of tracked) digests.push(createHash("sha256").update(value).digest("hex"));
  const { sources, gaps } = await run.end();
  expect(sources[0]).toMatchObject({ records: 3, pictures: { records: 3, bytes: sources[0]!.bytes } });
  expect(gaps.filter(({ kind }) => kind.startsWith("image-"))).toEqual([]);
  using index = await openIndex(home.home);
  expect(new ImageIndex(index.segments).count).toBe(0);
  for (const digest of digests) expect((await index.lookup({ digest })).count).toBe(1);
});

/** A picture as another program would have saved it. */
const savedAs: Readonly<Record<string, (picture: Sharp) => Promise<Buffer>>> = {
  "animated.webp": (picture) => animated(picture, "webp"),
  "animated.gif": (picture) => animated(picture, "gif"),
  "cmyk.jpg": (picture) => picture.toColourspace("cmyk").jpeg().toBuffer(),
  "deep.png": (picture) => picture.toColourspace("rgb16").png().toBuffer(),
  "turned.jpg": async (picture) =>
    sharp(await picture.rotate(-90).toBuffer())
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer(),
  "see-through.png": (picture) => picture.ensureAlpha(0.9).png().toBuffer(),
  "grey.tiff": (picture) => picture.greyscale().tiff({ compression: "lzw" }).toBuffer(),
  "small.avif": (picture) => picture.resize(480).avif({ effort: 0 }).toBuffer(),
};

async function animated(picture: Sharp, format: "webp" | "gif"): Promise<Buffer> {
  const first = await picture.resize(300, 200).png().toBuffer();
  const second = await sharp(first).negate().png().toBuffer();
  const both = sharp([first, second], { join: { animated: true } });
  return format === "gif" ? both.gif().toBuffer() : both.webp().toBuffer();
}

test("pictures are found as they look: animated, in CMYK, of 16 bits, turned by EXIF, with transparency, in SVG and AVIF", async () => {
  await using home = await temporaryHome();
  const folder = join(home.folder, "formats");
  mkdirSync(folder);
  const names = Object.keys(savedAs);
  for (const [i, name] of names.entries())
    writeFileSync(join(folder, name), await savedAs[name]!(sharp(await picture(50 + i))));
  writeFileSync(join(folder, "drawn.svg"), drawnSvg(70));
  writeFileSync(join(folder, "huge.svg"), drawnSvg(71).replace('width="600"', 'width="600000"'));
  writeFileSync(join(folder, "broken.svg"), drawnSvg(72).slice(0, 2_000));
  writeFileSync(
    join(folder, "outside.svg"),
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><image href="file:///etc/hostname" width="90" height="90"/></svg>',
  );
  const summary = await trackFolder(home, folder);
  const codes = summary.gaps.filter(({ kind }) => !kind.startsWith("source-"));
  expect(codes.map(({ kind, code, where }) => [kind, code ?? null, where?.path])).toEqual([
    ["image-not-read", "image-damaged", "broken.svg"],
    ["image-not-read", "image-too-large", "huge.svg"],
    // What it would draw from outside is not drawn, so nothing is in it.
    ["image-not-comparable", null, "outside.svg"],
  ]);
  using index = await openIndex(home.home, { readText: [readFromFiles({ baseFolder: folder })] });
  const pictures = new ImageIndex(index.segments);
  expect(pictures.count).toBe(names.length + 2);
  for (const [i, name] of [...names.entries(), [20, "drawn.svg"] as const]) {
    const [match] = (await pictures.search(await queryImage(await copyOf(50 + i)))).matches;
    expect(match).toMatchObject({ band: "near-copy", row: { facts: { locator: { path: name } } } });
  }
  // An SVG is text as well, in the same record, broken or not.
  const { matches } = await index.query(drawnSvg(70).slice(0, 900));
  const paths = matches
    .map(({ row }) => row.facts.locator)
    .flatMap((one) => ("path" in one ? [one.path] : []));
  expect(paths).toEqual(expect.arrayContaining(["drawn.svg", "broken.svg"]));
});

import { openIndex } from "@yurai/fingerprint";
import { ImageIndex, queryImage } from "@yurai/fingerprint/images";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { readFolder, startRun, type RunSummary } from "../src/index.ts";
import { drawnPicture as picture } from "./drawn-picture.ts";
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
  for (const read of ["text-beside-images", "images"] as const) {
    const files = readFolder(folder, { ...reading, read });
    const content =
      read === "images"
        ? { image: (row: { readonly value: Uint8Array }) => row.value }
        : { text: (row: { readonly value: Uint8Array }) => row.value };
    const tracked = run.track(files, { source: "photos", locator: (row) => row.locator, ...content });
    for await (const row of tracked) expect(row.value.byteLength).toBeGreaterThan(0);
  }
  return run.end();
}

test("pictures of a folder are records with text beside them, one that is broken too, and it is a gap", async () => {
  await using home = await temporaryHome();
  const folder = await folderOfPictures(home);
  const summary = await trackFolder(home, folder);
  expect(summary.sources[0]).toMatchObject({ source: "photos", records: 4 });
  expect(summary.gaps.filter(({ code }) => code === "image-damaged")).toMatchObject([
    { kind: "failed-row", count: 1, where: { path: "cut.png" } },
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

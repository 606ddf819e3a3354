// Pictures through the real command line: tracked from a folder, checked as files and as a folder.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeProject, type TestProject } from "./cli.ts";
import { drawing } from "./drawing.ts";

interface JsonVerdict {
  readonly id: string;
  readonly action: string;
  readonly findings: readonly {
    readonly kind: string;
    readonly provenance?: { readonly source: string; readonly locator: { readonly path: string } };
  }[];
}

let project: TestProject;
beforeAll(async () => {
  project = makeProject({ keep: true });
  for (const folder of ["photos", "made", "made/more"]) mkdirSync(project.path(folder));
  for (const number of [1, 2, 3]) writeFileSync(project.path(`photos/${number}.png`), await drawing(number));
  expect(await project.call(["init", "--model", "kaede-1b", "--region", "JP"])).toMatchObject({
    exitCode: 0,
  });
  const ended = await project.call(["track", "photos", "--source", "pictures", "--origin", "licensed"]);
  expect(ended).toMatchObject({ exitCode: 0 });
  const copy = sharp(await drawing(2)).extract({ left: 90, top: 40, width: 500, height: 360 });
  writeFileSync(project.path("made/cut.jpg"), await copy.flop().jpeg({ quality: 70 }).toBuffer());
  writeFileSync(project.path("made/more/new.png"), await drawing(9));
  writeFileSync(project.path("made/more/broken.png"), (await drawing(3)).subarray(0, 700));
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

test("a folder of pictures: the copy is found with its source, the new one passes, the broken one is incomplete", async () => {
  const verdicts = (await project.json(["check", "made"])) as readonly JsonVerdict[];
  expect(verdicts.map(({ id, action }) => [id, action])).toEqual([
    ["cut.jpg", "review"],
    ["more/broken.png", "incomplete"],
    ["more/new.png", "pass"],
  ]);
  expect(verdicts[0]!.findings).toMatchObject([
    { kind: "image", band: "near-copy", provenance: { source: "pictures" } },
  ]);
});

test("one picture by its file, in Japanese", async () => {
  const ended = await project.call(["check", "made/cut.jpg", "--lang", "ja"]);
  expect(ended.exitCode).toBe(1);
  expect(ended.stdout).toContain("近似複製");
  expect(ended.stdout).toContain("左右反転");
  expect(ended.stdout).toContain("顔");
});

test("an inquiry about pictures: the file itself is included, its cut copy similar, another not found, a broken one undetermined", async () => {
  project.write("request.yaml", "format: yurai-request\nversion: 1\nreference: R-1\n");
  const files = ["photos/2.png", "made/cut.jpg", "made/more/new.png", "made/more/broken.png"];
  const [inquiry] = (await project.json([
    "answer",
    "image",
    ...files,
    "--request",
    "request.yaml",
  ])) as readonly {
    readonly targets: readonly {
      readonly answer: string;
      readonly matches: readonly { readonly source: string }[];
    }[];
  }[];
  expect(inquiry?.targets.map(({ answer }) => answer)).toEqual([
    "included",
    "similar",
    "not-found",
    "cannot-determine",
  ]);
  expect(inquiry?.targets[1]?.matches[0]?.source).toBe("pictures");
});

test("what a picture of a folder says of training itself is recorded with it, and shown", async () => {
  const marked = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><r xmlns:p="http://ns.useplus.org/ldf/xmp/1.0/" p:DataMining="DMI-PROHIBITED-AIMLTRAINING"/></x:xmpmeta>`;
  mkdirSync(project.path("marked"));
  const picture = sharp(await drawing(5)).withXmp(marked);
  writeFileSync(project.path("marked/1.jpg"), await picture.jpeg().toBuffer());
  const ended = await project.call(["track", "marked", "--source", "marked", "--origin", "licensed"]);
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(await project.json(["show", "source", "marked"])).toMatchObject([
    { records: 1, optedOutRecords: 1 },
  ]);
});

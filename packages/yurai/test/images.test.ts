// Pictures through the real command line: tracked from a folder, checked as files and as a folder.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { open } from "../src/index.ts";
import { makeProject, type TestProject } from "./cli.ts";
import { drawing } from "./drawing.ts";

interface JsonVerdict {
  readonly id: string;
  readonly action: string;
  readonly coverage: { readonly notChecked: readonly object[] };
  readonly findings: readonly {
    readonly kind: string;
    readonly reason?: string;
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
    { kind: "terms" },
  ]);
});

test("a folder of everything: pictures by their bytes, texts, rows by their ids; what can't be read is named, none is passed over", async () => {
  mkdirSync(project.path("mixed/rows"), { recursive: true });
  mkdirSync(project.path("mixed/.hidden"));
  project.write("mixed/.hidden/a.txt", "nobody looks here");
  project.write("mixed/note.txt", "A note of the house that stands nowhere else.");
  project.write("mixed/text.png", "a text that is called a picture");
  project.write("mixed/rows/made.jsonl", '{"id":"x","text":"row one"}\n{"text":"row two"}\n');
  writeFileSync(project.path("mixed/picture.txt"), await drawing(1));
  writeFileSync(project.path("mixed/empty.png"), "");
  writeFileSync(
    project.path("mixed/photo.heic"),
    Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"),
  );
  writeFileSync(project.path("mixed/clip.mp4"), Buffer.from("\0\0\0\x18ftypisom\0\0\0\0mp41isom", "latin1"));
  writeFileSync(project.path("mixed/data.bin"), Buffer.from([0, 1, 2, 0]));
  const flat = sharp({ create: { width: 400, height: 300, channels: 3, background: "#fff" } });
  writeFileSync(project.path("mixed/flat.png"), await flat.png().toBuffer());
  const ended = await project.call(["check", "mixed", "--json"]);
  expect(ended.exitCode).toBe(2);
  expect(ended.stderr).toContain("data.bin");
  const verdicts = ended.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as JsonVerdict);
  expect(verdicts.map(({ id, action }) => [id, action])).toEqual([
    ["clip.mp4", "incomplete"],
    ["empty.png", "incomplete"],
    ["flat.png", "incomplete"],
    ["note.txt", "pass"],
    ["photo.heic", "incomplete"],
    ["picture.txt", "review"],
    ["rows/made.jsonl#x", "pass"],
    ["rows/made.jsonl#2", "pass"],
    ["text.png", "incomplete"],
  ]);
  const codes = verdicts.flatMap(({ findings }) => findings.flatMap(({ reason = [] }) => reason));
  expect(codes).toEqual(["image-unsupported", "image-unsupported", "image-unsupported"]);
  expect(ended.stderr).toContain("image-unsupported (no");
});

test("an animation of which only the first frame is looked at is incomplete, and an index without pictures finds nothing", async () => {
  const frames = await Promise.all([7, 8].map((number) => drawing(number)));
  const animated = sharp(frames, { join: { animated: true } });
  writeFileSync(project.path("moving.gif"), await animated.gif().toBuffer());
  const [verdict] = (await project.json(["check", "moving.gif"])) as readonly JsonVerdict[];
  expect(verdict).toMatchObject({ id: "moving.gif", action: "incomplete" });
  expect(verdict!.coverage.notChecked).toContainEqual({
    check: "image",
    reason: "other-frames",
    required: true,
  });
  const other = makeProject({ keep: true });
  try {
    await other.call(["init", "--model", "kaede-1b", "--region", "JP"]);
    other.write("a.jsonl", '{"text":"only words are here"}\n');
    await other.call(["track", "a.jsonl", "--source", "words"]);
    writeFileSync(other.path("new.png"), await drawing(4));
    const [alone] = (await other.json(["check", "new.png"])) as readonly JsonVerdict[];
    expect(alone).toMatchObject({ action: "incomplete" });
    expect(alone!.coverage.notChecked).toContainEqual({
      check: "image",
      reason: "without-images",
      required: true,
    });
  } finally {
    rmSync(other.folder, { recursive: true, force: true });
  }
});

test("a server asks about a picture by its bytes or its path, and about a text by itself", async () => {
  await using yurai = await open({ home: project.path(".yurai") });
  const bytes = readFileSync(project.path("made/cut.jpg"));
  const verdict = await yurai.check({ image: bytes, model: "kaede-1b" });
  expect(verdict).toMatchObject({ action: "review", stopped: true });
  expect(verdict.findings[0]?.explanation).toContain("near copy");
  const byPath = await yurai.check({ image: project.path("made/cut.jpg"), model: "kaede-1b" });
  expect(byPath.verdict.findings).toEqual(verdict.verdict.findings);
  expect((await yurai.check({ image: new Uint8Array(9) })).action).toBe("incomplete");
  expect((await yurai.check({})).action).toBe("incomplete");
  await expect(yurai.check({ text: "a", image: bytes })).rejects.toMatchObject({ code: "bad-usage" });
});

test("formats of code hosts name the file of each output of a folder, and the line of a row in it", async () => {
  mkdirSync(project.path("sent"));
  writeFileSync(project.path("sent/a#b.png"), await drawing(1));
  project.write("sent/rows.jsonl", '{"text":"plain"}\n{"text":"マイナンバーは621498320257です。"}\n');
  const ended = await project.call(["check", "sent/", "--github"]);
  expect(ended.stdout).toMatch(/^::error file=sent\/a#b\.png,title/m);
  expect(ended.stdout).toMatch(/^::error file=sent\/rows\.jsonl,line=2,title/m);
});

test("--show-images puts both pictures into the HTML file and says so; without it there is none, and a changed record is said to be", async () => {
  await project.call(["check", "made/cut.jpg", "--html", "plain.html"]);
  expect(project.read("plain.html")).not.toContain("data:image");
  expect(project.read("plain.html")).toContain("--show-images");
  await project.call(["check", "made", "--html", "shown.html", "--show-images"]);
  const shown = project.read("shown.html");
  expect(shown.match(/data:image\/webp;base64,[A-Za-z0-9+/]{400}/g)).toHaveLength(2);
  expect(shown).toContain("holds 2 small pictures");
  expect(shown).not.toContain("check again with --show-images");
  const original = readFileSync(project.path("photos/2.png"));
  writeFileSync(project.path("photos/2.png"), await drawing(8));
  await project.call(["check", "made/cut.jpg", "--html", "changed.html", "--show-images"]);
  rmSync(project.path("photos/2.png"));
  await project.call(["check", "made/cut.jpg", "--html", "gone.html", "--show-images"]);
  writeFileSync(project.path("photos/2.png"), original);
  // A merged segment keeps records under their first ids.
  mkdirSync(project.path("extra"));
  writeFileSync(project.path("extra/6.png"), await drawing(6));
  await project.call(["track", "extra", "--source", "more", "--origin", "own"]);
  await project.call(["compact"]);
  await project.call(["check", "made/cut.jpg", "--html", "merged.html", "--show-images"]);
  expect(project.read("merged.html")).toContain("holds 2 small pictures");
  expect(project.read("changed.html")).toContain("not shown: its file has changed since");
  expect(project.read("gone.html")).toContain("not shown: its file is not there");
  expect(await project.call(["check", "made", "--show-images"])).toMatchObject({ exitCode: 2 });
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

test("a picture that says a model made it is shown as detected beside what is declared, is a gap, and can be screened out", async () => {
  const type = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
  const packet = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><r xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" i:DigitalSourceType="${type}"/></x:xmpmeta>`;
  mkdirSync(project.path("agency"));
  writeFileSync(
    project.path("agency/made.jpg"),
    await sharp(await drawing(6))
      .withXmp(packet)
      .jpeg()
      .toBuffer(),
  );
  writeFileSync(project.path("agency/taken.png"), await drawing(7));
  const ended = await project.call(["track", "agency", "--source", "agency", "--origin", "licensed"]);
  expect(ended.stdout).toContain("1 picture marked as made by a model, in a source declared otherwise");
  const status = await project.call(["status", "--lang", "ja"]);
  expect(status.stdout).toContain("生成物の表示があるが、ソースの宣言は異なる画像");
  const digest = createHash("sha256")
    .update(readFileSync(project.path("agency/made.jpg")))
    .digest("hex");
  const [found] = (await project.json(["lookup", "digest", digest])) as readonly {
    readonly found: readonly { readonly record: string }[];
  }[];
  const shown = await project.call(["show", "record", found!.found[0]!.record]);
  expect(shown.stdout).toMatch(/licensed[^]*its file says that a model made it \(detected, not verified/);
  expect(shown.stdout.replaceAll(/\s+/g, "")).toContain(`inthefile(XMP):DigitalSourceType=${type}`);
  const screened = await project.call([
    "screen",
    "agency",
    "--source",
    "agency",
    "--drop",
    "synthetic",
    "--out",
    "clean",
  ]);
  expect(screened).toMatchObject({ exitCode: 0 });
  expect([
    existsSync(project.path("clean/kept/taken.png")),
    existsSync(project.path("clean/kept/made.jpg")),
  ]).toEqual([true, false]);
});

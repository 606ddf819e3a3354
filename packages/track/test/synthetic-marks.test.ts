import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { readFolder, startRun } from "../src/index.ts";
import { imageMetadata } from "../src/image-metadata/image-metadata.ts";
import { drawnPicture } from "./drawn-picture.ts";
import { fuzzRuns } from "./fuzz-runs.ts";
import { temporaryHome } from "./temporary-home.ts";

const vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/";
const trained = `${vocabulary}trainedAlgorithmicMedia`;
const packetOf = (properties: string): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">${properties}</rdf:Description></rdf:RDF></x:xmpmeta>`;
const marked = packetOf(
  `<Iptc4xmpExt:DigitalSourceType>${trained}</Iptc4xmpExt:DigitalSourceType><plus:DataMining>DMI-PROHIBITED</plus:DataMining>`,
);
const xmpMark = {
  kind: "synthetic-mark",
  value: `DigitalSourceType=${trained}`,
  training: "unknown",
  part: "xmp",
};

/** The marks of a file, as part and value. */
const marks = (file: Uint8Array): readonly string[] =>
  (imageMetadata(file)?.signals ?? [])
    .filter(({ kind }) => kind === "synthetic-mark")
    .map(({ part, value }) => `${part}: ${value}`);

function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, Buffer.from(type), content, Buffer.alloc(4)]);
}

/** A PNG with further chunks behind its header. */
async function pngWith(...chunks: Buffer[]): Promise<Buffer> {
  const png = await drawnPicture(1);
  return Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);
}

function gifWith(...extensions: Buffer[]): Buffer {
  const head = Buffer.from("474946383961010001008000000000000000ff", "hex");
  const image = Buffer.from("2c000000000100010000020144003b", "hex");
  return Buffer.concat([head, ...extensions, image]);
}

const hex = (text: string): string => Buffer.from(text).toString("hex");

/** A JUMBF box; and one with a label and boxes in it. */
function box(type: string, ...content: Buffer[]): Buffer {
  const whole = Buffer.concat(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(whole.length + 8);
  return Buffer.concat([length, Buffer.from(type), whole]);
}
const superBox = (label: string, ...content: Buffer[]): Buffer =>
  box("jumb", box("jumd", Buffer.alloc(16), Buffer.from([3]), Buffer.from(`${label}\0`)), ...content);

function storeWith(label: string, value: unknown): Buffer {
  const assertions = superBox(
    "c2pa.assertions",
    superBox(label, box("json", Buffer.from(JSON.stringify(value)))),
  );
  return superBox("c2pa", superBox("urn:uuid:1", assertions));
}

const svgOf = (properties: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><metadata>${packetOf(properties)}</metadata></svg>`);

describe("a mark that a model made the picture is read", () => {
  test("from the XMP of files that sharp writes, with the opt-out beside it", async () => {
    const picture = sharp(await drawnPicture(2))
      .resize(120)
      .withXmp(marked);
    for (const format of ["jpeg", "png", "webp", "tiff", "avif"] as const) {
      const found = imageMetadata(await picture.toFormat(format).toBuffer());
      expect(found).toMatchObject({ format: format === "avif" ? "heif" : format, problems: [] });
      expect(found!.signals).toEqual([
        { kind: "plus", value: "DMI-PROHIBITED", training: "no", part: "xmp" },
        xmpMark,
      ]);
    }
  });

  test("from compressed texts of PNG, and from the profiles of hexadecimal digits that ImageMagick writes", async () => {
    const packed = chunk(
      "iTXt",
      Buffer.concat([Buffer.from("XML:com.adobe.xmp\0\x01\0\0\0"), deflateSync(marked)]),
    );
    expect(marks(await pngWith(packed))).toEqual([`xmp: DigitalSourceType=${trained}`]);
    const profile = `\nxmp\n${marked.length}\n${hex(marked).replaceAll(/.{72}/g, "$&\n")}\n`;
    const raw = chunk("zTXt", Buffer.concat([Buffer.from("Raw profile type xmp\0\0"), deflateSync(profile)]));
    expect(marks(await pngWith(raw))).toEqual([`xmp: DigitalSourceType=${trained}`]);
  });

  test("from GIF and SVG", () => {
    const magic = Buffer.from([1, ...Array.from({ length: 256 }, (_, i) => 255 - i), 0]);
    const extension = Buffer.concat([
      Buffer.from("21ff0b", "hex"),
      Buffer.from("XMP DataXMP"),
      Buffer.from(marked),
      magic,
    ]);
    expect(marks(gifWith(extension))).toEqual([`xmp: DigitalSourceType=${trained}`]);
    expect(imageMetadata(gifWith())).toMatchObject({ format: "gif", signals: [], problems: [] });
    const svg = `<svg xmlns="http://www.w3.org/2000/svg"><metadata>${marked}</metadata></svg>`;
    expect(marks(Buffer.from(svg))).toEqual([`xmp: DigitalSourceType=${trained}`]);
  });

  test("from actions and metadata of a C2PA manifest, in PNG, GIF and AVIF", async () => {
    const action = { action: "c2pa.created", digitalSourceType: trained };
    const store = storeWith("c2pa.actions.v2", { actions: [action, { action: "c2pa.edited" }] });
    const expected = [`c2pa: c2pa.created digitalSourceType=${trained}`];
    expect(marks(await pngWith(chunk("caBX", store)))).toEqual(expected);
    const blocks: Buffer[] = [];
    for (let at = 0; at < store.length; at += 255) {
      const part = store.subarray(at, at + 255);
      blocks.push(Buffer.from([part.length]), part);
    }
    const extension = [
      Buffer.from("21ff0b", "hex"),
      Buffer.from("C2PA_GIF\x01\0\0"),
      ...blocks,
      Buffer.from([0]),
    ];
    expect(marks(gifWith(Buffer.concat(extension)))).toEqual(expected);
    const avif = await sharp(await drawnPicture(3))
      .resize(64)
      .avif()
      .toBuffer();
    const id = Buffer.from("d8fec3d61b0e483c92975828877ec481", "hex");
    const uuid = box("uuid", id, Buffer.alloc(4), Buffer.from("manifest\0"), Buffer.alloc(8), store);
    expect(marks(Buffer.concat([avif, uuid]))).toEqual(expected);
    const metadata = storeWith("stds.iptc", { "Iptc4xmpExt:DigitalSourceType": trained });
    expect(marks(await pngWith(chunk("caBX", metadata)))).toEqual([
      `c2pa: Iptc4xmpExt:DigitalSourceType=${trained}`,
    ]);
  });

  test("from what generators write, by the name of the field: prompts may speak of people", async () => {
    const parameters =
      "山田太郎の肖像\nNegative prompt: x\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1";
    const png = await pngWith(chunk("tEXt", Buffer.from(`parameters\0${parameters}`)));
    expect(marks(png)).toEqual(["png-text: parameters"]);
    const workflow = JSON.stringify({ 3: { class_type: "KSampler", inputs: {} } });
    expect(marks(await pngWith(chunk("tEXt", Buffer.from(`prompt\0${workflow}`))))).toEqual([
      "png-text: prompt",
    ]);
    const jpeg = sharp(await drawnPicture(4)).jpeg();
    const signed = await jpeg
      .withExif({ IFD0: { Software: "NovelAI by 山田" }, IFD2: { UserComment: parameters } })
      .toBuffer();
    expect(marks(signed)).toEqual(["exif: Software=NovelAI", "exif: UserComment"]);
    expect(JSON.stringify(imageMetadata(signed)!.signals)).not.toContain("山田");
  });

  test("from IPTC's name of the system and the label of GB 45438", () => {
    expect(marks(svgOf("<Iptc4xmpExt:AISystemUsed>Kaede 2</Iptc4xmpExt:AISystemUsed>"))).toEqual([
      "xmp: AISystemUsed=Kaede 2",
    ]);
    expect(marks(svgOf('<TC260:AIGC>{"Label":"1","ContentProducer":"somebody"}</TC260:AIGC>'))).toEqual([
      "xmp: AIGC Label=1",
    ]);
  });

  test.each(["digitalCapture", "digitalCreation", "algorithmicallyEnhanced", "humanEdits", "negativeFilm"])(
    "and not from the source type %s",
    (term) => {
      const packet = packetOf(
        `<Iptc4xmpExt:DigitalSourceType>${vocabulary}${term}</Iptc4xmpExt:DigitalSourceType>`,
      );
      expect(marks(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${packet}</svg>`))).toEqual([]);
    },
  );

  test("and not from photographs, editors and words that only look alike", async () => {
    const picture = sharp(await drawnPicture(5)).jpeg();
    const photo = await picture
      .withExif({ IFD0: { Software: "Adobe Photoshop 26.0", Artist: "Dalle Molle" } })
      .toBuffer();
    expect(marks(photo)).toEqual([]);
    expect(marks(await pngWith(chunk("tEXt", Buffer.from("Comment\0Steps: we took 20 of them"))))).toEqual(
      [],
    );
  });
});

test("a file of any format with bytes changed or cut is read without a throw", async () => {
  const picture = sharp(await drawnPicture(6))
    .resize(48)
    .withXmp(marked)
    .withExif({ IFD0: { Software: "NovelAI" } });
  const files: Uint8Array[] = await Promise.all(
    (["tiff", "avif", "png", "webp", "jpeg"] as const).map((format) => picture.toFormat(format).toBuffer()),
  );
  files.push(
    gifWith(
      Buffer.concat([
        Buffer.from("21ff0b", "hex"),
        Buffer.from("XMP DataXMP"),
        Buffer.from(marked),
        Buffer.alloc(258),
      ]),
    ),
  );
  const change = fc.record({
    file: fc.nat(files.length - 1),
    // Heads of formats lie in front, where a change leads furthest.
    at: fc.oneof(fc.nat(400), fc.nat(8_000)),
    bytes: fc.uint8Array({ maxLength: 8 }),
    cut: fc.option(fc.nat(8_000)),
  });
  fc.assert(
    fc.property(change, ({ file, at, bytes, cut }) => {
      const changed = Buffer.from(files[file]!);
      changed.set(
        bytes.subarray(0, Math.max(changed.length - at, 0)),
        Math.min(at, Math.max(0, changed.length - bytes.length)),
      );
      const found = imageMetadata(changed.subarray(0, cut ?? undefined));
      expect(JSON.stringify(found ?? null).length).toBeLessThan(100_000);
    }),
    { numRuns: fuzzRuns(4_000) },
  );
});

test("a marked picture in a source that is declared otherwise is a gap; in a synthetic one it is none; neither changes the class", async () => {
  await using home = await temporaryHome();
  const folder = join(home.folder, "photos");
  mkdirSync(folder);
  writeFileSync(
    join(folder, "made.jpg"),
    await sharp(await drawnPicture(7))
      .withXmp(marked)
      .jpeg()
      .toBuffer(),
  );
  writeFileSync(join(folder, "taken.png"), await drawnPicture(8));
  const run = await startRun({
    home: home.home,
    ledger: home.ledger,
    purpose: "train",
    sources: [
      { source: { name: "agency", origin: "licensed" } },
      { source: { name: "made", origin: "synthetic" } },
    ],
  });
  for (const source of ["agency", "made", "undeclared"]) {
    const files = readFolder(folder, { onGap: () => undefined, baseFolder: folder, read: "images" });
    const tracked = run.track(files, { source, image: (row) => row.value, locator: (row) => row.locator });
    for await (const row of tracked) expect(row.value.byteLength).toBeGreaterThan(0);
  }
  const summary = await run.end();
  expect(summary.gaps.filter(({ kind }) => kind === "marked-synthetic")).toMatchObject([
    { source: "agency", count: 1, where: { path: "made.jpg" } },
  ]);
  for (const { optedOutRecords, signals } of summary.sources) {
    expect(optedOutRecords).toBe(1);
    expect(signals).toContainEqual({ kind: "synthetic-mark", training: "unknown", records: 1 });
  }
  const sources = await home.ledger.sources(["agency"]);
  expect(sources[0]!.source!.fact).toEqual({ name: "agency", origin: "licensed" });
});

import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fuzzRuns } from "./fuzz-runs.ts";
import { decodeCbor } from "../src/image-metadata/cbor.ts";
import { imageMetadata } from "../src/image-metadata/image-metadata.ts";

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const prohibited = "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING";
const packet = Buffer.from(
  `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:cc="http://creativecommons.org/ns#" xmlns:tdm="http://www.w3.org/ns/tdmrep/" tdm:reservation="1" tdm:policy="https://h.example/p">
<plus:DataMining>${prohibited}</plus:DataMining>
<dc:rights><rdf:Alt><rdf:li xml:lang="ja">© 写真家 &amp; 社</rdf:li><rdf:li xml:lang="en">© A</rdf:li></rdf:Alt></dc:rights>
<cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
);
const said = [
  { kind: "plus", value: prohibited, training: "no", part: "xmp" },
  { kind: "tdmrep", value: "1", training: "no", policy: "https://h.example/p", part: "xmp" },
];

/** A JUMBF box. */
const box = (type: string, ...content: Buffer[]): Buffer => {
  const whole = Buffer.concat(content);
  return Buffer.concat([u32(whole.length + 8), latin1(type), whole]);
};
const superBox = (label: string, ...content: Buffer[]): Buffer =>
  box("jumb", box("jumd", Buffer.alloc(16), Buffer.from([3]), latin1(`${label}\0`)), ...content);
const head = (major: number, size: number): Buffer =>
  size < 24 ? Buffer.from([(major << 5) | size]) : Buffer.from([(major << 5) | 24, size]);
/** CBOR of maps and texts. */
function cbor(value: string | Readonly<Record<string, unknown>>): Buffer {
  if (typeof value === "string") return Buffer.concat([head(3, value.length), latin1(value)]);
  const entries = Object.entries(value) as [string, string][];
  return Buffer.concat([
    head(5, entries.length),
    ...entries.flatMap(([key, item]) => [cbor(key), cbor(item)]),
  ]);
}
const mining = (use: string): Buffer =>
  superBox(
    "c2pa.assertions",
    superBox(
      "cawg.training-mining",
      box(
        "cbor",
        cbor({
          entries: { "cawg.ai_generative_training": { use }, "cawg.data_mining": { use: "allowed" } },
        }),
      ),
    ),
  );
const store = superBox(
  "c2pa",
  superBox("urn:uuid:1", mining("allowed")),
  superBox("urn:uuid:2", mining("notAllowed")),
);
const saidByStore = [
  { kind: "c2pa", value: "cawg.ai_generative_training=notAllowed", training: "no", part: "c2pa" },
  { kind: "c2pa", value: "cawg.data_mining=allowed", training: "unknown", part: "c2pa" },
];

const segment = (marker: number, ...content: Buffer[]): Buffer => {
  const whole = Buffer.concat(content);
  return Buffer.concat([Buffer.from([0xff, marker]), u16(whole.length + 2), whole]);
};
const dataset = (record: number, number: number, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x1c, record, number]), u16(value.length), value]);

function jpeg(): Buffer {
  const iptc = Buffer.concat([
    dataset(1, 90, Buffer.from([0x1b, 0x25, 0x47])),
    dataset(2, 116, Buffer.from("© 写真社")),
    dataset(2, 80, Buffer.from("山田")),
  ]);
  const resource = Buffer.concat([
    latin1("8BIM"),
    u16(0x0404),
    Buffer.alloc(2),
    u32(iptc.length),
    iptc,
    Buffer.alloc(iptc.length % 2),
  ]);
  // Two pieces, stored in the wrong order; every piece repeats the box's header.
  const cut = 100;
  const piece = (number: number, content: Buffer): Buffer =>
    segment(0xeb, latin1("JP"), u16(1), u32(number), content);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, latin1("JFIF\0")),
    segment(0xe1, latin1("http://ns.adobe.com/xap/1.0/\0"), packet),
    segment(0xed, latin1("Photoshop 3.0\0"), resource),
    piece(2, Buffer.concat([store.subarray(0, 8), store.subarray(cut)])),
    piece(1, store.subarray(0, cut)),
    Buffer.from([0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]),
  ]);
}

const chunk = (type: string, content: Buffer): Buffer =>
  Buffer.concat([u32(content.length), latin1(type), content, Buffer.alloc(4)]);
function png(isPacked: boolean): Buffer {
  const text = isPacked ? deflateSync(packet) : packet;
  const keyword = Buffer.concat([latin1("XML:com.adobe.xmp\0"), Buffer.from([isPacked ? 1 : 0, 0, 0, 0])]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("iTXt", Buffer.concat([keyword, text])),
    chunk("caBX", store),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function webp(): Buffer {
  const riff = (type: string, content: Buffer): Buffer => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(content.length);
    return Buffer.concat([latin1(type), size, content, Buffer.alloc(content.length % 2)]);
  };
  const chunks = Buffer.concat([riff("VP8X", Buffer.alloc(10)), riff("XMP ", packet), riff("C2PA", store)]);
  return riff("RIFF", Buffer.concat([latin1("WEBP"), chunks]));
}

const constrained = (more: string): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(
      0xe1,
      latin1("http://ns.adobe.com/xap/1.0/\0"),
      Buffer.from(
        `<r xmlns:p="http://ns.useplus.org/ldf/xmp/1.0/" p:DataMining="DMI-PROHIBITED-SEECONSTRAINT"${more}/>`,
      ),
    ),
    Buffer.from([0xff, 0xd9]),
  ]);

describe("the metadata of an image", () => {
  test.each([
    ["JPEG, with a manifest in two pieces", jpeg()],
    ["PNG", png(false)],
    ["PNG, compressed", png(true)],
    ["WebP", webp()],
  ])("are read from %s", (_, bytes) => {
    const found = imageMetadata(bytes)!;
    expect(found.signals).toEqual([...said, ...saidByStore]);
    expect(found.xmp.licence).toBe("https://creativecommons.org/licenses/by/4.0/");
    expect(found.xmp.rights).toBe("© 写真家 & 社\n© A");
    expect(found.hasC2pa).toBe(true);
    expect(found.problems).toEqual([]);
  });

  test("hold IPTC fields in the charset that they name", () => {
    expect(imageMetadata(jpeg())!.iptc).toEqual({ copyrightNotice: "© 写真社", creator: "山田" });
  });

  test("that end early are told as far as they go, and as broken", () => {
    const whole = jpeg();
    const cut = imageMetadata(whole.subarray(0, whole.indexOf("8BIM")))!;
    expect(cut.signals).toEqual(said);
    expect(cut.problems).toEqual(["image-cut"]);
  });

  test("say no where a constraint is announced and missing", () => {
    expect(imageMetadata(constrained(""))!.signals[0]!.training).toBe("no");
    expect(imageMetadata(constrained(' p:OtherConstraints="ask"'))!.signals[0]!.training).toBe("conditions");
  });

  test("never expand entities", () => {
    const bomb = `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><r xmlns:p="http://ns.useplus.org/ldf/xmp/1.0/"><p:DataMining>&b;</p:DataMining></r>`;
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      segment(0xe1, latin1("http://ns.adobe.com/xap/1.0/\0"), Buffer.from(bomb)),
      Buffer.from([0xff, 0xd9]),
    ]);
    expect(imageMetadata(bytes)).toMatchObject({ signals: [], problems: ["xmp-broken"] });
  });

  test("of other formats are not read", () => {
    expect(imageMetadata(Buffer.from("BM a bitmap"))).toBeUndefined();
    expect(imageMetadata(new Uint8Array())).toBeUndefined();
  });
});

test("a file with any bytes changed, cut or repeated is read without a throw", () => {
  const files = [jpeg(), png(false), png(true), webp()];
  const change = fc.record({
    file: fc.nat(3),
    at: fc.nat(4_000),
    bytes: fc.uint8Array({ maxLength: 8 }),
    cut: fc.option(fc.nat(4_000)),
  });
  fc.assert(
    fc.property(change, ({ file, at, bytes, cut }) => {
      const changed = Buffer.from(files[file]!);
      changed.set(
        bytes.subarray(0, Math.max(changed.length - at, 0)),
        Math.min(at, changed.length - bytes.length),
      );
      const found = imageMetadata(changed.subarray(0, cut ?? undefined));
      expect(JSON.stringify(found ?? null).length).toBeLessThan(100_000);
    }),
    { numRuns: fuzzRuns(5_000) },
  );
});

test("any bytes are CBOR or not, without a throw or a deep stack", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(() => decodeCbor(bytes)).not.toThrow();
    }),
    { numRuns: fuzzRuns(5_000) },
  );
  expect(decodeCbor(new Uint8Array(1_000_000).fill(0x81))).toBeUndefined();
});

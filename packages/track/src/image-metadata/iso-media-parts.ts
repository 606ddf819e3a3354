/** Where AVIF and HEIF files keep XMP, EXIF and C2PA: boxes of ISO/IEC 14496-12, items of ISO/IEC 23008-12. */
import { maxParts, maxStoreBytes, maxXmpBytes, type ImageParts } from "./image-parts.ts";

interface Box {
  readonly type: string;
  readonly content: Buffer;
}

/** An item of the `meta` box: what it is, and which bytes of the file it has. */
interface Item {
  readonly kind: "xmp" | "exif";
  readonly number: number;
}

const c2paId = "d8fec3d61b0e483c92975828877ec481";
const xmpId = "be7acfcb97a942e89c71999491e3afac";
const maxItems = 1_000;
const maxExtents = 100;

/** Reads the boxes of an AVIF or HEIF file. */
export function readIsoMedia(bytes: Buffer): ImageParts {
  const { boxes, isWhole } = readBoxes(bytes);
  const named = (id: string): Buffer | undefined =>
    boxes.find(({ type, content }) => type === "uuid" && content.toString("hex", 0, 16) === id)?.content;
  const meta = boxes.find(({ type }) => type === "meta")?.content;
  // A full box: version and flags before what is in it.
  const items = meta === undefined ? [] : itemsIn(readBoxes(meta.subarray(4)).boxes, bytes);
  const packets = [
    named(xmpId)?.subarray(16),
    ...items.filter(({ kind }) => kind === "xmp").map(({ content }) => content),
  ];
  const xmp = packets.filter((packet) => packet !== undefined && packet.length <= maxXmpBytes) as Buffer[];
  const exif = items.find(({ kind }) => kind === "exif")?.content;
  const c2pa = storeIn(named(c2paId)?.subarray(16));
  return {
    format: "heif",
    xmp: xmp.slice(0, 10),
    // The offset of the TIFF header stands before it.
    ...(exif !== undefined && exif.length > 4 && { exif: exif.subarray(4 + exif.readUInt32BE(0)) }),
    ...(c2pa !== undefined && { c2pa }),
    isBroken: !isWhole,
  };
}

/** Version and flags, purpose up to a zero, the offset of the first Merkle box, the store. */
function storeIn(content: Buffer | undefined): Uint8Array | undefined {
  if (content === undefined) return undefined;
  const end = content.indexOf(0, 4);
  if (end < 0 || content.toString("latin1", 4, end) !== "manifest") return undefined;
  const store = content.subarray(end + 9);
  return store.length > 0 && store.length <= maxStoreBytes ? store : undefined;
}

function readBoxes(bytes: Buffer): { readonly boxes: readonly Box[]; readonly isWhole: boolean } {
  const boxes: Box[] = [];
  let at = 0;
  while (at + 8 <= bytes.length && boxes.length < maxParts) {
    const short = bytes.readUInt32BE(at);
    const head = short === 1 ? 16 : 8;
    if (at + head > bytes.length) break;
    const long = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short;
    const length = long === 0 ? bytes.length - at : long;
    if (length < head || length > bytes.length - at) break;
    boxes.push({
      type: bytes.toString("latin1", at + 4, at + 8),
      content: bytes.subarray(at + head, at + length),
    });
    at += length;
  }
  return { boxes, isWhole: at === bytes.length };
}

function itemsIn(
  boxes: readonly Box[],
  file: Buffer,
): readonly { readonly kind: Item["kind"]; readonly content: Buffer }[] {
  const infos = boxes.find(({ type }) => type === "iinf")?.content;
  const places = boxes.find(({ type }) => type === "iloc")?.content;
  if (infos === undefined || places === undefined) return [];
  const data = boxes.find(({ type }) => type === "idat")?.content ?? Buffer.alloc(0);
  const wanted = infosIn(infos);
  try {
    const contents = contentsIn(places, new Set(wanted.map(({ number }) => number)), file, data);
    return wanted.flatMap(({ kind, number }) => {
      const content = contents.get(number);
      return content === undefined ? [] : [{ kind, content }];
    });
  } catch {
    // Reading past the end of a box is a RangeError: nothing of it is believed.
    return [];
  }
}

/** Item information: entries of version 2 and 3 say their type, and of `mime` the media type. */
function infosIn(content: Buffer): readonly Item[] {
  if (content.length < 6) return [];
  const entries = readBoxes(content.subarray(content[0] === 0 ? 6 : 8)).boxes;
  return entries.slice(0, maxItems).flatMap(({ type, content: entry }): readonly Item[] => {
    const version = entry[0] ?? 0;
    if (type !== "infe" || version < 2 || entry.length < 14) return [];
    const wide = version === 3;
    const number = wide ? entry.readUInt32BE(4) : entry.readUInt16BE(4);
    const at = wide ? 10 : 8;
    const kind = entry.toString("latin1", at, at + 4);
    if (kind === "Exif") return [{ kind: "exif", number }];
    const name = entry.indexOf(0, at + 4);
    const media = name < 0 ? "" : entry.toString("latin1", name + 1, entry.length).split("\0")[0];
    return kind === "mime" && media === "application/rdf+xml" ? [{ kind: "xmp", number }] : [];
  });
}

/** Item locations: sizes of the fields, then for each item its extents, in the file or in `idat`. */
function contentsIn(
  places: Buffer,
  wanted: ReadonlySet<number>,
  file: Buffer,
  data: Buffer,
): ReadonlyMap<number, Buffer> {
  const version = places[0]!;
  const sizes = places.readUInt16BE(4);
  const [offsetSize, lengthSize, baseSize] = [(sizes >> 12) & 15, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  let at = 6;
  const read = (size: number): number => {
    const value =
      size === 0 ? 0 : size === 8 ? Number(places.readBigUInt64BE(at)) : places.readUIntBE(at, size);
    at += size;
    return value;
  };
  const count = Math.min(read(version < 2 ? 2 : 4), maxItems);
  const found = new Map<number, Buffer>();
  for (let i = 0; i < count; i++) {
    const number = read(version < 2 ? 2 : 4);
    const isInData = version > 0 && (read(2) & 15) === 1;
    read(2);
    const base = read(baseSize);
    const extents = read(2);
    const parts: Buffer[] = [];
    for (let extent = 0; extent < Math.min(extents, maxExtents); extent++) {
      read(indexSize);
      const start = base + read(offsetSize);
      parts.push((isInData ? data : file).subarray(start, start + read(lengthSize)));
    }
    if (extents > maxExtents) break;
    const byteLength = parts.reduce((sum, part) => sum + part.length, 0);
    if (wanted.has(number) && byteLength <= maxXmpBytes) found.set(number, Buffer.concat(parts));
  }
  return found;
}

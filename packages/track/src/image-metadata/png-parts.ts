/** Where PNG files keep XMP, EXIF, C2PA and texts under keywords. */
import { inflateSync } from "node:zlib";
import { maxParts, maxStoreBytes, maxXmpBytes, type ImageParts, type KeywordText } from "./image-parts.ts";

const xmpKeyword = "XML:com.adobe.xmp";
/** Texts beyond this are not kept: prompts and workflows are far shorter. */
const maxTextBytes = 1_024 * 1_024;
const maxTexts = 100;

/** Reads the chunks of a PNG file. */
export function readPng(bytes: Buffer): ImageParts {
  const xmp: Uint8Array[] = [];
  const texts: KeywordText[] = [];
  let c2pa: Uint8Array | undefined;
  let exif: Uint8Array | undefined;
  let at = 8;
  let isBroken = true;
  for (let i = 0; i < maxParts && at + 12 <= bytes.length; i++) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (length > bytes.length - at - 12) break;
    const content = bytes.subarray(at + 8, at + 8 + length);
    const text = texts.length < maxTexts && xmp.length < 10 ? textOf(type, content) : undefined;
    if (text?.keyword === xmpKeyword) xmp.push(text.bytes);
    else if (text !== undefined && text.bytes.length <= maxTextBytes)
      texts.push({ keyword: text.keyword, text: new TextDecoder().decode(text.bytes) });
    if (type === "eXIf") exif ??= content;
    if (type === "caBX" && length <= maxStoreBytes) c2pa ??= content;
    at += 12 + length;
    if (type === "IEND") {
      isBroken = false;
      break;
    }
  }
  // Before there were chunks for them, and by ImageMagick to this day, parts were texts of hexadecimal digits.
  const profile = (name: string): Buffer | undefined => rawProfile(texts, name);
  const [packet, photoshop] = [profile("xmp"), profile("iptc") ?? profile("8bim")];
  exif ??= withoutHeader(profile("exif") ?? profile("APP1"));
  return {
    format: "png",
    xmp: packet === undefined ? xmp : [...xmp, packet],
    ...(photoshop !== undefined && { photoshop }),
    ...(texts.length > 0 && { texts }),
    ...(exif !== undefined && { exif }),
    ...(c2pa !== undefined && { c2pa }),
    isBroken,
  };
}

interface TextChunk {
  readonly keyword: string;
  readonly bytes: Uint8Array;
}

/** tEXt: keyword, text. zTXt: keyword, method, packed text. iTXt: keyword, flag, method, language, translated keyword, text. */
function textOf(type: string, content: Buffer): TextChunk | undefined {
  if (type !== "tEXt" && type !== "zTXt" && type !== "iTXt") return undefined;
  const end = content.indexOf(0);
  if (end < 1 || end > 79) return undefined;
  const keyword = content.toString("latin1", 0, end);
  if (type === "tEXt") return { keyword, bytes: content.subarray(end + 1) };
  if (type === "zTXt") return unpacked(keyword, content.subarray(end + 2));
  const language = content.indexOf(0, end + 3);
  const translated = language < 0 ? -1 : content.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  const text = content.subarray(translated + 1);
  return content[end + 1] === 1 ? unpacked(keyword, text) : { keyword, bytes: text };
}

function unpacked(keyword: string, packed: Uint8Array): TextChunk | undefined {
  try {
    return { keyword, bytes: inflateSync(packed, { maxOutputLength: maxXmpBytes }) };
  } catch {
    // Broken, or more than a packet may be.
    return undefined;
  }
}

/** Line feed, name, length, digits in lines. */
function rawProfile(texts: readonly KeywordText[], name: string): Buffer | undefined {
  const text = texts.find(({ keyword }) => keyword === `Raw profile type ${name}`)?.text;
  const digits = /^\s*[\w ]{1,20}\s+\d+\s+([\da-f\s]+)$/i.exec(text ?? "")?.[1];
  return digits === undefined ? undefined : Buffer.from(digits.replaceAll(/\s/g, ""), "hex");
}

function withoutHeader(exif: Buffer | undefined): Buffer | undefined {
  return exif?.toString("latin1", 0, 4) === "Exif" ? exif.subarray(6) : exif;
}

/** What an image file says of its rights, of training and of how it was made: XMP, IPTC, PLUS, TDMRep, C2PA, EXIF. */
import type { Signal, Timestamp } from "@yurai/schema";
import { readC2pa, type C2paStatements } from "./c2pa.ts";
import type { MetadataFormat } from "./image-parts.ts";
import { readImageParts } from "./read-image-parts.ts";
import { syntheticMarks, type EmbeddedSignal } from "./synthetic-marks.ts";
import { findIptc, readIptc, type IptcFields } from "./iptc.ts";
import { readXmp, xmpSignals, type XmpProperties } from "./xmp.ts";

/** The statements in a file. They are read, never verified: no signature is checked. */
export interface ImageMetadata {
  readonly format: MetadataFormat;
  /** What is said about training, in the order XMP, C2PA; then marks that a model made it. */
  readonly signals: readonly EmbeddedSignal[];
  readonly xmp: XmpProperties;
  readonly iptc: IptcFields;
  /** Whether there is a C2PA manifest store, whatever it says. */
  readonly hasC2pa: boolean;
  /** What could not be read: `image-cut` the file ends early; `xmp-broken` a packet is no XML or too large. */
  readonly problems: readonly ("image-cut" | "xmp-broken")[];
}

/**
 * What an image file says of training and of how it was made, as signals; none for a file of no known format.
 *
 * @param at when it was read
 */
export function imageSignals(bytes: Uint8Array, at: Timestamp): readonly Signal[] {
  const found = imageMetadata(bytes)?.signals ?? [];
  return found.map(({ part, ...signal }) => ({ ...signal, where: { kind: "embedded", part }, at }));
}

const nothingStated: C2paStatements = { mining: [], sourceTypes: [] };

/**
 * Reads the metadata of a JPEG, PNG, WebP, GIF, AVIF, HEIF, TIFF or SVG file; undefined for other formats. Limits: 4 MiB of XMP, 32 MiB of C2PA, 65,536
 * parts. Linear in the parts that are read; never throws.
 *
 * @example
 * ```ts
 * imageMetadata(bytes)?.signals; // [{ kind: "plus", value: "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED", training: "no", part: "xmp" }]
 * ```
 */
export function imageMetadata(bytes: Uint8Array): ImageMetadata | undefined {
  const parts = readImageParts(bytes);
  if (parts === undefined) return undefined;
  const packets = parts.xmp.map((packet) => readXmp(new TextDecoder().decode(packet)));
  // The main packet comes first and holds over its extension.
  const xmp: XmpProperties = Object.assign({}, ...packets.toReversed());
  const block = parts.iptc ?? (parts.photoshop === undefined ? undefined : findIptc(parts.photoshop));
  const c2pa = parts.c2pa === undefined ? nothingStated : readC2pa(parts.c2pa);
  return {
    format: parts.format,
    signals: [
      ...xmpSignals(xmp).map((signal): EmbeddedSignal => ({ ...signal, part: "xmp" })),
      ...c2pa.mining.map((signal): EmbeddedSignal => ({ ...signal, part: "c2pa" })),
      ...syntheticMarks(parts, xmp, c2pa),
    ],
    xmp,
    iptc: block === undefined ? {} : readIptc(block),
    hasC2pa: parts.c2pa !== undefined,
    problems: [
      ...(parts.isBroken ? (["image-cut"] as const) : []),
      ...(packets.includes(undefined) ? (["xmp-broken"] as const) : []),
    ],
  };
}

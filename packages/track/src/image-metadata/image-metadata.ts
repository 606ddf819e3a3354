/** What an image file says of its rights and of training: XMP, IPTC, PLUS, TDMRep, C2PA. */
import type { FoundSignal } from "../signals/found-signal.ts";
import { readC2paSignals } from "./c2pa.ts";
import { readImageParts } from "./image-parts.ts";
import { findIptc, readIptc, type IptcFields } from "./iptc.ts";
import { readXmp, xmpSignals, type XmpProperties } from "./xmp.ts";

/** The statements in a file. They are read, never verified: no signature is checked. */
export interface ImageMetadata {
  readonly format: "jpeg" | "png" | "webp";
  /** What is said about training, in the order XMP, C2PA. */
  readonly signals: readonly FoundSignal[];
  readonly xmp: XmpProperties;
  readonly iptc: IptcFields;
  /** Whether there is a C2PA manifest store, whatever it says. */
  readonly hasC2pa: boolean;
  /** What could not be read: `image-cut` the file ends early; `xmp-broken` a packet is no XML or too large. */
  readonly problems: readonly ("image-cut" | "xmp-broken")[];
}

/**
 * Reads the metadata of a JPEG, PNG or WebP file; undefined for other formats. Limits: 4 MiB of XMP, 32 MiB of C2PA, 65,536
 * parts. Linear in the parts that are read; never throws.
 *
 * @example
 * ```ts
 * imageMetadata(bytes)?.signals; // [{ kind: "plus", value: "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED", training: "no" }]
 * ```
 */
export function imageMetadata(bytes: Uint8Array): ImageMetadata | undefined {
  const parts = readImageParts(bytes);
  if (parts === undefined) return undefined;
  const packets = parts.xmp.map((packet) => readXmp(new TextDecoder().decode(packet)));
  // The main packet comes first and holds over its extension.
  const xmp: XmpProperties = Object.assign({}, ...packets.toReversed());
  const block = parts.photoshop === undefined ? undefined : findIptc(parts.photoshop);
  const c2pa = parts.c2pa === undefined ? [] : readC2paSignals(parts.c2pa);
  return {
    format: parts.format,
    signals: [...xmpSignals(xmp), ...c2pa],
    xmp,
    iptc: block === undefined ? {} : readIptc(block),
    hasC2pa: parts.c2pa !== undefined,
    problems: [
      ...(parts.isBroken ? (["image-cut"] as const) : []),
      ...(packets.includes(undefined) ? (["xmp-broken"] as const) : []),
    ],
  };
}

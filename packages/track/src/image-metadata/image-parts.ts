/** The parts of an image file that describe it, and how large they may be. */

/** A format that metadata is read from; `heif` stands for AVIF too. */
export type MetadataFormat = "jpeg" | "png" | "webp" | "gif" | "heif" | "tiff" | "svg";

/** The parts as they lie in the file. */
export interface ImageParts {
  readonly format: MetadataFormat;
  /** XMP packets: the main one first. */
  readonly xmp: readonly Uint8Array[];
  /** Photoshop resources, joined. */
  readonly photoshop?: Uint8Array;
  /** An IPTC IIM block that lies there by itself. */
  readonly iptc?: Uint8Array;
  /** EXIF: a TIFF file without pixels. */
  readonly exif?: Uint8Array;
  /** The C2PA manifest store (JUMBF). */
  readonly c2pa?: Uint8Array;
  /** Texts under keywords, as PNG has them. */
  readonly texts?: readonly KeywordText[];
  /** Whether the file ends early, or a part lies beyond a limit. */
  readonly isBroken: boolean;
}

/** A text that a writer named as it liked. */
export interface KeywordText {
  readonly keyword: string;
  readonly text: string;
}

/** Parts of one file at most. */
export const maxParts = 65_536;
/** Bytes of one XMP packet, unpacked. */
export const maxXmpBytes: number = 4 * 1_024 * 1_024;
/** Bytes of a C2PA manifest store. */
export const maxStoreBytes: number = 32 * 1_024 * 1_024;

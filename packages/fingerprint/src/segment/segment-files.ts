/** The names in a segment's folder, and how a folder that is still being written is told from a sealed one. */
import { hostname } from "node:os";
import { join } from "node:path";

/** Where a home keeps its segments. */
export function segmentsFolder(home: string): string {
  return join(home, "segments");
}

/** The folder of a sealed segment. */
export function segmentFolder(home: string, id: string): string {
  return join(segmentsFolder(home), id);
}

export const manifestName = "manifest.json";
export const checksumsName = "checksums.bin";
export const recordsName = "records.parquet";
export const keysName = "keys.idx";
export const passagesName = "passages.idx";
export const nearName = "near.idx";
export const nearPassagesName = "near-passages.idx";
export const imagesName = "images.idx";
export const textName = "text.zst";

/** Names a manifest may list; anything else in one is refused, so that no name can leave the folder. */
export const fileNames: readonly string[] = [
  checksumsName,
  recordsName,
  keysName,
  passagesName,
  nearName,
  nearPassagesName,
  imagesName,
  textName,
];

/** Tells whether a name is a segment's id: 64 lower-case hexadecimal digits. */
export function isSegmentId(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

/** Who writes an unsealed folder: part of its name, so that it is known from the first moment on. */
export interface Writer {
  readonly host: string;
  readonly processId: number;
}

/** The name of a folder that this process is about to write. */
export function unsealedName(random: string): string {
  return `unsealed-${hostLabel()}-${process.pid}-${random}`;
}

/** Reads the writer from an unsealed folder's name; undefined for any other name. */
export function writerOf(name: string): Writer | undefined {
  const match = /^unsealed-([a-z0-9.]+)-(\d{1,10})-[0-9a-f]+$/.exec(name);
  return match === null ? undefined : { host: match[1]!, processId: Number(match[2]) };
}

/** Tells whether a writer can still be at work: "elsewhere" when it is on another machine and can't be asked. */
export function writerState(writer: Writer): "alive" | "dead" | "elsewhere" {
  if (writer.host !== hostLabel()) return "elsewhere";
  try {
    process.kill(writer.processId, 0);
    return "alive";
  } catch (error) {
    // EPERM: the process exists but belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM" ? "alive" : "dead";
  }
}

function hostLabel(): string {
  const label = hostname()
    .toLowerCase()
    .replace(/[^a-z0-9.]/g, "");
  return label === "" ? "localhost" : label;
}

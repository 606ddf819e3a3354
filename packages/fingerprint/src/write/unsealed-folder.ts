/**
 * A segment's folder while it is written, and the order of system calls that seals it.
 *
 * Everything is written and synced in a folder whose name says that it is unsealed and who writes it; one rename
 * makes it a segment. A writer that dies at any point leaves either that folder, which `findLeftovers` reports, or
 * a whole segment.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, contentId, type SegmentManifest } from "@yurai/schema";
import { writeChecksums } from "../segment/checksums.ts";
import { syncFile, syncFolder, withIoCode, writeDurably } from "./durable.ts";
import { buildManifest, type ManifestParts } from "../segment/manifest.ts";
import * as files from "../segment/segment-files.ts";

/** A segment on disk, whole and synced. */
export interface SealedSegment {
  /** Hash of the manifest: 64 hexadecimal digits, and the folder's name. */
  readonly id: string;
  readonly folder: string;
  readonly manifest: SegmentManifest;
}

/** What the manifest says besides the files. */
export type SealParts = Omit<ManifestParts, "folder" | "names">;

/** A folder that is being written. `seal` or `remove` it. */
export class UnsealedFolder {
  readonly path: string;
  readonly #home: string;

  /** Makes the folder, and the home's `segments` where it is missing, with mode 0700. */
  constructor(home: string) {
    this.#home = home;
    this.path = join(files.segmentsFolder(home), files.unsealedName(randomBytes(6).toString("hex")));
    withIoCode(() => mkdirSync(this.path, { recursive: true, mode: 0o700 }));
  }

  /** The path of a file in the folder. */
  file(name: string): string {
    return join(this.path, name);
  }

  /**
   * Syncs the files, writes checksums and manifest, and renames the folder to the segment's id.
   *
   * @throws FingerprintError `segment-io` when the disk refuses; the folder stays as it is
   */
  seal(parts: SealParts): SealedSegment {
    const names = files.fileNames.filter((name) => existsSync(this.file(name)));
    for (const name of names) syncFile(this.file(name));
    writeChecksums(this.path, names);
    syncFile(this.file(files.checksumsName));
    const manifest = buildManifest({ ...parts, folder: this.path, names: [files.checksumsName, ...names] });
    writeDurably(this.file(files.manifestName), new TextEncoder().encode(canonicalJson(manifest)));
    syncFolder(this.path);
    const id = contentId(manifest);
    return { id, folder: this.#rename(id), manifest };
  }

  /** Removes the folder and everything in it. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #rename(id: string): string {
    const folder = files.segmentFolder(this.#home, id);
    if (existsSync(folder)) {
      // The very same content was sealed before: the id is the hash of everything in it.
      this.remove();
      return folder;
    }
    renameSync(this.path, folder);
    syncFolder(files.segmentsFolder(this.#home));
    return folder;
  }
}

// Persons whose faces outputs must not show unseen: numbers that tell them apart, encrypted, in one file of the home.
import { createSecretKey, readSecretKey } from "@yurai/ledger";
import { faceGallerySchema, parse, type FaceGallery } from "@yurai/schema";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { CliError, toFileError } from "../error.ts";

/** Where a gallery lies, and the key to it: outside the home, so that who copies the home has no faces. */
export interface GalleryPlace {
  readonly home: string;
  readonly keyFile: string;
}

const magic = Buffer.from("YURAIFG1");
const nonceBytes = 12;
const tagBytes = 16;
/** A gallery of 100,000 persons has about 100 MB. */
const maxBytes = 256 * 1024 * 1024;

/** The file of a home's gallery; there is none before somebody is enrolled. */
function galleryFile(home: string): string {
  return join(home, "faces.gallery");
}

/**
 * Reads a gallery; one that is not there has nobody in it.
 *
 * @throws CliError `bad-gallery` when it was changed or made with another key; LedgerError for the key
 */
export function readGallery({ home, keyFile }: GalleryPlace): FaceGallery {
  const file = galleryFile(home);
  if (!existsSync(file)) return { format: "yurai-faces", version: 1, persons: [] };
  const bytes = readBytes(file);
  const [nonce, tag] = [
    bytes.subarray(8, 8 + nonceBytes),
    bytes.subarray(8 + nonceBytes, 8 + nonceBytes + tagBytes),
  ];
  if (!bytes.subarray(0, 8).equals(magic) || tag.length < tagBytes) throw badGallery(file);
  const decipher = createDecipheriv("aes-256-gcm", keyOf({ home, keyFile }), nonce)
    .setAAD(magic)
    .setAuthTag(tag);
  let text: string;
  try {
    text = Buffer.concat([
      decipher.update(bytes.subarray(8 + nonceBytes + tagBytes)),
      decipher.final(),
    ]).toString();
  } catch (cause) {
    throw badGallery(file, cause);
  }
  return parse(faceGallerySchema, JSON.parse(text), { what: "the gallery of faces" });
}

/** Writes a gallery, mode 0600, in place of the one before; one with nobody in it is deleted. Makes the key when there is none. */
export function writeGallery(place: GalleryPlace, gallery: FaceGallery): void {
  const file = galleryFile(place.home);
  if (gallery.persons.length === 0) return rmSync(file, { force: true });
  if (!existsSync(place.keyFile)) createSecretKey(place.keyFile, place.home);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", keyOf(place), nonce).setAAD(magic);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(gallery)), cipher.final()]);
  const next = `${file}.${randomBytes(4).toString("hex")}`;
  try {
    const opened = openSync(next, "wx", 0o600);
    try {
      writeSync(opened, Buffer.concat([magic, nonce, cipher.getAuthTag(), sealed]));
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw toFileError(error, "write", file);
  }
}

function readBytes(file: string): Buffer {
  try {
    const bytes = readFileSync(file);
    if (bytes.length <= maxBytes) return bytes;
  } catch (error) {
    throw toFileError(error, "read", file);
  }
  throw badGallery(file);
}

function keyOf({ home, keyFile }: GalleryPlace): Uint8Array {
  if (!existsSync(keyFile))
    throw new CliError(
      "bad-gallery",
      `faces are enrolled in ${galleryFile(home)}, and their key ${keyFile} is not there; bring it from where they were enrolled`,
    );
  return new Uint8Array(hkdfSync("sha256", readSecretKey(keyFile, home), "", "yurai-faces", 32));
}

function badGallery(file: string, cause?: unknown): CliError {
  return new CliError(
    "bad-gallery",
    `${file} is no gallery that ${dirname(file)} was written with, or its key is another; restore both, or remove the file and enrol again`,
    { cause },
  );
}

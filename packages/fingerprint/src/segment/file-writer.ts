/** A new file that is written in several places at once, each through a buffer of its own. */
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { basename } from "node:path";
import { asFileError } from "../error.ts";

const bufferByteLength = 262_144;

/** A file being written. It must not exist before; nothing is synced: the segment writer does that for all files. */
export class FileWriter {
  readonly #path: string;
  readonly #name: string;
  #file: number | undefined;

  /** @throws FingerprintError `segment-io` when the file exists or cannot be made, `segment-missing` without its folder */
  constructor(path: string) {
    this.#path = path;
    this.#name = basename(path);
    this.#file = this.#orThrow(() => openSync(path, "wx", 0o600));
  }

  /** Writes all of `bytes` at `position`. */
  writeAt(position: number, bytes: Uint8Array): void {
    this.#orThrow(() => {
      let written = 0;
      while (written < bytes.length) {
        written += writeSync(this.#file!, bytes, written, bytes.length - written, position + written);
      }
    });
  }

  /** Closes the finished file. */
  finish(): void {
    this.#close();
  }

  /** Closes and removes a file that is given up. Does nothing after `finish`. */
  abandon(): void {
    if (this.#file === undefined) return;
    this.#close();
    this.#orThrow(() => rmSync(this.#path, { force: true }));
  }

  #close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) this.#orThrow(() => closeSync(file));
  }

  #orThrow<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      throw asFileError(error, "write", this.#name);
    }
  }
}

/** A place in a file where bytes are appended. Large pieces go straight through, small ones gather in a buffer. */
export class WritePosition {
  readonly #writer: FileWriter;
  readonly #buffer = new Uint8Array(bufferByteLength);
  #position: number;
  #filled = 0;

  constructor(writer: FileWriter, start: number) {
    this.#writer = writer;
    this.#position = start;
  }

  /** The offset in the file of the next byte appended. */
  get position(): number {
    return this.#position + this.#filled;
  }

  append(bytes: Uint8Array): void {
    if (this.#filled + bytes.length > this.#buffer.length) this.flush();
    if (bytes.length > this.#buffer.length) {
      this.#writer.writeAt(this.#position, bytes);
      this.#position += bytes.length;
      return;
    }
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  /** Hands what has gathered to the file. */
  flush(): void {
    this.#writer.writeAt(this.#position, this.#buffer.subarray(0, this.#filled));
    this.#position += this.#filled;
    this.#filled = 0;
  }
}

// A new tar archive, written entry by entry: what screening keeps of an archive.
import { closeSync, writeSync } from "node:fs";
import { openNewFile } from "./line-file.ts";

/** One file of an archive. */
interface Entry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** An archive that is being written. */
export interface TarFile {
  readonly write: (entries: readonly Entry[]) => void;
  /** Writes the end and closes the file. */
  readonly close: () => void;
}

const block = 512;
/** Names that the plain header takes; longer ones, and those that are no ASCII, get a pax record (POSIX.1-2001). */
const plainName = /^[\x20-\x7e]{1,100}$/;

/**
 * Opens a new archive. Times, owners and modes are not carried over, so that the same entries give the same bytes.
 *
 * @throws CliError `file-exists` when it is there already, `file-not-written`
 */
export function openTarFile(path: string): TarFile {
  const handle = openNewFile(path);
  const put = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.byteLength;) at += writeSync(handle, bytes, at);
  };
  const file = (name: string, type: string, bytes: Uint8Array): void => {
    put(header(name, type, bytes.byteLength));
    put(bytes);
    put(new Uint8Array((block - (bytes.byteLength % block)) % block));
  };
  return {
    write(entries) {
      for (const { name, bytes } of entries) {
        const isPlain = plainName.test(name);
        if (!isPlain) file("pax", "x", paxRecord("path", name));
        file(isPlain ? name : "long-name", "0", bytes);
      }
    },
    close() {
      try {
        put(new Uint8Array(2 * block));
      } finally {
        closeSync(handle);
      }
    },
  };
}

/** `LENGTH KEY=VALUE\n`, in which the length counts itself. */
function paxRecord(key: string, value: string): Uint8Array {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length > String(rest).length) length++;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

function header(name: string, type: string, byteLength: number): Uint8Array {
  const bytes = Buffer.alloc(block);
  bytes.write(name, 0, 100, "ascii");
  bytes.write("0000644\0", 100, "ascii");
  bytes.write("0000000\0", 108, "ascii");
  bytes.write("0000000\0", 116, "ascii");
  bytes.write(`${byteLength.toString(8).padStart(11, "0")}\0`, 124, "ascii");
  bytes.write("00000000000\0", 136, "ascii");
  bytes.write(`        ${type}`, 148, "ascii");
  bytes.write("ustar\u000000", 257, "ascii");
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "ascii");
  return bytes;
}

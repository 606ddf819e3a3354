// Secret keys for keyed hashes: 32 random bytes in a file outside the home, where whoever reads the data has no key to it.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { LedgerError } from "./error.ts";
import { readKeyFile, refuseInsideHome, refuseOpenToOthers, writeNew } from "./keys.ts";

const keyBytes = 32;
const form = /^yurai-secret-key-1 ([A-Za-z0-9_-]{43})\n?$/;

/**
 * Creates a secret key, mode 0600. Never overwrites.
 *
 * @returns the absolute path of the file
 * @throws LedgerError `key-exists`, `key-inside-home`, `key-not-written`
 */
export function createSecretKey(file: string, home: string): string {
  const path = resolve(file);
  refuseInsideHome(path, home);
  if (existsSync(path))
    throw new LedgerError(
      "key-exists",
      `${path} exists already; keys are never overwritten, name another file`,
    );
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeNew(path, `yurai-secret-key-1 ${randomBytes(keyBytes).toString("base64url")}\n`, 0o600);
    return path;
  } catch (cause) {
    const message = `the key ${path} could not be written; check that its folder can be written and has space`;
    throw new LedgerError("key-not-written", message, { cause });
  }
}

/**
 * Reads a secret key: 32 bytes.
 *
 * @throws LedgerError `key-missing`, `key-inside-home`, `key-open-to-others` unless mode 0600 or stricter, `key-invalid`
 */
export function readSecretKey(file: string, home: string): Uint8Array {
  refuseInsideHome(file, home);
  const missing = `there is no key at ${file}; create one with yurai keys create --redaction`;
  if (!existsSync(file) || !statSync(file).isFile()) throw new LedgerError("key-missing", missing);
  const encoded = form.exec(readKeyFile(file).toString("latin1"))?.[1];
  refuseOpenToOthers(file);
  const key = Buffer.from(encoded ?? "", "base64url");
  if (key.byteLength === keyBytes) return new Uint8Array(key);
  throw new LedgerError(
    "key-invalid",
    `${file} is not a secret key; use one that yurai keys create --redaction made`,
  );
}

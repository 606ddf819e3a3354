// Ed25519 key files. The private key lives outside the home: whoever can rewrite a ledger must not be able to sign it.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { LedgerError } from "./error.ts";

/** The longest key file that is read, in bytes; a real one has about 120. */
const maxKeyFileByteLength = 10_000;

/** Where a key pair was written. */
export interface KeyFiles {
  readonly keyId: string;
  /** PKCS #8 PEM, mode 0600. */
  readonly privateFile: string;
  /** SubjectPublicKeyInfo PEM, mode 0644: give this one to whoever verifies. */
  readonly publicFile: string;
}

/** Names a key: the first 32 hex digits of SHA-256 over its public half as SubjectPublicKeyInfo (DER). */
export function keyId(key: KeyObject): string {
  const spki = publicHalf(key).export({ type: "spki", format: "der" });
  return createHash("sha256").update(spki).digest("hex").slice(0, 32);
}

/**
 * Creates an Ed25519 key pair: `file` and `file.pub`. Never overwrites.
 *
 * @param home the ledger's folder, in which the key must not lie
 * @throws LedgerError `key-exists`, `key-inside-home`, `key-not-written`
 */
export function createKeyFiles(file: string, home: string): KeyFiles {
  const privateFile = resolve(file);
  const publicFile = `${privateFile}.pub`;
  refuseInsideHome(privateFile, home);
  const existing = [privateFile, publicFile].find((path) => existsSync(path));
  if (existing)
    throw new LedgerError(
      "key-exists",
      `${existing} exists already; keys are never overwritten, name another file`,
    );
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  try {
    mkdirSync(dirname(privateFile), { recursive: true, mode: 0o700 });
    writeNew(privateFile, privateKey.export({ type: "pkcs8", format: "pem" }), 0o600);
    writeNew(publicFile, publicKey.export({ type: "spki", format: "pem" }), 0o644);
  } catch (cause) {
    const message = `the key ${privateFile} could not be written; check that its folder can be written and has space`;
    throw new LedgerError("key-not-written", message, { cause });
  }
  return { keyId: keyId(publicKey), privateFile, publicFile };
}

/**
 * Reads a private key to sign with.
 *
 * @throws LedgerError `key-missing`, `key-inside-home`, `key-open-to-others` unless mode 0600 or stricter, `key-invalid`
 */
export function readPrivateKey(file: string, home: string): KeyObject {
  refuseInsideHome(file, home);
  const pem = readKeyFile(file);
  refuseOpenToOthers(file);
  return parseKey(file, () => createPrivateKey(pem));
}

/**
 * Reads a public key to verify with.
 *
 * @throws LedgerError `key-missing`, `key-invalid`
 */
export function readPublicKey(file: string): KeyObject {
  const pem = readKeyFile(file);
  return parseKey(file, () => createPublicKey(pem));
}

/** Throws `key-open-to-others` unless only its owner can read the file; Windows has no such modes. */
export function refuseOpenToOthers(file: string): void {
  if (process.platform === "win32" || (statSync(file).mode & 0o077) === 0) return;
  throw new LedgerError(
    "key-open-to-others",
    `others can read the key ${file}; run chmod 600 on it, or make a new key`,
  );
}

function publicHalf(key: KeyObject): KeyObject {
  return key.type === "private" ? createPublicKey(key) : key;
}

/** Reads a file that may be a key: nothing larger than one. */
export function readKeyFile(file: string): Buffer {
  if (!existsSync(file))
    throw new LedgerError("key-missing", `there is no key at ${file}; create one with yurai keys create`);
  if (statSync(file).size > maxKeyFileByteLength) throw invalidKey(file);
  return readFileSync(file);
}

function parseKey(file: string, parse: () => KeyObject): KeyObject {
  try {
    const key = parse();
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // The reason could quote the key, so it is not passed on.
  }
  throw invalidKey(file);
}

function invalidKey(file: string): LedgerError {
  return new LedgerError(
    "key-invalid",
    `${file} is not an Ed25519 key in PEM form; use one that yurai keys create made`,
  );
}

/** Throws `key-inside-home` for a file in the ledger's home, also by way of a link. */
export function refuseInsideHome(file: string, home: string): void {
  const way = relative(realPath(home), realPath(file));
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) return;
  const message = `the key ${file} lies in the ledger's home ${home}: whoever has the one would have the other; keep the key elsewhere`;
  throw new LedgerError("key-inside-home", message);
}

/** Follows symbolic links as far as the path exists. */
function realPath(path: string): string {
  const full = resolve(path);
  if (existsSync(full) || dirname(full) === full) return realpathSync(full);
  return join(realPath(dirname(full)), basename(full));
}

/** Writes a new file with exactly this mode, to the disk. */
export function writeNew(file: string, text: string | Buffer, mode: number): void {
  const handle = openSync(file, "wx", mode);
  try {
    writeSync(handle, text.toString());
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  // The process's umask may have taken bits away.
  chmodSync(file, mode);
}

// Tree heads: what a ledger was at one moment, in 32 bytes, and a signature that says who saw it.
import { sign, verify, type KeyObject } from "node:crypto";
import { canonicalJson } from "@yurai/schema";
import { z } from "zod";
import { LedgerError } from "./error.ts";
import { keyId } from "./keys.ts";

/** The state of a ledger: the root over its first `size` rows. */
export interface TreeHead {
  /** The ledger's own id, 32 hex digits, from its first row. */
  readonly ledger: string;
  /** Number of rows. */
  readonly size: number;
  /** Merkle root (RFC 6962, SHA-256), 64 hex digits. */
  readonly root: string;
  /** When the last of these rows was appended: ISO 8601, UTC. */
  readonly at: string;
}

/** A head that a key vouches for. */
export interface SignedHead extends TreeHead {
  /** The signing key, see {@link keyId}. */
  readonly keyId: string;
  /** Ed25519 (RFC 8032) over the head's canonical JSON behind a line that names the format; base64. */
  readonly signature: string;
}

const hex = (length: number): z.ZodType<string> => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));
const treeHead = {
  ledger: hex(32),
  size: z.int().min(1),
  root: hex(64),
  at: z.iso.datetime(),
};
const headFile: z.ZodType<TreeHead | SignedHead> = z.union([
  z.strictObject({ ...treeHead, keyId: hex(32), signature: z.base64().max(100) }),
  z.strictObject(treeHead),
]);

/** The longest head file that is read, in characters; a real one has about 400. */
const maxHeadFileLength = 10_000;

/** Signs a head with an Ed25519 private key. */
export function signHead(head: TreeHead, privateKey: KeyObject): SignedHead {
  const { ledger, size, root, at } = head;
  const named = { ledger, size, root, at, keyId: keyId(privateKey) };
  return { ...named, signature: sign(null, signedBytes(named), privateKey).toString("base64") };
}

/** True when the signature is the given key's over exactly this head. Never throws for a wrong signature. */
export function verifyHead(head: SignedHead, publicKey: KeyObject): boolean {
  if (publicKey.asymmetricKeyType !== "ed25519" || head.keyId !== keyId(publicKey)) return false;
  const { ledger, size, root, at, keyId: signer } = head;
  const bytes = signedBytes({ ledger, size, root, at, keyId: signer });
  return verify(null, bytes, publicKey, Buffer.from(head.signature, "base64"));
}

/** Tells a signed head from a bare one. */
export function isSignedHead(head: TreeHead | SignedHead): head is SignedHead {
  return "signature" in head;
}

/**
 * Reads a head from the JSON text of a file.
 *
 * @throws LedgerError `head-invalid`
 */
export function parseHead(text: string): TreeHead | SignedHead {
  const parsed = text.length > maxHeadFileLength ? undefined : headFile.safeParse(parseJson(text));
  if (parsed?.success) return parsed.data;
  throw new LedgerError(
    "head-invalid",
    "this is not a tree head; give the JSON file that yurai verify --save-head wrote",
  );
}

/** Writes a head as the JSON text of a file; {@link parseHead} reads it back. */
export function formatHead(head: TreeHead | SignedHead): string {
  return `${canonicalJson(head)}\n`;
}

// The first line keeps a signature over a head from ever being one over something else.
function signedBytes(head: Omit<SignedHead, "signature">): Uint8Array {
  return Buffer.from(`yurai-tree-head-1\n${canonicalJson(head)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

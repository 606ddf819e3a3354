// Tree heads: what a ledger was at one moment, in 32 bytes, and a signature that says who saw it.
import { sign, verify, type KeyObject } from "node:crypto";
import {
  canonicalJson,
  isYuraiError,
  parse,
  treeHeadSchema,
  type SignedHead,
  type TreeHead,
} from "@yurai/schema";
import { LedgerError } from "./error.ts";
import { keyId } from "./keys.ts";

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
  try {
    if (text.length <= maxHeadFileLength)
      return parse(treeHeadSchema, JSON.parse(text), { what: "a tree head" });
  } catch (error) {
    if (!isYuraiError(error) && !(error instanceof SyntaxError)) throw error;
  }
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

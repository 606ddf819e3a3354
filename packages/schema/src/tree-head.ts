import { z } from "zod";
import { timestamp } from "./scalar.ts";
import type { Timestamp } from "./scalar.ts";

/** The state of a ledger: the root over its first `size` rows. */
export interface TreeHead {
  /** The ledger's own id, 32 hex digits, from its first row. */
  readonly ledger: string;
  /** Number of rows. */
  readonly size: number;
  /** Merkle root (RFC 6962, SHA-256), 64 hex digits. */
  readonly root: string;
  /** When the last of these rows was appended. */
  readonly at: Timestamp;
}

/** A head that a key vouches for. */
export interface SignedHead extends TreeHead {
  /** The first 32 hex digits of the SHA-256 of the signing key's public half. */
  readonly keyId: string;
  /** Ed25519 (RFC 8032) over the head's canonical JSON behind a line that names the format; base64. */
  readonly signature: string;
}

const treeHead = {
  ledger: z.string().regex(/^[0-9a-f]{32}$/),
  size: z.int().min(1),
  root: z.string().regex(/^[0-9a-f]{64}$/),
  at: timestamp,
};

export const treeHeadSchema: z.ZodType<TreeHead | SignedHead> = z.union([
  z.strictObject({
    ...treeHead,
    keyId: z.string().regex(/^[0-9a-f]{32}$/),
    signature: z.base64().max(100),
  }),
  z.strictObject(treeHead),
]);

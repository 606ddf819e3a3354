// An evidence file: rows of the ledger with their proofs, the signed head, and a signed statement over every file.
import {
  keyId,
  signHead,
  signStatement,
  statementAbout,
  type Ledger,
  type LedgerRow,
  type TreeHead,
} from "@yurai/ledger";
import { canonicalJson, type Timestamp, type Tool } from "@yurai/schema";
import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { packZip, type EvidenceFiles } from "./evidence-zip.ts";

/** What an evidence file is about. */
export interface EvidenceSubject {
  readonly kind: "run" | "verdict" | "inquiry";
  readonly id: string;
}

/** What goes into an evidence file beside the rows. */
export interface EvidenceParts {
  readonly about: EvidenceSubject;
  readonly rows: readonly LedgerRow[];
  /** Manifests, policy, letters, by their name in the file. */
  readonly files: EvidenceFiles;
  readonly readme: string;
  readonly head: TreeHead;
  readonly privateKey: KeyObject;
  readonly madeAt: Timestamp;
  readonly tool: Tool;
}

/** Names that every evidence file has. */
export const evidenceNames = {
  rows: "rows.jsonl",
  proofs: "proofs.jsonl",
  head: "head.json",
  key: "public-key.pem",
  readme: "README.md",
  attestation: "attestation.dsse.json",
} as const;

/** The predicate of the statement: what the file is about, and of which ledger. */
export const evidencePredicate = "urn:yurai:evidence:1";

/** Packs evidence. A row that was erased since has no text, and is left out: its tombstone stands for it. */
export async function packEvidence(ledger: Ledger, parts: EvidenceParts): Promise<Uint8Array> {
  const { about, rows, head, privateKey, madeAt, tool } = parts;
  const texts = await ledger.rowTexts(rows.map(({ index }) => index));
  const proven = rows.filter(({ index }) => texts.has(index));
  const proofs: string[] = [];
  for (const { id } of proven) proofs.push(canonicalJson(await ledger.inclusionProof(id, head.size)));
  const files = new Map<string, Uint8Array>([
    ...parts.files,
    [evidenceNames.rows, lines(proven.map(({ index }) => texts.get(index) ?? ""))],
    [evidenceNames.proofs, lines(proofs)],
    [evidenceNames.head, bytes(`${canonicalJson(signHead(head, privateKey))}\n`)],
    [evidenceNames.key, bytes(publicPem(privateKey))],
    [evidenceNames.readme, bytes(parts.readme)],
  ]);
  const subjects = [...files].map(([name, content]) => ({ name, digest: { sha256: sha256(content) } }));
  const statement = statementAbout(
    subjects.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    evidencePredicate,
    {
      about: { ...about },
      ledger: head.ledger,
      size: head.size,
      root: head.root,
      madeAt,
      tool: { ...tool },
      keyId: keyId(privateKey),
    },
  );
  files.set(evidenceNames.attestation, bytes(`${canonicalJson(signStatement(statement, privateKey))}\n`));
  return packZip(files);
}

/** SHA-256 as hex digits. */
export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function publicPem(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString();
}

function lines(texts: readonly string[]): Uint8Array {
  return bytes(texts.map((text) => `${text}\n`).join(""));
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}

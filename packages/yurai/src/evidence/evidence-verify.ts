// Checking an evidence file offline: every file against the signed statement, every row against the signed head.
import {
  checkInclusion,
  keyId,
  leafHash,
  openEnvelope,
  parseHead,
  isSignedHead,
  verifyHead,
  type InclusionProof,
  type Statement,
} from "@yurai/ledger";
import { createPublicKey, type KeyObject } from "node:crypto";
import { CliError } from "../error.ts";
import { evidenceNames, evidencePredicate, sha256, type EvidenceSubject } from "./evidence-pack.ts";
import { unpackZip, type EvidenceFiles } from "./evidence-zip.ts";

/** What an evidence file proves. */
export interface VerifiedEvidence {
  readonly about: EvidenceSubject;
  readonly ledger: string;
  readonly size: number;
  readonly root: string;
  readonly madeAt: string;
  /** The key that signed it, and whether it is the one that the reader brought. */
  readonly keyId: string;
  readonly isKnownKey: boolean;
  readonly files: number;
  readonly rows: number;
}

/**
 * Verifies an evidence file. Any changed byte is found: of the zip file, of a file in it, of a row, a proof or a
 * signature.
 *
 * @param given the key that the reader trusts; without it the file only proves that it is whole and who signed it
 * @throws CliError `bad-evidence` with what does not hold
 */
export function verifyEvidence(zip: Uint8Array, name: string, given?: KeyObject): VerifiedEvidence {
  const refuse = (what: string): CliError => new CliError("bad-evidence", `${name}: ${what}`);
  const files = unpackZip(zip, name);
  const key = given ?? ownKey(files, refuse);
  const statement = readStatement(files, key, refuse);
  checkFiles(files, statement, refuse);
  const { about, ledger, size, root, madeAt } = predicateOf(statement, refuse);
  const head = readHead(files, key, refuse);
  if (head.ledger !== ledger || head.size !== size || head.root !== root)
    throw refuse("the signed head is not the one that the attestation names");
  return {
    about,
    ledger,
    size,
    root,
    madeAt,
    keyId: keyId(key),
    isKnownKey: given !== undefined,
    files: files.size,
    rows: checkRows(files, root, size, refuse),
  };
}

type Refuse = (what: string) => CliError;

function fileOf(files: EvidenceFiles, name: string, refuse: Refuse): string {
  const content = files.get(name);
  if (content === undefined) throw refuse(`there is no ${name} in it`);
  return Buffer.from(content).toString("utf8");
}

function ownKey(files: EvidenceFiles, refuse: Refuse): KeyObject {
  const pem = fileOf(files, evidenceNames.key, refuse);
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // Told below: what is wrong with it could quote it.
  }
  throw refuse("its public key is no Ed25519 key");
}

function readStatement(files: EvidenceFiles, key: KeyObject, refuse: Refuse): Statement {
  const text = fileOf(files, evidenceNames.attestation, refuse);
  let envelope: unknown;
  try {
    envelope = JSON.parse(text);
  } catch {
    throw refuse("its attestation is no JSON");
  }
  const statement = openEnvelope(envelope, key);
  // The envelope lies outside its own statement: its spelling is held to what packing writes.
  if (`${JSON.stringify(sorted(envelope))}\n` !== text) throw refuse("its attestation was rewritten");
  if (statement.predicateType !== evidencePredicate) throw refuse("its attestation is about something else");
  return statement;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

function checkFiles(files: EvidenceFiles, { subject }: Statement, refuse: Refuse): void {
  const expected = new Map(subject.map(({ name, digest }) => [name, digest.sha256]));
  for (const [name, content] of files) {
    if (name === evidenceNames.attestation) continue;
    if (expected.get(name) !== sha256(content)) throw refuse(`${printable(name)} is not as it was signed`);
    expected.delete(name);
  }
  const [missing] = expected.keys();
  if (missing !== undefined) throw refuse(`${missing} is missing`);
}

/** Names in a foreign file are anybody's text. */
function printable(name: string): string {
  return /^[\w./-]{1,120}$/.test(name) ? name : "a file in it";
}

interface Predicate {
  readonly about: EvidenceSubject;
  readonly ledger: string;
  readonly size: number;
  readonly root: string;
  readonly madeAt: string;
}

function predicateOf({ predicate }: Statement, refuse: Refuse): Predicate {
  const found = predicate as unknown as Partial<Predicate>;
  const { about, ledger, size, root, madeAt } = found;
  if (
    about === undefined ||
    ledger === undefined ||
    size === undefined ||
    root === undefined ||
    madeAt === undefined
  )
    throw refuse("its attestation lacks what it is about");
  return { about, ledger, size, root, madeAt };
}

function readHead(files: EvidenceFiles, key: KeyObject, refuse: Refuse): ReturnType<typeof parseHead> {
  const head = parseHead(fileOf(files, evidenceNames.head, refuse));
  if (isSignedHead(head) && verifyHead(head, key)) return head;
  throw refuse("its tree head is not signed by the same key");
}

/** Every row's text is the leaf that its proof leads to the root; returns how many there are. */
function checkRows(files: EvidenceFiles, root: string, size: number, refuse: Refuse): number {
  const rows = fileOf(files, evidenceNames.rows, refuse).split("\n").slice(0, -1);
  const proofs = fileOf(files, evidenceNames.proofs, refuse).split("\n").slice(0, -1);
  if (rows.length !== proofs.length) throw refuse("there is not one proof for each row");
  for (const [at, row] of rows.entries()) {
    const proof = JSON.parse(proofs[at] ?? "null") as InclusionProof;
    const isProven =
      proof.root === root &&
      proof.size === size &&
      proof.leaf === Buffer.from(leafHash(row)).toString("hex") &&
      checkInclusion(proof);
    if (!isProven) throw refuse(`row ${at + 1} is not in the signed ledger`);
  }
  return rows.length;
}

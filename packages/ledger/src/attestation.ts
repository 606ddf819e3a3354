// In-toto statements in DSSE envelopes: who signed what, checkable without a network.
import { sign, verify, type KeyObject } from "node:crypto";
import { canonicalJson, type JsonObject } from "@yurai/schema";
import { LedgerError } from "./error.ts";
import { keyId } from "./keys.ts";

const payloadType = "application/vnd.in-toto+json";

/** Something that a statement is about, by its SHA-256. */
export interface Subject {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

/** An in-toto statement, version 1. */
export interface Statement {
  readonly _type: "https://in-toto.io/Statement/v1";
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: JsonObject;
}

/** A DSSE envelope, version 1. */
export interface Envelope {
  readonly payloadType: string;
  /** The statement as canonical JSON, in base64. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** Makes a statement about files. */
export function statementAbout(
  subject: readonly Subject[],
  predicateType: string,
  predicate: JsonObject,
): Statement {
  return { _type: "https://in-toto.io/Statement/v1", subject, predicateType, predicate };
}

/** Signs a statement with an Ed25519 private key. */
export function signStatement(statement: Statement, privateKey: KeyObject): Envelope {
  const payload = Buffer.from(canonicalJson(statement));
  const sig = sign(null, preAuthentication(payload), privateKey).toString("base64");
  return {
    payloadType,
    payload: payload.toString("base64"),
    signatures: [{ keyid: keyId(privateKey), sig }],
  };
}

/**
 * Returns the statement in an envelope that the given key signed.
 *
 * @throws LedgerError `attestation-invalid` for another form, another key, or a signature that does not hold
 */
export function openEnvelope(envelope: unknown, publicKey: KeyObject): Statement {
  const { payload, signatures } = formOf(envelope);
  const bytes = Buffer.from(payload, "base64");
  const signed = signatures.some(
    ({ keyid, sig }) =>
      keyid === keyId(publicKey) &&
      // Base64 has several spellings of the same bytes; one changed character must not go unseen.
      Buffer.from(sig, "base64").toString("base64") === sig &&
      verify(null, preAuthentication(bytes), publicKey, Buffer.from(sig, "base64")),
  );
  if (!signed || bytes.toString("base64") !== payload) throw invalid("is not signed by this key");
  return JSON.parse(bytes.toString("utf8")) as Statement;
}

/** DSSE's pre-authentication encoding (PAE), which keeps a signature over one type from holding for another. */
function preAuthentication(payload: Uint8Array): Uint8Array {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.byteLength} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

function formOf(value: unknown): Envelope {
  const envelope = value as Partial<Envelope> | null;
  const isEnvelope =
    typeof envelope === "object" &&
    envelope?.payloadType === payloadType &&
    typeof envelope.payload === "string" &&
    Array.isArray(envelope.signatures) &&
    envelope.signatures.every((one: unknown) => isSignature(one));
  if (isEnvelope) return envelope as Envelope;
  throw invalid("is no DSSE envelope of an in-toto statement");
}

function isSignature(value: unknown): boolean {
  const one = value as { readonly keyid?: unknown; readonly sig?: unknown } | null;
  return typeof one === "object" && typeof one?.keyid === "string" && typeof one.sig === "string";
}

function invalid(what: string): LedgerError {
  return new LedgerError("attestation-invalid", `the attestation ${what}; get it again from whoever made it`);
}

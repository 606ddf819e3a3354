import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openEnvelope, signStatement, statementAbout } from "../src/index.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const statement = statementAbout([{ name: "a.txt", digest: { sha256: "ab".repeat(32) } }], "urn:example:1", {
  n: 1,
});
const envelope = signStatement(statement, privateKey);

test("a signed statement comes back as it was, under its key only", () => {
  expect(openEnvelope(JSON.parse(JSON.stringify(envelope)), publicKey)).toEqual(statement);
  expect(() => openEnvelope(envelope, generateKeyPairSync("ed25519").publicKey)).toThrow(/attestation/);
});

test("no changed character of payload, key id or signature goes unseen", () => {
  const text = JSON.stringify(envelope);
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom("A", "z", "0", "=", " "), (at, character) => {
      fc.pre(text[at] !== character);
      const changed = text.slice(0, at) + character + text.slice(at + 1);
      expect(() => openEnvelope(JSON.parse(changed), publicKey)).toThrow(/attestation|JSON/);
    }),
    { numRuns: 500 },
  );
});

test("what is no envelope is refused with a code", () => {
  for (const value of [
    null,
    1,
    {},
    { payloadType: "x" },
    { ...envelope, signatures: [] },
    { ...envelope, signatures: [1] },
  ])
    expect(() => openEnvelope(value, publicKey)).toThrow(
      expect.objectContaining({ code: "attestation-invalid" }),
    );
});

test("a signature over one type of payload holds for no other", () => {
  const other = { ...envelope, payloadType: "text/plain" };
  expect(() => openEnvelope(other, publicKey)).toThrow(/attestation/);
});

import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createKeyFiles,
  formatHead,
  keyId,
  parseHead,
  readPrivateKey,
  readPublicKey,
  type SignedHead,
  signHead,
  verifyHead,
} from "../src/index.ts";
import { temporaryFolder } from "./store-folder.ts";

const head = { ledger: "a".repeat(32), size: 12, root: "b".repeat(64), at: "2026-11-21T00:00:00.000Z" };

function folders(): { readonly home: string; readonly outside: string } {
  const folder = temporaryFolder();
  const home = join(folder, ".yurai");
  mkdirSync(home);
  return { home, outside: join(folder, "keys") };
}

describe("key files", () => {
  test("a new key signs what its public file verifies, and is for its owner alone", () => {
    const { home, outside } = folders();
    const files = createKeyFiles(join(outside, "ledger.key"), home);
    expect(statSync(files.privateFile).mode & 0o777).toBe(0o600);
    const signed = signHead(head, readPrivateKey(files.privateFile, home));
    const publicKey = readPublicKey(files.publicFile);
    expect(verifyHead(signed, publicKey)).toBe(true);
    expect([signed.keyId, keyId(publicKey)]).toEqual([files.keyId, files.keyId]);
    expect(readFileSync(files.publicFile, "utf8")).not.toContain("PRIVATE");
  });

  test("a key is never overwritten", () => {
    const { home, outside } = folders();
    createKeyFiles(join(outside, "ledger.key"), home);
    const before = readFileSync(join(outside, "ledger.key"), "utf8");
    expect(() => createKeyFiles(join(outside, "ledger.key"), home)).toThrow(
      expect.objectContaining({ code: "key-exists" }),
    );
    expect(readFileSync(join(outside, "ledger.key"), "utf8")).toBe(before);
  });

  test("a key inside the home is refused, also by way of a symbolic link or dots", () => {
    const { home, outside } = folders();
    const files = createKeyFiles(join(outside, "ledger.key"), home);
    const link = join(home, "..", "link");
    symlinkSync(home, link);
    const inside = expect.objectContaining({ code: "key-inside-home" });
    for (const path of [
      join(home, "k"),
      join(home, "sub", "k"),
      join(link, "k"),
      join(home, "..", ".yurai", "k"),
    ]) {
      expect(() => createKeyFiles(path, home)).toThrow(inside);
    }
    writeFileSync(join(home, "k"), readFileSync(files.privateFile), { mode: 0o600 });
    expect(() => readPrivateKey(join(link, "k"), home)).toThrow(inside);
    // A folder whose name only begins like the home is outside.
    expect(createKeyFiles(join(`${home}-keys`, "k"), home).keyId).toHaveLength(32);
  });

  test("a key that others can read, a missing one and one of another kind are refused", () => {
    const { home, outside } = folders();
    const { privateFile } = createKeyFiles(join(outside, "ledger.key"), home);
    chmodSync(privateFile, 0o640);
    expect(() => readPrivateKey(privateFile, home)).toThrow(
      expect.objectContaining({ code: "key-open-to-others" }),
    );
    expect(() => readPublicKey(join(outside, "none"))).toThrow(
      expect.objectContaining({ code: "key-missing" }),
    );
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey.export({
      type: "pkcs8",
      format: "pem",
    });
    for (const text of [rsa, "no key", "x".repeat(20_000)]) {
      writeFileSync(join(outside, "other"), text, { mode: 0o600 });
      expect(() => readPrivateKey(join(outside, "other"), home)).toThrow(
        expect.objectContaining({ code: "key-invalid" }),
      );
    }
  });
});

describe("heads", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const signed = signHead(head, privateKey);

  test("a head comes back from its file as it was, signed or not", () => {
    expect(parseHead(formatHead(signed))).toEqual(signed);
    expect(parseHead(formatHead(head))).toEqual(head);
  });

  test("no changed member of a signed head verifies", () => {
    const changes: readonly Partial<SignedHead>[] = [
      { size: 13 },
      { root: `c${head.root.slice(1)}` },
      { at: "2026-11-21T00:00:01.000Z" },
      { ledger: "c".repeat(32) },
      { keyId: "c".repeat(32) },
      { signature: Buffer.from(signed.signature, "base64").fill(0, 3, 4).toString("base64") },
      { signature: "" },
    ];
    expect(verifyHead(signed, publicKey)).toBe(true);
    expect(changes.filter((change) => verifyHead({ ...signed, ...change }, publicKey))).toEqual([]);
  });

  test("anything but a head is refused with a code", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom(
        "null",
        "{}",
        JSON.stringify({ ...head, size: -1 }),
        JSON.stringify({ ...signed, more: 1 }),
        " ".repeat(20_000),
      ),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(() => parseHead(text)).toThrow(expect.objectContaining({ code: "head-invalid" }));
      }),
    );
  });
});

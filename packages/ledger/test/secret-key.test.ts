import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSecretKey, readSecretKey } from "../src/index.ts";
import { temporaryFolder } from "./store-folder.ts";

function folders(): { readonly home: string; readonly file: string } {
  const folder = temporaryFolder();
  const home = join(folder, ".yurai");
  mkdirSync(home);
  return { home, file: join(folder, "keys", "secret") };
}

test("a secret key has 32 random bytes, is for its owner alone and never overwritten", () => {
  const { home, file } = folders();
  expect(createSecretKey(file, home)).toBe(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const key = readSecretKey(file, home);
  expect(key).toHaveLength(32);
  expect(() => createSecretKey(file, home)).toThrow(expect.objectContaining({ code: "key-exists" }));
  expect(readSecretKey(file, home)).toEqual(key);
  expect(readSecretKey(createSecretKey(`${file}-2`, home), home)).not.toEqual(key);
});

test("a secret key in the home is refused, also by way of a link", () => {
  const { home, file } = folders();
  const inside = join(home, "secret");
  expect(() => createSecretKey(inside, home)).toThrow(expect.objectContaining({ code: "key-inside-home" }));
  createSecretKey(file, home);
  writeFileSync(inside, "");
  symlinkSync(inside, `${file}-link`);
  expect(() => readSecretKey(`${file}-link`, home)).toThrow(
    expect.objectContaining({ code: "key-inside-home" }),
  );
});

test.each([
  ["is not there", "key-missing", undefined],
  ["is empty", "key-invalid", ""],
  ["is too short", "key-invalid", "yurai-secret-key-1 AAAA\n"],
  ["is of another kind", "key-invalid", "-----BEGIN PRIVATE KEY-----\n"],
])("a key file that %s is refused, and its content not quoted", (_what, code, content) => {
  const { home, file } = folders();
  createSecretKey(file, home);
  const other = `${file}-other`;
  if (content !== undefined) writeFileSync(other, content, { mode: 0o600 });
  expect(() => readSecretKey(other, home)).toThrow(expect.objectContaining({ code }));
  expect(() => readSecretKey(other, home)).not.toThrow(/AAAA|BEGIN/);
});

test.skipIf(process.platform === "win32")("a key that others can read is refused", () => {
  const { home, file } = folders();
  createSecretKey(file, home);
  chmodSync(file, 0o644);
  expect(() => readSecretKey(file, home)).toThrow(expect.objectContaining({ code: "key-open-to-others" }));
});

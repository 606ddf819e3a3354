import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { checkConsistency, checkInclusion, leafHash, openLedger } from "../src/index.ts";
import { newLedger, temporaryFolder } from "./store-folder.ts";

describe("append", () => {
  test("rows come back as they were appended, in order, with their leaf as id", async () => {
    const ledger = await newLedger();
    const appended = await ledger.append([
      { kind: "source", body: { name: "news", origin: "crawled" } },
      { kind: "verdict", body: { id: "Q-1", source: "news" } },
    ]);
    expect(appended.rows.map((row) => row.index)).toEqual([1, 2]);
    const rows = await ledger.rows({ kinds: ["source", "verdict"] });
    expect(rows.map((row) => row.body)).toEqual([
      { name: "news", origin: "crawled" },
      { id: "Q-1", source: "news" },
    ]);
    const database = new Database(ledger.file, { readonly: true });
    const body = String(database.prepare("SELECT body FROM rows WHERE seq = 1").pluck().get());
    database.close();
    expect(Buffer.from(leafHash(body)).toString("hex")).toBe(appended.rows[0]?.id);
    expect(JSON.parse(body).salt).toMatch(/^[0-9a-f]{32}$/);
  });

  test("a row's stored text is canonical JSON", async () => {
    const { canonicalJson } = await import("@yurai/schema");
    const ledger = await newLedger();
    await ledger.append([{ kind: "verdict", body: { z: 1, a: [1.5, "\u3042\n"], id: "v" }, corrects: [] }]);
    const database = new Database(ledger.file, { readonly: true });
    const body = String(database.prepare("SELECT body FROM rows WHERE seq = 1").pluck().get());
    database.close();
    expect(canonicalJson(JSON.parse(body))).toBe(body);
  });

  test("two equal bodies have different leaves, because each has its own salt", async () => {
    const ledger = await newLedger();
    const row = { kind: "source", body: { name: "a", origin: "own" } } as const;
    const { rows } = await ledger.append([row, row]);
    expect(rows[0]?.id).not.toBe(rows[1]?.id);
  });

  test("every row is proved in, and every head grows out of every earlier one", async () => {
    const ledger = await newLedger();
    const heads = [await ledger.head()];
    const ids: string[] = [];
    for (let batch = 1; batch <= 6; batch += 1) {
      const rows = Array.from(
        { length: batch },
        (_, n) => ({ kind: "verdict", body: { id: `${batch}.${n}` } }) as const,
      );
      const appended = await ledger.append(rows);
      heads.push(appended.head);
      ids.push(...appended.rows.map((row) => row.id));
    }
    const last = heads.at(-1);
    for (const id of ids) {
      const proof = await ledger.inclusionProof(id);
      expect(proof.root).toBe(last?.root);
      expect(checkInclusion(proof)).toBe(true);
      expect(checkInclusion({ ...proof, leaf: ids.find((other) => other !== id)! })).toBe(false);
    }
    for (const head of heads) {
      const proof = await ledger.consistencyProof(head.size);
      expect([proof.firstRoot, proof.secondRoot]).toEqual([head.root, last?.root]);
      expect(checkConsistency(proof)).toBe(true);
    }
    await expect(ledger.consistencyProof(1_000)).rejects.toMatchObject({ code: "size-unknown" });
    await expect(ledger.inclusionProof("0".repeat(64))).rejects.toMatchObject({ code: "row-unknown" });
  });

  test("a batch is written whole or not at all", async () => {
    const ledger = await newLedger();
    const good = { kind: "verdict", body: { id: "v" } } as const;
    const bad = { kind: "verdict", body: { id: "w", score: Number.NaN } } as const;
    await expect(ledger.append([good, bad])).rejects.toMatchObject({ code: "not-canonical" });
    await expect(ledger.append([])).rejects.toMatchObject({ code: "row-invalid" });
    await expect(ledger.append([{ ...good, corrects: ["0".repeat(64)] }])).rejects.toMatchObject({
      code: "row-unknown",
    });
    const big = { kind: "verdict", body: { id: "x".repeat(17 * 2 ** 20) } } as const;
    await expect(ledger.append([good, big])).rejects.toMatchObject({ code: "row-invalid" });
    expect((await ledger.head()).size).toBe(1);
    expect((await ledger.verify()).sound).toBe(true);
  });

  test("calls that overlap in one process run one after another", async () => {
    const ledger = await newLedger();
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => ledger.append([{ kind: "verdict", body: { id: `${n}` } }])),
    );
    expect(await ledger.verify()).toMatchObject({ sound: true, rowCount: 41 });
  });

  test("a batch of many thousand rows goes in and verifies", async () => {
    const ledger = await newLedger();
    await ledger.append(
      Array.from({ length: 20_000 }, (_, n) => ({ kind: "verdict", body: { id: `${n}` } }) as const),
    );
    expect(await ledger.verify()).toMatchObject({ sound: true, rowCount: 20_001 });
    const some = await ledger.rows({
      kinds: ["verdict"],
      key: { name: "id", values: Array.from({ length: 5_000 }, (_, n) => `${n * 3}`) },
    });
    expect(some).toHaveLength(5_000);
  });
});

describe("append-only", () => {
  test.each([
    "UPDATE rows SET body = '{}' WHERE seq = 1",
    "UPDATE rows SET body = NULL, kind = NULL WHERE seq = 1",
    "DELETE FROM rows WHERE seq = 1",
    "REPLACE INTO rows (seq, id, kind, body) SELECT 1, id, kind, body FROM rows WHERE seq = 1",
    "INSERT INTO rows (seq, id, kind, body) VALUES (9, hex(randomblob(32)), 'x', 'x')",
    "UPDATE row_keys SET value = 'x'",
    "DELETE FROM row_keys",
    "UPDATE heads SET size = 7 WHERE size = 2",
    "DELETE FROM heads",
    "UPDATE nodes SET hash = zeroblob(32)",
    "DELETE FROM nodes",
  ])("the database itself refuses %s", async (statement) => {
    const ledger = await newLedger();
    await ledger.append([{ kind: "verdict", body: { id: "v" } }]);
    const database = new Database(ledger.file);
    database.pragma("recursive_triggers = ON");
    expect(() => database.exec(statement)).toThrow(/only appends/);
    database.close();
    expect((await ledger.verify()).sound).toBe(true);
  });
});

describe("opening", () => {
  test("a new home is for its owner alone and keeps itself out of a repository", async () => {
    const home = join(temporaryFolder(), "sub", ".yurai");
    const ledger = await newLedger({}, home);
    await ledger.append([{ kind: "verdict", body: { id: "v" } }]);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    for (const suffix of ["", "-wal", "-shm"])
      expect(statSync(ledger.file + suffix).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(home, ".gitignore"), "utf8")).toBe("*\n");
  });

  test("a folder that holds other files keeps its mode and gets no .gitignore", async () => {
    const { chmodSync, writeFileSync } = await import("node:fs");
    const folder = temporaryFolder();
    writeFileSync(join(folder, "mine.txt"), "mine");
    chmodSync(folder, 0o755);
    await newLedger({}, folder);
    expect(statSync(folder).mode & 0o777).toBe(0o755);
    expect(existsSync(join(folder, ".gitignore"))).toBe(false);
  });

  test("without createIfMissing, and for reading, a missing ledger stays missing", async () => {
    const folder = temporaryFolder();
    await expect(openLedger(folder, { mode: "write" })).rejects.toMatchObject({ code: "ledger-missing" });
    await expect(openLedger(folder, { mode: "read", createIfMissing: true })).rejects.toMatchObject({
      code: "ledger-missing",
    });
    expect(existsSync(join(folder, "ledger.db"))).toBe(false);
  });

  test("a ledger is the same after closing and opening, by folder or by file", async () => {
    const ledger = await newLedger();
    const { head } = await ledger.append([{ kind: "verdict", body: { id: "v" } }]);
    await ledger.close();
    for (const path of [join(ledger.file, ".."), ledger.file]) {
      await using again = await openLedger(path, { mode: "read" });
      expect(await again.head()).toEqual(head);
      await expect(again.append([{ kind: "verdict", body: { id: "w" } }])).rejects.toMatchObject({
        code: "ledger-read-only",
      });
    }
    await expect(ledger.head()).rejects.toMatchObject({ code: "ledger-closed" });
  });

  test("what was committed is there for a reader in another connection while the writer is open", async () => {
    const ledger = await newLedger();
    await using reader = await openLedger(ledger.file, { mode: "read" });
    const { head } = await ledger.append([{ kind: "verdict", body: { id: "v" } }]);
    expect(await reader.head()).toEqual(head);
  });
});

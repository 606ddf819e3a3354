import { copyFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { contentId, type SegmentManifest } from "@yurai/schema";
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { appendLeaves, type Ledger, leafHash, openLedger, signHead, type TreeHead } from "../src/index.ts";
import { newLedger, temporaryFolder } from "./store-folder.ts";

const keys = generateKeyPairSync("ed25519");

/** A closed ledger of 12 rows in 5 batches, to be tampered with. */
async function ledgerOfTwelve(): Promise<{
  readonly file: string;
  readonly head: TreeHead;
  readonly ids: readonly string[];
}> {
  const ledger = await newLedger();
  const ids: string[] = [];
  for (const [batch, count] of [3, 1, 4, 3].entries()) {
    const rows = Array.from(
      { length: count },
      (_, n) => ({ kind: "verdict", body: { id: `${batch}.${n}`, run: "r" } }) as const,
    );
    ids.push(...(await ledger.append(rows)).rows.map((row) => row.id));
  }
  const head = await ledger.head();
  await ledger.close();
  return { file: ledger.file, head, ids: ["", ...ids] };
}

/** Does what someone with the file can do: drop the triggers, change, put the triggers back. */
function tamper(file: string, change: (database: Database.Database) => void): void {
  const database = new Database(file);
  const triggers = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all() as {
    name: string;
    sql: string;
  }[];
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`);
  change(database);
  for (const { sql } of triggers) database.exec(sql);
  database.close();
}

async function opened<Result>(file: string, use: (ledger: Ledger) => Promise<Result>): Promise<Result> {
  await using ledger = await openLedger(file, { mode: "read" });
  return await use(ledger);
}

/** Rewrites the whole log from the bodies as they are now, as a careful forger would. */
function forge(database: Database.Database): void {
  const rows = database.prepare("SELECT seq, body FROM rows ORDER BY seq").all() as {
    seq: number;
    body: string;
  }[];
  const leaves = rows.map((row) => leafHash(row.body));
  database.exec("DELETE FROM nodes");
  for (const row of rows) {
    const id = Buffer.from(leaves[row.seq]!).toString("hex");
    database.prepare("UPDATE rows SET id = ? WHERE seq = ?").run(id, row.seq);
  }
  const insert = database.prepare("INSERT INTO nodes (level, position, hash) VALUES (?, ?, ?)");
  for (const node of appendLeaves(0, [], leaves).nodes) insert.run(node.level, node.position, node.hash);
  const heads = database
    .prepare("SELECT size FROM heads WHERE size <= ?")
    .pluck()
    .all(rows.length) as number[];
  const update = database.prepare("UPDATE heads SET root = ? WHERE size = ?");
  for (const size of heads) update.run(appendLeaves(0, [], leaves.slice(0, size)).root, size);
  database.prepare("DELETE FROM heads WHERE size > ?").run(rows.length);
}

const edit = (body: string): string => body.replaceAll('"r"', '"s"');

/** Each tampering, and what verify must say without any head. */
const tamperings: readonly (readonly [
  name: string,
  change: (database: Database.Database) => void,
  found: object,
])[] = [
  [
    "an altered body",
    (db) => db.exec(`UPDATE rows SET body = replace(body, '"r"', '"s"') WHERE seq = 5`),
    { code: "row-altered", index: 5 },
  ],
  [
    "an altered body whose leaf was recomputed",
    (db) => {
      const body = edit(String(db.prepare("SELECT body FROM rows WHERE seq = 5").pluck().get()));
      db.prepare("UPDATE rows SET body = ?, id = ? WHERE seq = 5").run(
        body,
        Buffer.from(leafHash(body)).toString("hex"),
      );
    },
    { code: "log-altered", index: 4, lastIndex: 5 },
  ],
  [
    "an altered last row whose leaf was recomputed, which no stored subtree covers",
    (db) => {
      const body = String(db.prepare("SELECT body FROM rows WHERE seq = 11").pluck().get()).replace(
        "3.2",
        "3.9",
      );
      db.exec("DELETE FROM rows WHERE seq = 11");
      db.exec("DELETE FROM row_keys WHERE seq = 11");
      db.exec("DELETE FROM nodes WHERE level = 1 AND position = 5");
      db.prepare("INSERT INTO rows VALUES (11, ?, 'verdict', ?)").run(
        Buffer.from(leafHash(body)).toString("hex"),
        body,
      );
    },
    { code: "head-altered", lastIndex: 11 },
  ],
  [
    "a removed row",
    (db) => db.exec("DELETE FROM rows WHERE seq = 5"),
    { code: "row-missing", index: 5, lastIndex: 5 },
  ],
  [
    "removed last rows",
    (db) => db.exec("DELETE FROM rows WHERE seq >= 10"),
    { code: "row-missing", index: 10, lastIndex: 11 },
  ],
  [
    "a removed row whose gap was closed",
    (db) => db.exec("DELETE FROM rows WHERE seq = 5; UPDATE rows SET seq = seq - 1 WHERE seq > 5"),
    { code: "row-moved", index: 5 },
  ],
  [
    "two rows that changed places",
    (db) =>
      db.exec(
        "UPDATE rows SET seq = -1 WHERE seq = 3; UPDATE rows SET seq = 3 WHERE seq = 6; UPDATE rows SET seq = 6 WHERE seq = -1",
      ),
    { code: "row-moved", index: 3 },
  ],
  [
    "a row inserted at the end",
    (db) =>
      db.exec("INSERT INTO rows SELECT 12, lower(hex(randomblob(32))), kind, body FROM rows WHERE seq = 5"),
    { code: "row-inserted", index: 12 },
  ],
  [
    "a row inserted in the middle",
    (db) => {
      db.exec("UPDATE rows SET seq = -seq WHERE seq > 5; UPDATE rows SET seq = 1 - seq WHERE seq < 0");
      db.exec("INSERT INTO rows SELECT 6, lower(hex(randomblob(32))), kind, body FROM rows WHERE seq = 5");
    },
    { code: "row-altered", index: 6 },
  ],
  [
    "a row inserted before the first",
    (db) =>
      db.exec("INSERT INTO rows SELECT -1, lower(hex(randomblob(32))), kind, body FROM rows WHERE seq = 5"),
    { code: "row-inserted", index: -1 },
  ],
  [
    "an altered kind",
    (db) => db.exec("UPDATE rows SET kind = 'gap' WHERE seq = 5"),
    { code: "column-altered", index: 5 },
  ],
  [
    "an altered key",
    (db) => db.exec("UPDATE row_keys SET value = 'x' WHERE seq = 5 AND name = 'id'"),
    { code: "column-altered", index: 5 },
  ],
  [
    "a removed key",
    (db) => db.exec("DELETE FROM row_keys WHERE seq = 5 AND name = 'run'"),
    { code: "column-altered", index: 5 },
  ],
  [
    "an added key",
    (db) => db.exec("INSERT INTO row_keys VALUES ('run', 'x', 'verdict', 5)"),
    { code: "column-altered", index: 5 },
  ],
  [
    "a key of no row",
    (db) => db.exec("INSERT INTO row_keys VALUES ('run', 'x', 'verdict', 50)"),
    { code: "column-altered", index: 12 },
  ],
  [
    "a body that is gone without a tombstone",
    (db) =>
      db.exec("UPDATE rows SET body = NULL, kind = NULL WHERE seq = 5; DELETE FROM row_keys WHERE seq = 5"),
    { code: "tombstone-missing", index: 5 },
  ],
  [
    "a changed head",
    (db) => db.exec("UPDATE heads SET root = zeroblob(32) WHERE size = 12"),
    { code: "head-altered", lastIndex: 11 },
  ],
  [
    "a changed earlier head",
    (db) => db.exec("UPDATE heads SET root = zeroblob(32) WHERE size = 5"),
    { code: "head-altered", index: 4, lastIndex: 4 },
  ],
  [
    "a head with another time",
    (db) => db.exec("UPDATE heads SET at = '2020-01-01T00:00:00.000Z' WHERE size = 12"),
    { code: "head-altered", lastIndex: 11 },
  ],
  [
    "a removed last head",
    (db) => db.exec("DELETE FROM heads WHERE size = 12"),
    { code: "row-inserted", index: 9, lastIndex: 11 },
  ],
  [
    "a changed subtree",
    (db) => db.exec("UPDATE nodes SET hash = zeroblob(32) WHERE level = 2 AND position = 1"),
    { code: "log-altered", index: 4, lastIndex: 7 },
  ],
  [
    "an added subtree",
    (db) => db.exec("INSERT INTO nodes VALUES (9, 9, zeroblob(32))"),
    { code: "log-altered" },
  ],
];

describe("what someone with the file can do", () => {
  test.each(tamperings)("%s is found and named", async (_, change, found) => {
    const { file } = await ledgerOfTwelve();
    tamper(file, change);
    const report = await opened(file, (ledger) => ledger.verify());
    expect(report).toMatchObject({ sound: false, proved: "nothing" });
    expect(report.problems).toContainEqual(expect.objectContaining(found));
    expect(report.problemCount).toBe(report.problems.length);
  });

  test("a dropped trigger is found", async () => {
    const { file } = await ledgerOfTwelve();
    const database = new Database(file);
    database.exec("DROP TRIGGER rows_keep");
    database.close();
    const report = await opened(file, (ledger) => ledger.verify());
    expect(report.problems).toEqual([expect.objectContaining({ code: "schema-changed" })]);
  });

  test("a ledger rewritten with all leaves, subtrees and heads is only caught by a head kept elsewhere", async () => {
    const { file, head } = await ledgerOfTwelve();
    tamper(file, (database) => {
      const body = edit(String(database.prepare("SELECT body FROM rows WHERE seq = 5").pluck().get()));
      database.prepare("UPDATE rows SET body = ? WHERE seq = 5").run(body);
      database.exec("UPDATE row_keys SET value = 's' WHERE seq = 5 AND name = 'run'");
      forge(database);
    });
    await opened(file, async (ledger) => {
      expect(await ledger.verify()).toMatchObject({
        sound: true,
        proved: "self-consistent",
        provedRowCount: 0,
      });
      const report = await ledger.verify({ head });
      expect(report).toMatchObject({
        sound: false,
        proved: "nothing",
        problems: [{ code: "head-mismatch" }],
      });
      const signed = signHead(head, keys.privateKey);
      expect((await ledger.verify({ head: signed, publicKey: keys.publicKey })).problems).toMatchObject([
        { code: "head-mismatch" },
      ]);
    });
  });

  test("rows cut off with their heads and subtrees are only caught by a head kept elsewhere", async () => {
    const { file, head } = await ledgerOfTwelve();
    tamper(file, (database) => {
      database.exec("DELETE FROM rows WHERE seq >= 9; DELETE FROM row_keys WHERE seq >= 9");
      forge(database);
    });
    await opened(file, async (ledger) => {
      expect(await ledger.verify()).toMatchObject({ sound: true, proved: "self-consistent" });
      expect((await ledger.verify({ head })).problems).toMatchObject([
        { code: "row-missing", index: 9, lastIndex: 11 },
      ]);
    });
  });

  test("an older copy put in place of the ledger is caught by a head kept elsewhere", async () => {
    const ledger = await newLedger();
    await ledger.append([{ kind: "verdict", body: { id: "1" } }]);
    await ledger.close();
    const copy = join(temporaryFolder(), "copy.db");
    copyFileSync(ledger.file, copy);
    await using again = await openLedger(ledger.file, { mode: "write" });
    const { head } = await again.append([{ kind: "verdict", body: { id: "2" } }]);
    const report = await opened(copy, (old) => old.verify({ head }));
    expect(report.problems).toMatchObject([{ code: "row-missing", index: 2 }]);
  });

  test("every single changed byte of the file is found, or changes nothing that verify reads", async () => {
    const { file } = await ledgerOfTwelve();
    const { readFileSync, writeFileSync } = await import("node:fs");
    const bytes = readFileSync(file);
    const reference = await opened(file, readAll);
    let found = 0;
    for (let offset = 100; offset < bytes.length; offset += 211) {
      const copy = Uint8Array.from(bytes);
      copy[offset]! ^= 0x15;
      writeFileSync(file, copy);
      const seen = await opened(file, async (ledger) => ({
        sound: (await ledger.verify()).sound,
        rows: await readAll(ledger),
      })).catch((error: { code?: string }) => ({ sound: false, rows: error.code }));
      // Unseen changes lie in bytes that mean nothing, such as free space.
      expect(seen.sound ? seen.rows : reference).toEqual(reference);
      if (!seen.sound) found += 1;
    }
    expect(found).toBeGreaterThan(10);
  });
});

function readAll(ledger: Ledger): Promise<unknown> {
  return ledger.rows({ kinds: ["verdict"], key: { name: "run", values: ["r"] } });
}

describe("what is proved", () => {
  test("without a head a sound ledger is self-consistent only", async () => {
    const { file, head } = await ledgerOfTwelve();
    const report = await opened(file, (ledger) => ledger.verify());
    expect(report).toMatchObject({
      sound: true,
      proved: "self-consistent",
      provedRowCount: 0,
      rowCount: 12,
      head,
      problemCount: 0,
    });
  });

  test("a supplied head proves the rows it covers, also after the ledger has grown", async () => {
    const { file, head } = await ledgerOfTwelve();
    await using ledger = await openLedger(file, { mode: "write" });
    await ledger.append([{ kind: "verdict", body: { id: "later" } }]);
    expect(await ledger.verify({ head })).toMatchObject({
      sound: true,
      proved: "supplied-head",
      provedRowCount: 12,
      rowCount: 13,
    });
  });

  test("a signed head proves with its key, and is a supplied head without", async () => {
    const { file, head } = await ledgerOfTwelve();
    const signed = signHead(head, keys.privateKey);
    await opened(file, async (ledger) => {
      expect((await ledger.verify({ head: signed, publicKey: keys.publicKey })).proved).toBe("signed-head");
      expect((await ledger.verify({ head: signed })).proved).toBe("supplied-head");
    });
  });

  test("a head with a wrong signature, without one, or of another ledger proves nothing", async () => {
    const { file, head } = await ledgerOfTwelve();
    const signed = signHead(head, keys.privateKey);
    const other = generateKeyPairSync("ed25519");
    await opened(file, async (ledger) => {
      const codeOf = async (options: Parameters<Ledger["verify"]>[0]) =>
        (await ledger.verify(options)).problems.map((problem) => problem.code);
      expect(await codeOf({ head: { ...signed, size: 11 }, publicKey: keys.publicKey })).toEqual([
        "head-signature",
      ]);
      expect(await codeOf({ head: signed, publicKey: other.publicKey })).toEqual(["head-signature"]);
      expect(await codeOf({ head, publicKey: keys.publicKey })).toEqual(["head-unsigned"]);
      expect(await codeOf({ head: { ...head, ledger: "0".repeat(32) } })).toEqual(["head-other-ledger"]);
      await expect(ledger.verify({ publicKey: keys.publicKey })).rejects.toMatchObject({
        code: "head-invalid",
      });
    });
  });

  test("segments are checked by the given function, and without one are said to be not checked", async () => {
    const ledger = await newLedger();
    const manifest = { ...emptyManifest };
    await ledger.commitSegments({ run: "r", manifests: [manifest] });
    const id = contentId(manifest);
    expect(await ledger.verify()).toMatchObject({ sound: true, segmentsChecked: 0, segmentsNotChecked: 1 });
    const report = await ledger.verify({
      verifySegment: async (segment) => [`passages.idx of ${segment.slice(0, 4)} is changed`],
    });
    expect(report).toMatchObject({
      sound: false,
      segmentsChecked: 1,
      problems: [{ code: "segment-damaged", segment: id }],
    });
    expect(await ledger.verify({ verifySegment: async () => [] })).toMatchObject({
      sound: true,
      segmentsNotChecked: 0,
    });
  });
});

const emptyManifest: SegmentManifest = {
  format: "yurai-segment",
  version: 1,
  writer: { tool: "test", version: "1" },
  createdAt: "2026-11-21T00:00:00Z",
  algorithms: { normalForm: "text-1", digest: "d", urlKey: "u" },
  sources: [],
  counts: { records: 0, characters: 0, bytes: 0, anchors: 0 },
  replaces: [],
  files: [],
};

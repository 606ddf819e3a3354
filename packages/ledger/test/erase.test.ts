import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Ledger, type NewRow, openLedger } from "../src/index.ts";
import { newLedger } from "./store-folder.ts";

const why = { reason: "request 2026-014", by: "desk" };

/** Looks for a text in every file of the home, as someone with a hex editor would. */
function filesWith(ledger: Ledger, text: string): readonly string[] {
  const home = dirname(ledger.file);
  return readdirSync(home).filter((name) => readFileSync(join(home, name)).includes(text));
}

function person(name: string): NewRow {
  return {
    kind: "verdict",
    body: { id: `Q-${name}`, source: `source-of-${name}`, text: `asked by ${name}` },
  };
}

describe("erase", () => {
  test("body, salt, keys and every copy of them leave the files; leaf, heads and proofs stay", async () => {
    const ledger = await newLedger();
    // Enough rows, in an order that splits the pages of the index, for stale copies to be left in page gaps.
    const names = Array.from({ length: 3_000 }, (_, n) => `Sakura${(n * 7_919) % 3_001}x`);
    const ids: string[] = [];
    for (let start = 0; start < names.length; start += 100) {
      ids.push(
        ...(await ledger.append(names.slice(start, start + 100).map(person))).rows.map((row) => row.id),
      );
    }
    const head = await ledger.head();
    const database = await import("better-sqlite3").then(
      ({ default: Database }) => new Database(ledger.file),
    );
    const salts = (database.prepare("SELECT body FROM rows WHERE seq > 0").pluck().all() as string[]).map(
      (body) => JSON.parse(body).salt,
    );
    database.close();
    expect(filesWith(ledger, names[5]!)).not.toEqual([]);

    const erasedIndexes = [5, 6, 700, 1_500, 2_999, ...Array.from({ length: 300 }, (_, n) => 1_000 + n)];
    const result = await ledger.erase(
      erasedIndexes.map((index) => ids[index]!),
      why,
    );
    expect(result).toMatchObject({ already: [], bytesGone: true });
    expect(result.erased).toHaveLength(erasedIndexes.length);

    const files = readdirSync(dirname(ledger.file)).map((name) =>
      readFileSync(join(dirname(ledger.file), name)),
    );
    const left = erasedIndexes.filter((index) =>
      files.some((file) => file.includes(names[index]!) || file.includes(salts[index]!)),
    );
    expect(left).toEqual([]);
    expect(filesWith(ledger, names[50]!)).not.toEqual([]);

    const report = await ledger.verify({ head });
    expect(report).toMatchObject({ sound: true, proved: "supplied-head", problems: [] });
    expect(report.erased.map((row) => row.id).sort()).toEqual([...result.erased].sort());
    expect((await ledger.inclusionProof(ids[5]!, head.size)).root).toBe(head.root);
    expect(await ledger.rows({ kinds: ["verdict"], key: { name: "id", values: [`Q-${names[5]}`] } })).toEqual(
      [],
    );
  });

  test("the tombstone says which row, who and why, and nothing of what was erased", async () => {
    const ledger = await newLedger();
    const { rows } = await ledger.append([person("Sakura")]);
    await ledger.erase([rows[0]!.id], why);
    const [tombstone] = await ledger.rows({ kinds: ["tombstone"] });
    expect(tombstone?.body).toEqual({ row: rows[0]!.id, index: 1, kind: "verdict", ...why });
  });

  test("erasing again changes nothing and says so", async () => {
    const ledger = await newLedger();
    const { rows } = await ledger.append([person("Sakura")]);
    const ids = [rows[0]!.id];
    await ledger.erase(ids, why);
    const size = (await ledger.head()).size;
    expect(await ledger.erase(ids, why)).toMatchObject({ erased: [], already: ids });
    expect((await ledger.head()).size).toBe(size);
  });

  test("one unknown, unerasable or held row and nothing is erased", async () => {
    const ledger = await newLedger();
    const { rows } = await ledger.append([person("Sakura"), person("Kaede")]);
    const [sakura = "", kaede = ""] = rows.map((row) => row.id);
    const [first] = await ledger.rows({ kinds: ["ledger"] });
    const codeOf = (ids: readonly string[]) =>
      ledger.erase(ids, why).then(
        () => "none",
        (error: { code: string }) => error.code,
      );
    expect(await codeOf([sakura, "0".repeat(64)])).toBe("row-unknown");
    expect(await codeOf([sakura, first!.id])).toBe("row-not-erasable");
    const hold = await ledger.append([
      {
        kind: "legal-hold",
        body: { id: "H-1", reason: "suit", by: "legal", sources: ["source-of-Sakura"], rows: [kaede] },
      },
    ]);
    expect(await codeOf([sakura])).toBe("row-held");
    expect(await codeOf([kaede])).toBe("row-held");
    expect(await ledger.rows({ kinds: ["verdict"] })).toHaveLength(2);
    await ledger.append([
      {
        kind: "legal-hold",
        body: { id: "H-1", reason: "settled", by: "legal" },
        corrects: [hold.rows[0]!.id],
      },
    ]);
    expect(await codeOf([sakura, kaede])).toBe("none");
  });

  test("what an erased row had corrected does not come back", async () => {
    const ledger = await newLedger();
    const before = await ledger.append([person("Sakura")]);
    const after = await ledger.append([{ ...person("Kaede"), corrects: [before.rows[0]!.id] }]);
    expect(await ledger.rows({ kinds: ["verdict"] })).toHaveLength(1);
    await ledger.erase([after.rows[0]!.id], why);
    expect(await ledger.rows({ kinds: ["verdict"] })).toEqual([]);
    expect((await ledger.verify()).sound).toBe(true);
  });

  test("while another process reads an older state the bytes are said to remain, and scrub removes them later", async () => {
    const ledger = await newLedger();
    const { rows } = await ledger.append([person("Sakura")]);
    const { default: Database } = await import("better-sqlite3");
    const reader = new Database(ledger.file, { readonly: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM rows").get();
    expect(await ledger.erase([rows[0]!.id], why)).toMatchObject({ bytesGone: false });
    reader.exec("COMMIT");
    reader.close();
    expect(await ledger.scrub()).toBe(true);
    expect(filesWith(ledger, "Sakura")).toEqual([]);
    await using again = await openLedger(ledger.file, { mode: "read" });
    expect((await again.verify()).sound).toBe(true);
  });
});

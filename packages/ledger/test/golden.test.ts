import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openLedger, parseHead, readPublicKey } from "../src/index.ts";
import { temporaryFolder } from "./store-folder.ts";

const golden = fileURLToPath(new URL("golden/", import.meta.url));

test.each(["read", "write"] as const)(
  "a ledger of version 1, written on 2026-11-21, opens to %s and holds what it held",
  async (mode) => {
    const file = join(temporaryFolder(), "ledger.db");
    copyFileSync(join(golden, "ledger-1.db"), file);
    const head = parseHead(readFileSync(join(golden, "ledger-1.head.json"), "utf8"));
    await using ledger = await openLedger(file, { mode });
    const report = await ledger.verify({ head, publicKey: readPublicKey(join(golden, "ledger-1.key.pub")) });
    expect(report).toMatchObject({
      sound: true,
      proved: "signed-head",
      provedRowCount: 8,
      rowCount: 8,
      erased: [{ index: 3 }],
    });
    const [news] = await ledger.sources();
    expect(news?.source?.fact).toEqual({ name: "news", origin: "crawled", country: "JP" });
    expect(news?.licences.map((claim) => claim.fact.licence)).toEqual([
      { kind: "spdx", expression: "Apache-2.0" },
    ]);
    expect((await ledger.segments()).current).toHaveLength(1);
    expect(await ledger.progress("a".repeat(32))).toMatchObject([
      { source: "news", part: "日本語.jsonl", ranges: [[0, 1]] },
    ]);
  },
);

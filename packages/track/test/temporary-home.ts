import { openLedger, type Ledger } from "@yurai/ledger";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder with a home in it and the home's ledger, removed at the end of the block. */
export interface TemporaryHome {
  readonly folder: string;
  readonly home: string;
  readonly ledger: Ledger;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function temporaryHome(): Promise<TemporaryHome> {
  const folder = mkdtempSync(join(tmpdir(), "yurai-track-"));
  const home = join(folder, ".yurai");
  const ledger = await openLedger(home, { mode: "write", createIfMissing: true });
  return {
    folder,
    home,
    ledger,
    async [Symbol.asyncDispose]() {
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Rows that differ, of about 200 characters. */
export function rowsOf(count: number, seed = "row"): { readonly text: string; readonly url: string }[] {
  return Array.from({ length: count }, (_, i) => ({
    text: `${seed} ${i} tells of what happened on day ${i * 7}, and of who was there. `.repeat(4),
    url: `https://host${i % 5}.example/${seed}/${i}`,
  }));
}

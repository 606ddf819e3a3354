/**
 * Reads or tracks so many rows and prints its peak memory in MB. Run by `track.bench.ts`.
 *
 * Arguments: rows, what is done with them (`bare`, `standard`, `off`), times that a row repeats its sentence.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLedger } from "@yurai/ledger";
import { startRun, type IndexMode } from "@yurai/track";

const [count = "0", mode = "standard", repeats = "34"] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), "yurai-bench-"));
/** How often it is said on the way. */
const reportEvery = 1_000_000;
let characters = 0;
try {
  if (mode === "bare") for (const row of loader()) characters += row.text.length;
  else await trackAll(mode as IndexMode);
} finally {
  rmSync(home, { recursive: true });
}
process.stderr.write(`${characters} characters, ${process.cpuUsage().user / 1e6} s\n`);
process.stdout.write(String(process.resourceUsage().maxRSS / 1_024));

function* loader(): Generator<{ readonly text: string }> {
  for (let i = 1; i <= Number(count); i++) {
    yield { text: `row ${i} of an endless loader. `.repeat(Number(repeats)) };
    if (i % reportEvery === 0)
      process.stderr.write(`${i} rows, ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB\n`);
  }
}

async function trackAll(index: IndexMode): Promise<void> {
  await using ledger = await openLedger(home, { mode: "write", createIfMissing: true });
  const run = await startRun({ home, ledger, purpose: "benchmark", sealBytes: 64_000_000, index });
  for (const row of run.track(loader(), { source: "endless" })) characters += row.text.length;
  await run.end();
}

/** Reads or tracks so many rows of a kilobyte and prints its peak memory in MB. Run by `track.bench.ts`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLedger } from "@yurai/ledger";
import { startRun } from "@yurai/track";

const [count = "0", track = "true"] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), "yurai-bench-"));
let characters = 0;
try {
  if (track === "true") await trackAll();
  else for (const row of loader()) characters += row.text.length;
} finally {
  rmSync(home, { recursive: true });
}
process.stderr.write(`${characters} characters\n`);
process.stdout.write(String(process.resourceUsage().maxRSS / 1_024));

function* loader(): Generator<{ readonly text: string }> {
  for (let i = 0; i < Number(count); i++) yield { text: `row ${i} of an endless loader. `.repeat(34) };
}

async function trackAll(): Promise<void> {
  await using ledger = await openLedger(home, { mode: "write", createIfMissing: true });
  const run = await startRun({ home, ledger, purpose: "benchmark", sealBytes: 64_000_000 });
  for (const row of run.track(loader(), { source: "endless" })) characters += row.text.length;
  await run.end();
}

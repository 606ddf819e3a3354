// Run as a child: tracks a file with several workers, and says how far it is and what the run has read.
import { openLedger } from "@yurai/ledger";
import { startRun } from "@yurai/track";

const [home = "", path = ""] = process.argv.slice(2);
const ledger = await openLedger(home, { mode: "write", createIfMissing: true });
const run = await startRun({
  home,
  ledger,
  purpose: "train",
  name: "file",
  minhash: false,
  sealBytes: 150_000,
  sealAfterMs: 60_000,
  limits: { workerCount: 3, bufferBytes: 256 * 1024 },
});
await run.trackFile(path, {
  source: "s",
  fields: { url: "url" },
  onProgress: (lines) => void process.stdout.write(`read ${lines}\n`),
});
const { sources, readTwice, segments } = await run.end();
process.stdout.write(`${JSON.stringify({ sources, readTwice, segments: segments.length })}\n`);
await ledger.close();

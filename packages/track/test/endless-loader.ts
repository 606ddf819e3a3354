// Run as a child: tracks rows without end, and says how far it is and how much memory it holds.
import { openLedger } from "@yurai/ledger";
import { startRun } from "@yurai/track";

const [home = "", count = "0", sealBytes = "1000000"] = process.argv.slice(2);
const ledger = await openLedger(home, { mode: "write", createIfMissing: true });
const run = await startRun({
  home,
  ledger,
  purpose: "train",
  name: "endless",
  sealBytes: Number(sealBytes),
  sealAfterMs: 60_000,
});

function* rows(): Generator<{ readonly text: string }> {
  for (let i = 0; i < Number(count); i++) yield { text: `row ${i} `.repeat(120) };
}

let read = 0;
let earlyBytes = 0;
for (const _ of run.track(rows(), { source: "stream" })) {
  if (++read % 100 === 0) process.stdout.write(`read ${read}\n`);
  if (read === Math.floor(Number(count) / 4)) earlyBytes = process.memoryUsage().rss;
}
const { sources, alreadyRead } = await run.end();
const lateBytes = process.memoryUsage().rss;
process.stdout.write(
  `${JSON.stringify({ read, earlyBytes, lateBytes, records: sources[0]?.records, alreadyRead })}\n`,
);
await ledger.close();

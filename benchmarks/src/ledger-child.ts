/** Appends batches of two rows for some seconds and prints how many it committed. Run by `ledger.bench.ts`. */
import { openLedger } from "@yurai/ledger";

const [home = "", seconds = "2"] = process.argv.slice(2);
await using ledger = await openLedger(home, { mode: "write", createIfMissing: true });
const end = performance.now() + Number(seconds) * 1_000;
let commits = 0;
for (; performance.now() < end; commits++) {
  const rows = [0, 1].map(
    (n) => ({ kind: "verdict", body: { id: `${process.pid}/${commits}/${n}` } }) as const,
  );
  await ledger.append(rows);
}
process.stdout.write(String(commits));

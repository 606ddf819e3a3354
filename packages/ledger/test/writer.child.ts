// A process of its own that appends: started by the tests and the kill benchmark, never imported.
//   node --conditions=@yurai/source writer.child.ts HOME NAME BATCHES
// Prints "ready", then one line for each batch after it is committed: its number and its rows' ids. BATCHES 0 means for ever.
import { setTimeout as sleep } from "node:timers/promises";
import { openLedger } from "../src/index.ts";

const [home = "", name = "", batches = "0"] = process.argv.slice(2);
const last = Number(batches) === 0 ? Number.POSITIVE_INFINITY : Number(batches);
await using ledger = await openLedger(home, { mode: "write", createIfMissing: true });
process.stdout.write("ready\n");
for (let batch = 0; batch < last; batch += 1) {
  const rows = Array.from({ length: 1 + (batch % 3) }, (_, n) => {
    return {
      kind: "verdict",
      body: { id: `${name}/${batch}/${n}`, run: name, padding: "x".repeat(200) },
    } as const;
  });
  const appended = await ledger.append(rows);
  process.stdout.write(`${batch} ${appended.rows.map((row) => row.id).join(",")}\n`);
  // Lets the pipe drain: a line is out before the next batch begins.
  await sleep(0);
}

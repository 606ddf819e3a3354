/** `npm run -s bench -- [NAME...] [--json]`: runs the named benchmarks, or lists them. */
import { checkBenchmark } from "./check.bench.ts";
import { curvesBenchmark } from "./curves.bench.ts";
import { fingerprintBenchmark } from "./fingerprint.bench.ts";
import { figureLine, type Benchmark } from "./figure.ts";
import { imageRecallBenchmark } from "./image-recall.bench.ts";
import { imageRowsBenchmark } from "./image-rows.bench.ts";
import { imagesBenchmark } from "./images.bench.ts";
import { indexBenchmark } from "./index.bench.ts";
import { largeBenchmark } from "./large.bench.ts";
import { minhashBenchmark } from "./minhash.bench.ts";
import { nearCopyBenchmark } from "./near-copy.bench.ts";
import { killBenchmark } from "./kill.bench.ts";
import { ledgerBenchmark } from "./ledger.bench.ts";
import { piiBenchmark } from "./pii.bench.ts";
import { readersBenchmark } from "./readers.bench.ts";
import { reportBenchmark } from "./report.bench.ts";
import { trackBenchmark } from "./track.bench.ts";

const benchmarks: readonly Benchmark[] = [
  fingerprintBenchmark,
  indexBenchmark,
  ledgerBenchmark,
  trackBenchmark,
  readersBenchmark,
  checkBenchmark,
  reportBenchmark,
  piiBenchmark,
  imagesBenchmark,
  imageRowsBenchmark,
  imageRecallBenchmark,
  minhashBenchmark,
  nearCopyBenchmark,
  killBenchmark,
  curvesBenchmark,
  largeBenchmark,
];
/** Minutes long: only by name. */
const byName = ["kill", "curves", "large", "image-recall"];

const names = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const json = process.argv.includes("--json");
const chosen = benchmarks.filter(
  ({ name }) => names.includes(name) || (names.includes("all") && !byName.includes(name)),
);

const unknown = names.find(
  (name) => name !== "all" && !benchmarks.some((benchmark) => benchmark.name === name),
);
if (chosen.length === 0 || unknown !== undefined) {
  const list = benchmarks.map(({ name, about }) => `  ${name.padEnd(14)} ${about}`).join("\n");
  const problem = unknown === undefined ? "" : `There is no benchmark "${unknown}".\n`;
  process.stderr.write(
    `${problem}npm run -s bench -- NAME... [--json], NAME being "all" (but ${byName.join(", ")}) or one of\n${list}\n`,
  );
  process.exit(2);
}

for (const benchmark of chosen) {
  if (!json) process.stdout.write(`${benchmark.name}: ${benchmark.about}\n`);
  for await (const figure of benchmark.run())
    process.stdout.write(`${json ? JSON.stringify(figure) : figureLine(figure)}\n`);
}

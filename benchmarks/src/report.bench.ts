import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportKinds } from "@yurai/schema";
import type { Benchmark, Figure } from "./figure.ts";
import { writeReportLedger } from "./report-ledger.ts";

/** `YURAI_RECORDS` and `YURAI_HOSTS` set the ledger's size, `YURAI_KINDS` the reports, by commas. */
const records = Number(process.env["YURAI_RECORDS"] ?? 10_000_000);
const hosts = Number(process.env["YURAI_HOSTS"] ?? 1_000_000);
const kinds = (process.env["YURAI_KINDS"] ?? reportKinds.join(",")).split(",");
/** Records of the index that an inquiry is held against, and addresses that are asked about. */
const indexed = 200_000;
const asked = 10_000;
const built = new URL("../../packages/yurai/dist/main.js", import.meta.url).pathname;
const source = new URL("../../packages/yurai/src/main.ts", import.meta.url).pathname;
const peak = new URL("process-use.ts", import.meta.url).pathname;

export const reportBenchmark: Benchmark = {
  name: "report",
  about: "every report of a ledger of 10 M records and 1 M hosts, and an inquiry about 10,000 addresses",
  async *run() {
    const folder = mkdtempSync(join(tmpdir(), "yurai-bench-"));
    try {
      yurai(folder, "init", "--model", "kaede-1b", "--yes");
      yield* inquiry(folder);
      rmSync(join(folder, ".yurai"), { recursive: true });
      const rollUps = await writeReportLedger(join(folder, ".yurai"), { records, hosts });
      yield* reports(folder, rollUps);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function* reports(folder: string, rollUps: number): Generator<Figure> {
  const size = `${records.toLocaleString("en")} records, ${hosts.toLocaleString("en")} hosts in ${rollUps.toLocaleString("en")} roll-ups`;
  let most = 0;
  for (const kind of kinds) {
    const { seconds, megabytes, status, use } = yurai(folder, "report", kind, "--out", kind + endingOf(kind));
    most = Math.max(most, megabytes);
    yield {
      bench: `report-${kind}-s`,
      value: status === 0 ? seconds : null,
      unit: "s",
      target: 10,
      better: "lower",
      note: status === 0 ? `${use}; ${size}` : `yurai report ended with ${status}`,
    };
  }
  const why = yurai(folder, "why", "provenance.html", "hosts");
  most = Math.max(most, why.megabytes);
  yield {
    bench: "report-why-s",
    value: why.status === 0 ? why.seconds : null,
    unit: "s",
    target: 20,
    better: "lower",
    note: `one item, asked of the ledger as it stood and of today's; ${why.use}`,
  };
  const shape = { unit: "MB", target: 500, better: "lower", note: "peak of the process" } as const;
  yield { bench: "report-memory-mb", value: most, ...shape };
}

function endingOf(kind: string): string {
  if (kind === "provenance") return ".html";
  return ["principle-code", "eu-training-summary", "ab-2013"].includes(kind) ? ".docx" : "";
}

/** Half of the addresses are in the index. */
function* inquiry(folder: string): Generator<Figure> {
  const lines = Array.from(
    { length: indexed },
    (_, at) => `${JSON.stringify({ text: `記事 ${at}: page number ${at} of the crawl`, url: urlOf(at) })}\n`,
  );
  writeFileSync(join(folder, "rows.jsonl"), lines.join(""));
  writeFileSync(join(folder, "request.yaml"), "format: yurai-request\nversion: 1\n");
  const urls = Array.from({ length: asked }, (_, at) => urlOf((at * 7_919) % (indexed * 2)));
  yurai(folder, "track", "rows.jsonl", "--source", "crawl", "--origin", "crawled", "--url", "url");
  const draft = ["answer", "url", "-", "--request", "request.yaml", "--out", "letter.docx"];
  const { status, seconds, use } = yurai(folder, ...draft, { input: urls.join("\n") });
  yield {
    bench: "inquiry-10k-s",
    value: status === 0 ? seconds : null,
    unit: "s",
    target: 10,
    better: "lower",
    note: `letter as Word included, half of the addresses present; ${use}; ended with ${status}`,
  };
}

function urlOf(at: number): string {
  return `https://host-${at % 997}.example.jp/articles/${at}`;
}

interface Outcome {
  readonly status: number | null;
  readonly seconds: number;
  readonly use: string;
  /** Peak memory of the process. */
  readonly megabytes: number;
}

/** Runs the command as a whole process. */
function yurai(folder: string, ...given: readonly (string | { readonly input: string })[]): Outcome {
  const args = given.filter((one) => typeof one === "string");
  const input = given.find((one) => typeof one !== "string")?.input ?? "";
  const main = existsSync(built) ? [built] : ["--conditions=@yurai/source", source];
  const peakFile = join(folder, "peak");
  const start = performance.now();
  const { status } = spawnSync(process.execPath, ["--import", peak, ...main, ...args], {
    cwd: folder,
    input,
    env: { ...process.env, YURAI_HOME: join(folder, ".yurai"), YURAI_PEAK_FILE: peakFile },
    stdio: ["pipe", "ignore", "inherit"],
  });
  const seconds = (performance.now() - start) / 1_000;
  const used = JSON.parse(readFileSync(peakFile, "utf8")) as { megabytes: number; processorSeconds: number };
  const use = `${used.processorSeconds.toFixed(1)} s of processor time, ${used.megabytes.toFixed(0)} MB`;
  return { status, seconds, megabytes: used.megabytes, use };
}

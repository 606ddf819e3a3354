import { formatCount, renderAnswer, type Catalogue } from "@yurai/report";
import { findProblems, sha256Hex, verdictSchema, type Verdict } from "@yurai/schema";
import { readJsonl, type SeenGap } from "@yurai/track";
import type { Command } from "commander";
import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { resolve } from "node:path";
import { CliError, toFileError } from "../error.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { hasCheck, openVerdictLog } from "../check/verdict-log.ts";

/** `yurai import`: verdicts of a runner without ledger come home, each file once. */
export const define: DefineCommand = (command: Command, { pipeline: { option } }: Catalogue, act: Act) => {
  command
    .argument("<file>", option.importFile)
    .action(act(async (frame, file: string) => importVerdicts(frame, file)));
};

async function importVerdicts(frame: Frame, file: string): Promise<typeof done> {
  const path = resolve(frame.cwd, file);
  const first = await validate(path, file);
  // The file's own digest is the check's id: importing it again finds it there.
  const check = sha256Hex(`import ${await digestOf(path)}`);
  await using ledger = await openHomeLedger(frame, "write");
  const isKnown = await hasCheck(ledger, `${check}/end`);
  if (!isKnown) await record(frame, ledger, path, { check, first });
  if (frame.json) frame.printJson("import", { check, verdicts: first.count, imported: !isKnown });
  else {
    const { pipeline } = frame.catalogue;
    const outcome = isKnown ? pipeline.importedBefore(first.count) : pipeline.imported(first.count);
    const rows = [{ label: pipeline.importedLabel, text: check }];
    frame.print(renderAnswer({ outcome, tone: "good", rows }, frame.screen));
  }
  return done;
}

interface FirstVerdict {
  readonly count: number;
  readonly verdict: Verdict;
}

/** Reads the whole file before anything is written, so that half a file is never imported. */
async function validate(path: string, name: string): Promise<FirstVerdict> {
  let first: Verdict | undefined;
  let count = 0;
  for await (const verdict of readVerdictFile(path, name)) {
    first ??= verdict;
    count += 1;
  }
  if (first !== undefined) return { count, verdict: first };
  throw new CliError(
    "bad-usage",
    `${name} holds no verdict; give the verdicts.jsonl that yurai check --out wrote`,
  );
}

async function record(
  frame: Frame,
  ledger: Awaited<ReturnType<typeof openHomeLedger>>,
  path: string,
  { check, first }: { readonly check: string; readonly first: FirstVerdict },
): Promise<void> {
  const { verdict } = first;
  const at = frame.now().toISOString();
  const inputs = {
    file: "import",
    format: "jsonl",
    field: "text",
    policy: verdict.policy.hash,
    use: verdict.use,
    waivers: [],
    ...(verdict.index !== undefined && { index: verdict.index }),
  };
  // An import that broke off left rows under this id; they are the same ones, so it begins behind them.
  const log = await openVerdictLog(ledger, { check, at, inputs }, { from: 0 });
  let line = 0;
  for await (const next of readVerdictFile(path, path)) await log.add({ verdict: next, line: (line += 1) });
  await log.end({ outputs: first.count, exitCode: 0 }, at);
}

async function* readVerdictFile(path: string, name: string): AsyncGenerator<Verdict> {
  try {
    statSync(path);
  } catch (error) {
    throw toFileError(error, "read", path);
  }
  const onGap = ({ kind, where }: SeenGap): never => {
    throw new CliError(
      "bad-usage",
      `${name}: line ${formatCount(where?.line ?? 1)} cannot be read (${kind}); nothing was imported`,
    );
  };
  for await (const { value, locator } of readJsonl(path, { onGap })) {
    const [problem] = findProblems(verdictSchema, value);
    const line = locator.kind === "row" ? locator.row + 1 : 1;
    if (problem !== undefined)
      throw new CliError(
        "bad-usage",
        `${name}: line ${line} is no verdict${problem.field === "" ? "" : ` (${problem.field})`}; nothing was imported; give the verdicts.jsonl that yurai check --out wrote`,
      );
    // The schema found nothing wrong.
    yield value as Verdict;
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

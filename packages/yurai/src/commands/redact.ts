import { redactionHows, type RedactOptions, type RedactionHow } from "@yurai/pii";
import { readSecretKey } from "@yurai/ledger";
import type { Catalogue } from "@yurai/report";
import { Option, type Command } from "commander";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CliError, toFileError } from "../error.ts";
import { exitCodes, type ExitCode } from "../terminal/exit-code.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { formatOf } from "../check/output-files.ts";
import { outputFormats, type OutputFormat } from "../check/output-rows.ts";
import { redactRows, startTally, type Redaction, type RedactionTally } from "../screen/redact-rows.ts";
import { redactionKeyFile } from "./keys.ts";

interface RedactFlags {
  readonly id?: readonly string[];
  readonly how: RedactionHow;
  readonly key?: string;
  readonly out?: string;
  readonly text: string;
  readonly format?: OutputFormat;
}

/** `yurai redact`: the same outputs without personal data and secrets. */
export const define: DefineCommand = (command: Command, { pipeline: { option } }: Catalogue, act: Act) => {
  command
    .argument("<file>", option.checkFile)
    .option("--id <id>", option.redactId, (id: string, before: readonly string[] = []) => [...before, id])
    .addOption(new Option("--how <how>", option.how).choices(redactionHows).default("type"))
    .option("--key <file>", option.redactKey)
    .option("--out <file>", option.redactOut)
    .option("--text <field>", option.checkText, "text")
    .addOption(new Option("--format <format>", option.format).choices(outputFormats))
    .action(act(async (frame, file: string, flags: RedactFlags) => runRedact(frame, file, flags)));
};

async function runRedact(frame: Frame, file: string, flags: RedactFlags): Promise<ExitCode> {
  if (frame.json && flags.out === undefined)
    throw new CliError("bad-usage", "--json says what was done, and stdout has the result: give --out FILE");
  const redaction: Redaction = {
    format: flags.format ?? formatOf(file),
    field: flags.text,
    ...(flags.id !== undefined && { ids: new Set(flags.id) }),
    options: optionsOf(frame, flags),
  };
  const tally = startTally();
  const path = resolve(frame.cwd, file);
  const source: AsyncIterable<Uint8Array> = file === "-" ? frame.stdin : createReadStream(path);
  const pieces = redactRows(namingErrors(source, path), redaction, tally);
  if (flags.out === undefined) {
    await pipeline(Readable.from(pieces), frame.stdout, { end: false });
    refuseMissing(redaction, tally);
  } else await writeFileWhole(resolve(frame.cwd, flags.out), pieces, () => refuseMissing(redaction, tally));
  say(frame, flags, tally);
  return tally.brokenRows > 0 ? exitCodes.badInput : done;
}

/** Counts, never values. */
function say(frame: Frame, flags: RedactFlags, tally: RedactionTally): void {
  const { pipeline: messages, ledger, words } = frame.catalogue;
  const counts = [...tally.counts].sort(([a], [b]) => (a < b ? -1 : 1));
  if (frame.json) {
    const { rows, changedRows, brokenRows } = tally;
    frame.printJson("redact", {
      rows,
      changedRows,
      brokenRows,
      how: flags.how,
      counts: Object.fromEntries(counts),
    });
    return;
  }
  const values = counts.reduce((sum, [, count]) => sum + count, 0);
  const kinds = counts
    .map(([category, count]) => ledger.personalData(count, words.category[category] ?? category))
    .join(words.listSeparator);
  frame.note(messages.redacted(values, tally.changedRows, tally.rows, kinds));
  if (tally.brokenRows > 0) frame.note(messages.redactedBroken(tally.brokenRows, flags.id !== undefined));
}

function optionsOf(frame: Frame, { how, key }: RedactFlags): RedactOptions {
  if (how === "mask" || how === "type") {
    if (key === undefined) return { how };
    throw new CliError("bad-usage", "--key goes with --how hash or pseudonym");
  }
  return { how, key: readSecretKey(redactionKeyFile(frame, key), frame.project.home) };
}

function refuseMissing({ ids }: Redaction, { found }: RedactionTally): void {
  const missing = ids === undefined ? 0 : ids.size - found.size;
  if (missing === 0) return;
  throw new CliError(
    "not-found",
    `${missing} of ${ids!.size} ids given with --id are not in the input; an output without an id has the number of its line`,
  );
}

/** Writes beside the file and takes its place at the end, so that input and output may be one, and a failure leaves nothing. */
async function writeFileWhole(
  path: string,
  pieces: AsyncIterable<string | Uint8Array>,
  check: () => void,
): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    await pipeline(pieces, createWriteStream(draft, { flags: "wx", mode: 0o600 }));
    check();
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw toFileError(error, "write", path);
  }
}

async function* namingErrors(source: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    throw toFileError(error, "read", path);
  }
}

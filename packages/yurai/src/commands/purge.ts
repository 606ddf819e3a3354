import { readPrivateKey, signStatement, statementAbout, type Ledger } from "@yurai/ledger";
import { formatCount, renderAnswer, type AnswerRow, type Catalogue } from "@yurai/report";
import { canonicalJson, type PurgeRecord, type RecordId } from "@yurai/schema";
import type { Command } from "commander";
import { existsSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { CliError, toFileError } from "../error.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { findByPrefix } from "../home/id-prefix.ts";
import { carryOut, planPurge, type PurgePlan, type PurgeTargets } from "../evidence/purge.ts";
import { parseRecordId } from "../show/record-id.ts";
import { everySource } from "../show/show-source.ts";
import { defaultKeyFile } from "./keys.ts";

interface PurgeFlags {
  readonly source: readonly string[];
  readonly record: readonly string[];
  readonly agreement: readonly string[];
  readonly row: readonly string[];
  readonly by: string;
  readonly because: string;
  readonly dryRun?: boolean;
  readonly attestation?: string;
  readonly key?: string;
}

/** What the statement of a purge is about. */
const purgePredicate = "urn:yurai:purge:1";

/** `yurai purge`: deletes records for good, keeps the log whole, and attests what went and who still refers to it. */
export const define: DefineCommand = (command: Command, { reporting: { option } }: Catalogue, act: Act) => {
  command
    .option("--source <name>", option.purgeSource, collect, [])
    .option("--record <id>", option.purgeRecord, collect, [])
    .option("--agreement <reference>", option.purgeAgreement, collect, [])
    .option("--row <id>", option.purgeRow, collect, [])
    .requiredOption("--by <name>", option.decidedBy)
    .requiredOption("--because <text>", option.because)
    .option("--dry-run", option.dryRun)
    .option("--attestation <file>", option.attestation)
    .option("--key <file>", option.evidenceKey)
    .action(act(async (frame, flags: PurgeFlags) => purge(frame, flags)));
};

/** An option that may be given several times. */
function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function purge(frame: Frame, flags: PurgeFlags): Promise<typeof done> {
  await using ledger = await openHomeLedger(frame, "write");
  const plan = await planPurge(ledger, await targetsOf(ledger, flags));
  if (flags.dryRun === true) {
    tellPlan(frame, plan);
    return done;
  }
  const purged = await carryOut(ledger, frame.project.home, plan, {
    id: await nextId(ledger),
    by: flags.by,
    because: flags.because,
    at: frame.now().toISOString(),
  });
  tellPurged(frame, purged, attest(frame, flags, purged));
  return done;
}

async function targetsOf(ledger: Ledger, flags: PurgeFlags): Promise<PurgeTargets> {
  const sources = await everySource(ledger);
  for (const name of flags.source)
    if (!sources.some((source) => source.name === name))
      throw new CliError(
        "not-found",
        `there is no source ${name} in this ledger; yurai status lists what there is`,
      );
  const bound = flags.agreement.flatMap((reference) => {
    const found = sources.filter(({ source }) => source?.fact.agreement?.reference === reference);
    if (found.length > 0) return found.map(({ name }) => name);
    throw new CliError("not-found", `no source of this ledger has an agreement ${reference}`);
  });
  const { current, firstIds } = await ledger.segments();
  const ids = [...new Set([...current.map(({ id }) => id), ...firstIds])];
  const records = flags.record.map((given): RecordId => {
    const { segment, ordinal } = parseRecordId(given);
    return { segment: findByPrefix(ids, segment, (id) => [id], "segment"), ordinal };
  });
  const targets = { sources: new Set([...flags.source, ...bound]), records, rows: flags.row };
  if (targets.sources.size + records.length + flags.row.length > 0) return targets;
  throw new CliError("bad-usage", "name what to purge: --source, --record, --agreement or --row");
}

async function nextId(ledger: Ledger): Promise<string> {
  const rows = await ledger.rows({ kinds: ["purge"] });
  return `P-${String(rows.length + 1).padStart(3, "0")}`;
}

/** Writes a signed statement where there is a key; the ledger has the same facts in any case. */
function attest(frame: Frame, flags: PurgeFlags, purged: PurgeRecord): string | undefined {
  const own = defaultKeyFile(frame);
  const keyFile = flags.key === undefined ? own : resolve(frame.cwd, flags.key);
  if (keyFile === undefined || (flags.key === undefined && !existsSync(keyFile))) {
    if (flags.attestation === undefined) return undefined;
    throw new CliError("bad-usage", "there is no key to sign with; yurai keys create makes one");
  }
  const subjects = purged.segments.flatMap(({ id, files }) =>
    files.map(({ name, sha256 }) => ({ name: `segments/${id}/${name}`, digest: { sha256 } })),
  );
  const path = resolve(frame.cwd, flags.attestation ?? `${purged.id}.attestation.json`);
  const statement = statementAbout(subjects, purgePredicate, JSON.parse(canonicalJson(purged)));
  const envelope = signStatement(statement, readPrivateKey(keyFile, frame.project.home));
  try {
    writeFileSync(path, `${canonicalJson(envelope)}\n`);
  } catch (error) {
    throw toFileError(error, "write", path);
  }
  return relative(frame.cwd, path);
}

function tellPlan(frame: Frame, plan: PurgePlan): void {
  const { targets, segments, rows, runs, models } = plan;
  if (frame.json) {
    frame.printJson("purge-plan", {
      sources: [...targets.sources],
      records: targets.records,
      segments: segments.map(({ id }) => id),
      rows: rows.map(({ id }) => id),
      runs,
      models,
    });
    return;
  }
  const { reporting } = frame.catalogue;
  const lines = [
    { label: reporting.purge.segments, text: formatCount(segments.length) },
    { label: reporting.why.rows, text: formatCount(rows.length) },
    ...still(frame, runs, models),
  ];
  frame.print(
    renderAnswer({ outcome: reporting.purge.planned, tone: "attention", rows: lines }, frame.screen),
  );
}

function tellPurged(frame: Frame, purged: PurgeRecord, attestation: string | undefined): void {
  if (frame.json) {
    frame.printJson("purge", { ...purged, ...(attestation !== undefined && { attestation }) });
    return;
  }
  const { reporting } = frame.catalogue;
  const lines: AnswerRow[] = [
    { label: reporting.purge.segments, text: formatCount(purged.segments.length) },
    { label: reporting.why.rows, text: formatCount(purged.rows.length) },
    ...still(frame, purged.runs, purged.models),
    { label: reporting.limit, tone: "gap", text: reporting.purge.limits },
    ...(attestation === undefined
      ? [{ label: reporting.purge.attestation, text: reporting.purge.unsigned }]
      : [{ label: reporting.purge.attestation, text: attestation }]),
  ];
  const outcome = reporting.purge.purged(purged.id, purged.records);
  frame.print(renderAnswer({ outcome, rows: lines }, frame.screen));
}

/** Who still refers to what is gone: data leaves the folder, and no model forgets by it. */
function still(frame: Frame, runs: readonly string[], models: readonly string[]): readonly AnswerRow[] {
  const { purge: words } = frame.catalogue.reporting;
  const names = [...models, ...runs.map((run) => words.run(run.slice(0, 8)))];
  return names.length === 0 ? [] : [{ label: words.still, text: names.join(", ") }];
}

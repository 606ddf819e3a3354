import { readPrivateKey, readPublicKey } from "@yurai/ledger";
import { formatBytes, formatCount, formatDate, renderAnswer, type Catalogue } from "@yurai/report";
import type { Command } from "commander";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { CliError, toFileError } from "../error.ts";
import { collectEvidence } from "../evidence/evidence-parts.ts";
import { packEvidence, type EvidenceSubject } from "../evidence/evidence-pack.ts";
import { verifyEvidence } from "../evidence/evidence-verify.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { toolVersion } from "../terminal/version.ts";
import { defaultKeyFile } from "./keys.ts";

interface PackFlags {
  readonly run?: string;
  readonly verdict?: string;
  readonly inquiry?: string;
  readonly out?: string;
  readonly key?: string;
}

/** `yurai evidence pack|verify`: what the ledger says of one thing, so that anybody can check it without the ledger. */
export const define: DefineCommand = (command: Command, { reporting: { option } }: Catalogue, act: Act) => {
  command
    .command("pack")
    .description(option.evidencePack)
    .option("--run <id>", option.evidenceRun)
    .option("--verdict <id>", option.evidenceVerdict)
    .option("--inquiry <id>", option.inquiryId)
    .option("--out <file>", option.evidenceOut)
    .option("--key <file>", option.evidenceKey)
    .action(act(async (frame, flags: PackFlags) => pack(frame, flags)));
  command
    .command("verify")
    .description(option.evidenceVerify)
    .argument("<file>", option.evidenceFile)
    .option("--key <file>", option.evidencePublicKey)
    .action(act(async (frame, file: string, flags: { readonly key?: string }) => verify(frame, file, flags)));
};

async function pack(frame: Frame, flags: PackFlags): Promise<typeof done> {
  const subject = subjectOf(flags);
  const keyFile = flags.key === undefined ? defaultKeyFile(frame) : resolve(frame.cwd, flags.key);
  if (keyFile === undefined) throw new CliError("bad-usage", "no signing key is known; name one with --key");
  const privateKey = readPrivateKey(keyFile, frame.project.home);
  await using ledger = await openHomeLedger(frame, "read");
  const collected = await collectEvidence(ledger, frame.project, subject);
  const { reporting } = frame.catalogue;
  const content = await packEvidence(ledger, {
    ...collected,
    readme: reporting.evidenceReadme(collected.about.kind, collected.about.id),
    head: await ledger.head(),
    privateKey,
    madeAt: frame.now().toISOString(),
    tool: { name: "yurai", version: toolVersion() },
  });
  const name = `${collected.about.kind}-${collected.about.id.slice(0, 12)}.evidence.zip`;
  const path = resolve(frame.cwd, flags.out ?? name);
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw toFileError(error, "write", path);
  }
  const shown = relative(frame.cwd, path);
  if (frame.json) {
    frame.printJson("evidence", { path: shown, about: collected.about, rows: collected.rows.length });
    return done;
  }
  const rows = [
    { label: reporting.about, text: `${collected.about.kind} ${collected.about.id}` },
    { label: reporting.why.rows, text: formatCount(collected.rows.length) },
    { label: reporting.next, text: `yurai evidence verify ${shown}` },
  ];
  const outcome = reporting.packed(shown, formatBytes(content.byteLength));
  frame.print(renderAnswer({ outcome, tone: "good", rows }, frame.screen));
  return done;
}

function subjectOf({ run, verdict, inquiry }: PackFlags): EvidenceSubject {
  const given = [
    ...(run === undefined ? [] : [{ kind: "run" as const, id: run }]),
    ...(verdict === undefined ? [] : [{ kind: "verdict" as const, id: verdict }]),
    ...(inquiry === undefined ? [] : [{ kind: "inquiry" as const, id: inquiry }]),
  ];
  const [only, ...others] = given;
  if (only !== undefined && others.length === 0) return only;
  throw new CliError("bad-usage", "name one of --run, --verdict and --inquiry");
}

async function verify(frame: Frame, file: string, flags: { readonly key?: string }): Promise<typeof done> {
  const path = resolve(frame.cwd, file);
  if (!existsSync(path)) throw new CliError("file-missing", `there is no file ${path}; check the path`);
  const key = flags.key === undefined ? undefined : readPublicKey(resolve(frame.cwd, flags.key));
  let content: Uint8Array;
  try {
    content = readFileSync(path);
  } catch (error) {
    throw toFileError(error, "read", path);
  }
  const found = verifyEvidence(content, file, key);
  if (frame.json) {
    frame.printJson("evidence-verify", found);
    return done;
  }
  const { reporting } = frame.catalogue;
  const rows = [
    { label: reporting.about, text: `${found.about.kind} ${found.about.id}` },
    { label: reporting.why.rows, text: reporting.provenRows(found.rows, formatCount(found.size)) },
    { label: reporting.why.ledger, text: `${found.ledger}  ${found.root.slice(0, 16)}` },
    { label: reporting.signedBy, text: `${found.keyId}  ${formatDate(found.madeAt)}` },
    {
      label: reporting.limit,
      ...(found.isKnownKey ? {} : { tone: "gap" as const }),
      text: found.isKnownKey ? reporting.knownKey : reporting.unknownKey,
    },
  ];
  frame.print(renderAnswer({ outcome: reporting.evidenceHolds, tone: "good", rows }, frame.screen));
  return done;
}

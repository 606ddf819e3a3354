// What one `yurai check` works with: its policy, its input, where it searches, and under which id it is recorded.
import { contentId, sha256Hex, type ModelReference } from "@yurai/schema";
import type { Ledger } from "@yurai/ledger";
import { isYuraiError } from "@yurai/schema";
import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { readBundleHead, unpackBundle } from "./bundle.ts";
import { openChecker, type Checker, type CheckerOptions } from "./checker.ts";
import { choosePolicy, readProjectWaivers, type ChosenPolicy } from "./chosen-policy.ts";
import { toFileError } from "../error.ts";
import type { Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { formatModel, parseModel } from "../home/model-reference.ts";
import { requireKnownUse, usesOf } from "./known-uses.ts";
import { configuredNames, parseNames } from "./name-finders.ts";
import { chosenFaces } from "./faces-choice.ts";
import { formatOf } from "./output-files.ts";
import type { OutputFormat } from "./output-rows.ts";
import { findUnfinished, type CheckBegin, type CheckInputs } from "./verdict-log.ts";
import { untilAborted } from "../terminal/until-aborted.ts";
import { toolVersion } from "../terminal/version.ts";

/** What the command line says of a check. */
export interface CheckFlags {
  readonly format?: OutputFormat;
  readonly text: string;
  readonly model?: string;
  readonly policy?: string;
  readonly use?: string;
  readonly out?: string;
  readonly sarif?: string;
  readonly junit?: string;
  readonly html?: string;
  readonly github?: boolean;
  readonly gitlab?: string;
  readonly keepOutputs?: number;
  readonly showText?: boolean;
  readonly showImages?: boolean;
  readonly shadow?: boolean;
  readonly workers: number;
  readonly names?: string;
  readonly faces?: string;
  readonly faceFeatures?: string;
  readonly bundle?: string;
  readonly resume?: boolean;
}

/** Everything a check needs, open. Close it when done. */
export interface CheckJob extends AsyncDisposable {
  readonly chosen: ChosenPolicy;
  readonly options: CheckerOptions;
  readonly checker: Checker;
  /** Where verdicts are recorded; undefined with a bundle, or where nothing can be written. */
  readonly ledger?: Ledger;
  readonly begin: CheckBegin;
  /** Whether the check goes on with one that was interrupted. */
  readonly isResumed: boolean;
  readonly format: OutputFormat;
  readonly source: string | AsyncIterable<Uint8Array>;
  readonly model?: ModelReference;
  /** The model that was named, when nothing is recorded of it. */
  readonly unknownModel?: UnknownModel;
}

/** A model that the ledger does not have, and those that it has. */
export interface UnknownModel {
  readonly name: string;
  readonly known: readonly string[];
}

/**
 * Opens everything, so that a wrong flag or a damaged store shows before an output is read.
 *
 * @throws CliError for what the user got wrong; LedgerError and FingerprintError for a damaged home
 */
export async function openCheckJob(frame: Frame, file: string, flags: CheckFlags): Promise<CheckJob> {
  const { project, cwd } = frame;
  const chosen = choosePolicy(project, { cwd, ...(flags.policy !== undefined && { file: flags.policy }) });
  if (flags.use !== undefined)
    requireKnownUse(
      flags.use,
      usesOf(chosen.policy),
      "For another use, name it in the policy: in use, or in a rule's when.",
    );
  const waivers = readProjectWaivers(project);
  const source = file === "-" ? untilAborted(frame.stdin, frame.signal) : existingFile(resolve(cwd, file));
  const open = new AsyncDisposableStack();
  try {
    const bundle = flags.bundle === undefined ? undefined : await unpack(resolve(cwd, flags.bundle), open);
    // A bundle that was packed for a model is about that model.
    const packed = bundle === undefined ? undefined : readBundleHead(bundle).model;
    const model = flags.model === undefined ? packed : parseModel(flags.model);
    const names = flags.names === undefined ? configuredNames(project) : parseNames(flags.names, cwd);
    const faces = chosenFaces(frame, flags);
    const at = frame.now().toISOString();
    const options: CheckerOptions = {
      home: project.home,
      folder: project.folder,
      config: project.config,
      ...(bundle !== undefined && { bundle }),
      ...(model !== undefined && { model }),
      policy: chosen.policy,
      named: chosen.named,
      waivers,
      use: flags.use ?? chosen.policy.use,
      tool: { name: "yurai", version: toolVersion() },
      at,
      showText: flags.showText === true,
      ...(names !== undefined && { names }),
      ...(faces !== undefined && { faces }),
    };
    // Workers open their own: a dictionary that this thread never asks would cost 400 MB more.
    const checker = open.use(await openChecker(options, flags.workers > 1 ? { names: {} } : {}));
    const ledger = bundle === undefined && checker.hasHome ? await openToRecord(frame, open) : undefined;
    const format = flags.format ?? formatOf(file === "-" ? file : resolve(cwd, file));
    if (flags.workers === 1 && (format === "images" || format === "files")) await checker.openFaces();
    const inputs: CheckInputs = {
      file: file === "-" ? "-" : resolve(cwd, file),
      format,
      field: flags.text,
      policy: contentId(chosen.policy),
      use: options.use,
      waivers: waivers.map((waiver) => contentId(waiver)).sort(),
      ...(model !== undefined && { model: formatModel(model) }),
      ...(checker.indexId !== undefined && { index: checker.indexId }),
      ...(names !== undefined && { names: names === "dictionary" ? names : names.model }),
      ...(faces !== undefined && { faces: [faces.detector, faces.features ?? ""].join("|") }),
    };
    const unknownModel =
      model === undefined || ledger === undefined ? undefined : await findUnknown(ledger, model);
    const before =
      flags.resume === true && ledger !== undefined ? await findUnfinished(ledger, inputs) : undefined;
    return {
      chosen,
      options,
      checker,
      ...(ledger !== undefined && { ledger }),
      begin: before ?? { check: sha256Hex(randomBytes(32)), at, inputs },
      isResumed: before !== undefined,
      format,
      source,
      ...(model !== undefined && { model }),
      ...(unknownModel !== undefined && { unknownModel }),
      [Symbol.asyncDispose]: () => open.disposeAsync(),
    };
  } catch (error) {
    await open.disposeAsync();
    throw error;
  }
}

async function findUnknown(ledger: Ledger, model: ModelReference): Promise<UnknownModel | undefined> {
  const { steps } = await ledger.modelLineage(model);
  const [first] = steps;
  if (first !== undefined && (first.recorded || first.runs.length > 0)) return undefined;
  const recorded = (await ledger.models()).map(({ model: one }) => formatModel(one));
  const ofRuns = (await ledger.runs()).flatMap(({ run }) => (run.model ? [formatModel(run.model)] : []));
  return { name: formatModel(model), known: [...new Set([...recorded, ...ofRuns])].sort() };
}

async function unpack(path: string, open: AsyncDisposableStack): Promise<string> {
  const folder = await unpackBundle(existingFile(path));
  open.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A home that can be read but not written still gives verdicts; that they are not recorded is said. */
async function openToRecord(frame: Frame, open: AsyncDisposableStack): Promise<Ledger | undefined> {
  try {
    return open.use(await openHomeLedger(frame, "write"));
  } catch (error) {
    if (!isYuraiError(error) || error.code !== "ledger-read-only") throw error;
    frame.note(frame.catalogue.pipeline.notRecorded(error.code));
    return undefined;
  }
}

function existingFile(path: string): string {
  try {
    // A folder is one of pictures.
    statSync(path);
    return path;
  } catch (error) {
    throw toFileError(error, "read", path);
  }
}

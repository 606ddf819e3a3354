// The one-import SDK: a home, opened.
import type { Lookup, LookupTarget } from "@yurai/fingerprint";
import { openLedger, type Ledger } from "@yurai/ledger";
import type { StatusSummary } from "@yurai/report";
import type { DeclaredSource, Evidence, ModelReference, NamesBy, TrackMode } from "@yurai/schema";
import { startRun, type IndexMode, type Run } from "@yurai/track";
import process from "node:process";
import { codeVersionOf } from "./track/code-version.ts";
import { declaredSource, readEnvironment, readProject, type Project } from "./home/config.ts";
import { declare } from "./track/declaration.ts";
import { chosenModel, recordDeclaredModel } from "./track/declared-model.ts";
import { openHomeIndex, type OpenedIndex } from "./home/home.ts";
import { lookupIn } from "./show/lookup.ts";
import { chosenFaces } from "./check/faces-choice.ts";
import type { FacesChoice } from "./check/face-check.ts";
import { configuredNames } from "./check/name-finders.ts";
import { startingRun, type StartingRun } from "./track/starting-run.ts";
import { statusOf } from "./show/status-of.ts";
import { startTextCheck, type CheckRequest, type TextCheck, type TextVerdict } from "./check/text-check.ts";
import { toolVersion } from "./terminal/version.ts";

/** How Yurai is opened. */
export interface YuraiOptions {
  /** Folder of Yurai's data. Default: `YURAI_HOME`, then the configuration's, then `.yurai`. Made if it is missing. */
  readonly home?: string;
  /** Configuration file. Default: `yurai.config.yaml` in the working folder or the nearest one above it. */
  readonly config?: string;
  /**
   * What looks for names of people beyond the rules, when texts are checked: `dictionary` (Japanese, needs
   * `@patdx/kuromoji`), or a model in a local folder (needs `@huggingface/transformers`). Default: the configuration's.
   */
  readonly names?: NamesBy;
}

/** How a run is started. */
export interface RunSettings {
  /** What the data is read for, such as `train` or `evaluate`. */
  readonly purpose: string;
  /** The model that learns from it, as `NAME` or `NAME@VERSION`. Default: the only one of the configuration. */
  readonly model?: string;
  /** A name that several processes share, and by which a killed run is resumed. */
  readonly name?: string;
  /** Default: the configuration's, else `observe`. */
  readonly mode?: TrackMode;
  /** Default: the configuration's, else `reread`. */
  readonly evidence?: Evidence;
  /** Default `standard`. */
  readonly index?: IndexMode;
  /** Store MinHash signatures, by which what resembles an output is found. Default: true. */
  readonly minhash?: boolean;
  /** Count personal data and secrets by type; the values go nowhere. Default: the configuration's, else false. */
  readonly scan?: boolean;
  /** Sources beside those of the configuration. */
  readonly sources?: readonly DeclaredSource[];
}

/**
 * Opens Yurai: finds the configuration, and opens or makes the ledger. No network.
 *
 * @throws CliError `bad-config` with line and column; LedgerError as `openLedger`
 *
 * @example
 * ```ts
 * const yurai = await open();
 * const run = yurai.run({ model: "kaede-1b", purpose: "train" });
 * for await (const row of run.track(loadRows(), { source: "news-crawl" })) await trainOn(row.text);
 * console.log(await run.end());
 * ```
 */
export async function open(options: YuraiOptions = {}): Promise<Yurai> {
  const environment = readEnvironment(process.env);
  const project = readProject({ folder: process.cwd(), environment, ...options });
  const ledger = await openLedger(project.home, { mode: "write", createIfMissing: true });
  const faces = chosenFaces({ cwd: project.folder, project, environment });
  const names = options.names ?? configuredNames(project);
  return new Yurai(project, ledger, {
    ...(names !== undefined && { names }),
    ...(faces !== undefined && { faces }),
  });
}

/** An open home. Made by {@link open}; close it when done. */
export class Yurai {
  readonly project: Project;
  readonly #ledger: Ledger;
  readonly #textCheck: TextCheck;
  #opened: { readonly key: string; readonly index: OpenedIndex } | undefined;
  #opening: Promise<unknown> = Promise.resolve();

  /** For {@link open}. */
  constructor(
    project: Project,
    ledger: Ledger,
    chosen: { readonly names?: NamesBy; readonly faces?: FacesChoice } = {},
  ) {
    this.project = project;
    this.#ledger = ledger;
    this.#textCheck = startTextCheck(project, ledger, chosen);
  }

  /** Starts a run, which can be used at once; see {@link StartingRun}. */
  run(settings: RunSettings): StartingRun {
    return startingRun(this.#start(settings));
  }

  /**
   * Checks one text or picture of a model, under the project's policy or the built-in `publish`, and records the verdict: digests
   * and facts, never the output. Checks run one after another; the first opens the index. Faces are looked for as the
   * configuration says, and held against who was enrolled when the first picture came.
   *
   * @throws LedgerError or FingerprintError for a damaged home; GateError `bad-policy` or `bad-waivers`; PiiError
   *   `missing-peer`, `no-model` or `bad-model` when the names or faces asked for can't be looked for; CliError
   *   `bad-gallery`, `file-missing`, or `bad-usage` for a text and an image at once
   */
  check(request: CheckRequest): Promise<TextVerdict> {
    return this.#textCheck.check(request);
  }

  /**
   * Looks a URL, host, digest or whole text up among all records. `cannotDetermine` also when a segment that could hold it
   * cannot be searched.
   *
   * @throws FingerprintError `bad-input` for a target that is not what its kind asks for
   */
  async lookup(target: LookupTarget, { limit = 1_000 }: { readonly limit?: number } = {}): Promise<Lookup> {
    return lookupIn(await this.#index(), target, { limit });
  }

  /** What is recorded so far: gaps first, then sources, models and the index. */
  status(): Promise<StatusSummary> {
    return statusOf(this.#ledger, this.project.home, new Date());
  }

  /** Closes the index and the ledger. End runs first. */
  async close(): Promise<void> {
    await this.#opening;
    this.#opened?.index.index.close();
    this.#opened = undefined;
    await this.#textCheck[Symbol.asyncDispose]();
    await this.#ledger.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #start(settings: RunSettings): Promise<Run> {
    const { config, folder, home } = this.project;
    const model: ModelReference | undefined = chosenModel(config, settings.model);
    await recordDeclaredModel(this.#ledger, config, model, new Date());
    const code = codeVersionOf(folder);
    const mode = settings.mode ?? config.track?.mode;
    const evidence = settings.evidence ?? config.track?.evidence;
    const ofAll = config.regions === undefined ? {} : { regions: config.regions };
    const names = (config.sources ?? []).map(({ name }) => name);
    const declared = [...names.map((name) => declaredSource(config, name)), ...(settings.sources ?? [])];
    return startRun({
      home,
      ledger: this.#ledger,
      purpose: settings.purpose,
      ...(model !== undefined && { model }),
      ...(settings.name !== undefined && { name: settings.name }),
      ...(mode !== undefined && { mode }),
      ...(evidence !== undefined && { evidence }),
      ...(settings.index !== undefined && { index: settings.index }),
      ...(settings.minhash !== undefined && { minhash: settings.minhash }),
      scan: settings.scan ?? config.track?.scan ?? false,
      ...(code !== undefined && { code }),
      sources: declared.flatMap((source) => {
        const known = source && declare(source.name, source, undefined, ofAll).declaration;
        return known === undefined ? [] : [known];
      }),
      tool: { name: "yurai", version: toolVersion() },
    });
  }

  /** The index over the segments of now; opened again only when they have changed. Calls wait for one another. */
  #index(): Promise<OpenedIndex> {
    const opened = this.#opening.then(async () => {
      const { current } = await this.#ledger.segments();
      const key = current.map(({ id }) => id).join();
      if (this.#opened?.key === key) return this.#opened.index;
      this.#opened?.index.index.close();
      const index = await openHomeIndex(this.project, current);
      this.#opened = { key, index };
      return index;
    });
    this.#opening = opened.catch(() => undefined);
    return opened;
  }
}

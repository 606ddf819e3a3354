// Stores of data, above all the Hugging Face Hub: opened before a run begins, fetched only where the command line asks for it.
import type { Config } from "@yurai/schema";
import type { Run, SeenGap, SourceDeclaration } from "@yurai/track";
import { withConfigured } from "./declaration.ts";
import type { Frame } from "../terminal/frame.ts";
import type { PlacedRow, ReadableSource, ReadOptions, RowSource } from "./row-source.ts";
import { openObjects } from "./s3-source.ts";
import { toolVersion } from "../terminal/version.ts";

/** A dataset of the local cache. */
export interface OpenedHub {
  readonly kind: "opened-hub";
  /** `hf:org/name`. */
  readonly path: string;
  readonly declaration: SourceDeclaration;
  /** What was met while opening it. */
  readonly gaps: readonly SeenGap[];
  readonly rows: (options: ReadOptions) => AsyncIterable<PlacedRow>;
}

/** What can be tracked once every store is open. */
export type TrackableSource = ReadableSource | Extract<RowSource, { kind: "npm" }>;

/** Declares a dataset, under its own name unless the command line has another, and tells what opening it met. */
export async function declareHub(run: Run, source: OpenedHub, name: string, config: Config): Promise<void> {
  const declaration = { ...source.declaration, source: { ...source.declaration.source, name } };
  await run.declare([withConfigured(declaration, config)]);
  for (const gap of source.gaps) run.gap({ ...gap, source: name });
}

/**
 * Opens the datasets and objects among the sources, so that one that is not there leaves no run behind.
 *
 * @throws CliError `bad-usage` for objects without `--download`; TrackError `bad-input`, `not-cached`, `download-failed`, `missing-peer`
 */
export async function openStores(
  frame: Pick<Frame, "project" | "environment" | "signal">,
  sources: readonly RowSource[],
  { download = false }: { readonly download?: boolean },
): Promise<readonly TrackableSource[]> {
  const { project, environment } = frame;
  const opened: TrackableSource[] = [];
  for (const source of sources) {
    if (source.kind === "s3") opened.push(await openObjects(source.path, frame, download));
    else if (source.kind !== "hub") opened.push(source);
    else opened.push(await open(source.path, { baseFolder: project.folder, environment, download }));
  }
  return opened;
}

async function open(
  name: string,
  {
    baseFolder,
    environment,
    download,
  }: { readonly baseFolder: string; readonly environment: Frame["environment"]; readonly download: boolean },
): Promise<OpenedHub> {
  const { hubCacheFolder, openHub } = await import("@yurai/track/hub");
  const cacheFolder = hubCacheFolder(environment.stores);
  const gaps: SeenGap[] = [];
  if (download) await fetchDataset(name, cacheFolder, environment.stores);
  const dataset = await openHub(name, {
    cacheFolder,
    baseFolder,
    by: `yurai ${toolVersion()}`,
    onGap: (gap) => gaps.push(gap),
  });
  const { declaration, source } = dataset;
  return { kind: "opened-hub", path: source, declaration, gaps, rows: (options) => dataset.rows(options) };
}

async function fetchDataset(
  name: string,
  cacheFolder: string,
  { HF_ENDPOINT, HF_TOKEN }: Frame["environment"]["stores"],
): Promise<void> {
  const { downloadHub } = await import("@yurai/track/hub-download");
  await downloadHub(name, {
    cacheFolder,
    ...(HF_ENDPOINT !== undefined && { hubUrl: HF_ENDPOINT }),
    ...(HF_TOKEN !== undefined && { accessToken: HF_TOKEN }),
  });
}

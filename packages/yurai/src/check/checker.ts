// One output in, one verdict out: everything a check needs, opened once. In this thread or in a worker's.
import {
  contentId,
  type Config,
  type ModelReference,
  type NamesBy,
  type Policy,
  type Tool,
  type Verdict,
  type Waiver,
} from "@yurai/schema";
import { normalise, type QueryResult, type RecordRow } from "@yurai/fingerprint";
import { check, noStandardTexts } from "@yurai/gate";
import type { ModelOutput, NameFinders, NamedText, OutputIndex, StandardTexts } from "@yurai/gate";
import { ledgerFile, openLedger } from "@yurai/ledger";
import type { Snippet } from "@yurai/report";
import { existsSync } from "node:fs";
import { openBundle } from "./bundle.ts";
import type { UnsearchedSegment } from "../home/home.ts";
import { imageChecker } from "./image-check.ts";
import type { FacesChoice } from "./face-check.ts";
import { facesOf, type Faces } from "./faces-choice.ts";
import { openNames } from "./name-finders.ts";
import { readOutputBytes } from "./output-bytes.ts";
import { recordTextReader, snippetsOf } from "./passage-text.ts";
import type { ReadPicture } from "./picture-pairs.ts";
import { recordPictureReader } from "./record-picture.ts";
import { openSearchedSet, type SearchedSet } from "./searched-set.ts";
import { loadStandardTexts } from "./standard-texts.ts";

/** What a checker is opened with: plain data, so that workers can be sent it. */
export interface CheckerOptions {
  readonly home: string;
  /** Relative paths of records are resolved against it. */
  readonly folder: string;
  readonly config: Config;
  /** An unpacked bundle, instead of the home. */
  readonly bundle?: string;
  readonly model?: ModelReference;
  readonly policy: Policy;
  /** Texts that the policy names. */
  readonly named: readonly NamedText[];
  readonly waivers: readonly Waiver[];
  readonly use: string;
  readonly tool: Tool;
  /** The moment that verdicts are held against, so that all of one check agree: ISO 8601, UTC. */
  readonly at: string;
  readonly showText: boolean;
  /** What looks for names beyond the rules. Default: nothing. */
  readonly names?: NamesBy;
  /** What looks for faces. Default: nothing. */
  readonly faces?: FacesChoice;
}

/** A verdict with what it cost. */
export interface CheckedOutput {
  readonly verdict: Verdict;
  readonly elapsedMs: number;
  /** Only where text was asked for. */
  readonly snippets?: readonly Snippet[];
}

/** Open and ready. Close it when done. */
export interface Checker extends AsyncDisposable {
  /** Content id of what is searched, as verdicts name it; undefined without an index. */
  readonly indexId: string | undefined;
  /** False when there is no ledger at the home. */
  readonly hasHome: boolean;
  readonly unsearched: readonly UnsearchedSegment[];
  /** Reads pictures of matched records again. */
  readonly readPicture: ReadPicture;
  /** Opens what looks for faces, so that a wrong model shows before a picture is read. */
  readonly openFaces: () => Promise<void>;
  /** @param now default: the moment of the options */
  readonly check: (output: ModelOutput, now?: Date) => Promise<CheckedOutput>;
}

/**
 * Opens the ledger, the index and the standard texts.
 *
 * @param given what the caller has open already, and closes; default: what the options choose is opened
 * @throws LedgerError when the home is there and can't be read; FingerprintError; CliError `bad-bundle`; PiiError
 *   `missing-peer`, `no-model`
 */
export async function openChecker(
  options: CheckerOptions,
  given: { readonly names?: NameFinders; readonly faces?: Faces } = {},
): Promise<Checker> {
  const { model, use, policy, waivers, tool } = options;
  const finders = given.names ?? (await openNames(options.names));
  const own = given.faces === undefined ? facesOf(options.faces) : undefined;
  const faces = given.faces ?? own;
  const opened = await openSearched(options);
  const searched = opened?.searched;
  let standard: Promise<StandardTexts> | undefined;
  const standardTexts = (): Promise<StandardTexts> => (standard ??= loadStandardTexts(options.named));
  const rows = new Map<string, RecordRow>();
  const index = searched && (options.showText ? remembering(searched.index, rows) : searched.index);
  const readText = searched && recordTextReader(searched.textIndex, options.folder);
  const ids = searched?.index.segments.map(({ id }) => id) ?? [];
  const checkImageFile = imageChecker(searched, { policy, tool, waivers, use }, faces);
  return {
    hasHome: opened !== undefined,
    indexId: ids.length === 0 ? undefined : contentId([...ids].sort()),
    unsearched: searched?.unsearched ?? [],
    readPicture: searched
      ? recordPictureReader(searched.textIndex, options.folder)
      : async (records) => records.map(() => "not-kept"),
    openFaces: async () => void (await faces?.open()),
    check: async (output, now = new Date(options.at)) => {
      const startMs = performance.now();
      rows.clear();
      const named = output.model === undefined && model !== undefined ? { ...output, model } : output;
      const picture = named.media === "image" ? (named.bytes ?? named.file) : undefined;
      if (picture !== undefined)
        return {
          verdict: await checkImageFile(named, picture, now),
          elapsedMs: performance.now() - startMs,
        };
      const found = index && isReadable(output) ? await index.query(normalise(output.text ?? "")) : undefined;
      const searchedMs = performance.now();
      // They tell parts of matches apart, so where nothing matches they need not be looked for.
      const standard = found !== undefined && hasHits(found) ? await standardTexts() : noStandardTexts;
      // Loading them happens once in a check and says nothing about an output.
      const loadingMs = performance.now() - searchedMs;
      const verdict = await check(named, {
        policy,
        ...(index !== undefined && {
          index: found === undefined ? index : { ...index, query: async () => found },
        }),
        provenanceOf: searched?.provenanceOf ?? (() => []),
        now,
        tool,
        standardTexts: standard,
        waivers,
        use,
        names: finders,
        ...(searched !== undefined && { searchFacts: searched.facts }),
      });
      const elapsedMs = performance.now() - startMs - loadingMs;
      if (named.file !== undefined) return { verdict: await ofFile(verdict, named.file), elapsedMs };
      if (readText === undefined || !options.showText || verdict.findings.length === 0)
        return { verdict, elapsedMs };
      const rowOf = ({
        segment,
        ordinal,
      }: {
        readonly segment: string;
        readonly ordinal: number;
      }): RecordRow | undefined => rows.get(`${segment}:${ordinal}`);
      return { verdict, elapsedMs, snippets: await snippetsOf(verdict, output.text ?? "", rowOf, readText) };
    },
    [Symbol.asyncDispose]: async () => {
      searched?.[Symbol.dispose]();
      await own?.[Symbol.asyncDispose]();
      await opened?.close();
    },
  };
}

/** A recording is known by its file, whether or not anything could be said of it. */
async function ofFile(verdict: Verdict, file: string): Promise<Verdict> {
  const { sha256, byteLength } = await readOutputBytes(file, 0);
  return { ...verdict, output: { ...verdict.output, sha256, byteLength } };
}

/** Empty outputs are told by the gate, without a search. */
function isReadable({ text = "" }: ModelOutput): boolean {
  return text.trim() !== "";
}

function hasHits({ matches, unverified, beyondLimits }: QueryResult): boolean {
  return matches.length > 0 || unverified.length > 0 || beyondLimits.hits > 0;
}

interface Opened {
  readonly searched: SearchedSet;
  readonly close: () => Promise<void>;
}

async function openSearched(options: CheckerOptions): Promise<Opened | undefined> {
  const { bundle, model, use, home } = options;
  if (bundle !== undefined) {
    const scope = { use, folder: options.folder, ...(model !== undefined && { model }) };
    return { searched: await openBundle(bundle, scope), close: async () => undefined };
  }
  // A home that is not there is no damage: nothing was searched, and that is said.
  if (!existsSync(ledgerFile(home))) return undefined;
  const ledger = await openLedger(home, { mode: "read" });
  try {
    const scope = { use, ...(model !== undefined && { model }) };
    return { searched: await openSearchedSet(ledger, options, scope), close: () => ledger.close() };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

/** Keeps the rows of what the last query met, so that their texts can be shown. */
function remembering(index: OutputIndex, rows: Map<string, RecordRow>): OutputIndex {
  return {
    segments: index.segments,
    query: async (text, limits) => {
      const result = await index.query(text, limits);
      for (const { record, row } of result.matches) rows.set(`${record.segment}:${record.ordinal}`, row);
      return result;
    },
  };
}

import { contentDigest, readFromFiles, type RecordRow, type Segment } from "@yurai/fingerprint";
import { formatBytes, formatCount, renderAnswer, type AnswerRow, type Catalogue } from "@yurai/report";
import { readRows } from "@yurai/track";
import type { Command } from "commander";
import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { writeBundle, type BundleParts } from "../check/bundle.ts";
import { choosePolicy } from "../check/chosen-policy.ts";
import { CliError, toFileError } from "../error.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { openHomeLedger, segmentPath } from "../home/home.ts";
import { formatModel, parseModel } from "../home/model-reference.ts";
import { openSearchedSet, type SearchedSet } from "../check/searched-set.ts";

interface PackFlags {
  readonly model?: string;
  readonly out: string;
  readonly withText?: boolean;
}

/** `yurai pack`: one read-only file with which a runner without ledger gives the same verdicts. */
export const define: DefineCommand = (command: Command, { pipeline: { option } }: Catalogue, act: Act) => {
  command
    .option("--model <name>", option.packModel)
    .requiredOption("--out <file>", option.packOut)
    .option("--with-text", option.withText)
    .action(act(async (frame, flags: PackFlags) => pack(frame, flags)));
};

async function pack(frame: Frame, flags: PackFlags): Promise<typeof done> {
  const { pipeline } = frame.catalogue;
  const path = resolve(frame.cwd, flags.out);
  if (!existsSync(dirname(path)))
    throw new CliError("bad-usage", `there is no folder ${dirname(path)}; create it first`);
  const model = flags.model === undefined ? undefined : parseModel(flags.model);
  await using ledger = await openHomeLedger(frame, "read");
  const { use } = choosePolicy(frame.project, { cwd: frame.cwd }).policy;
  using searched = await openSearchedSet(ledger, frame.project, {
    use,
    ...(model !== undefined && { model }),
  });
  if (searched.unsearched.length > 0)
    throw new CliError("bad-bundle", pipeline.lostSegments(searched.unsearched.length));
  if (searched.facts.notSearched?.some(({ kind }) => kind === "unknown-model") === true)
    throw new CliError(
      "not-found",
      `there is no model ${flags.model} in this ledger; yurai status lists what there is`,
    );
  const segments = searched.textIndex.segments;
  const names = [...new Set(segments.flatMap(({ manifest }) => manifest.sources.map(({ name }) => name)))];
  const parts: BundleParts = {
    head: {
      format: "yurai-bundle",
      version: 1,
      createdAt: frame.now().toISOString(),
      facts: searched.facts,
      segments: segments.map(({ id }) => id),
      ...(model !== undefined && { model }),
      ...(searched.firstIds !== undefined && { firstIds: [...searched.firstIds] }),
    },
    sources: await searched.readSources(names),
    runsOf: searched.runsOf,
    segmentFolder: (id) => segmentPath(frame.project.home, id),
    files: new Map(segments.map(({ id, manifest }) => [id, manifest.files.map(({ name }) => name)])),
    ...(flags.withText === true && { texts: rereadTexts(searched, frame.project.folder) }),
  };
  const written = await write(path, parts);
  const behind = flags.withText === true ? undefined : textBehind(searched);
  const records = segments.reduce((sum, { manifest }) => sum + manifest.counts.records, 0);
  if (frame.json) {
    const { byteLength, sha256, texts } = written;
    frame.printJson("pack", {
      file: path,
      byteLength,
      sha256,
      segments: segments.length,
      records,
      texts,
      textStaysBehind: behind ?? null,
    });
    return done;
  }
  const label = pipeline.packedLabel;
  const notSearched = (searched.facts.notSearched ?? []).flatMap((item) =>
    item.kind === "model-without-runs"
      ? [frame.catalogue.check.modelWithoutRuns(formatModel(item.model))]
      : [],
  );
  const rows: AnswerRow[] = [
    { label: label.model, text: model === undefined ? pipeline.everyModel : formatModel(model) },
    {
      label: label.holds,
      text: pipeline.packedSegments(segments.length, formatCount(records), names.length),
    },
    ...(notSearched.length > 0
      ? [{ label: label.notSearched, tone: "gap" as const, text: notSearched }]
      : []),
    { label: label.digest, text: written.sha256 },
    ...(behind === undefined
      ? []
      : [
          {
            label: label.text,
            tone: "gap" as const,
            text: pipeline.textStaysBehind(behind.sources, formatCount(behind.records)),
          },
        ]),
    ...(written.texts > 0
      ? [{ label: label.text, text: pipeline.textWithin(formatCount(written.texts)) }]
      : []),
    { label: label.next, text: `yurai check outputs.jsonl --bundle ${flags.out}` },
  ];
  const outcome = pipeline.packed(flags.out, formatBytes(statSync(path).size));
  frame.print(renderAnswer({ outcome, tone: "good", rows }, frame.screen));
  return done;
}

async function write(path: string, parts: BundleParts): Promise<Awaited<ReturnType<typeof writeBundle>>> {
  try {
    return await writeBundle(path, parts);
  } catch (error) {
    throw toFileError(error, "write", path);
  }
}

/** Sources whose texts are read again from where they lie, and so are not in the segments. */
function textBehind({
  textIndex,
}: SearchedSet): { readonly sources: number; readonly records: number } | undefined {
  const behind = textIndex.segments.flatMap(({ manifest }) =>
    manifest.sources.filter(({ evidence }) => evidence === "reread"),
  );
  if (behind.length === 0) return undefined;
  return {
    sources: new Set(behind.map(({ name }) => name)).size,
    records: behind.reduce((sum, { records }) => sum + records, 0),
  };
}

/** Yields the texts of records that their segments don't keep, each digest once. Those that can't be read stay unverified. */
async function* rereadTexts(
  { textIndex }: SearchedSet,
  folder: string,
): AsyncGenerator<{ readonly digest: string; readonly bytes: Uint8Array }> {
  const readers = [readRows({ baseFolder: folder }), readFromFiles({ baseFolder: folder })];
  const seen = new Set<string>();
  for await (const row of recordsOf(textIndex.segments)) {
    const digest = Buffer.from(row.digest).toString("hex");
    if (row.textStart !== null || seen.has(digest)) continue;
    const bytes = await firstUnchanged(row, readers);
    if (bytes === undefined) continue;
    seen.add(digest);
    yield { digest, bytes };
  }
}

async function* recordsOf(segments: readonly Segment[]): AsyncGenerator<RecordRow> {
  for (const segment of segments) for await (const rows of segment.records.batches()) yield* rows;
}

async function firstUnchanged(
  row: RecordRow,
  readers: readonly ReturnType<typeof readFromFiles>[],
): Promise<Uint8Array | undefined> {
  for (const read of readers) {
    const text = await read(row);
    if (typeof text !== "string" && Buffer.compare(contentDigest(text), row.digest) === 0) return text;
  }
  return undefined;
}

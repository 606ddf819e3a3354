import { mergeSegments } from "@yurai/fingerprint";
import type { CurrentSegment } from "@yurai/ledger";
import { formatBytes, renderAnswer, type Catalogue } from "@yurai/report";
import { canonicalJson } from "@yurai/schema";
import type { Command } from "commander";
import { rmSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { openHomeLedger, segmentPath } from "../home/home.ts";
import { toolVersion } from "../terminal/version.ts";
import { startProgress } from "../terminal/progress.ts";
import { CliError } from "../error.ts";

/** Segments merged at a time: each holds a few file handles open. */
const segmentsPerMerge = 64;

interface CompactOptions {
  readonly keep?: boolean;
}

/** `yurai compact`: merges segments that are written alike, commits the merge, then removes what it replaced. */
export const define: DefineCommand = (command: Command, { cli }: Catalogue, act: Act) => {
  command
    .option("--keep", cli.option.keepReplaced)
    .action(act(async (frame, options: CompactOptions) => compact(frame, options)));
};

async function compact(frame: Frame, options: CompactOptions): Promise<typeof done> {
  // A merge holds little and sees much go by; V8 would let its young generation grow by 200 MB for that, and gain nothing.
  setFlagsFromString("--semi-space-growth-factor=1");
  await using ledger = await openHomeLedger(frame, "write");
  const before = (await ledger.segments()).current;
  const progress = startProgress(frame);
  const groups = mergeable(before);
  let merged = 0;
  try {
    for (const [at, group] of groups.entries()) {
      if (frame.signal.aborted)
        throw new CliError(
          "interrupted",
          "compact was interrupted; merges so far are committed, nothing is lost",
        );
      progress.show(frame.catalogue.cli.progressSegments(at + 1, groups.length));
      const sealed = await mergeSegments(frame.project.home, group, {
        writer: { tool: "yurai", version: toolVersion() },
        now: frame.now,
      });
      await ledger.commitSegments({ manifests: [sealed.manifest] });
      merged += group.length;
    }
  } finally {
    progress.end();
  }
  const after = (await ledger.segments()).current;
  const comparison = await ledger.compareSegments(segmentPath(frame.project.home, ""));
  // Folders of earlier merges that were interrupted before they could be removed go as well.
  if (options.keep !== true)
    for (const id of comparison.replaced) rmSync(segmentPath(frame.project.home, id), { recursive: true });
  report(frame, { before, after, merged, replaced: comparison.replaced, kept: options.keep === true });
  return done;
}

/** Groups of two or more segments that a merge takes: written with the same algorithms. */
function mergeable(segments: readonly CurrentSegment[]): readonly (readonly string[])[] {
  const alike = Map.groupBy(segments, ({ manifest }) => canonicalJson({ ...manifest.algorithms }));
  return [...alike.values()]
    .flatMap((group) => slices(group.map(({ id }) => id)))
    .filter((group) => group.length > 1);
}

function slices(ids: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(ids.length / segmentsPerMerge);
  return Array.from({ length: count }, (_, at) =>
    ids.slice(at * segmentsPerMerge, (at + 1) * segmentsPerMerge),
  );
}

interface Compacted {
  readonly before: readonly CurrentSegment[];
  readonly after: readonly CurrentSegment[];
  /** Segments that were merged. */
  readonly merged: number;
  /** Ids of the folders that are no part of any answer now. */
  readonly replaced: readonly string[];
  readonly kept: boolean;
}

function report(frame: Frame, { before, after, merged, replaced, kept }: Compacted): void {
  const { cli } = frame.catalogue;
  const bytesBefore = bytesOf(before);
  const bytesAfter = bytesOf(after);
  if (frame.json) {
    const counts = {
      segmentsBefore: before.length,
      segmentsAfter: after.length,
      merged,
      bytesBefore,
      bytesAfter,
    };
    frame.printJson("compact", { ...counts, [kept ? "replacedKept" : "replacedRemoved"]: replaced });
    return;
  }
  const outcome =
    merged === 0 ? cli.nothingToCompact(before.length) : cli.compacted(before.length, after.length);
  const folders = (kept ? cli.replacedKept : cli.replacedRemoved)(replaced.length);
  const rows = [
    ...(merged === 0
      ? []
      : [
          {
            label: cli.sizeLabel,
            text: cli.compactedBytes(formatBytes(bytesBefore), formatBytes(bytesAfter)),
          },
        ]),
    ...(replaced.length === 0 ? [] : [{ label: cli.foldersLabel, text: folders }]),
  ];
  frame.print(renderAnswer({ outcome, tone: "good", rows }, frame.screen));
}

function bytesOf(segments: readonly CurrentSegment[]): number {
  return segments.flatMap(({ manifest }) => manifest.files).reduce((sum, file) => sum + file.byteLength, 0);
}

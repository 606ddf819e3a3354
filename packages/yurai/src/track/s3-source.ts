// Objects of an S3-compatible store: the network is asked only where the command line says so.
import type { Source } from "@yurai/schema";
import type { CrawledResponse, SeenGap } from "@yurai/track";
import { CliError } from "../error.ts";
import type { Frame } from "../terminal/frame.ts";
import type { PlacedRow, ReadOptions } from "./row-source.ts";

/** The objects under a prefix, as they were listed. */
export interface OpenedS3 {
  readonly kind: "opened-s3";
  /** `s3://bucket/prefix`. */
  readonly path: string;
  /** How many there are, and the digest of their ETags; missing when there are none. */
  readonly files?: NonNullable<Source["files"]>;
  /** What was met while listing them. */
  readonly gaps: readonly SeenGap[];
  readonly rows: (options: ReadOptions) => AsyncIterable<PlacedRow>;
  /** What hosts said for all their pages, where some objects are WARC files; undefined where none is. */
  readonly hostFiles?: () => AsyncIterable<CrawledResponse>;
}

/**
 * Lists objects, before a run begins.
 *
 * @throws CliError `bad-usage` unless the network was asked for; TrackError `bad-input`, `download-failed`
 */
export async function openObjects(
  url: string,
  { environment, signal }: Pick<Frame, "environment" | "signal">,
  download: boolean,
): Promise<OpenedS3> {
  if (!download)
    throw new CliError(
      "bad-usage",
      "what lies in an S3 store is read over the network, which nobody asked for; add --download",
    );
  const { openS3, s3Settings } = await import("@yurai/track/s3");
  const gaps: SeenGap[] = [];
  const onGap = (gap: SeenGap): void => void gaps.push(gap);
  const { source, files, rows, objects, hostFiles } = await openS3(url, {
    ...s3Settings(environment.stores),
    signal,
    onGap,
  });
  const isCrawl = objects.some(({ key }) => /\.(?:warc|wet)(?:\.(?:gz|zst))?$/i.test(key));
  return {
    kind: "opened-s3",
    path: source,
    ...(files && { files }),
    gaps,
    rows,
    // Gaps of the objects are told when their pages are read.
    ...(isCrawl && { hostFiles: () => hostFiles({ onGap: () => undefined }) }),
  };
}

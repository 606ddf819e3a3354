/** Samples of a tar archive whole, as a WebDataset shard has them: for tools that hand on whole groups of members. */
import type { ByteSource } from "./byte-stream.ts";
import { openBytes } from "./byte-stream.ts";
import { gapOfStream, locatorPath, type ReaderOptions } from "./read-row.ts";
import { tarEntries, type TarEntry } from "./tar-entry.ts";

/** Members that share a name, in their order. */
export interface TarSample {
  /** Their name up to the first dot of its last part. */
  readonly id: string;
  /** The archive's path, as locators have it. */
  readonly path: string;
  readonly members: readonly TarEntry[];
  /** Some member could not be read: the sample can't be handed on whole. */
  readonly isPartial: boolean;
}

/** How samples are read. */
export interface TarSamplesOptions extends ReaderOptions {
  /** What a stream is called in gaps. Default `-`. */
  readonly name?: string;
  /** Larger members are a gap, and make their sample partial. Default 64 MiB. */
  readonly maxEntryBytes?: number;
}

/** A file by itself has as many members as one archive may name alike before it is no sample. */
const maxMembers = 1_000;
const maxSampleBytes = 512 * 1024 * 1024;

/**
 * Yields the regular files of an archive in order, those side by side that share a name as one sample. A file whose name
 * nothing shares is a sample of one. Memory: one sample.
 *
 * Gaps: `refused-entry` (links, names that lead out), `limit-reached` (members, or samples of too many or too large ones), `broken-line`,
 * `truncated-file`, and those of a file that can't be opened.
 */
export async function* readTarSamples(
  source: ByteSource,
  options: TarSamplesOptions,
): AsyncGenerator<TarSample> {
  const { onGap, maxEntryBytes = 64 * 1024 * 1024 } = options;
  const path = typeof source === "string" ? locatorPath(source, options.baseFolder) : (options.name ?? "-");
  let last = "";
  const left = new Set<string>();
  const wants = (name: string): boolean => {
    last = sampleOf(name);
    return true;
  };
  const noted: TarSamplesOptions["onGap"] = (gap) => {
    if (gap.code === "entry-too-large") left.add(last);
    onGap(gap);
  };
  let sample: TarEntry[] = [];
  let byteLength = 0;
  const taken = (): TarSample => {
    const id = sampleOf(sample[0]!.name);
    return { id, path, members: sample, isPartial: left.delete(id) };
  };
  try {
    const { chunks } = await openBytes(source);
    for await (const entry of tarEntries(chunks, { onGap: noted, path, maxEntryBytes, wants })) {
      if (sample.length > 0 && sampleOf(sample[0]!.name) !== sampleOf(entry.name)) {
        yield taken();
        sample = [];
        byteLength = 0;
      }
      byteLength += entry.bytes.byteLength;
      if (sample.length < maxMembers && byteLength <= maxSampleBytes) sample.push(entry);
      else {
        left.add(sampleOf(entry.name));
        onGap({ kind: "limit-reached", count: 1, code: "sample-too-large", where: { path } });
      }
    }
  } catch (error) {
    onGap(gapOfStream(error, path, 0));
  }
  if (sample.length > 0) yield taken();
}

function sampleOf(name: string): string {
  const slash = name.lastIndexOf("/");
  const dot = name.indexOf(".", slash + 2);
  return dot < 0 ? name : name.slice(0, dot);
}

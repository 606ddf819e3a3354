// Outputs and the pictures they match, small and beside each other, for those who asked to see them.
import { thumbnailOf } from "@yurai/fingerprint/images";
import {
  isShown,
  type MissingPicture,
  type PicturePair,
  type Thumbnail,
  type VerdictSet,
} from "@yurai/report";
import { isYuraiError, type RecordId, type Verdict } from "@yurai/schema";
import { maxPictureBytes } from "./image-check.ts";
import { readOutputBytes } from "./output-bytes.ts";

/** Bytes of a record's picture as it was loaded, or why they can't be had. */
export type ReadPicture = (records: readonly RecordId[]) => Promise<readonly (Uint8Array | MissingPicture)[]>;

/** Findings of one report whose pictures are in it, the gravest first. */
const maxPairs = 100;
/** Findings of one output. */
const maxPairsOfOutput = 5;
/** Characters of all pictures of one report together. */
const maxBase64 = 12_000_000;

/**
 * Puts the pictures of its gravest findings into a set.
 *
 * @param files of outputs by id; an output without one lay in a row
 * @param readPicture asked for one record at a time, so that one picture is held
 */
export async function withPictures(
  set: VerdictSet,
  files: ReadonlyMap<string, string>,
  readPicture: ReadPicture,
): Promise<VerdictSet> {
  const budget = { pairs: maxPairs, base64: maxBase64 };
  const rows: VerdictSet["rows"][number][] = [];
  for (const row of set.rows) {
    const pictures = await pairsOf(row.verdict, files, readPicture, budget);
    rows.push(pictures.length === 0 ? row : { ...row, pictures });
  }
  return { ...set, rows };
}

interface Budget {
  pairs: number;
  base64: number;
}

/** A finding with pictures; one about a face has no record. */
interface Shown {
  readonly at: number;
  readonly record?: RecordId;
}

async function pairsOf(
  verdict: Verdict,
  files: ReadonlyMap<string, string>,
  readPicture: ReadPicture,
  budget: Budget,
): Promise<readonly PicturePair[]> {
  const found = verdict.findings.flatMap((finding, at): readonly Shown[] => {
    if (finding.kind === "image") return [{ at, record: finding.provenance.record }];
    return finding.kind === "person" && finding.face !== undefined ? [{ at }] : [];
  });
  if (found.length === 0) return [];
  const output =
    budget.pairs > 0 ? spend(await outputOf(verdict, files.get(verdict.id)), budget) : "beyond-limit";
  const pairs: PicturePair[] = [];
  for (const { at, record } of found) {
    if (budget.pairs <= 0 || pairs.length >= maxPairsOfOutput) {
      pairs.push({
        finding: at,
        output: "beyond-limit",
        ...(record !== undefined && { source: "beyond-limit" }),
      });
      continue;
    }
    budget.pairs -= 1;
    // A face is shown in the output alone.
    const [bytes = "not-kept"] = record === undefined ? [] : await readPicture([record]);
    const source = record === undefined ? undefined : spend(await small(bytes), budget);
    pairs.push({ finding: at, output, ...(source !== undefined && { source }) });
  }
  return pairs;
}

/** The output as it was checked: a file that has changed since is another picture. */
async function outputOf({ output }: Verdict, file: string | undefined): Promise<Thumbnail | MissingPicture> {
  if (file === undefined) return "not-kept";
  try {
    const { sha256, bytes } = await readOutputBytes(file, maxPictureBytes);
    return sha256 === output.sha256 ? await small(bytes ?? "too-large") : "text-changed";
  } catch (error) {
    if (isYuraiError(error)) return "file-missing";
    throw error;
  }
}

async function small(bytes: Uint8Array | MissingPicture): Promise<Thumbnail | MissingPicture> {
  if (typeof bytes === "string") return bytes;
  try {
    const { bytes: webp, width, height } = await thumbnailOf(bytes);
    return { mediaType: "image/webp", base64: Buffer.from(webp).toString("base64"), width, height };
  } catch (error) {
    if (isYuraiError(error)) return "not-decoded";
    throw error;
  }
}

function spend(picture: Thumbnail | MissingPicture, budget: Budget): Thumbnail | MissingPicture {
  if (!isShown(picture)) return typeof picture === "string" ? picture : "too-large";
  budget.base64 -= picture.base64.length;
  return budget.base64 < 0 ? "beyond-limit" : picture;
}

// One picture in, one verdict out: read, decoded, searched, judged.
import { checkImage, type FacesSearch, type ImageCheckOptions, type ModelOutput } from "@yurai/gate";
import { ImageIndex, queryImage } from "@yurai/fingerprint/images";
import { isYuraiError, sha256Hex, type Verdict } from "@yurai/schema";
import type { FaceChecker } from "./face-check.ts";
import type { Faces } from "./faces-choice.ts";
import { readOutputBytes, type OutputBytes } from "./output-bytes.ts";
import type { SearchedSet } from "./searched-set.ts";

/** Larger files are not decoded; the decoder's own limit. */
export const maxPictureBytes: number = 64 * 1024 * 1024;

/** What holds for every picture of a check. */
export type ImageJob = Pick<ImageCheckOptions, "policy" | "tool" | "waivers" | "use">;

/** Checks pictures by their files. The index of pictures is made for the first. */
export function imageChecker(
  searched: SearchedSet | undefined,
  job: ImageJob,
  faces?: Faces,
): (output: ModelOutput, file: string | Uint8Array, now: Date) => Promise<Verdict> {
  let index: ImageIndex | undefined;
  return async (output, file, now) => {
    const { bytes, ...described } =
      typeof file === "string" ? await readOutputBytes(file, maxPictureBytes) : describedBytes(file);
    index ??= new ImageIndex(searched?.textIndex.segments ?? []);
    return checkImage(
      {
        id: output.id,
        ...described,
        ...(output.model !== undefined && { model: output.model }),
      },
      {
        ...job,
        now,
        segments: searched?.index.segments ?? [],
        images: index.count,
        ...(await search(index, bytes, searched?.firstIds)),
        ...(faces !== undefined && { faces: await facesIn(await faces.open(), bytes) }),
        provenanceOf: searched?.provenanceOf ?? (() => []),
        ...(searched !== undefined && { searchFacts: searched.facts }),
      },
    );
  };
}

function describedBytes(bytes: Uint8Array): OutputBytes {
  const { byteLength } = bytes;
  return { sha256: sha256Hex(bytes), byteLength, ...(byteLength <= maxPictureBytes && { bytes }) };
}

function facesIn(checker: FaceChecker, bytes: Uint8Array | undefined): Promise<FacesSearch> | FacesSearch {
  return bytes === undefined ? { failed: "image-too-large" } : checker.find(bytes);
}

/** What can't be decoded is a fact about the output; a store that fails is not. */
async function search(
  index: ImageIndex,
  bytes: Uint8Array | undefined,
  wanted: ReadonlySet<string> | undefined,
): Promise<Pick<ImageCheckOptions, "search" | "frames">> {
  if (bytes === undefined) return { search: { failed: "image-too-large" } };
  let query: Awaited<ReturnType<typeof queryImage>>;
  try {
    query = await queryImage(bytes);
  } catch (error) {
    if (isYuraiError(error)) return { search: { failed: error.code } };
    throw error;
  }
  const found = await index.search(query);
  // Merged segments hold records of other models' runs, too.
  const matches = found.matches.filter(({ record }) => wanted === undefined || wanted.has(record.segment));
  return { search: { ...found, matches }, frames: query.pages };
}

/**
 * The check of one picture, from what a search found to a verdict. As `check` it is pure: decoding, searching, finding faces
 * and the moment come in. Words in the picture are not read, and every verdict says so.
 */
import { contentId, policyHash, sha256Hex } from "@yurai/schema";
import type {
  CheckName,
  Digest,
  Finding,
  ImageFinding,
  ModelReference,
  NotCheckedReason,
  OptOutFinding,
  TermsFinding,
  Timestamp,
  Verdict,
} from "@yurai/schema";
import type { ImageMatch, ImageSearch } from "@yurai/fingerprint/images";
import { attributionOf } from "./attribution.ts";
import type { CheckOptions } from "./check.ts";
import { faceFindings } from "./checks/face.ts";
import type { FacesSearch } from "./checks/face.ts";
import { stepsFor } from "./checks/match-finding.ts";
import { toldAnswers } from "./checks/terms.ts";
import { coverageOf } from "./coverage.ts";
import type { SearchedSegment } from "./coverage.ts";
import { decide, imageChecks } from "./decide.ts";
import { factsKeyOf } from "./passages.ts";
import { readProvenance, recordKey } from "./provenance-of.ts";
import type { AttributableRecord, RecordsRead } from "./provenance-of.ts";

/** A picture that a model produced. */
export interface ImageOutput {
  readonly id: string;
  /** Digest of the file. */
  readonly sha256: Digest;
  readonly byteLength: number;
  readonly model?: ModelReference;
  readonly generatedAt?: Timestamp;
}

/** What a picture is checked against. */
export interface ImageCheckOptions extends Pick<
  CheckOptions,
  "policy" | "provenanceOf" | "now" | "tool" | "waivers" | "use" | "searchFacts"
> {
  /** The segments that were searched; none: the verdict is `incomplete`. */
  readonly segments: readonly SearchedSegment[];
  /** Pictures in them. */
  readonly images: number;
  /** Frames or pages of the picture, of which only the first was looked at. Default: 1. */
  readonly frames?: number;
  /** What was found, or the code of the error that kept the picture from being decoded. */
  readonly search: ImageSearch | { readonly failed: string };
  /** Faces, where somebody gave a model that finds them. Default: they are not checked. */
  readonly faces?: FacesSearch;
}

/**
 * Checks one picture.
 *
 * @throws GateError `bad-provenance` when `provenanceOf` breaks its word
 */
export async function checkImage(output: ImageOutput, options: ImageCheckOptions): Promise<Verdict> {
  const { policy, segments, now, waivers = [], use = policy.use, search, images, faces } = options;
  const matches = "failed" in search ? [] : search.matches;
  const records = await readProvenance(matches, options.provenanceOf);
  const known = surestOfEach(matches).flatMap((match): KnownImage[] => {
    const record = records.get(match.record);
    return record === undefined ? [] : [{ match, record, otherRecords: 0 }];
  });
  const folded = foldImages(known);
  const findings: Finding[] = [
    ...folded.map(imageFinding),
    // What may show a record's picture says nothing of its terms before somebody has looked.
    ...folded
      .filter(({ match }) => match.band !== "verify")
      .flatMap((image) => [...termsFindings(image), ...optOutFinding(image)]),
    ...(faces !== undefined && "faces" in faces ? faceFindings(faces.faces) : []),
    ...failures(search, records),
    ...failuresOfFaces(faces),
  ];
  const coverage = coverageOf(policy, segments, {
    facts: options.searchFacts ?? {},
    checks: new Set<CheckName>([...imageChecks, ...(faces === undefined ? [] : (["face"] as const))]),
    shortfalls: shortfallsOf(options, records),
    images,
    ...(faces !== undefined && "faces" in faces ? { faces: faces.searched } : {}),
  });
  const model = output.model === undefined ? {} : { model: output.model };
  const { action, decisions, ...used } = decide(policy, findings, { coverage, now, use, waivers, ...model });
  return {
    schemaVersion: 1,
    id: output.id,
    action,
    output: {
      sha256: output.sha256,
      byteLength: output.byteLength,
      characters: 0,
      ...(output.generatedAt === undefined ? {} : { generatedAt: output.generatedAt }),
    },
    ...model,
    use,
    findings,
    decisions,
    coverage,
    attribution: attributionOf(findings, decisions, noticesOf(known.map(({ record }) => record))),
    waivers: used.waivers,
    policy: { name: policy.name, hash: policyHash(policy) },
    ...(segments.length === 0 ? {} : { index: contentId(segments.map(({ id }) => id).sort()) }),
    tool: options.tool,
    checkedAt: now.toISOString(),
  };
}

/** A match with what is known about its record, and how many others it stands for. */
interface KnownImage {
  readonly match: ImageMatch;
  readonly record: AttributableRecord;
  readonly otherRecords: number;
}

/** A record may be found upright and mirrored; matches come with the surest first, and that one counts. */
function surestOfEach(matches: readonly ImageMatch[]): readonly ImageMatch[] {
  const first = new Map<string, ImageMatch>();
  for (const match of matches) {
    const key = recordKey(match.record);
    if (!first.has(key)) first.set(key, match);
  }
  return [...first.values()];
}

/**
 * Folds records that no rule could tell apart and that lie within the same place of the output into the surest of them: ten
 * copies of one picture in a data set are one fact.
 */
function foldImages(known: readonly KnownImage[]): readonly KnownImage[] {
  const leads: { image: KnownImage; otherRecords: number }[] = [];
  for (const image of known) {
    const lead = leads.find(({ image: surer }) => standsFor(surer, image));
    if (lead === undefined) leads.push({ image, otherRecords: 0 });
    else lead.otherRecords += 1;
  }
  return leads.map(({ image, otherRecords }) => ({ ...image, otherRecords }));
}

/** How far a place may reach beyond another, in shares of the output, and still be within it: placements are that exact. */
const slack = 0.03;

function standsFor(surer: KnownImage, other: KnownImage): boolean {
  const [a, b] = [surer.match.output, other.match.output];
  return (
    surer.match.band === other.match.band &&
    factsKeyOf(surer.record) === factsKeyOf(other.record) &&
    b.left >= a.left - slack &&
    b.top >= a.top - slack &&
    b.right <= a.right + slack &&
    b.bottom <= a.bottom + slack
  );
}

function matched({
  match,
  record,
  otherRecords,
}: KnownImage): Omit<
  ImageFinding,
  "kind" | "hash" | "band" | "view" | "negative" | "keypoints" | "output" | "record"
> {
  return {
    // The content that was matched is the record's picture: its hash, or the file where it has none.
    fingerprint: sha256Hex(`${pdq} ${match.hash} ${recordKey(match.record)}`),
    provenance: record.provenance,
    otherRecords,
    ...(record.attribution === undefined ? {} : { attribution: record.attribution }),
    nextSteps: stepsFor(record),
  };
}

const pdq = "pdq-1";

function imageFinding(image: KnownImage): ImageFinding {
  const { match } = image;
  return {
    kind: "image",
    ...matched(image),
    hash: pdq,
    ...(match.distance === null ? {} : { distance: match.distance }),
    band: match.band,
    view: match.orientation,
    negative: match.negative,
    keypoints: match.keypoints,
    output: match.output,
    record: match.recordRegion,
  };
}

function termsFindings(image: KnownImage): readonly TermsFinding[] {
  return toldAnswers(image.record.provenance.terms).map((told) => ({
    kind: "terms",
    ...matched(image),
    ...told,
  }));
}

function optOutFinding(image: KnownImage): readonly OptOutFinding[] {
  const signals = image.record.provenance.signals.filter(({ training }) => training === "no");
  return signals.length === 0 ? [] : [{ kind: "opt-out", ...matched(image), signals }];
}

function failures(search: ImageCheckOptions["search"], records: RecordsRead): readonly Finding[] {
  if ("failed" in search)
    return [{ kind: "check-failed", check: "image", reason: search.failed, nextSteps: ["regenerate"] }];
  return records.unknown === 0
    ? []
    : [{ kind: "check-failed", check: "image", reason: "provenance-missing", nextSteps: ["index-again"] }];
}

function failuresOfFaces(faces: FacesSearch | undefined): readonly Finding[] {
  if (faces === undefined || !("failed" in faces)) return [];
  return [{ kind: "check-failed", check: "face", reason: faces.failed, nextSteps: ["regenerate"] }];
}

function shortfallsOf(
  options: ImageCheckOptions,
  records: RecordsRead,
): ReadonlyMap<CheckName, NotCheckedReason> {
  const reason = whyNotChecked(options, records);
  const ofFaces = whyFacesNotChecked(options);
  return new Map([
    ...(reason === undefined ? [] : imageChecks.map((check) => [check, reason] as const)),
    ...(ofFaces === undefined ? [] : [["face", ofFaces] as const]),
  ]);
}

function whyFacesNotChecked({ faces, frames = 1 }: ImageCheckOptions): NotCheckedReason | undefined {
  if (faces === undefined) return undefined;
  if ("failed" in faces) return "failed";
  if (faces.beyondLimits > 0) return "over-budget";
  return frames > 1 ? "other-frames" : undefined;
}

function whyNotChecked(
  { search, segments, images, frames = 1 }: ImageCheckOptions,
  records: RecordsRead,
): NotCheckedReason | undefined {
  if (segments.length === 0) return "without-index";
  if ("failed" in search || records.unknown > 0) return "failed";
  // The very same file is found by its digest, whatever is in it and however many pictures were compared.
  if (images === 0 && search.matches.length === 0) return "without-images";
  if (frames > 1 && !search.matches.some(({ band }) => band === "same")) return "other-frames";
  // The very same file is found by its digest, whatever is in it.
  if (!search.comparable && search.matches.length === 0) return "not-comparable";
  return search.beyondLimits > 0 && search.matches.length === 0 ? "over-budget" : undefined;
}

function noticesOf(records: readonly AttributableRecord[]): ReadonlyMap<Digest, string> {
  return new Map(
    records.flatMap(({ attribution, attributionText }) =>
      attribution === undefined || attributionText === undefined ? [] : [[attribution, attributionText]],
    ),
  );
}

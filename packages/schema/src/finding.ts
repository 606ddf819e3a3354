import { z } from "zod";
import { checkNames } from "./check-name.ts";
import type { CheckName } from "./check-name.ts";
import { provenanceSchema } from "./provenance.ts";
import type { Provenance } from "./provenance.ts";
import { runLengthSchema } from "./run-length.ts";
import type { RunLength } from "./run-length.ts";
import { count, digest, name, share, slug } from "./scalar.ts";
import type { Digest } from "./scalar.ts";
import { signalSchema } from "./signal.ts";
import type { Signal } from "./signal.ts";
import { answers } from "./terms.ts";
import type { Answer, Terms } from "./terms.ts";

/** Every {@link FindingKind}. */
export const findingKinds = [
  "verbatim",
  "near-copy",
  "resemblance",
  "image",
  "person",
  "secret",
  "terms",
  "opt-out",
  "unverified",
  "check-failed",
] as const;

/** What sort of fact a finding states about an output. */
export type FindingKind = (typeof findingKinds)[number];

/** Every {@link NextStep}. */
export const nextSteps = [
  "regenerate",
  "redact",
  "attach-attribution",
  "ask-legal",
  "conclude-licence",
  "record-reliance",
  "request-waiver",
  "keep-evidence",
  "restore-source-file",
  "index-again",
  "raise-budget",
  "report-defect",
] as const;

/** Something a person can do about a finding; the words for it live with the reports. */
export type NextStep = (typeof nextSteps)[number];

/** A range of offsets, `end` excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where an output and a record agree. */
export interface MatchSpan {
  /** In UTF-16 units of the output as given. */
  readonly output: Span;
  /** In bytes of the record's text as loaded. */
  readonly record: Span;
}

/** What every finding about a matched record states. */
export interface MatchFinding {
  /** Names the matched content without holding it, for waivers: the SHA-256 of its normal form. */
  readonly fingerprint: Digest;
  readonly provenance: Provenance;
  /** Further records of the same source and terms that match within the same place and are not listed. */
  readonly otherRecords: number;
  /** SHA-256 of the words that must go out with the record's content; missing when nobody has recorded any. */
  readonly attribution?: Digest;
  readonly nextSteps: readonly NextStep[];
}

/** An exact run that the output and a record share. */
export interface VerbatimFinding extends MatchFinding {
  readonly kind: "verbatim";
  /** The longest run first. */
  readonly spans: readonly MatchSpan[];
  /** Further, shorter runs that are not listed. */
  readonly unlistedSpans: number;
  /** Length of the longest run, less what of it belongs to a standard text, unless all of the finding does. */
  readonly characters: RunLength;
  /** Part of the output that the runs cover, in characters of the normal form and with the same exception. */
  readonly share: number;
  /** Whether output and record are one text. */
  readonly whole: boolean;
  /** Whether a run as long as the longest is found wherever it lies; shorter ones are found by chance. */
  readonly guaranteed: boolean;
  /** Name of the standard text (a licence, a template of the user's own) that the run belongs to. */
  readonly standardText?: string;
}

/** A passage that a record has with a few changes. */
export interface NearCopyFinding extends MatchFinding {
  readonly kind: "near-copy";
  readonly spans: readonly MatchSpan[];
  /** Length of the passage in the output. */
  readonly characters: RunLength;
  readonly share: number;
  /** One less the edit distance over the longer length. */
  readonly similarity: number;
  readonly standardText?: string;
}

/** An output that shares much of its wording with a record as a whole. */
export interface ResemblanceFinding extends MatchFinding {
  readonly kind: "resemblance";
  /** Jaccard similarity of their shingles, estimated where the record's text could not be had. */
  readonly similarity: number;
  /** Name of the standard text that most of what resembles the record belongs to. */
  readonly standardText?: string;
}

/** An image that is perceptually close to a record. */
export interface ImageFinding extends MatchFinding {
  readonly kind: "image";
  /** Name and version of the hash. */
  readonly hash: string;
  /** Bits in which the hashes differ; missing when keypoints led to the record and not the hash. */
  readonly distance?: number;
  /** `verify`: more than unrelated pictures have in common, and less than a copy; a person must look. */
  readonly band: ImageBand;
  /** How the output is turned or mirrored against the record. */
  readonly view: ImageView;
  readonly negative: boolean;
  /** Keypoints that agree under one placement; 0 when none were compared. */
  readonly keypoints: number;
  /** Where the record's picture lies in the output. */
  readonly output: ImageRegion;
  /** Which part of the record's picture that is. */
  readonly record: ImageRegion;
}

/** Every {@link ImageBand}, the closest first. */
export const imageBands = ["same", "near-copy", "verify"] as const;

/** How sure it is that two pictures show the same. */
export type ImageBand = (typeof imageBands)[number];

/** Every {@link ImageView}. */
export const imageViews = [
  "upright",
  "rotated-90",
  "rotated-180",
  "rotated-270",
  "mirrored",
  "flipped",
  "transposed",
  "transverse",
] as const;

/** One of the eight ways to turn and mirror a picture; rotations are anticlockwise. */
export type ImageView = (typeof imageViews)[number];

/** A part of a picture, in shares of its width and height from the upper left corner. */
export interface ImageRegion {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Every {@link Validity}. */
export const validities = ["valid", "invalid", "no-check"] as const;

/** What a check digit or another form that can be proven says: `no-check` when there is none, or it proves nothing. */
export type Validity = (typeof validities)[number];

/** Every {@link PersonCombination}. */
export const personCombinations = [
  "name-with-contact",
  "name-with-two-quasi-identifiers",
  "two-quasi-identifiers",
] as const;

/** What stands close together and identifies somebody where each alone would not. */
export type PersonCombination = (typeof personCombinations)[number];

/** Whether a value stands in a passage that the output shares with a record. A shorter copy than a run is not seen. */
export type RecordedIn =
  | { readonly kind: "not-searched" }
  | { readonly kind: "no-shared-passage" }
  | {
      readonly kind: "record";
      /** Of the record that shares most with the output. */
      readonly provenance: Provenance;
    };

/**
 * Values of one sort in the output, which no rule and no reader could tell apart. The values themselves are nowhere in
 * the finding.
 */
export interface LocatedFinding {
  /** What it is, such as `my-number`, `e-mail` or `access-key`. */
  readonly category: string;
  readonly detector: string;
  /** In UTF-16 units of the output, in order; the first hundred. None in a picture. */
  readonly spans: readonly Span[];
  /** Further places that are not listed. */
  readonly unlistedSpans: number;
  readonly validity: Validity;
  /** Part of random values of this form that its check lets through, over 0; missing when there is no such check. */
  readonly chance?: number;
  /** Code of the nearest label that says what it is, such as `my-number`; missing when none stands near. */
  readonly label?: string;
  /** How likely it is what the category says, 0 to 1, of the likeliest place. */
  readonly score: number;
  /** Whether form, check digit and surroundings together leave little doubt: a check digit alone never does. */
  readonly validated: boolean;
  readonly recordedIn: RecordedIn;
  readonly nextSteps: readonly NextStep[];
}

/** Every {@link FaceBand}. */
export const faceBands = ["same-person", "verify", "other", "not-compared"] as const;

/**
 * Whose a face is: an enrolled person's, perhaps one's, nobody's who is enrolled, or not compared, because nobody is
 * enrolled or because it is too small.
 */
export type FaceBand = (typeof faceBands)[number];

/** Faces in a picture, of one person or of none that is known. */
export interface FaceFacts {
  readonly band: FaceBand;
  /** The boxes about them; the first hundred. */
  readonly places: readonly ImageRegion[];
  readonly unlistedPlaces: number;
  /** Id in the user's own gallery, never a name. */
  readonly person?: string;
  /** The highest cosine of two templates, -1 to 1; what it means depends on the model. */
  readonly similarity?: number;
}

/** Personal data in the output: a value in a text, or faces in a picture, which have `face` and no spans. */
export interface PersonFinding extends LocatedFinding {
  readonly kind: "person";
  readonly face?: FaceFacts;
  /** Whether it is an official number that names one person by itself. */
  readonly identificationCode: boolean;
  /** Whether a person stands beside a fact that needs special care, such as health or a criminal record. */
  readonly specialCare: boolean;
  /** What it is part of. */
  readonly combination?: PersonCombination;
}

/** A key, token or password in the output. */
export interface SecretFinding extends LocatedFinding {
  readonly kind: "secret";
}

/** What the terms of matched content say on a question that matters for the intended use. */
export interface TermsFinding extends MatchFinding {
  readonly kind: "terms";
  readonly question: keyof Terms;
  readonly answer: Answer;
}

/** Matched content whose holder has opted out. */
export interface OptOutFinding extends MatchFinding {
  readonly kind: "opt-out";
  /** The signals that say no to training. */
  readonly signals: readonly Signal[];
}

/** A match by hashes alone, because the record's text cannot be had. */
export interface UnverifiedFinding extends MatchFinding {
  readonly kind: "unverified";
  /** In the output only. */
  readonly spans: readonly Span[];
  /** Anchors that match in step with one another; from two on a shared passage is likely. */
  readonly anchors: number;
  /** Length of the output, when the key of its whole text is that of the record's. */
  readonly characters?: RunLength;
  /** Name of the standard text that the match lies in. */
  readonly standardText?: string;
  readonly reason: "not-kept" | "file-missing" | "text-changed" | "too-large";
}

/** A check that could not be finished. */
export interface CheckFailedFinding {
  readonly kind: "check-failed";
  readonly check: CheckName;
  /** `over-budget`, or the code of the error that stopped it. */
  readonly reason: string;
  readonly nextSteps: readonly NextStep[];
}

/** A fact about an output. It carries spans and digests, never text. */
export type Finding =
  | VerbatimFinding
  | NearCopyFinding
  | ResemblanceFinding
  | ImageFinding
  | PersonFinding
  | SecretFinding
  | TermsFinding
  | OptOutFinding
  | UnverifiedFinding
  | CheckFailedFinding;

const span: z.ZodType<Span> = z.strictObject({ start: count, end: count }).meta({ id: "Span" });
const spans = z.array(z.strictObject({ output: span, record: span })).max(10_000);
const region: z.ZodType<ImageRegion> = z
  .strictObject({ left: share, top: share, right: share, bottom: share })
  .meta({ id: "ImageRegion" });
const steps = z.array(z.enum(nextSteps)).max(20);
const match = {
  fingerprint: digest,
  provenance: provenanceSchema,
  otherRecords: count,
  attribution: digest.exactOptional(),
  nextSteps: steps,
};
const passage = { spans, characters: runLengthSchema, share, standardText: name.exactOptional() };
const recordedIn: z.ZodType<RecordedIn> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("not-searched") }),
  z.strictObject({ kind: z.literal("no-shared-passage") }),
  z.strictObject({ kind: z.literal("record"), provenance: provenanceSchema }),
]);
const face: z.ZodType<FaceFacts> = z
  .strictObject({
    band: z.enum(faceBands),
    places: z.array(region).min(1).max(1_000),
    unlistedPlaces: count,
    person: slug.exactOptional(),
    similarity: z.number().min(-1).max(1).exactOptional(),
  })
  .meta({ id: "FaceFacts" });
const located = {
  category: slug,
  detector: slug,
  spans: z.array(span).min(1).max(1_000),
  unlistedSpans: count,
  validity: z.enum(validities),
  chance: share.exactOptional(),
  label: slug.exactOptional(),
  score: share,
  validated: z.boolean(),
  recordedIn,
  nextSteps: steps,
};
const questions = ["train", "distributeOutputs", "commercialUse", "attribution", "shareAlike"] as const;

export const findingSchema: z.ZodType<Finding> = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("verbatim"),
      ...match,
      ...passage,
      unlistedSpans: count,
      whole: z.boolean(),
      guaranteed: z.boolean(),
    }),
    z.strictObject({ kind: z.literal("near-copy"), ...match, ...passage, similarity: share }),
    z.strictObject({
      kind: z.literal("resemblance"),
      ...match,
      similarity: share,
      standardText: name.exactOptional(),
    }),
    z.strictObject({
      kind: z.literal("image"),
      ...match,
      hash: name,
      distance: count.exactOptional(),
      band: z.enum(imageBands),
      view: z.enum(imageViews),
      negative: z.boolean(),
      keypoints: count,
      output: region,
      record: region,
    }),
    z.strictObject({
      kind: z.literal("person"),
      ...located,
      spans: z.array(span).max(1_000),
      face: face.exactOptional(),
      identificationCode: z.boolean(),
      specialCare: z.boolean(),
      combination: z.enum(personCombinations).exactOptional(),
    }),
    z.strictObject({ kind: z.literal("secret"), ...located }),
    z.strictObject({
      kind: z.literal("terms"),
      ...match,
      question: z.enum(questions),
      answer: z.enum(answers),
    }),
    z.strictObject({ kind: z.literal("opt-out"), ...match, signals: z.array(signalSchema).max(1_000) }),
    z.strictObject({
      kind: z.literal("unverified"),
      ...match,
      spans: z.array(span).max(10_000),
      anchors: z.int().min(1),
      characters: runLengthSchema.exactOptional(),
      standardText: name.exactOptional(),
      reason: z.enum(["not-kept", "file-missing", "text-changed", "too-large"]),
    }),
    z.strictObject({
      kind: z.literal("check-failed"),
      check: z.enum(checkNames),
      reason: slug,
      nextSteps: steps,
    }),
  ])
  .meta({ id: "Finding" });

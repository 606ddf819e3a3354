/** Whose face it is, among persons who are enrolled: one against each, in three bands. */

/** How sure it is that a face is an enrolled person's. */
export type FaceLikeness = "same-person" | "verify" | "other";

/** Cosines from which a face is taken for a person's, and from which somebody must look. */
export interface FaceThresholds {
  /** Default: 0.5. */
  readonly samePerson?: number;
  /** Default: 0.363, which SFace's authors give for one pair on LFW. */
  readonly verify?: number;
}

/** A person to compare with. */
export interface EnrolledPerson {
  readonly id: string;
  /** Each of length 1, by the same model as the face's. */
  readonly templates: readonly Float32Array[];
}

/** What comparing one face gave. */
export interface FaceComparison {
  readonly likeness: FaceLikeness;
  /** The likeliest person, unless it is `other`. */
  readonly person?: string;
  /** The highest cosine, -1 to 1; missing when nobody is enrolled. */
  readonly similarity?: number;
}

/** What holds unless told otherwise. */
export const faceThresholds: Required<FaceThresholds> = { samePerson: 0.5, verify: 0.363 };

/** Compares one face with every template. Linear in their number; a template of another length counts as unlike. */
export function compareFace(
  template: Float32Array,
  persons: readonly EnrolledPerson[],
  { samePerson = faceThresholds.samePerson, verify = faceThresholds.verify }: FaceThresholds = {},
): FaceComparison {
  let best: { readonly person: string; readonly similarity: number } | undefined;
  for (const { id, templates } of persons)
    for (const other of templates) {
      const similarity = cosine(template, other);
      if (best === undefined || similarity > best.similarity) best = { person: id, similarity };
    }
  if (best === undefined) return { likeness: "other" };
  const { person, similarity } = best;
  if (similarity < verify) return { likeness: "other", similarity };
  return { likeness: similarity >= samePerson ? "same-person" : "verify", person, similarity };
}

function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return -1;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return Math.min(1, Math.max(-1, sum));
}

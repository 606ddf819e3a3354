/** What the presets say of pictures: the same questions as of texts, in the same order, by bands instead of lengths. */
import type { FaceBand, FindingFacts, ImageBand, Rule, Terms } from "@yurai/schema";

const openTerms: Terms = {
  train: "yes",
  distributeOutputs: "yes",
  commercialUse: "yes",
  attribution: "yes",
  shareAlike: "no",
};

/** Bands in which the output shows the record's picture. */
const copies: readonly ImageBand[] = ["same", "near-copy"];

/** The facts of a picture of a public crawl of which nothing is known. */
function picture(band: ImageBand, more: Partial<FindingFacts> = {}): FindingFacts {
  return {
    kind: "image",
    band,
    origin: "crawled",
    class: "public",
    terms: { ...openTerms, distributeOutputs: "unknown", commercialUse: "unknown", shareAlike: "unknown" },
    basis: "unknown",
    optOut: false,
    ...more,
  };
}

const mit: Partial<FindingFacts> = { origin: "public-dataset", terms: openTerms, basis: "detected" };
const forbidding: Partial<FindingFacts> = { terms: { ...openTerms, distributeOutputs: "no" } };

const forbidden: Rule = {
  id: "image-outputs-forbidden",
  when: { kind: "image", band: copies, terms: { distributeOutputs: "no" } },
  action: "block",
  reason: "The source's terms say that outputs must not repeat it, and the picture does.",
  examples: [
    { finding: picture("same", forbidding), action: "block" },
    { finding: picture("near-copy", forbidding), action: "block" },
  ],
};

const verifyForbidden: Rule = {
  id: "image-verify-forbidden",
  when: { kind: "image", band: "verify", terms: { distributeOutputs: "no" } },
  action: "review",
  reason: "It may show a picture that outputs must not repeat; a person can tell at a glance.",
  examples: [
    { finding: picture("verify", forbidding), action: "review" },
    { finding: picture("verify"), action: "report" },
  ],
};

const optedOut: Rule = {
  id: "image-opted-out",
  when: { kind: "image", band: copies, optOut: true },
  action: "review",
  reason: "Its holder has said no to training; that a model repeats it is for a person to judge.",
  examples: [{ finding: picture("near-copy", { ...mit, optOut: true }), action: "review" }],
};

const privateSource: Rule = {
  id: "image-private-source",
  when: { kind: "image", band: copies, class: "private" },
  action: "review",
  reason: "What came under an agreement, from users or from inside the house is not to leave it unseen.",
  examples: [
    { finding: picture("same", { ...mit, origin: "third-party", class: "private" }), action: "review" },
  ],
};

const permissive: Rule = {
  id: "image-permissive",
  when: {
    kind: "image",
    band: copies,
    class: ["public", "synthetic"],
    optOut: false,
    terms: {
      distributeOutputs: ["yes", "conditions"],
      commercialUse: ["yes", "conditions"],
      shareAlike: "no",
    },
    basis: ["detected", "concluded"],
  },
  action: "attribute",
  reason: "The licence lets it go out with its notice, and its text was found or a person concluded it.",
  examples: [
    { finding: picture("near-copy", mit), action: "attribute" },
    { finding: picture("same", { ...mit, basis: "concluded" }), action: "attribute" },
    { finding: picture("same", { ...mit, basis: "declared" }), action: "review" },
    { finding: picture("same", { ...mit, terms: { ...openTerms, shareAlike: "yes" } }), action: "review" },
    { finding: picture("same", { ...mit, terms: { ...openTerms, commercialUse: "no" } }), action: "review" },
  ],
};

const copy: Rule = {
  id: "image-near-copy",
  when: { kind: "image", band: copies },
  action: "review",
  reason: "The picture is the same as a record's to the eye, or shows it, or nearly.",
  examples: [
    { finding: picture("near-copy"), action: "review" },
    { finding: picture("same"), action: "review" },
    { finding: picture("verify"), action: "report" },
  ],
};

/** The facts of a face in a picture. */
function face(band: FaceBand): FindingFacts {
  return {
    kind: "person",
    category: "face",
    face: band,
    validated: band === "same-person",
    specialCare: false,
    identificationCode: false,
  };
}

const enrolledFace: Rule = {
  id: "enrolled-face",
  when: { kind: "person", face: "same-person" },
  action: "block",
  reason: "It shows the face of a person who is enrolled so that no output shows it unseen.",
  examples: [{ finding: face("same-person"), action: "block" }],
};

const faceToVerify: Rule = {
  id: "face-to-verify",
  when: { kind: "person", face: "verify" },
  action: "review",
  reason: "It may show an enrolled person; the numbers alone do not say, and a person must look.",
  examples: [
    { finding: face("verify"), action: "review" },
    { finding: face("other"), action: "report" },
    { finding: face("not-compared"), action: "report" },
  ],
};

/** Rules about pictures, as `publish` has them. */
export const imageRules: readonly Rule[] = [
  forbidden,
  verifyForbidden,
  optedOut,
  privateSource,
  permissive,
  copy,
  enrolledFace,
  faceToVerify,
];

/** Those that say something else inside the house, by id. */
export const internalImageRules: Readonly<Record<string, Rule>> = {
  [forbidden.id]: {
    ...forbidden,
    action: "review",
    reason: "The source's terms say that outputs must not repeat it; inside the house a person judges.",
    examples: [{ finding: picture("near-copy", forbidding), action: "review" }],
  },
  [permissive.id]: {
    ...permissive,
    when: { ...permissive.when, terms: { distributeOutputs: ["yes", "conditions"], shareAlike: "no" } },
    examples: [
      {
        finding: picture("same", { ...mit, terms: { ...openTerms, commercialUse: "no" } }),
        action: "attribute",
      },
    ],
  },
};

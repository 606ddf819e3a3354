/** Policies to begin with. They are data: `yurai init` writes one out, and from then on it is the user's. */
import type { FindingFacts, Policy, Rule, RunLength, Terms } from "@yurai/schema";
import { imageRules, internalImageRules } from "./preset-images.ts";

/** Every {@link PresetName}. */
export const presetNames = ["publish", "internal-research", "voice", "cross-border"] as const;

/** The name of a built-in policy. */
export type PresetName = (typeof presetNames)[number];

/** From where on a run is told apart from chance: the guarantee of the index. */
const short: RunLength = { dense: 50, other: 119 };
/** From where on it is worth a person's time in a source that nobody has objected to. True runs of 119 are in 5 % of code. */
const long: RunLength = { dense: 50, other: 300 };
const edited: RunLength = { dense: 200, other: 500 };

const openTerms: Terms = {
  train: "yes",
  distributeOutputs: "yes",
  commercialUse: "yes",
  attribution: "yes",
  shareAlike: "no",
};
const unknown: Terms = {
  ...openTerms,
  distributeOutputs: "unknown",
  commercialUse: "unknown",
  shareAlike: "unknown",
};

/** The facts of a run of so many characters in a public crawl of which nothing is known. */
function crawled(characters: number, more: Partial<FindingFacts> = {}): FindingFacts {
  return {
    kind: "verbatim",
    origin: "crawled",
    class: "public",
    terms: unknown,
    basis: "unknown",
    optOut: false,
    characters: { dense: 0, other: characters },
    ...more,
  };
}

const mit: Partial<FindingFacts> = { origin: "public-dataset", terms: openTerms, basis: "detected" };

const standardText: Rule = {
  id: "standard-text",
  when: { standardText: true },
  action: "report",
  reason: "Everyone repeats it: the text of a licence, or a template of the house.",
  examples: [{ finding: crawled(5_000, { class: "private", standardText: true }), action: "report" }],
};

/** The facts of personal data of which nothing is certain. */
function somebody(category: string, more: Partial<FindingFacts> = {}): FindingFacts {
  return {
    kind: "person",
    category,
    validated: false,
    specialCare: false,
    identificationCode: false,
    ...more,
  };
}

const code: Partial<FindingFacts> = { identificationCode: true };

const secret: Rule = {
  id: "secret",
  when: { kind: "secret", validated: true },
  action: "block",
  reason: "A key, token or password of a known form opens something to whoever reads the output.",
  examples: [
    { finding: { kind: "secret", category: "access-key", validated: true }, action: "block" },
    { finding: { kind: "secret", category: "private-key", validated: true }, action: "block" },
    { finding: { kind: "secret", category: "password", validated: false }, action: "report" },
  ],
};

const officialNumber: Rule = {
  id: "official-number",
  when: {
    kind: "person",
    category: ["my-number", "drivers-licence", "passport", "residence-card", "pension-number"],
    validated: true,
  },
  action: "block",
  reason:
    "An official number of which form, check digit and surroundings leave little doubt names one person, and some may not be passed on at all.",
  examples: [
    { finding: somebody("my-number", { ...code, validated: true }), action: "block" },
    { finding: somebody("residence-card", { ...code, validated: true }), action: "block" },
    // Twelve digits with nothing around them: one in ten passes the check by chance.
    { finding: somebody("my-number", code), action: "report" },
  ],
};

const identificationCode: Rule = {
  id: "identification-code",
  when: { kind: "person", identificationCode: true, validated: true },
  action: "block",
  reason: "Any other number that a state or an insurer gave one person, in Japan or elsewhere.",
  examples: [
    { finding: somebody("health-insurance", { ...code, validated: true }), action: "block" },
    { finding: somebody("ssn", { ...code, validated: true }), action: "block" },
    { finding: somebody("national-id", code), action: "report" },
  ],
};

const specialCare: Rule = {
  id: "special-care",
  when: { kind: "person", specialCare: true },
  action: "review",
  reason:
    "A person beside health, belief, origin, criminal record or the like: such facts need special care.",
  examples: [
    { finding: somebody("name", { specialCare: true }), action: "review" },
    { finding: somebody("name"), action: "report" },
  ],
};

const identifiable: Rule = {
  id: "identifiable-together",
  when: {
    kind: "person",
    combination: ["name-with-contact", "name-with-two-quasi-identifiers", "two-quasi-identifiers"],
  },
  action: "review",
  reason: "What stands together leads to one person, where each alone would not.",
  examples: [
    { finding: somebody("e-mail", { validated: true, combination: "name-with-contact" }), action: "review" },
    { finding: somebody("birth-date", { combination: "two-quasi-identifiers" }), action: "review" },
    { finding: somebody("e-mail", { validated: true }), action: "report" },
    { finding: somebody("postal-code", { validated: true }), action: "report" },
  ],
};

const accountNumber: Rule = {
  id: "account-number",
  when: { kind: "person", category: ["card", "iban", "bank-account"], validated: true },
  action: "review",
  reason: "The number of a card or an account lets others reach into it.",
  examples: [
    { finding: somebody("card", { validated: true }), action: "review" },
    { finding: somebody("card"), action: "report" },
  ],
};

const outputsForbidden: Rule = {
  id: "outputs-forbidden",
  when: { kind: "verbatim", terms: { distributeOutputs: "no" }, characters: short },
  action: "block",
  reason: "The source's terms say that outputs must not repeat it.",
  examples: [
    { finding: crawled(119, { terms: { ...openTerms, distributeOutputs: "no" } }), action: "block" },
    { finding: crawled(118, { terms: { ...openTerms, distributeOutputs: "no" } }), action: "report" },
  ],
};

const optedOut: Rule = {
  id: "opted-out",
  when: { kind: "verbatim", optOut: true, characters: short },
  action: "review",
  reason: "Its holder has said no to training; that a model repeats it is for a person to judge.",
  examples: [{ finding: crawled(119, { ...mit, optOut: true }), action: "review" }],
};

const privateSource: Rule = {
  id: "private-source",
  when: { kind: "verbatim", class: "private", characters: short },
  action: "review",
  reason: "What came under an agreement, from users or from inside the house is not to leave it unseen.",
  examples: [
    { finding: crawled(119, { ...mit, origin: "third-party", class: "private" }), action: "review" },
  ],
};

const permissive: Rule = {
  id: "permissive",
  when: {
    kind: "verbatim",
    class: ["public", "synthetic"],
    optOut: false,
    terms: {
      distributeOutputs: ["yes", "conditions"],
      commercialUse: ["yes", "conditions"],
      shareAlike: "no",
    },
    basis: ["detected", "concluded"],
    characters: short,
  },
  action: "attribute",
  reason: "The licence lets it go out with its notice, and its text was found or a person concluded it.",
  examples: [
    { finding: crawled(119, mit), action: "attribute" },
    { finding: crawled(5_000, { ...mit, basis: "concluded" }), action: "attribute" },
    { finding: crawled(300, { ...mit, terms: { ...openTerms, shareAlike: "yes" } }), action: "review" },
  ],
};

const declaredOnly: Rule = {
  id: "declared-only",
  when: {
    ...permissive.when,
    basis: "declared",
  },
  action: "review",
  reason:
    "A manifest says that the licence is permissive, and nobody has seen its text; such labels are often wrong.",
  examples: [{ finding: crawled(119, { ...mit, basis: "declared" }), action: "review" }],
};

const notPermissive: Rule = {
  id: "not-permissive",
  when: { kind: "verbatim", characters: long },
  action: "review",
  reason: "A long run from a source whose terms are unknown, or ask for more than a notice.",
  examples: [
    { finding: crawled(300), action: "review" },
    { finding: crawled(299), action: "report" },
    { finding: crawled(0, { characters: { dense: 50, other: 0 } }), action: "review" },
  ],
};

const permissiveNearCopy: Rule = {
  id: "permissive-near-copy",
  when: { ...permissive.when, kind: "near-copy", characters: edited, similarity: 0.9 },
  action: "attribute",
  reason: "Edited, it is still the work that the licence lets out with its notice.",
  examples: [
    { finding: crawled(500, { ...mit, kind: "near-copy", similarity: 0.9 }), action: "attribute" },
    {
      finding: crawled(500, { ...mit, kind: "near-copy", similarity: 0.9, basis: "declared" }),
      action: "review",
    },
    {
      finding: crawled(500, { ...mit, kind: "near-copy", similarity: 0.9, optOut: true }),
      action: "review",
    },
  ],
};

const nearCopy: Rule = {
  id: "near-copy",
  when: { kind: "near-copy", characters: edited, similarity: 0.9 },
  action: "review",
  reason: "A long passage with few changes is a copy to its holder.",
  examples: [
    { finding: crawled(500, { kind: "near-copy", similarity: 0.9 }), action: "review" },
    { finding: crawled(499, { kind: "near-copy", similarity: 0.9 }), action: "report" },
  ],
};

const unverifiedInStep: Rule = {
  id: "unverified-in-step",
  when: { kind: "unverified", anchors: 2 },
  action: "review",
  reason:
    "Two hashes agree at the right distance: a shared passage is likely, and its text cannot be had to show it.",
  examples: [
    { finding: { kind: "unverified", anchors: 2 }, action: "review" },
    { finding: { kind: "unverified", anchors: 1 }, action: "report" },
  ],
};

const unverifiedWhole: Rule = {
  id: "unverified-whole",
  when: { kind: "unverified", characters: short },
  action: "review",
  reason: "The key of the whole text agrees, and the record's text cannot be had to show it.",
  examples: [
    { finding: { kind: "unverified", anchors: 1, characters: { dense: 50, other: 0 } }, action: "review" },
  ],
};

const publish: Policy = {
  format: "yurai-policy",
  version: 1,
  name: "publish",
  description: "Outputs that anyone may read. The default.",
  use: "publish",
  requiredChecks: ["verbatim", "terms", "opt-out", "person", "secret"],
  thresholds: {
    verbatim: short,
    nearCopy: { characters: edited, similarity: 0.9 },
    resemblance: { similarity: 0.5 },
    unverifiedAnchors: 1,
  },
  rules: [
    standardText,
    secret,
    officialNumber,
    identificationCode,
    specialCare,
    identifiable,
    accountNumber,
    outputsForbidden,
    optedOut,
    privateSource,
    permissive,
    declaredOnly,
    notPermissive,
    permissiveNearCopy,
    nearCopy,
    unverifiedInStep,
    unverifiedWhole,
    ...imageRules,
  ],
  otherwise: "report",
};

/** Inside the house a source that forbids commercial use may be repeated, and what may not be distributed is not. */
const internalRules: Readonly<Record<string, Rule>> = {
  "outputs-forbidden": {
    ...outputsForbidden,
    action: "review",
    reason: "The source's terms say that outputs must not repeat it; inside the house a person judges.",
    examples: [
      { finding: crawled(119, { terms: { ...openTerms, distributeOutputs: "no" } }), action: "review" },
    ],
  },
  permissive: {
    ...permissive,
    when: { ...permissive.when, terms: { distributeOutputs: ["yes", "conditions"], shareAlike: "no" } },
    examples: [
      {
        finding: crawled(119, { ...mit, terms: { ...openTerms, commercialUse: "no" } }),
        action: "attribute",
      },
    ],
  },
  "declared-only": {
    ...declaredOnly,
    when: { ...declaredOnly.when, terms: { distributeOutputs: ["yes", "conditions"], shareAlike: "no" } },
  },
  "permissive-near-copy": {
    ...permissiveNearCopy,
    when: {
      ...permissiveNearCopy.when,
      terms: { distributeOutputs: ["yes", "conditions"], shareAlike: "no" },
    },
  },
  ...internalImageRules,
};

/**
 * The built-in policies by name. `voice` and `cross-border` require checks that do not exist yet, so every output ends
 * `incomplete` under them and none passes unheard.
 */
export const presets: Readonly<Record<PresetName, Policy>> = {
  publish,
  "internal-research": {
    ...publish,
    name: "internal-research",
    description: "Outputs that stay inside the organisation and are not sold.",
    use: "internal-research",
    rules: publish.rules.map((rule) => internalRules[rule.id] ?? rule),
  },
  voice: {
    ...publish,
    name: "voice",
    description: "Synthetic voices. Incomplete until voices can be checked.",
    use: "voice",
    requiredChecks: [...publish.requiredChecks, "voice"],
  },
  "cross-border": {
    ...publish,
    name: "cross-border",
    description: "Outputs that leave the country they were made in. Incomplete until that can be checked.",
    use: "cross-border",
    requiredChecks: [...publish.requiredChecks, "cross-border"],
  },
};

/** Every {@link CheckName}. */
export const checkNames = [
  "verbatim",
  "near-copy",
  "resemblance",
  "terms",
  "opt-out",
  "person",
  "names-dictionary",
  "names",
  "secret",
  "image",
  "face",
  "paraphrase",
  "voice",
  "cross-border",
] as const;

/**
 * A check that a policy can require. A name may be known before its check exists: a policy that requires it then ends
 * `incomplete`, never in a pass.
 */
export type CheckName = (typeof checkNames)[number];

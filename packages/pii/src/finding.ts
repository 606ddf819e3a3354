import type { LocatedFinding, NextStep, PersonFinding, SecretFinding } from "@yurai/schema";
import { type Hit, isConfirmed, isIdentificationCode } from "./hit.ts";

const steps: readonly NextStep[] = ["redact"];

/**
 * The fact that a policy judges, or null for a hit that concerns an organisation. `validated` is true from a score of
 * 0.9 on, unless the check fails: a check digit that chance lets through one time in ten validates nothing by itself.
 * What only others know is left open: which record holds it (`not-searched`), and what stands around it.
 */
export function findingOf(hit: Hit): PersonFinding | SecretFinding | null {
  switch (hit.subject) {
    case "person":
      return {
        kind: "person",
        ...locatedOf(hit),
        identificationCode: isIdentificationCode(hit),
        specialCare: hit.specialCare,
      };
    case "secret":
      return { kind: "secret", ...locatedOf(hit) };
    case "organisation":
      return null;
    default:
      return hit.subject satisfies never;
  }
}

function locatedOf(hit: Hit): LocatedFinding {
  return {
    category: hit.category,
    detector: hit.detector,
    spans: [{ start: hit.start, end: hit.end }],
    unlistedSpans: 0,
    validity: hit.validity,
    ...(hit.chance === undefined ? {} : { chance: hit.chance }),
    ...(hit.context === undefined ? {} : { label: hit.context.label }),
    // Two digits: nobody reads more, and a stored verdict is no finer than that on any machine.
    score: Math.round(hit.score * 100) / 100,
    validated: isConfirmed(hit),
    recordedIn: { kind: "not-searched" },
    nextSteps: steps,
  };
}

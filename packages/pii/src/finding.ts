import type { NextStep, PersonFinding, SecretFinding } from "@yurai/schema";
import { type Hit, isConfirmed } from "./hit.ts";

const personSteps: readonly NextStep[] = ["redact", "regenerate"];
const secretSteps: readonly NextStep[] = ["redact", "regenerate"];

/**
 * The fact that a policy judges, or null for a hit that concerns an organisation. `validated` is true from a score of
 * 0.9 on, unless the check fails: a check digit that chance lets through one time in ten validates nothing by itself.
 */
export function findingOf(hit: Hit): PersonFinding | SecretFinding | null {
  const located = {
    category: hit.category,
    detector: hit.detector,
    output: { start: hit.start, end: hit.end },
    validated: isConfirmed(hit),
  };
  switch (hit.subject) {
    case "person":
      return { kind: "person", ...located, specialCare: hit.specialCare, nextSteps: personSteps };
    case "secret":
      return { kind: "secret", ...located, nextSteps: secretSteps };
    case "organisation":
      return null;
    default:
      return hit.subject satisfies never;
  }
}

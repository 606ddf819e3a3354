import type { Hit } from "./hit.ts";

/** Why hits together say more than each of them. */
export type CombinationReason =
  | "identification-code"
  | "name-with-contact"
  | "name-with-two-quasi-identifiers"
  | "two-quasi-identifiers"
  | "special-care"
  | "name-alone";

/** Hits that stand close enough to be about one person. */
export interface Combination {
  /** In order of place. */
  readonly hits: readonly Hit[];
  /** Everything that is true of them, the gravest first. */
  readonly reasons: readonly CombinationReason[];
  /** Whether they identify somebody together: anything graver than a name alone. */
  readonly isRaised: boolean;
  readonly start: number;
  readonly end: number;
}

/** How close. */
export interface CombineOptions {
  /** Units between two hits, at most, for both to be about one person. Default 200. */
  readonly reach?: number;
}

/**
 * Groups the hits about persons by nearness and says what each group amounts to. A name alone is reported; a name with a
 * way to reach its bearer, two quasi-identifiers, or a person beside a special-care fact raise it. Hits must be in order
 * of place, as `scan` gives them; a group of nothing of the kind is left out.
 */
export function combine(hits: readonly Hit[], { reach = 200 }: CombineOptions = {}): Combination[] {
  const groups: Hit[][] = [];
  for (const hit of hits) {
    if (hit.subject !== "person") continue;
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && hit.start - last.end <= reach) groups.at(-1)!.push(hit);
    else groups.push([hit]);
  }
  return groups.map(combinationOf).filter(({ reasons }) => reasons.length > 0);
}

function combinationOf(hits: readonly Hit[]): Combination {
  const has = (...roles: readonly Hit["role"][]): boolean => hits.some(({ role }) => roles.includes(role));
  // Two of one kind are one fact told twice, or two persons.
  const quasi = new Set(hits.filter(({ role }) => role === "quasi").map(({ category }) => category)).size;
  const named = has("name");
  const facts: readonly (readonly [CombinationReason, boolean])[] = [
    ["identification-code", has("code")],
    ["special-care", hits.some((hit) => hit.specialCare && leadsToOne(hit))],
    ["name-with-contact", named && has("contact", "financial")],
    ["name-with-two-quasi-identifiers", named && quasi >= 2],
    ["two-quasi-identifiers", !named && quasi >= 2],
  ];
  const reasons = facts.filter(([, holds]) => holds).map(([reason]) => reason);
  return {
    hits,
    reasons: reasons.length === 0 && named ? ["name-alone"] : reasons,
    isRaised: reasons.length > 0,
    start: hits[0]!.start,
    end: hits.at(-1)!.end,
  };
}

/** Whether it leads to somebody: an address of a machine or a postcode beside a word of health is no patient. */
function leadsToOne({ role }: Hit): boolean {
  return role === "name" || role === "contact" || role === "code" || role === "financial";
}

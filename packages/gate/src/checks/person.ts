/** People who can be told from the output: official numbers, contacts, names, and what stands together. */
import { personCombinations } from "@yurai/schema";
import type { PersonCombination, PersonFinding } from "@yurai/schema";
import { combine } from "@yurai/pii";
import type { Hit } from "@yurai/pii";
import type { Check } from "../check-context.ts";
import { hitsOf, locatedFindings } from "../located.ts";

/** What a group of hits says about each of them. */
interface Around {
  readonly combination?: PersonCombination;
}

/**
 * Finds personal data: one finding for all values of a sort. An address of a machine or a postcode beside a word of
 * health is no person with an illness, so `specialCare` needs something that leads to one.
 */
export const person: Check = {
  name: "person",
  needs: "text",
  run: async (context): Promise<readonly PersonFinding[]> => {
    const around = surroundings(await hitsOf(context));
    return locatedFindings(context, "person", (finding, hit) => {
      const { combination } = around.get(hit) ?? {};
      const leadsToOne = combination !== undefined || leads(hit);
      return {
        ...finding,
        specialCare: finding.specialCare && leadsToOne,
        ...(combination === undefined ? {} : { combination }),
      };
    });
  },
};

function surroundings(hits: readonly Hit[]): ReadonlyMap<Hit, Around> {
  return new Map(
    combine(hits).flatMap(({ hits, reasons }) => {
      const combination = personCombinations.find((name) => reasons.includes(name));
      if (combination === undefined) return [];
      const parts = hits.filter((hit) => isPart(hit, combination));
      return parts.map((hit): [Hit, Around] => [hit, { combination }]);
    }),
  );
}

/** What of a group makes it say more; an address of a machine that stands near is no part of it. */
function isPart({ role }: Hit, combination: PersonCombination): boolean {
  switch (combination) {
    case "name-with-contact":
      return role === "name" || role === "contact" || role === "financial";
    case "name-with-two-quasi-identifiers":
      return role === "name" || role === "quasi";
    case "two-quasi-identifiers":
      return role === "quasi";
    default:
      return combination satisfies never;
  }
}

function leads({ role }: Hit): boolean {
  return role === "name" || role === "contact" || role === "code" || role === "financial";
}

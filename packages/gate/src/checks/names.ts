/** Whether names were looked for by more than rules. What was found is part of the findings of `person`. */
import type { Check } from "../check-context.ts";

/** Holds when the dictionary ran to its end; fails as it failed. */
export const namesByDictionary: Check = {
  name: "names-dictionary",
  needs: "text",
  run: async ({ names }) => {
    await names.dictionary;
    return [];
  },
};

/** The same of the user's model. */
export const namesByModel: Check = {
  name: "names",
  needs: "text",
  run: async ({ names }) => {
    await names.model;
    return [];
  },
};

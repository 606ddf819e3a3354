/** Keys, tokens and passwords in the output. */
import type { SecretFinding } from "@yurai/schema";
import type { Check } from "../check-context.ts";
import { locatedFindings } from "../located.ts";

/** Finds secrets by their form: prefix, length, checksum, entropy. One finding for all values of a sort. */
export const secret: Check = {
  name: "secret",
  needs: "text",
  run: (context): Promise<readonly SecretFinding[]> =>
    locatedFindings(context, "secret", (finding) => finding),
};

import type { Detector, Validity } from "../detector.ts";
import { spelled } from "../spelled.ts";

/** A signed JSON Web Token (RFC 7519): its header must be JSON that names an algorithm. */
export const jsonWebToken: Detector = {
  id: "json-web-token",
  subject: "secret",
  category: "token",
  find: {
    by: "anchor",
    anchors: ["eyJ"],
    side: "from",
    reach: 1_500,
    pattern: /eyJ[\w-]{10,300}\.eyJ[\w-]{4,900}\.[\w-]{20,300}/y,
  },
  check: checkHeader,
  chance: 0.001,
  prior: 0,
  matches: [
    `Bearer «${spelled("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", ".eyJzdWIiOiIxMjM0NTY3ODkwIn0", ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U")}»`,
  ],
  nonMatches: [
    "eyJub3QiOiJhIGhlYWRlciJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "eyJ",
  ],
};

function checkHeader(value: string): Validity {
  try {
    const header: unknown = JSON.parse(
      Buffer.from(value.slice(0, value.indexOf(".")), "base64url").toString(),
    );
    return typeof header === "object" && header !== null && "alg" in header ? "valid" : "invalid";
  } catch {
    // Not JSON, so no header.
    return "invalid";
  }
}

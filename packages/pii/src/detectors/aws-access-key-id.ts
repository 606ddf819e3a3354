import type { Detector, Validity } from "../detector.ts";
import { entropy } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** The id of an access key of AWS: a prefix and sixteen characters of base32. */
export const awsAccessKeyId: Detector = {
  id: "aws-access-key-id",
  subject: "secret",
  category: "access-key",
  find: {
    by: "anchor",
    anchors: ["AKIA", "ASIA"],
    side: "from",
    reach: 30,
    pattern: /A[KS]IA[A-Z2-7]{16}(?![A-Za-z\d])/y,
  },
  check: checkId,
  prior: 4,
  matches: [`id «${spelled("AKIA", "QYLPMN5HHHFPZAM2")}»`, `"«${spelled("ASIA", "Y34FZKBOKMUTVV7A")}»"`],
  nonMatches: ["AKIAIOSFODNN7EXAMPLE", "AKIA", "AKIAAAAAAAAAAAAAAAAA"],
};

function checkId(value: string): Validity {
  return value.endsWith("EXAMPLE") || entropy(value) < 3 ? "invalid" : "no-check";
}

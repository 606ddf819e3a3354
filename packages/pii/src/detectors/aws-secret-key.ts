import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A secret access key of AWS beside its name. */
export const awsSecretKey: Detector = {
  id: "aws-secret-key",
  subject: "secret",
  category: "access-key",
  find: {
    by: "anchor",
    anchors: ["aws_secret_access_key", "aws secret key", "secretAccessKey", "SecretAccessKey"],
    side: "after",
    reach: 60,
    pattern: /["' ]{0,3}[:=]{1,2}>?["' ]{0,3}(?<value>[A-Za-z\d+/]{40})(?![A-Za-z\d+/=])/dy,
  },
  check: (value) => checkRandom(value, 3.5),
  prior: 4,
  matches: [`aws_secret_access_key = "«${spelled("k3Zq9XvT1bLw8RnYc5Hf", "/H5cYnR8wLb1TvX9qZ3k")}»"`],
  nonMatches: ['aws_secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"'],
};

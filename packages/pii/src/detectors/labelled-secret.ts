import type { Detector, Validity } from "../detector.ts";
import { entropy } from "../entropy.ts";
import { spelled } from "../spelled.ts";

const stands =
  /^(?:pass|secret|token|example|sample|test|dummy|null|none|true|false|undefined|required|changeme|your|my|process|env|config|string|x{3}|\*{3}|\.{3})|(?:example|placeholder|xxx)/i;

/** A value of mixed characters and high entropy after a word such as password or api key. */
export const labelledSecret: Detector = {
  id: "labelled-secret",
  subject: "secret",
  category: "password",
  find: {
    by: "anchor",
    anchors: [
      "password",
      "passwd",
      "api key",
      "apikey",
      "secret key",
      "client secret",
      "access token",
      "auth token",
      "パスワード",
      "暗証番号",
    ],
    side: "after",
    reach: 120,
    pattern:
      /["'` ]{0,2}(?:[:=]|は|：| is )>?["'` ]{0,2}(?<value>[A-Za-z\d!#$%&*+./=?@^_~-]{10,80})(?=$|[\s"'`,;)。、です])/dy,
  },
  check: checkValue,
  prior: 1.2,
  matches: [
    `password = "«${spelled("tR7#kq9", "!Zb2vLx")}»"`,
    `api_key: «${spelled("9f3a7c1e5b", "8d2406aa41")}»`,
  ],
  nonMatches: [
    'password: "changeme-please"',
    "password: string | undefined",
    "apiKey: process.env.API_KEY",
    "password is required",
  ],
};

function checkValue(value: string): Validity {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\w]/].filter((kind) => kind.test(value)).length;
  const isCode = /^[\w.]+\.[\w.]+$/.test(value) && !/\d/.test(value);
  const isRandom = /\d/.test(value) && kinds >= 2 && entropy(value) >= 3 && !isCode;
  return isRandom && !stands.test(value) ? "no-check" : "invalid";
}

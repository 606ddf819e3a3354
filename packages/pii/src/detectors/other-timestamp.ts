import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** Seconds, milliseconds or microseconds since 1970 in the years 2001 to 2036, or a compact date with a time. */
export const otherTimestamp: Detector = {
  id: "other-timestamp",
  subject: "other",
  category: "timestamp",
  find: { by: "digits", atLeast: 10, pattern: /[12]\d{9}(?:\d{3}){0,2}|20\d{10}(?:\d{2})?/g },
  check: (value) =>
    judged(
      /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d/.test(value) ||
        (/^[12]/.test(value) &&
          [10, 13, 16].includes(value.length) &&
          Number(value.slice(0, 10)) < 2_100_000_000),
    ),
  mustPass: true,
  prior: 1,
  labels: ["time"],
  matches: [],
  nonMatches: ["1732156800"],
};

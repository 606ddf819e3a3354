import type { Detector, Validity } from "../detector.ts";

/** A social security number of the United States; area, group and serial rule some out. */
export const usSsn: Detector = {
  id: "us-ssn",
  subject: "person",
  category: "ssn",
  role: "code",
  find: { by: "digits", atLeast: 9, pattern: /\d{3}([ -]?)\d{2}\1\d{4}/g },
  check: checkSsn,
  prior: -3.5,
  layout: { pattern: /^\d{3}-/, bonus: 4.5 },
  labels: ["ssn"],
  matches: ["SSN «536-90-4399»", "social security number: «536904399»", "«536-90-4399»"],
  nonMatches: ["536904399", "078-05-1120", "666-12-3456", "000-12-3456", "123-00-4567"],
};

function checkSsn(value: string): Validity {
  const digits = value.replaceAll(/\D/g, "");
  const isBarred =
    /^(?:000|666|9)|^.{3}00|0000$/.test(digits) || ["078051120", "219099999", "123456789"].includes(digits);
  return isBarred ? "invalid" : "no-check";
}

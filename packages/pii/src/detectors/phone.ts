import { isValidPhoneNumber, type CountryCode } from "libphonenumber-js/max";
import { digitsOf } from "../check-digits.ts";
import type { Detector, Validity } from "../detector.ts";

/** Whose national forms are tried where no country code stands. */
const countries: readonly CountryCode[] = [
  "US",
  "GB",
  "DE",
  "FR",
  "IT",
  "ES",
  "NL",
  "AU",
  "CH",
  "SE",
  "DK",
  "NO",
  "IN",
  "BR",
];

/** A telephone number with a country code, in North American form, or in another country's with a label. */
export const phone: Detector = {
  id: "phone",
  subject: "person",
  category: "phone",
  role: "contact",
  find: {
    by: "digits",
    atLeast: 7,
    pattern:
      /(?:\+|\b00)[1-9]\d{0,2}(?:[ .-]?\(\d{1,4}\)|[ .-]?\d{1,5}){2,6}|(?:1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]{0,2}\d{3}[ .-]?\d{4}(?:x\d{1,5})?|\(?0\d{1,4}\)?(?:[ .-]?\d{2,5}){2,4}|\d{2,3}(?:[ .-]\d{2,4}){2,4}/g,
  },
  check: checkPhone,
  chance: 0.6,
  prior: -2.2,
  layout: { pattern: /^(?:\+|00)|^(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4}/, bonus: 3.2 },
  labels: ["phone"],
  matches: [
    "call «+44 20 7946 0958»",
    "«(212) 736-5000» is the desk",
    "phone: «0171 2345678»",
    "«+1-202-456-1111»",
    "tel «030 901820»",
  ],
  nonMatches: [
    "2026-11-21",
    "10.0.0.1",
    "1.2.3-4",
    "550e8400-e29b-41d4-a716-446655440000",
    "4111 1111 1111 1111",
    "1732156800",
  ],
};

function checkPhone(value: string): Validity {
  const digits = digitsOf(value);
  const isDate = /^(?:19|20)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:0?[1-9]|[12]\d|3[01])/.test(value);
  if (digits.length < 7 || digits.length > 15 || isDate || new Set(digits).size < 3) return "invalid";
  const plain = value.replace(/x\d+$/, "").replace(/^00/, "+");
  const isRight = plain.startsWith("+")
    ? isValidPhoneNumber(plain)
    : countries.some((country) => isValidPhoneNumber(plain, country));
  return isRight ? "valid" : "invalid";
}

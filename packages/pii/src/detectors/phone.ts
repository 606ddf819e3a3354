import {
  type CountryCode,
  isValidPhoneNumber,
  Metadata,
  parsePhoneNumberFromString,
} from "libphonenumber-js/max";
import { isBusinessNumber } from "../business-number.ts";
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
      /(?!\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d(?!\d)|(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}(?!\d))(?:(?:\+|\b00)[1-9]\d{0,2}(?:[ .-]?\(\d{1,4}\)|[ .-]?\d{1,5}){2,6}(?:x\d{1,5})?|(?:1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]{0,2}\d{3}[ .-]?\d{4}(?:x\d{1,5})?|\(?0\d{1,4}\)?(?:[ .-]?\d{2,5}){2,4}|\(\d{2,3}\) ?\d{3,4}[ -]\d{3,4}|\d{2,3}(?:[ .-]\d{2,4}){2,4}|\d{2,4}[ -]\d{4,6})/g,
  },
  check: checkPhone,
  mustPass: true,
  isCheckSlow: true,
  chance: 0.6,
  prior: -2.2,
  layout: {
    pattern:
      /^(?:\+|00\d{1,3}[ .-])|^(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4}|^\(0?\d{1,3}\) ?\d{3,4}[ -]\d{3,4}$|^(?=(?:\D*\d){9})0\d{1,4}(?:[ -]\d{2,4}){2,4}$/,
    bonus: 3.2,
  },
  labels: ["phone"],
  matches: [
    "phone «+44 20 7946 0958»",
    "«(212) 736-5000» is the desk",
    "phone: «0171 2345678»",
    "«+1-202-456-1111»",
    "tel «030 901820»",
    "you find me under «0171 234 56 78»",
  ],
  nonMatches: [
    "tel 18.05.2022",
    "お電話ください。フリーダイヤルは0120-123-456です。",
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
  if (isBusinessNumber(value)) return "invalid";
  if (digits.length < 7 || digits.length > 15 || new Set(digits).size < 3) return "invalid";
  const plain = value.replace(/x\d+$/, "").replace(/^00/, "+");
  const number = plain.startsWith("+") ? parsePhoneNumberFromString(plain) : undefined;
  const northAmerican = /^(?:1[ .-])?\(?[2-9]\d\d[).-] ?[2-9]\d\d[.-]\d{4}$/.test(plain);
  if (number?.isValid() ?? isNational(plain)) return "valid";
  // Of the right length and form, in a range that nobody has: made up, or newer than the tables.
  return northAmerican || number?.isPossible() === true ? "no-check" : "invalid";
}

/** A country's numbers in brief, to ask the library about its own alone: it takes seven microseconds a country. */
interface Brief {
  readonly country: CountryCode;
  readonly pattern: RegExp;
  readonly prefix: RegExp;
}

let briefs: readonly Brief[] | null = null;

function isNational(plain: string): boolean {
  briefs ??= countries.map(briefOf);
  const digits = plain.replaceAll(/\D/g, "");
  return briefs.some(
    ({ country, pattern, prefix }) =>
      (pattern.test(digits) || pattern.test(digits.replace(prefix, ""))) &&
      isValidPhoneNumber(plain, country),
  );
}

function briefOf(country: CountryCode): Brief {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  // The library has it and its types don't.
  const plan = metadata.numberingPlan as unknown as { nationalNumberPattern(): string };
  return {
    country,
    pattern: new RegExp(`^(?:${plan.nationalNumberPattern()})$`),
    // Zero is the commonest; Brazil's and others' may name a carrier too, of two digits.
    prefix: /^(?:0(?:\d\d(?=\d{10,11}$))?|1)/,
  };
}

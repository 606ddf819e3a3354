import { isBusinessNumber } from "../business-number.ts";
import { digitsOf, judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/**
 * A number that the word right beside it calls a telephone number. No table of ranges is asked: numbers are written
 * without area codes, and ranges are given out all the time.
 */
export const phoneBesideWord: Detector = {
  id: "phone-beside-word",
  subject: "person",
  category: "phone",
  role: "contact",
  find: {
    by: "digits",
    atLeast: 6,
    pattern:
      /(?<![\dA-Za-z_]|\d[.:/-]|[A-Za-z]-)(?!\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?![-\d]))\+?\(?\d{1,4}\)?(?:[ .-]?\(?\d{2,7}\)?){0,5}(?:x\d{1,6})?(?![\dA-Za-z_]|[.:/-]\d)/g,
  },
  check: (value) => judged(isDialled(value)),
  mustPass: true,
  prior: -2,
  labels: ["phone", "dial"],
  needsLabel: true,
  labelWithin: 4,
  standsAlone: false,
  matches: ["«416 60 039» office", "text me at «699 956 915»", "you can call «73 448 266»"],
  nonMatches: [
    "phone: 2022-05-18",
    "telephone 1.2.3",
    "Microsoft 365 office",
    "tel 18.05.2022",
    "call 1732156800000000",
    "call 1000000 times",
    "電話：0120-123-456",
    "the office is at 58 2347 Lauzon Parkway",
  ],
};

/** Six to fourteen digits and an extension, not all alike, and no amount of thousands. */
function isDialled(value: string): boolean {
  const plain = value.replace(/x\d+$/, "");
  const digits = digitsOf(plain);
  if (isBusinessNumber(plain)) return false;
  if (digits.length < 6 || digits.length > 14 || new Set(digits).size < 3) return false;
  return /\d\)?[ .-]\(?\d/.test(plain) || (digits.length > 7 && plain.startsWith("0"));
}

import { isValidPhoneNumber } from "libphonenumber-js/max";
import { digitsOf, judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A Japanese telephone number. 0120, 0800 and 0570 belong to businesses and are left out. */
export const jpPhone: Detector = {
  id: "jp-phone",
  subject: "person",
  category: "phone",
  role: "contact",
  find: {
    by: "digits",
    atLeast: 10,
    pattern: /(?:\+?81[ -]?(?:\(0\))?|\(?0(?!120|800|570))\d{1,4}\)?[ -]{0,2}\d{1,4}\)?[ -]{0,2}\d{3,4}/g,
  },
  check: (value) => judged(digitsOf(value).length >= 10 && isValidPhoneNumber(value, "JP")),
  mustPass: true,
  isCheckSlow: true,
  chance: 0.5,
  prior: -1.5,
  layout: { pattern: /^\+|\d[ )-]{1,2}\d{1,4}[ )-]{1,2}\d|^0[5-9]0\d{8}$/, bonus: 2.5 },
  labels: ["phone"],
  matches: [
    "電話 «03-1234-5678» まで",
    "携帯は«０９０－１２３４－５６７８»です",
    "«090-1234-5678»",
    "TEL:«0312345678»",
    "«+81 90-1234-5678»",
    "携帯«０９０ー１２３４ー５６７８»",
  ],
  nonMatches: ["0120-123-456", "2026-11-21 10:00", "0000-0000-0000", "ISBN 978-4-00-310101-8", "0312345678"],
};

import { judged, mod97 } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** Lengths by country (SWIFT IBAN registry). */
const lengths: ReadonlyMap<string, number> = new Map(
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
);

/** An international bank account number (ISO 13616): length by country and remainder 1 by 97. */
export const iban: Detector = {
  id: "iban",
  subject: "person",
  category: "iban",
  role: "financial",
  find: { by: "digits", atLeast: 6, pattern: /[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?/gi },
  check: (value) => {
    const plain = value.replaceAll(" ", "").toUpperCase();
    return judged(
      lengths.get(plain.slice(0, 2)) === plain.length && mod97(plain.slice(4) + plain.slice(0, 4)) === 1,
    );
  },
  chance: 0.0103,
  prior: -1,
  labels: ["iban"],
  matches: [
    "«DE89 3704 0044 0532 0130 00»",
    "IBAN: «GB29NWBK60161331926819»",
    "to «FR14 2004 1010 0505 0001 3M02 606»",
  ],
  nonMatches: ["DE89 3704 0044 0532 0130 01", "XX89370400440532013000"],
};

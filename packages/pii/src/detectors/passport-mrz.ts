import { judged } from "../check-digits.ts";
import type { Detector, Validity } from "../detector.ts";

/** The second line of a passport's machine-readable zone (ICAO Doc 9303 part 4, TD3). */
export const passportMrz: Detector = {
  id: "passport-mrz",
  subject: "person",
  category: "passport",
  role: "code",
  find: {
    by: "digits",
    atLeast: 10,
    pattern: /[A-Z0-9<]{9}\d[A-Z<]{3}\d{6}\d[MFX<]\d{6}\d[A-Z0-9<]{14}[0-9<]\d/g,
  },
  check: checkZone,
  chance: 0.000_01,
  prior: -3,
  labels: ["passport"],
  matches: ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n«L898902C36UTO7408122F1204159ZE184226B<<<<<10»"],
  nonMatches: ["L898902C37UTO7408122F1204159ZE184226B<<<<<10"],
};

function checkZone(value: string): Validity {
  const composite = value.slice(0, 10) + value.slice(13, 20) + value.slice(21, 43);
  const parts = [
    [value.slice(0, 9), value[9]],
    [value.slice(13, 19), value[19]],
    [value.slice(21, 27), value[27]],
    [composite, value[43]],
  ] as const;
  return judged(parts.every(([text, digit]) => checkOf(text) === Number(digit)));
}

function checkOf(text: string): number {
  const values = Array.from(text, (character) => (character === "<" ? 0 : Number.parseInt(character, 36)));
  return values.reduce((sum, value, i) => sum + value * [7, 3, 1][i % 3]!, 0) % 10;
}

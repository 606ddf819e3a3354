import type { Validity } from "./detector.ts";

/** The digits of a value, anything else left out. */
export function digitsOf(value: string): readonly number[] {
  return Array.from(value.replaceAll(/\D/g, ""), Number);
}

/** `valid` or `invalid`. */
export function judged(isRight: boolean): Validity {
  return isRight ? "valid" : "invalid";
}

/** Σ digit × weight, left to right, over as many digits as there are weights. */
export function weighted(digits: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * (digits[i] ?? 0), 0);
}

/** Whether the digits pass Luhn's check (ISO/IEC 7812-1). */
export function passesLuhn(digits: readonly number[]): boolean {
  const sum = digits
    .toReversed()
    .reduce((sum, digit, i) => sum + (i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
  return sum % 10 === 0;
}

/** The remainder by 97 of a number written with digits and letters, A = 10 to Z = 35 (ISO 7064, IBAN). */
export function mod97(text: string): number {
  let rest = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Whether the digits pass Verhoeff's check. */
export function passesVerhoeff(digits: readonly number[]): boolean {
  let check = 0;
  for (const [i, digit] of digits.toReversed().entries()) {
    let permuted = digit;
    for (let k = 0; k < i % 8; k++) permuted = permutation[permuted]!;
    check = dihedral(check, permuted);
  }
  return check === 0;
}

/** The product in the dihedral group of order ten. */
function dihedral(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b - 5) % 5);
  return b < 5 ? 5 + ((a - 5 - b + 10) % 5) : (a - b + 10) % 5;
}

/** Whether the last digit is right for weights 1 and 3 in turn, as in EAN-13 and ISBN-13. */
export function passesEan(digits: readonly number[]): boolean {
  const sum = digits.slice(0, -1).reduce((sum, digit, i) => sum + digit * (i % 2 === 0 ? 1 : 3), 0);
  return (10 - (sum % 10)) % 10 === digits.at(-1);
}

/** The check of 保険者番号 and its kin: from the right of the base weights 2 and 1, digits of products added, mod 10. */
export function passesInsurerCheck(digits: readonly number[]): boolean {
  const base = digits.slice(0, -1).toReversed();
  const sum = base.reduce(
    (sum, digit, i) => sum + (i % 2 === 0 ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit),
    0,
  );
  return (10 - (sum % 10)) % 10 === digits.at(-1);
}

/** Whether there is such a day; `year` in full, `month` and `day` from 1. */
export function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return year > 1_800 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

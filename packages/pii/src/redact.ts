import { createHmac } from "node:crypto";
import { PiiError } from "./error.ts";
import type { Hit } from "./hit.ts";
import { scan } from "./scan.ts";

/** Every {@link RedactionHow}. */
export const redactionHows = ["mask", "type", "hash", "pseudonym"] as const;

/**
 * What takes a value's place: asterisks, its category, its category with a keyed hash, or its category with a made-up
 * word that is the same wherever the value is.
 */
export type RedactionHow = (typeof redactionHows)[number];

/** How to redact. `key` is secret and at least 16 bytes long; without it a hash of a phone number is soon guessed. */
export type RedactOptions =
  | { readonly how: "mask" | "type"; readonly scan?: (text: string) => readonly Hit[] }
  | {
      readonly how: "hash" | "pseudonym";
      readonly key: Uint8Array;
      readonly scan?: (text: string) => readonly Hit[];
    };

/** A text without its personal data and secrets, and what was taken out. */
export interface Redacted {
  readonly text: string;
  /** Offsets are of the text as given. */
  readonly hits: readonly Hit[];
}

const leastKeyBytes = 16;
/** Sixty-four syllables, six bits each; no digit and no capital, so that no detector takes a pseudonym for a value. */
const syllables = Array.from("bdfghjklmnprstvz", (consonant) =>
  Array.from("aeio", (vowel) => consonant + vowel),
).flat();

/**
 * Replaces what `scan` finds in a text and what it covers, but for organisations' numbers. Redacting a redacted text changes nothing, as
 * far as the replacements go.
 *
 * @throws PiiError `bad-input` when a key is shorter than 16 bytes.
 */
export function redact(text: string, options: RedactOptions): Redacted {
  const replace = replacer(options);
  const hits = (options.scan ?? scan)(text);
  let redacted = "";
  let at = 0;
  for (const { start, end, category } of regionsOf(hits)) {
    redacted += text.slice(at, start) + replace(category, text.slice(start, end));
    at = end;
  }
  return { text: redacted + text.slice(at), hits: hits.filter((hit) => coverOf(hit) !== null) };
}

/** A stretch to take out, and what it is called. */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly category: string;
}

/**
 * What hits ask to be taken out, in order and without overlaps: the union of all they cover. Where several meet, the
 * likeliest gives its category. An organisation's number stays, unless it may be a person's as well.
 */
export function regionsOf(hits: readonly Hit[]): readonly Region[] {
  const covers = hits
    .flatMap((hit) => {
      const cover = coverOf(hit);
      return cover === null ? [] : [{ ...cover, category: hit.category, score: hit.score }];
    })
    .sort((a, b) => a.start - b.start);
  const regions: (Region & { readonly score: number })[] = [];
  for (const cover of covers) {
    const before = regions.at(-1);
    if (before === undefined || cover.start >= before.end) {
      regions.push(cover);
      continue;
    }
    const likelier = cover.score > before.score ? cover : before;
    regions.splice(-1, 1, { ...likelier, start: before.start, end: Math.max(before.end, cover.end) });
  }
  return regions;
}

function coverOf(hit: Hit): { readonly start: number; readonly end: number } | null {
  if (hit.cover !== undefined) return { start: hit.cover.start, end: hit.cover.end };
  return hit.subject === "organisation" ? null : { start: hit.start, end: hit.end };
}

/** What makes a replacement of a category and a value. */
export function replacer(options: RedactOptions): (category: string, value: string) => string {
  if (!("key" in options)) {
    const isMask = options.how === "mask";
    return (category, value) => (isMask ? "*".repeat(Array.from(value).length) : `[${category}]`);
  }
  const { key } = options;
  if (key.byteLength < leastKeyBytes) {
    const message = `The key for redaction has ${key.byteLength} bytes; give one of at least ${leastKeyBytes} random bytes.`;
    throw new PiiError("bad-input", message);
  }
  return (category, value) => {
    const digest = createHmac("sha256", key)
      .update(`${category}\0${plain(category, value)}`)
      .digest();
    return options.how === "hash" ? `[${category}:${letters(digest)}]` : `[${category} ${word(digest)}]`;
  };
}

/** One spelling for all that a value is written in: width, spaces, hyphens, case. A name or key keeps its case. */
function plain(category: string, value: string): string {
  const folded = value.normalize("NFKC").replaceAll(/[\s\p{Cf}]/gu, "");
  if (category === "name" || category === "password") return folded;
  return folded.replaceAll(/[\p{Pd}ー().]/gu, "").toLowerCase();
}

/** The first 96 bits of the digest in letters a to p: no digits, so that the hash is not taken for a number. */
function letters(digest: Uint8Array): string {
  return Array.from(digest.subarray(0, 12), (byte) =>
    String.fromCharCode(97 + (byte >> 4), 97 + (byte & 15)),
  ).join("");
}

/** A word of eight syllables: 48 bits of the digest. */
function word(digest: Uint8Array): string {
  const parts = Array.from(digest.subarray(0, 8), (byte) => syllables[byte & 63]!);
  return `${parts.slice(0, 4).join("")}-${parts.slice(4).join("")}`;
}

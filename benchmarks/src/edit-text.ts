/** Edited copies of real text, seeded: what recall of near copies is measured on. */

/** How a text falls into words: at spaces, by a dictionary, or into identifiers, keywords and numbers. */
export type Language = "en" | "ja" | "code";

/** What is edited, and how much of it. */
export interface Edits {
  readonly of: "words" | "characters";
  /** Share of them, from 0 to 1: a third each inserted before, deleted and replaced. */
  readonly share: number;
}

/** Small, seeded generator (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The words and what stands between them, as one list that joins to the text. */
function partsOf(text: string, of: Edits["of"], language: Language): readonly string[] {
  if (of === "characters") return [...text];
  if (language === "en") return text.split(/(?<=\s)(?=\S)/);
  if (language === "code") return text.split(/(?<=\w)(?!\w)|(?<!\w)(?=\w)/);
  return Array.from(
    new Intl.Segmenter("ja", { granularity: "word" }).segment(text),
    ({ segment }) => segment,
  );
}

/**
 * Edits that share of a text's words or characters, at places drawn without repetition.
 *
 * @param words where new words and characters are taken from: text of the same kind
 */
export function edited(
  text: string,
  { of, share, language }: Edits & { readonly language: Language },
  words: string,
  random: () => number,
): string {
  const parts = [...partsOf(text, of, language)];
  const places = parts.map((_, i) => i).filter((i) => /[\p{L}\p{N}]/u.test(parts[i]!));
  const fresh = partsOf(words, of, language).filter((part) => /[\p{L}\p{N}]/u.test(part));
  const pick = (): string => fresh[Math.floor(random() * fresh.length)]!;
  const count = Math.round(places.length * share);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (places.length - i));
    [places[i], places[j]] = [places[j]!, places[i]!];
    const place = places[i]!;
    const kind = i % 3;
    parts[place] =
      kind === 0
        ? `${pick()}${of === "words" && language !== "ja" ? " " : ""}${parts[place]!}`
        : kind === 1
          ? ""
          : pick();
  }
  return parts.join("");
}

/** The sentences of a text in another order, paragraphs and statements that end a line likewise. */
export function reordered(text: string, random: () => number): string {
  const sentences = text.split(/(?<=[.!?]\s|[。！？]|\n\n|[;}]\n)/);
  for (let i = sentences.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [sentences[i], sentences[j]] = [sentences[j]!, sentences[i]!];
  }
  return sentences.join("");
}

/** A copy of a document with a letter in about two hundred changed: the cheap way to more text that isn't the same. */
export function changedLetters(document: Uint8Array, seed: number): Uint8Array {
  const random = seeded(seed);
  const copy = document.slice();
  for (let at = 0; at < copy.length; at += 1 + Math.floor(random() * 400)) {
    const byte = copy[at]!;
    if (byte >= 0x61 && byte <= 0x7a) copy[at] = 0x61 + Math.floor(random() * 26);
  }
  return copy;
}

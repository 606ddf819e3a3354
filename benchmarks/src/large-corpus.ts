/**
 * A corpus of a wanted size: all the real text that is here, English first, then code; what is missing is the English
 * again, a tenth of its words edited with a fixed seed. Made once in a run.
 */
import { codeTexts, englishTexts, evaluationTexts } from "./corpus.ts";
import { edited, seeded } from "./edit-text.ts";

/** A corpus, and how it came to its size. */
export interface LargeCorpus {
  readonly texts: readonly string[];
  /** The English among them, as it is. */
  readonly english: readonly string[];
  readonly code: readonly string[];
  readonly characters: number;
  /** Characters that are edited repetitions. */
  readonly repeatedCharacters: number;
}

const editedShare = 0.1;
const made = new Map<number, LargeCorpus>();

/** Returns at least so many characters (UTF-16 units) of text, a text more at most. */
export function largeCorpus(characters: number): LargeCorpus {
  const known = made.get(characters) ?? makeCorpus(characters);
  made.set(characters, known);
  return known;
}

/** In words: how a corpus came to its size. */
export function corpusNote({ characters, repeatedCharacters }: LargeCorpus): string {
  const repeated = `${Math.round(repeatedCharacters / 1e6)} M of them repeated with a tenth of the words edited`;
  return `${Math.round(characters / 1e6)} M characters${repeatedCharacters > 0 ? `, ${repeated}` : ""}`;
}

function makeCorpus(wanted: number): LargeCorpus {
  const english = firstOf(wanted, [
    ...(evaluationTexts("peps/peps.jsonl.gz") ?? []),
    ...(evaluationTexts("rfcs/rfcs.jsonl.gz") ?? []),
    ...englishTexts(wanted),
  ]);
  const code = firstOf(wanted - lengthOf(english), codeTexts(wanted));
  const texts = [...english, ...code];
  let characters = lengthOf(texts);
  const original = characters;
  for (let round = 1; characters < wanted; round++) {
    for (const [i, text] of english.entries()) {
      if (characters >= wanted) break;
      const random = seeded(round * 1_000_003 + i);
      const words = english[(i + round) % english.length]!.slice(0, 20_000);
      texts.push(edited(text, { of: "words", share: editedShare, language: "en" }, words, random));
      characters += texts.at(-1)!.length;
    }
  }
  return { texts, english, code, characters, repeatedCharacters: characters - original };
}

function firstOf(characters: number, texts: readonly string[]): readonly string[] {
  const taken: string[] = [];
  let length = 0;
  for (const text of texts) {
    if (length >= characters) break;
    taken.push(text);
    length += text.length;
  }
  return taken;
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}

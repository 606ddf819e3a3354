// A law, code or standard as data: what it asks, on what basis, and what the ledger can answer.
import type { Language } from "@yurai/schema";
import type { EvidenceName } from "./evidence.ts";

/** A text in both languages. */
export type Bilingual = Readonly<Record<Language, string>>;

/** On what an item rests. Only `statute`, `guideline` and `softLaw` are law or come from an authority. */
export type LegalBasis = "statute" | "guideline" | "softLaw" | "standard" | "internalPolicy";

/**
 * How far the item's content is known: `checked` against the official text by a named person, `secondary` through others
 * who cite it, `unverified` otherwise.
 */
export type Verification = "checked" | "secondary" | "unverified";

/** What is asked of the organisation beside what the ledger knows. */
export type Ask = "words" | "decision" | "nothing";

/** One thing an instrument asks for. Ids and wording are Yurai's own. */
export interface InstrumentItem {
  readonly id: string;
  readonly title: Bilingual;
  /** What to write, for the person who fills it in. */
  readonly hint?: Bilingual;
  readonly basis: LegalBasis;
  readonly verification: Verification;
  /** What in the ledger answers it; nothing when only people can. */
  readonly evidence: readonly EvidenceName[];
  /** `words`: the organisation's words are needed although the ledger answers a part; else only when it answers nothing. */
  readonly asks: Ask;
}

/** Items under one heading. */
export interface InstrumentSection {
  readonly title: Bilingual;
  readonly items: readonly InstrumentItem[];
}

/** A versioned instrument. */
export interface Instrument {
  readonly id: string;
  /** The version of this description: the date of the text it describes. */
  readonly version: string;
  readonly title: Bilingual;
  readonly status: "draft" | "final" | "enacted" | "inForce";
  /** First day, or undefined when none is known. */
  readonly effectiveFrom?: string;
  /** Where the description comes from. */
  readonly source: Bilingual;
  readonly sourceUrls: readonly string[];
  /** Who compared the description with the official text, and when; missing when nobody has. */
  readonly checked?: { readonly by: string; readonly on: string; readonly url: string };
  readonly sections: readonly InstrumentSection[];
}

/**
 * The basis that may be shown: an item whose content nobody has verified is an internal control, never exported as law.
 */
export function shownBasis(item: InstrumentItem): LegalBasis {
  return item.verification === "unverified" && item.basis !== "standard" ? "internalPolicy" : item.basis;
}

/** Makes an item of a statute that is known through secondary sources: the common case. */
export function statuteItem(
  id: string,
  title: Bilingual,
  evidence: readonly EvidenceName[],
  asks: Ask,
  hint?: Bilingual,
): InstrumentItem {
  return {
    id,
    title,
    evidence,
    asks,
    basis: "statute",
    verification: "secondary",
    ...(hint && { hint }),
  };
}

/** Every item of an instrument, in order. */
export function itemsOf(instrument: Instrument): readonly InstrumentItem[] {
  return instrument.sections.flatMap((section) => section.items);
}

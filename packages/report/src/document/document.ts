// A document as data: what statements, reports and letters say, before it becomes HTML, Markdown, Word or CSV.
import type { Language } from "@yurai/schema";

/** A table; cells are finished texts. */
export interface DocumentTable {
  readonly columns: readonly { readonly title: string; readonly align?: "end" }[];
  readonly rows: readonly (readonly string[])[];
}

/** Horizontal bars, drawn where a format has pictures and listed where it has not. */
export interface DocumentChart {
  readonly title: string;
  /** What the bars count, such as `characters`. */
  readonly unit: string;
  /** Largest first; `text` is the value as written. */
  readonly bars: readonly { readonly label: string; readonly value: number; readonly text: string }[];
}

/** One numbered item: what it asks, what is known, who said it, and what is still to be written. */
export interface DocumentItem {
  readonly kind: "item";
  readonly id: string;
  readonly title: string;
  /** Its state, and on what it rests. */
  readonly marks: readonly string[];
  /** Whether something is still missing. */
  readonly open: boolean;
  /** The decision, where there is one. */
  readonly decision?: string;
  /** Parts, each with the name of who says it. */
  readonly parts: readonly {
    readonly label: string;
    readonly lines: readonly string[];
    readonly table?: DocumentTable;
  }[];
  /** The blank to fill, where there is one. */
  readonly blank?: string;
}

/** A part of a section. */
export type DocumentBlock =
  | { readonly kind: "lines"; readonly lines: readonly string[]; readonly tone?: "quiet" | "gap" }
  | { readonly kind: "facts"; readonly facts: readonly { readonly label: string; readonly text: string }[] }
  | { readonly kind: "table"; readonly table: DocumentTable }
  | { readonly kind: "chart"; readonly chart: DocumentChart }
  | DocumentItem;

/** Blocks under a heading. */
export interface DocumentSection {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly DocumentBlock[];
}

/** A document. All texts from outside are cleaned when it is rendered. */
export interface ReportDocument {
  /** The id under which the ledger knows it; it is printed and carried in every format. */
  readonly id: string;
  /** What kind of document it is: a report's kind, or `inquiry`. */
  readonly kind: string;
  readonly language: Language;
  readonly title: string;
  /** A word above the title that must not be overlooked, such as DRAFT. */
  readonly banner?: string;
  readonly lead: readonly string[];
  readonly sections: readonly DocumentSection[];
  /** Small print: basis, proof, limits. */
  readonly notes: readonly string[];
}

/** Rows of a table that a document for people shows before it only counts the rest; CSV and JSON have all. */
export const maxTableRows = 500;

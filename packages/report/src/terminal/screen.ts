import type { Language } from "@yurai/schema";
import { catalogueOf } from "../catalogue.ts";
import type { Catalogue } from "../catalogue.ts";
import type { LedgerLabel } from "../catalogue/ledger-messages.ts";
import { columnsOf, labelled, painter, row } from "./terminal.ts";
import type { Labelled, TerminalOptions, Tone } from "./terminal.ts";

/** How a screen is drawn, and in which language. */
export interface ScreenOptions extends TerminalOptions {
  readonly language?: Language;
}

/** Draws one screen: lines of text, and rows of label and text. */
export interface Screen {
  readonly catalogue: Catalogue;
  /** A line of its own, wrapped. */
  readonly line: (text: string, tone?: Tone) => readonly string[];
  /** Rows with labels; those without anything to say are left out. */
  readonly rows: (rows: readonly (ScreenRow | undefined)[], indent?: number) => readonly string[];
}

/** A label and what it says. */
export interface ScreenRow {
  readonly label: LedgerLabel;
  readonly says: string | readonly string[];
  readonly tone?: Tone;
}

/** Returns what draws a screen with these options. */
export function screenOf(options: ScreenOptions): Screen {
  const catalogue = catalogueOf(options.language ?? "en");
  const columns = columnsOf(options);
  const paint = painter(options);
  return {
    catalogue,
    line: (text, tone) => {
      const lines = row([], [text], columns, paint);
      return tone === undefined ? lines : lines.map((line) => paint(tone, line));
    },
    rows: (rows, indent = 0) => {
      const items: readonly Labelled[] = rows
        .filter((item) => item !== undefined)
        .map(({ label, says, tone }) => ({
          label: catalogue.ledger.label[label],
          paragraphs: typeof says === "string" ? [says] : says,
          ...(tone === undefined ? {} : { tone }),
        }));
      return labelled(items, columns, paint, indent);
    },
  };
}

/** Ends a screen: lines joined, with a line feed at the end. */
export function joinScreen(...parts: readonly (readonly string[])[]): string {
  return `${parts.flat().join("\n")}\n`;
}

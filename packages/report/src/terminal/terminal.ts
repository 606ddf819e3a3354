import { displayWidth, padEnd, wrap } from "./width.ts";

/** How a screen is drawn. */
export interface TerminalOptions {
  /** Columns of the terminal, 40 to 500; 80 unless told. */
  readonly columns?: number;
  /** Whether to use colour; false unless told, because output may go to a file or a log. */
  readonly colour?: boolean;
}

/** What a colour stands for; a word beside it always says the same. */
export type Tone = "good" | "attention" | "stop" | "gap" | "strong" | "quiet";

/** Draws text in a tone, or returns it unchanged where colour is off. */
export type Paint = (tone: Tone, text: string) => string;

/** Columns of a screen unless the caller knows better. */
export const defaultColumns = 80;

const codes: Readonly<Record<Tone, string>> = {
  good: "32",
  attention: "33",
  stop: "1;31",
  gap: "35",
  strong: "1",
  quiet: "2",
};

/** Returns the painter for these options. */
export function painter(options: TerminalOptions): Paint {
  if (options.colour !== true) return (_, text) => text;
  return (tone, text) => (text === "" ? text : `\u001B[${codes[tone]}m${text}\u001B[0m`);
}

/** Returns the columns to draw in: between 40 and 500. */
export function columnsOf(options: TerminalOptions): number {
  return Math.min(500, Math.max(40, options.columns ?? defaultColumns));
}

/** One cell of a row: its text and how it is drawn. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
  /** Columns it fills, its gap to the next cell included; the next cell moves right when the text is longer. */
  readonly width: number;
}

/**
 * Draws one row: fixed cells first, then text that wraps under its own beginning.
 *
 * @param paragraphs each begins on a new line
 */
export function row(
  cells: readonly Cell[],
  paragraphs: readonly string[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const head = cells.map(({ text, width, tone }) => {
    const filled = displayWidth(text) < width ? padEnd(text, width) : `${text} `;
    const blank = filled.slice(text.length);
    return { columns: displayWidth(filled), painted: (tone ? paint(tone, text) : text) + blank };
  });
  const indent = cells.reduce((sum, cell) => sum + cell.width, 0);
  const used = head.reduce((sum, cell) => sum + cell.columns, 0);
  const width = Math.max(20, columns - indent);
  const [first = "", ...others] = paragraphs;
  // A cell that is too long shortens the first line only.
  const firstWidth = Math.max(10, columns - Math.max(used, indent));
  const lines = [...wrap(first, width, firstWidth), ...others.flatMap((text) => wrap(text, width))];
  const start = head.map((cell) => cell.painted).join("");
  return lines.map((line, at) => (at === 0 ? start + line : " ".repeat(indent) + line).trimEnd());
}

/** A label and what it says, for {@link labelled}. */
export interface Labelled {
  readonly label: string;
  readonly tone?: Tone;
  readonly paragraphs: readonly string[];
}

/** Draws rows of label and text with one column for all labels, as wide as the widest. */
export function labelled(
  rows: readonly Labelled[],
  columns: number,
  paint: Paint,
  indent = 0,
): readonly string[] {
  const width = Math.max(0, ...rows.map(({ label }) => displayWidth(label))) + 2;
  return rows.flatMap(({ label, tone, paragraphs }) => {
    const cell = { text: label, width, ...(tone === undefined ? {} : { tone }) };
    const space = indent > 0 ? [{ text: "", width: indent }] : [];
    return row([...space, cell], paragraphs, columns, paint);
  });
}

/** A cell as wide as its text, with a gap of two columns behind it. */
export function cell(text: string, tone?: Tone): Cell {
  return { text, width: displayWidth(text) + 2, ...(tone === undefined ? {} : { tone }) };
}

/** An empty cell. */
export function indent(width: number): readonly Cell[] {
  return [{ text: "", width }];
}

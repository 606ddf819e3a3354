import { clean } from "./clean.ts";
import { columnsOf, labelled, painter, type TerminalOptions, type Tone } from "./terminal.ts";
import { wrap } from "./width.ts";

/** A labelled line of a short answer. */
export interface AnswerRow {
  readonly label: string;
  readonly tone?: Tone;
  /** Each begins on a new line. */
  readonly text: string | readonly string[];
}

/** A short answer of a command: an outcome first, then labelled rows. */
export interface ShortAnswer {
  readonly outcome: string;
  readonly tone?: Tone;
  readonly rows: readonly AnswerRow[];
}

/** Draws a short answer for a terminal; names and paths in it are made safe. */
export function renderAnswer(answer: ShortAnswer, options: TerminalOptions = {}): string {
  const columns = columnsOf(options);
  const paint = painter(options);
  const head = wrap(clean(answer.outcome), columns).map((line) => paint(answer.tone ?? "strong", line));
  const rows = answer.rows.map(({ label, tone, text }) => ({
    label,
    ...(tone !== undefined && { tone }),
    paragraphs: (typeof text === "string" ? [text] : text).map(clean),
  }));
  return [...head, ...labelled(rows, columns, paint, 2)].join("\n");
}

import type { Catalogue } from "../catalogue.ts";
import { cleanLines } from "../terminal/clean.ts";
import type { Paint } from "../terminal/terminal.ts";
import type { PassagePart, Snippet } from "./verdict-set.ts";
import { padEnd, wrap } from "../terminal/width.ts";

const maxLines = 12;

/**
 * Draws both passages of a finding: side by side from 100 columns on, else one below the other. Matches stand between
 * `[[` and `]]`, so that they show without colour.
 */
export function passageLines(
  snippet: Snippet,
  catalogue: Catalogue,
  columns: number,
  paint: Paint,
): readonly string[] {
  const { passageOfOutput, passageOfSource } = catalogue.check;
  const sides = [
    { title: passageOfOutput, parts: snippet.output },
    ...(snippet.source === undefined ? [] : [{ title: passageOfSource, parts: snippet.source }]),
  ];
  const [left, right] = sides;
  if (left === undefined) return [];
  if (right === undefined || columns < 100)
    return sides.flatMap(({ title, parts }) => [
      `    ${paint("quiet", `--- ${title}`)}`,
      ...passage(parts, columns - 6).map((line) => `    | ${line}`),
    ]);
  const width = Math.floor((columns - 9) / 2);
  const leftLines = [`--- ${left.title}`, ...passage(left.parts, width)];
  const rightLines = [`--- ${right.title}`, ...passage(right.parts, width)];
  const height = Math.max(leftLines.length, rightLines.length);
  return Array.from({ length: height }, (_, at) =>
    `    ${padEnd(leftLines[at] ?? "", width)} | ${rightLines[at] ?? ""}`.trimEnd(),
  );
}

function passage(parts: readonly PassagePart[], width: number): readonly string[] {
  const text = parts.map((part) => (part.marked ? `[[${part.text}]]` : part.text)).join("");
  const lines = wrap(cleanLines(text), width);
  return lines.length <= maxLines ? lines : [...lines.slice(0, maxLines - 1), "..."];
}

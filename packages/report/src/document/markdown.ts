import { clean, cleanLines } from "../terminal/clean.ts";
import { maxTableRows, type DocumentBlock, type DocumentTable, type ReportDocument } from "./document.ts";
import { documentWordsOf } from "./document-words.ts";

/**
 * Writes a document as Markdown (CommonMark with tables). Everything from outside is escaped: no link, picture or HTML
 * comes from data. The last line is a comment that names the report, so that it is known again.
 */
export function renderDocumentAsMarkdown(document: ReportDocument): string {
  const more = documentWordsOf(document.language).moreRows;
  const parts = [
    `# ${escape(document.title)}`,
    ...(document.banner === undefined ? [] : [`**${escape(document.banner)}**`]),
    document.lead.map((line) => `${escape(line)}  `).join("\n"),
    ...document.sections.flatMap((section) => [
      `## ${escape(section.title)}`,
      ...section.blocks.map((block) => blockText(block, more)),
    ]),
    "---",
    document.notes.map((note) => escape(note)).join("\n\n"),
    `<!-- yurai-report: ${document.id} -->`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

type More = (count: number) => string;

function blockText(block: DocumentBlock, more: More): string {
  switch (block.kind) {
    case "lines":
      return bullets(block.lines);
    case "facts":
      return block.facts.map(({ label, text }) => `- **${escape(label)}**: ${escape(text)}`).join("\n");
    case "table":
      return tableText(block.table, more);
    case "chart":
      return [
        `**${escape(block.chart.title)}** (${escape(block.chart.unit)})`,
        block.chart.bars.map((bar) => `- ${escape(bar.label)}: ${escape(bar.text)}`).join("\n"),
      ].join("\n\n");
    case "item":
      return [
        `### ${escape(block.id)} ${escape(block.title)}`,
        `_${block.marks.map(escape).join(" · ")}_`,
        ...(block.decision === undefined ? [] : [`**${escape(block.decision)}**`]),
        ...block.parts.flatMap(({ label, lines, table }) => [
          ...(lines.length === 0
            ? []
            : [lines.map((line) => `${escape(label)}: ${escape(line)}`).join("  \n")]),
          ...(table === undefined ? [] : [tableText(table, more)]),
        ]),
        ...(block.blank === undefined ? [] : [`> ${escape(block.blank)}`]),
      ].join("\n\n");
    default:
      return block satisfies never;
  }
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${escape(line)}`).join("\n");
}

function tableText(table: DocumentTable, more: More): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(escape).join(" | ")} |`;
  const rest = table.rows.length - maxTableRows;
  return [
    row(table.columns.map(({ title }) => title)),
    `| ${table.columns.map(({ align }) => (align === "end" ? "--:" : "---")).join(" | ")} |`,
    ...table.rows.slice(0, maxTableRows).map(row),
    ...(rest > 0 ? ["", escape(more(rest))] : []),
  ].join("\n");
}

/** One line, with every character that Markdown or HTML gives a meaning escaped. */
function escape(text: string): string {
  return (
    clean(cleanLines(text).replaceAll("\n", " "))
      .replace(/[\\`*_{}[\]()<>#+!|~&]/g, (character) => `\\${character}`)
      .replace(/^(\s*)([-=])/, "$1\\$2")
      // A number and a point begin a list only before a space.
      .replace(/^(\s*\d+)\.(?=\s|$)/, "$1\\.")
  );
}

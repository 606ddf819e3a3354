// A document as a Word file: real headings, tables and core properties, so that it can be edited and read aloud.
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from "docx";
import { cleanData } from "../terminal/clean-data.ts";
import { documentWordsOf, type DocumentWords } from "./document-words.ts";
import {
  maxTableRows,
  type DocumentBlock,
  type DocumentItem,
  type DocumentTable,
  type ReportDocument,
} from "./document.ts";

/** A blank or a gap stands out in colour and by a line at its side. */
const openColour = "8A4B00";
const quietColour = "5B606B";
/** Widths of Word are twentieths of a point; A4 less its margins is this wide. */
const textWidth = 9_638;

type Part = Paragraph | Table;

/**
 * Writes a document as DOCX (Office Open XML, ECMA-376). The report's id is the custom property `yurai-report` and stands
 * in the footer. Charts are listed as figures.
 */
export async function renderDocumentAsDocx(given: ReportDocument): Promise<Uint8Array> {
  const document = cleanData(given);
  const words = documentWordsOf(document.language);
  const font = document.language === "ja" ? "Yu Gothic" : "Calibri";
  const file = new Document({
    title: document.title,
    creator: "Yurai",
    customProperties: [{ name: "yurai-report", value: document.id }],
    styles: {
      default: {
        document: { run: { font, size: 21, language: { value: languageTag(document), eastAsia: "ja-JP" } } },
        title: { run: { font, size: 36, bold: true } },
        heading1: {
          run: { font, size: 28, bold: true, color: "1F4E79" },
          paragraph: { spacing: { before: 360, after: 120 } },
        },
        heading2: {
          run: { font, size: 23, bold: true },
          paragraph: { spacing: { before: 200, after: 40 }, keepNext: true },
        },
      },
    },
    sections: [
      {
        footers: { default: footer(document, words) },
        children: [
          ...(document.banner === undefined ? [] : [banner(document.banner)]),
          new Paragraph({ text: document.title, heading: HeadingLevel.TITLE }),
          ...document.lead.map((line) => quiet(line)),
          ...document.sections.flatMap((section) => [
            new Paragraph({ text: section.title, heading: HeadingLevel.HEADING_1 }),
            ...section.blocks.flatMap((block) => blockParts(block, words)),
          ]),
          ...document.notes.map((note) => quiet(note)),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(file));
}

function languageTag({ language }: ReportDocument): string {
  return language === "ja" ? "ja-JP" : "en-GB";
}

function footer(document: ReportDocument, words: DocumentWords): Footer {
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.END,
        children: [
          new TextRun({ text: `yurai ${document.id}   ${words.page} `, color: quietColour, size: 16 }),
          new TextRun({
            children: [PageNumber.CURRENT, " / ", PageNumber.TOTAL_PAGES],
            color: quietColour,
            size: 16,
          }),
        ],
      }),
    ],
  });
}

function blockParts(block: DocumentBlock, words: DocumentWords): readonly Part[] {
  switch (block.kind) {
    case "lines":
      return block.lines.map((line) =>
        block.tone === "gap" ? marked(line) : new Paragraph({ text: line, bullet: { level: 0 } }),
      );
    case "facts":
      return block.facts.map(({ label, text }) => labelled(label, text));
    case "table":
      return tableParts(block.table, words);
    case "chart":
      return [
        new Paragraph({
          children: [new TextRun({ text: `${block.chart.title} (${block.chart.unit})`, bold: true })],
        }),
        ...block.chart.bars.map(
          (bar) => new Paragraph({ text: `${bar.label}: ${bar.text}`, bullet: { level: 0 } }),
        ),
      ];
    case "item":
      return itemParts(block, words);
    default:
      return block satisfies never;
  }
}

function itemParts(item: DocumentItem, words: DocumentWords): readonly Part[] {
  return [
    new Paragraph({ text: `${item.id}  ${item.title}`, heading: HeadingLevel.HEADING_2 }),
    quiet(item.marks.join("  /  ")),
    ...(item.decision === undefined
      ? []
      : [new Paragraph({ children: [new TextRun({ text: item.decision, bold: true })] })]),
    ...item.parts.flatMap(({ label, lines, table }) => [
      ...lines.map((line) => labelled(label, line)),
      ...(table === undefined ? [] : tableParts(table, words)),
    ]),
    ...(item.blank === undefined ? [] : [marked(item.blank)]),
  ];
}

function labelled(label: string, text: string): Paragraph {
  return new Paragraph({
    spacing: { after: 40 },
    children: [new TextRun({ text: `${label}: `, color: quietColour }), new TextRun(text)],
  });
}

function quiet(text: string): Paragraph {
  return new Paragraph({
    spacing: { after: 40 },
    children: [new TextRun({ text, color: quietColour, size: 18 })],
  });
}

function marked(text: string): Paragraph {
  return new Paragraph({
    spacing: { after: 80 },
    border: { left: { style: BorderStyle.SINGLE, size: 18, space: 8, color: openColour } },
    children: [new TextRun({ text, color: openColour })],
  });
}

function banner(text: string): Paragraph {
  return new Paragraph({ children: [new TextRun({ text, bold: true, color: openColour, size: 26 })] });
}

function tableParts(table: DocumentTable, words: DocumentWords): readonly Part[] {
  const rest = table.rows.length - maxTableRows;
  const width = Math.floor(textWidth / Math.max(1, table.columns.length));
  const cell = (text: string, at: number, bold: boolean): TableCell =>
    new TableCell({
      width: { size: width, type: WidthType.DXA },
      margins: { left: 80, right: 80, top: 30, bottom: 30 },
      children: [
        new Paragraph({
          alignment: table.columns[at]?.align === "end" ? AlignmentType.END : AlignmentType.START,
          children: [new TextRun({ text, bold, size: 18 })],
        }),
      ],
    });
  const rows = [
    new TableRow({
      tableHeader: true,
      children: table.columns.map(({ title }, at) => cell(title, at, true)),
    }),
    ...table.rows
      .slice(0, maxTableRows)
      .map(
        (row) => new TableRow({ cantSplit: true, children: row.map((text, at) => cell(text, at, false)) }),
      ),
  ];
  return [
    new Table({
      rows,
      columnWidths: table.columns.map(() => width),
      width: { size: textWidth, type: WidthType.DXA },
    }),
    ...(rest > 0 ? [quiet(words.moreRows(rest))] : [new Paragraph("")]),
  ];
}

import { createHash } from "node:crypto";
import { cleanData } from "../terminal/clean-data.ts";
import { markup, trusted, type Markup } from "../markup.ts";
import { drawChart } from "./chart.ts";
import { documentStyle } from "./document-style.ts";
import { documentWordsOf, type DocumentWords } from "./document-words.ts";
import {
  maxTableRows,
  type DocumentBlock,
  type DocumentItem,
  type DocumentTable,
  type ReportDocument,
} from "./document.ts";

/**
 * Draws a document as one HTML page that needs nothing else: no network, no script, its style pinned by its hash. Light,
 * dark, narrow and print. Everything from outside is escaped; the report's id stands in a `meta` element.
 */
export function renderDocumentAsHtml(given: ReportDocument): string {
  const document = cleanData(given);
  const words = documentWordsOf(document.language);
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(documentStyle).digest("base64")}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return markup`<!doctype html>
<html lang="${document.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<meta name="yurai-report" content="${document.id}">
<title>${document.title}</title>
<style>${trusted(documentStyle)}</style>
</head>
<body>
<header><p class="brand" lang="ja">由来</p>
${document.banner === undefined ? undefined : markup`<p class="banner">${document.banner}</p>\n`}<h1>${document.title}</h1>
${document.lead.map((line) => markup`<p>${line}</p>\n`)}</header>
<nav aria-label="${words.contents}"><ul>${document.sections.map(
    (
      section,
    ) => markup`<li><a href="#${section.id}">${section.title}</a>${openCount(section.blocks, words)}</li>
`,
  )}</ul></nav>
<main>
${document.sections.map(
  (section) => markup`<section aria-labelledby="${section.id}"><h2 id="${section.id}">${section.title}</h2>
${section.blocks.map((block) => blockHtml(block, words))}</section>
`,
)}</main>
<footer>
${document.notes.map((note) => markup`<p>${note}</p>\n`)}</footer>
</body>
</html>
`.html;
}

function openCount(blocks: readonly DocumentBlock[], words: DocumentWords): Markup | undefined {
  const open = blocks.filter((block) => block.kind === "item" && block.blank !== undefined).length;
  return open === 0 ? undefined : markup` <span class="open">${open} ${words.open}</span>`;
}

function blockHtml(block: DocumentBlock, words: DocumentWords): Markup {
  switch (block.kind) {
    case "lines":
      return markup`<ul class="lines${block.tone === undefined ? "" : ` ${block.tone}`}">${block.lines.map((line) => markup`<li>${line}</li>\n`)}</ul>
`;
    case "facts":
      return markup`<dl class="facts">${block.facts.map(({ label, text }) => markup`<dt>${label}</dt><dd>${text}</dd>\n`)}</dl>
`;
    case "table":
      return tableHtml(block.table, words);
    case "chart":
      // Drawn from text nodes: nothing in a label can become markup.
      return markup`<figure><figcaption>${block.chart.title}</figcaption><div class="scroll" tabindex="0" role="group">${trusted(drawChart(block.chart))}</div></figure>
`;
    case "item":
      return itemHtml(block, words);
    default:
      return block satisfies never;
  }
}

function itemHtml(item: DocumentItem, words: DocumentWords): Markup {
  return markup`<article class="item${item.open ? " missing" : ""}" id="item-${item.id}"><h3><span class="id">${item.id}</span> ${item.title}</h3>
<p class="marks">${item.marks.map((mark) => markup`<span>${mark}</span> `)}</p>
${item.decision === undefined ? undefined : markup`<p class="decision">${item.decision}</p>\n`}${item.parts.map(
    ({
      label,
      lines,
      table,
    }) => markup`<div class="part"><p class="who">${label}</p><div>${lines.map((line) => markup`<p>${line}</p>\n`)}${table && tableHtml(table, words)}</div></div>
`,
  )}${item.blank === undefined ? undefined : markup`<p class="blank">${item.blank}</p>\n`}</article>
`;
}

function tableHtml(table: DocumentTable, words: DocumentWords): Markup {
  const rest = table.rows.length - maxTableRows;
  const side = (at: number): string => (table.columns[at]?.align === "end" ? "end" : "start");
  return markup`<div class="scroll" tabindex="0" role="group"><table><thead><tr>${table.columns.map(({ title }, at) => markup`<th scope="col" class="${side(at)}">${title}</th>`)}</tr></thead>
<tbody>${table.rows.slice(0, maxTableRows).map((row) => markup`<tr>${row.map((cell, at) => markup`<td class="${side(at)}">${cell}</td>`)}</tr>\n`)}</tbody></table></div>
${rest > 0 ? markup`<p class="quiet">${words.moreRows(rest)}</p>\n` : undefined}`;
}

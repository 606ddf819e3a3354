import { unzipSync } from "fflate";
import fc from "fast-check";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { languages, type Language } from "@yurai/schema";
import {
  ab2013,
  euTrainingSummary,
  principleCode,
  provenanceReportOf,
  renderCsv,
  renderDocumentAsDocx,
  renderDocumentAsHtml,
  renderDocumentAsMarkdown,
  renderProvenanceAsCsv,
  renderStatementAsCsv,
  renderStatementAsJson,
  statementOf,
  type ReportDocument,
} from "../../src/statements.ts";
import { answers, facts } from "./report-facts-fixture.ts";

const id = "0123456789abcdef";
const writes = process.env["YURAI_GOLDEN"] === "write";

function documentsOf(language: Language): readonly ReportDocument[] {
  const options = { id, language, answers };
  return [
    ...[principleCode, euTrainingSummary, ab2013].map(
      (instrument) => statementOf(instrument, facts, options).document,
    ),
    provenanceReportOf(facts, options).document,
  ];
}

describe.each(languages)("in %s", (language) => {
  test.each(["md", "html"] as const)("every report as %s is what it was", (format) => {
    for (const document of documentsOf(language)) {
      const text = format === "md" ? renderDocumentAsMarkdown(document) : renderDocumentAsHtml(document);
      const folder = new URL(`../golden/${language}/`, import.meta.url);
      const path = new URL(`report-${document.kind}.${format}`, folder);
      if (writes) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(path, text);
      }
      expect(text).toBe(readFileSync(path, "utf8"));
    }
  });

  test("a Word file is whole XML, holds the title and every item, and carries the report's id", async () => {
    for (const document of documentsOf(language)) {
      const entries = unzipSync(await renderDocumentAsDocx(document));
      for (const [name, bytes] of Object.entries(entries).filter(([name]) => name.endsWith(".xml")))
        expect(() => textOf(Buffer.from(bytes).toString("utf8")), name).not.toThrow();
      const body = textOf(Buffer.from(entries["word/document.xml"]!).toString("utf8"));
      expect(body).toContain(document.title);
      const items = document.sections
        .flatMap(({ blocks }) => blocks)
        .filter((block) => block.kind === "item");
      for (const item of items) expect(body).toContain(`${item.id}  ${item.title}`);
      expect(Buffer.from(entries["docProps/custom.xml"]!).toString("utf8")).toContain(id);
    }
  });
});

test("nothing from outside becomes markup in any format", async () => {
  const hostile = `<img src=x onerror=alert(1)>|**[x](javascript:1)** =cmd() \u202e"'\n# h`;
  const named = { ...facts.sources[0]!, name: hostile };
  const report = provenanceReportOf(
    {
      ...facts,
      sources: [named, ...facts.sources.slice(1)],
      hosts: { ...facts.hosts, domains: facts.hosts.domains.map((one) => ({ ...one, domain: hostile })) },
    },
    { id, language: "en" },
  );
  const html = renderDocumentAsHtml(report.document);
  expect(html).not.toContain("<img");
  expect(html).not.toContain("\u202e");
  const markdown = renderDocumentAsMarkdown(report.document);
  expect(markdown).not.toMatch(/(?<!\\)<img/);
  expect(markdown).not.toMatch(/(?<!\\)\[x/);
  expect(markdown).not.toMatch(/^# h/m);
  const word = unzipSync(await renderDocumentAsDocx(report.document))["word/document.xml"]!;
  expect(Buffer.from(word).toString("utf8")).not.toContain("<img");
});

test("the page needs nothing else: no script, no address, its style pinned", () => {
  for (const document of documentsOf("ja")) {
    const html = renderDocumentAsHtml(document);
    expect(html).toContain("default-src &#39;none&#39;; style-src &#39;sha256-");
    expect(html).not.toMatch(/<script|<link|\ssrc=|\son[a-z]+=|url\(|style="/);
    expect(html).toContain(`<meta name="yurai-report" content="${id}">`);
  }
});

test("a spreadsheet takes no cell for a formula, and reads Japanese", () => {
  const csv = renderCsv([["=1+1", "+A1", "-x", "@f", '"q"', "a,b", "-3", "日本語", 12]]);
  expect(csv).toBe(`\uFEFF"'=1+1","'+A1","'-x","'@f","""q""","a,b",-3,日本語,12\r\n`);
});

test("a CSV cell comes back as it was, whatever it holds", () => {
  const cell = fc.string().filter((text) => /^[\x20-\x7e]*$/.test(text) && !/^\s*[=+\-@]/.test(text));
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (cells) => {
      const text = renderCsv([cells]).slice(1, -2);
      const read = [...`,${text}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, quoted, bare]) =>
        quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'),
      );
      expect(read).toEqual(cells);
    }),
  );
});

test("CSV and JSON hold every item, blank or not", () => {
  const statement = statementOf(principleCode, facts, { id, language: "ja", answers });
  const csv = renderStatementAsCsv(statement, "ja");
  const json = JSON.parse(renderStatementAsJson(statement, "ja")) as { items: { id: string }[] };
  expect(json.items.map((item) => item.id)).toEqual(statement.items.map((item) => item.id));
  for (const item of statement.items) expect(csv).toContain(`${id},${item.id},`);
  expect(renderProvenanceAsCsv(provenanceReportOf(facts, { id, language: "en" }))).toContain(
    "sources,Sources,figure,news-crawl,1204331",
  );
});

function textOf(xml: string): string {
  let text = "";
  const parser = new SaxesParser();
  parser.on("text", (part) => (text += part));
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return text;
}

import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { languages } from "@yurai/schema";
import { renderVerdictsAsHtml, verdictSetOf } from "../src/index.ts";
import type { VerdictRow } from "../src/index.ts";
import { facts, rows, verdict } from "./fixture.ts";

const html = renderVerdictsAsHtml(verdictSetOf(rows), facts);

/** Tags without their attribute values: the page's structure. */
function structure(page: string): readonly string[] {
  const body = page.slice(page.indexOf("<body>"), page.indexOf("<script>"));
  return (body.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/"[^"]*"/g, '""'));
}

/** The rows with every place that holds outside text filled with this one. */
function withText(text: string): readonly VerdictRow[] {
  return rows.slice(11).map((row) => ({
    ...row,
    verdict: JSON.parse(
      JSON.stringify(row.verdict, (key, value: unknown) =>
        key === "url" || key === "rule" || key === "category" || (key === "source" && value === "news-crawl")
          ? text
          : value,
      ),
    ) as VerdictRow["verdict"],
    ...(row.snippets === undefined
      ? {}
      : {
          snippets: row.snippets.map((snippet) => ({
            ...snippet,
            output: snippet.output.map((part) => ({ ...part, text })),
          })),
        }),
  }));
}

test("the file needs nothing else", () => {
  const markup = html.replace(/<style>.*<\/style>/s, "").replace(/<script>.*<\/script>/s, "");
  expect(markup).not.toMatch(/[\s"](?:src|href|action|srcset|data|poster|formaction)=/);
  expect(html).not.toMatch(/@import|url\(|<link|<iframe|<object|<base/);
});

test("the content security policy allows its own style and script, and nothing else", () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/
    .exec(html)?.[1]
    ?.replaceAll("&#39;", "'");
  const digest = (tag: string): string => {
    const text = new RegExp(`<${tag}>(.*)</${tag}>`, "s").exec(html)?.[1] ?? "";
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  };
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`style-src ${digest("style")}`);
  expect(policy).toContain(`script-src ${digest("script")}`);
  expect(policy).not.toContain("unsafe");
});

test("no string from outside changes the structure of the page", () => {
  const plain = structure(renderVerdictsAsHtml(verdictSetOf(withText("plain")), { ...facts, file: "plain" }));
  const check = (text: string): void =>
    expect(structure(renderVerdictsAsHtml(verdictSetOf(withText(text)), { ...facts, file: text }))).toEqual(
      plain,
    );
  for (const text of ["</script><script>alert(1)//", '"><b onclick=x>', "<!--", "]]>", "&lt;i&gt;", "'"])
    check(text);
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
      check(`${text}x`);
    }),
    { numRuns: 20 },
  );
});

describe("it cannot look like a pass when data is missing", () => {
  test.each(languages)("no data at all says so in %s, and shows no outcome", (language) => {
    const page = renderVerdictsAsHtml(undefined, facts, { language });
    expect(page).toContain("NOT LOADED");
    expect(page).toContain(language === "ja" ? "検査未完了" : "This is not a pass");
    expect(page).not.toContain('id="complete"');
    expect(page).not.toContain('class="outcome');
    expect(page).toContain(`<html lang="${language}">`);
  });

  test("a set whose counts disagree is not shown", () => {
    const set = verdictSetOf(rows);
    const page = renderVerdictsAsHtml({ ...set, outputs: set.outputs + 1 }, facts);
    expect(page).not.toContain('id="complete"');
    const { coverage: _, ...without } = set;
    expect(renderVerdictsAsHtml(without, facts)).not.toContain('id="complete"');
  });

  test("a check of nothing is incomplete", () => {
    const page = renderVerdictsAsHtml(verdictSetOf([]), facts);
    expect(page).toContain('class="outcome incomplete"');
    expect(page).toContain("This is not a pass");
  });

  test("the end of the file proves that all of it is there: every shorter one says NOT LOADED", () => {
    const end = html.indexOf('<div id="complete"');
    expect(end).toBeGreaterThan(html.lastIndexOf("</article>"));
    expect(html.indexOf('id="not-loaded"')).toBeLessThan(html.indexOf('class="outcome'));
    expect(html).toContain(
      'body:has(#complete):has(main[data-state="given"]) #not-loaded { display: none; }',
    );
  });

  test("the head announces how many findings follow", () => {
    const announced = Number(/data-cards="(\d+)"/.exec(html)?.[1]);
    expect(html.match(/<article /g)).toHaveLength(announced);
  });
});

test("every outcome has a word and a sign beside its colour", () => {
  const badges = html.match(/<span class="badge \w+">.*?<\/span> [^<]+<\/span>/g) ?? [];
  expect(badges.length).toBe(html.match(/<article /g)?.length);
});

test("an output that is incomplete without any finding has its card with the reason", () => {
  const coverage = verdict("x", "pass").coverage;
  const given = verdict("no-input", "incomplete", [], [], {
    coverage: { ...coverage, notChecked: [{ check: "verbatim", reason: "no-input", required: true }] },
  });
  const page = renderVerdictsAsHtml(verdictSetOf([{ verdict: given, line: 3 }]), facts);
  expect(page).toContain("the output is empty or its field is missing");
  expect(page).toContain('data-action="incomplete"');
});

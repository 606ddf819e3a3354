import { createHash } from "node:crypto";
import type { Action, Language } from "@yurai/schema";
import { catalogueOf } from "../catalogue.ts";
import type { Catalogue } from "../catalogue.ts";
import { cleanLines } from "../terminal/clean.ts";
import { cleanData } from "../terminal/clean-data.ts";
import { describeCoverage } from "./coverage-text.ts";
import { actionSigns, findingCards, kindWord } from "./html-finding.ts";
import type { FindingCard } from "./html-finding.ts";
import { script } from "./html-script.ts";
import { style } from "./html-style.ts";
import { isShown } from "./html-pictures.ts";
import { markup, trusted } from "../markup.ts";
import type { Markup } from "../markup.ts";
import { formatCount, formatDuration } from "../number.ts";
import { outcomeText, overallAction } from "./check-facts.ts";
import type { CheckFacts } from "./check-facts.ts";
import { gravestFirst } from "./verdict-set.ts";
import { withoutText } from "./without-text.ts";
import type { VerdictSet } from "./verdict-set.ts";

/** How the HTML report is drawn. */
export interface HtmlOptions {
  readonly language?: Language;
}

/**
 * Draws the report of a check as one HTML file that needs nothing else: no network, no other file, its style and script
 * inside and pinned by their hashes in a content security policy. Readable without JavaScript.
 *
 * It cannot look like a pass when data is missing: it says NOT LOADED until its last element has arrived and the number
 * of findings is what the head announced, and for good when there is no data or its counts disagree.
 *
 * @param set missing when the verdicts could not be read
 */
export function renderVerdictsAsHtml(
  set: VerdictSet | undefined,
  facts: CheckFacts,
  options: HtmlOptions = {},
): string {
  const catalogue = catalogueOf(options.language ?? "en");
  const body = set === undefined || !isWhole(set) ? notLoaded(catalogue) : reportBody(set, facts, catalogue);
  return page(body, catalogue).html;
}

/** Counts that disagree mean that something was lost on the way. */
function isWhole(set: VerdictSet): boolean {
  const counted = gravestFirst.reduce((sum, action) => sum + set.counts[action], 0);
  return counted === set.outputs && (set.outputs === 0 || set.coverage !== undefined);
}

function page(body: Markup, catalogue: Catalogue): Markup {
  const policy = [
    "default-src 'none'",
    `style-src '${hashSource(style)}'`,
    `script-src '${hashSource(script)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return markup`<!doctype html>
<html lang="${catalogue.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${catalogue.check.html.title}</title>
<style>${trusted(style)}</style>
</head>
<body>
${body}
<script>${trusted(script)}</script>
</body>
</html>
`;
}

function notLoadedBanner(catalogue: Catalogue): Markup {
  const { html } = catalogue.check;
  return markup`<div id="not-loaded" role="alert"><strong>${html.notLoaded}</strong> <span>${html.notLoadedWhy}</span></div>
`;
}

function notLoaded(catalogue: Catalogue): Markup {
  return markup`${notLoadedBanner(catalogue)}<main data-state="failed"><h1>${catalogue.check.html.title}</h1></main>`;
}

function reportBody(given: VerdictSet, facts: CheckFacts, catalogue: Catalogue): Markup {
  // Passages keep their line breaks: they are cleaned where they are drawn.
  const set = cleanData(withoutText(given));
  const safeFacts = cleanData(facts);
  const withPassages = given.rows.some((row) => (row.snippets ?? []).length > 0);
  const cards: FindingCard[] = [];
  for (const [at, row] of set.rows.entries()) {
    const context = { catalogue, facts: safeFacts, withPassages, withPictures: facts.withPictures === true };
    cards.push(...findingCards(row, given.rows[at] ?? {}, cards.length + 1, context));
  }
  const action = overallAction(set, facts.unreadRows);
  const { check, words } = catalogue;
  const { html } = check;
  const hidden = gravestFirst.reduce((sum, name) => sum + set.leftOut[name], 0);
  return markup`${notLoadedBanner(catalogue)}<header class="top"><p class="brand">由来 <span>${html.title}</span></p><button type="button" id="print">${html.print}</button></header>
<main data-state="given" data-cards="${cards.length}">
<section class="outcome ${action}" aria-labelledby="outcome"><h1 id="outcome">${facts.shadow ? markup`<span class="shadow">${check.shadow}</span> ` : undefined}<span class="word"><span aria-hidden="true">${actionSigns[action]}</span> ${words.action[action]}</span></h1>
<p class="lead">${outcomeText(set, catalogue, facts.unreadRows)}</p>
${set.outputs === 0 ? markup`<p>${html.noData}</p>` : markup`<p class="quiet">${words.action[action]}: ${words.actionMeaning[action]}</p>`}
${facts.builtInPolicy ? markup`<p class="quiet">${check.builtInPolicy(set.policies[0]?.name ?? "publish")}</p>` : undefined}${facts.modelNamed ? undefined : markup`<p class="quiet">${check.everySegment}</p>`}
${pictureNote(given, catalogue)}<ul class="tiles" aria-label="${html.outputs}">${gravestFirst.map((name) => tile(name, set.counts[name], catalogue))}</ul></section>
<section aria-labelledby="coverage"><h2 id="coverage">${html.coverage}</h2><div class="coverage">${describeCoverage(
    set,
    catalogue,
    { maxLines: 200 },
  ).map(
    (part) =>
      markup`<div class="${part.name}${part.isGap ? " gap" : ""}"><h3>${part.label}</h3><ul>${part.lines.map((line) => markup`<li>${line}</li>`)}</ul></div>
`,
  )}</div></section>
<section aria-labelledby="findings"><h2 id="findings">${html.findings} <span class="count">${formatCount(cards.length)}</span></h2>
${filters(cards, catalogue)}
${hidden > 0 ? markup`<p class="note">${html.keptOut(hidden)}</p>` : undefined}${cards.length === 0 ? markup`<p class="note">${set.outputs === 0 ? html.noData : html.noneFound}</p>` : undefined}<p class="note" id="none" hidden>${html.noneMatches}</p>
<div id="cards">${cards.map((card) => card.html)}</div></section>
${attributionSection(set, given, catalogue)}${identitySection(set, safeFacts, catalogue)}
<p class="limits">${html.limits}</p>
</main><div id="complete" hidden></div>`;
}

/** A file with pictures in it says so before anybody passes it on. */
function pictureNote({ rows }: VerdictSet, { check }: Catalogue): Markup | undefined {
  const pairs = rows.flatMap(({ pictures = [] }) => pictures);
  const shown = pairs.flatMap(({ output, source }) => [output, source]).filter((one) => isShown(one));
  return shown.length === 0
    ? undefined
    : markup`<p class="holds">${check.image.shown(shown.length)}</p>
`;
}

function tile(action: Action, count: number, catalogue: Catalogue): Markup {
  return markup`<li class="${action}${count === 0 ? " none" : ""}"><span aria-hidden="true">${actionSigns[action]}</span> <b>${formatCount(count)}</b> <span>${catalogue.words.action[action]}</span></li>
`;
}

function filters(cards: readonly FindingCard[], catalogue: Catalogue): Markup | undefined {
  if (cards.length === 0) return undefined;
  const { html } = catalogue.check;
  const { words } = catalogue;
  const actions = gravestFirst
    .filter((action) => cards.some((card) => card.action === action))
    .map((action) => [action, words.action[action]] as const);
  const kinds = [...new Set(cards.map((card) => card.kind))].map(
    (kind) => [kind, kindWord(kind, catalogue)] as const,
  );
  const sources = [...new Set(cards.map((card) => card.source))]
    .filter((source) => source !== "")
    .toSorted()
    .map((source) => [source, source] as const);
  return markup`<form class="filters" role="search" aria-label="${html.filters}">
${select("action", html.action, actions, html.all)}${select("kind", html.kind, kinds, html.all)}${select("source", html.source, sources, html.all)}<label>${html.text} <input type="search" name="text" autocomplete="off"></label>
<span class="steps"><button type="button" id="previous" aria-keyshortcuts="p">${html.previous}</button><button type="button" id="next" aria-keyshortcuts="n">${html.next}</button> <kbd>${html.keys}</kbd></span>
<output id="shown" aria-live="polite" data-text="${html.shownOf("{shown}", "{all}")}"></output>
</form>`;
}

function select(
  name: string,
  label: string,
  options: readonly (readonly [string, string])[],
  all: string,
): Markup {
  return markup`<label>${label} <select name="${name}"><option value="">${all}</option>${options.map(([value, word]) => markup`<option value="${value}">${word}</option>`)}</select></label>
`;
}

function attributionSection(set: VerdictSet, given: VerdictSet, catalogue: Catalogue): Markup | undefined {
  if (set.attribution.length === 0) return undefined;
  return markup`<section aria-labelledby="attribution"><h2 id="attribution">${catalogue.check.html.attribution} <span class="count">${formatCount(set.attribution.length)}</span></h2>
${set.attribution.map(
  ({ entry, outputs, outputCount }, at) =>
    markup`<details><summary><bdi>${entry.source}</bdi> · ${entry.licence} · ${catalogue.check.exports.attributionUsedIn(`${outputs.slice(0, 10).join(", ")}${outputCount > 10 ? ", ..." : ""}`)}</summary><pre>${cleanLines(given.attribution[at]?.entry.text ?? "")}</pre></details>
`,
)}</section>
`;
}

function identitySection(set: VerdictSet, facts: CheckFacts, catalogue: Catalogue): Markup {
  const { html, noIndexId } = catalogue.check;
  const separator = catalogue.words.listSeparator;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [html.checkId, facts.id],
    [html.policyId, set.policies.map((policy) => `${policy.name} ${policy.hash}`).join(separator)],
    [html.indexId, set.indexes.length === 0 ? noIndexId : set.indexes.join(separator)],
    [html.model, set.models.join(separator)],
    [html.use, set.uses.join(separator)],
    [html.file, facts.file],
    [html.tool, set.tools.map((tool) => `${tool.name} ${tool.version}`).join(separator)],
    [html.checkedAt, set.rows[0]?.verdict.checkedAt],
    [html.p95, facts.p95Ms === undefined ? undefined : formatDuration(facts.p95Ms)],
    [html.exitCode, String(facts.exitCode)],
  ];
  return markup`<section aria-labelledby="identity"><h2 id="identity">${html.identity}</h2><dl class="identity">${rows
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([term, value]) => markup`<dt>${term}</dt><dd>${value}</dd>\n`)}</dl></section>`;
}

function hashSource(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

import type { Action, LicenceClaim, Provenance, Terms } from "@yurai/schema";
import type { Catalogue } from "../catalogue.ts";
import { cleanLines, shorten } from "../terminal/clean.ts";
import {
  describeDecision,
  describeFinding,
  describeLicences,
  describeNextStep,
  describeOptOuts,
  isFace,
  licenceName,
} from "./finding-text.ts";
import { describeCertainty, describeRecordedIn } from "./located-text.ts";
import { describePlace } from "../locator-text.ts";
import { groupFindings } from "./finding-group.ts";
import type { FindingGroup } from "./finding-group.ts";
import { describeRegion, pictureFigures } from "./html-pictures.ts";
import type { OutlinedRegions, PicturePair } from "./html-pictures.ts";
import { markup } from "../markup.ts";
import type { Markup } from "../markup.ts";
import { formatCount, formatDate, formatShare } from "../number.ts";
import type { CheckFacts } from "./check-facts.ts";
import type { PassagePart, Snippet, VerdictRow } from "./verdict-set.ts";

/** A sign for each action, so that colour never speaks alone. */
export const actionSigns: Readonly<Record<Action, string>> = {
  block: "■",
  review: "▲",
  incomplete: "◌",
  attribute: "◆",
  pass: "●",
};

/** One card of the report and what it can be filtered by. */
export interface FindingCard {
  readonly action: Action;
  readonly kind: string;
  readonly source: string;
  readonly html: Markup;
}

/** What every card is drawn with. */
export interface CardContext {
  readonly catalogue: Catalogue;
  readonly facts: CheckFacts;
  /** Whether passages were asked for in this check; then cards do not say how to get them. */
  readonly withPassages: boolean;
  /** The same for pictures. */
  readonly withPictures: boolean;
}

/** Draws the cards of one verdict: one a group of findings, or one that says why it is incomplete. */
export function findingCards(
  row: VerdictRow,
  { snippets = [], pictures = [] }: Pick<VerdictRow, "snippets" | "pictures">,
  number: number,
  context: CardContext,
): readonly FindingCard[] {
  const groups = groupFindings(row.verdict);
  if (groups.length === 0) return row.verdict.action === "pass" ? [] : [withoutFinding(row, number, context)];
  return groups.map((group, at) => {
    const own = snippets.filter((snippet) => snippet.finding === group.at);
    const pair = pictures.find(({ finding }) => finding === group.at);
    return card(row, group, { snippets: own, ...(pair !== undefined && { pair }) }, number + at, context);
  });
}

function card(
  row: VerdictRow,
  group: FindingGroup,
  { snippets, pair }: { readonly snippets: readonly Snippet[]; readonly pair?: PicturePair },
  number: number,
  context: CardContext,
): FindingCard {
  const { catalogue, facts } = context;
  const { html, words } = { html: catalogue.check.html, words: catalogue.words };
  const { verdict } = row;
  const action: Action = group.action === "report" ? "pass" : group.action;
  const steps = [...new Set([group.finding, ...group.beside].flatMap((finding) => finding.nextSteps))];
  const source = group.provenance?.source ?? "";
  const command = {
    id: verdict.id,
    ...(facts.file !== undefined && { file: facts.file }),
    ...(source !== "" && { source }),
  };
  const { finding } = group;
  const located = finding.kind === "person" || finding.kind === "secret" ? finding : undefined;
  return {
    action,
    kind: group.finding.kind,
    source,
    html: markup`<article id="f${number}" tabindex="-1" data-action="${action}" data-kind="${group.finding.kind}" data-source="${source}" aria-labelledby="t${number}">
<header><span class="badge ${action}"><span aria-hidden="true">${actionSigns[action]}</span> ${group.action === "report" ? html.reported : words.action[action]}</span>
<h3 id="t${number}"><bdi>${catalogue.check.output(verdict.id)}</bdi> · ${words.finding[group.finding.kind]}${source === "" ? "" : " · "}<bdi>${source}</bdi></h3>${lineOf(row, catalogue)}</header>
<p class="fact">${describeFinding(group.finding, catalogue)}</p>
${located === undefined || isFace(located) ? undefined : markup`<p class="fact">${describeRecordedIn(located, catalogue)}</p>\n`}${group.beside.map((finding) => markup`<p class="fact beside"><span class="kind">${words.finding[finding.kind]}</span> ${describeFinding(finding, catalogue)}</p>\n`)}${snippets.map((snippet) => passages(snippet, catalogue))}${pair === undefined ? undefined : pictureFigures(pair, regionsOf(group), catalogue)}${hiddenNote(group, context)}
<dl>${located === undefined ? undefined : entry(catalogue.check.located.certainty, describeCertainty(located, catalogue))}${entry(html.decision, describeDecision(group, catalogue))}${entry(html.where, placesOf(group, catalogue))}${entry(catalogue.check.image.recordPart, recordPlace(group, catalogue))}${entry(
      html.nextSteps,
      steps.map((step) => describeNextStep(step, command, catalogue)).join(words.orSeparator),
    )}</dl>
${group.provenance === undefined ? undefined : provenanceDetails(group, group.provenance, action, catalogue)}
</article>
`,
  };
}

/** What the file leaves out, and how to get it. */
function hiddenNote(
  { finding, provenance }: FindingGroup,
  { catalogue, withPassages, withPictures }: CardContext,
): Markup | undefined {
  const { html, image } = catalogue.check;
  if (finding.kind === "image" || isFace(finding)) return withPictures ? undefined : note(image.hidden);
  const isShowable = provenance !== undefined || finding.kind === "person" || finding.kind === "secret";
  return isShowable && !withPassages ? note(html.passagesHidden) : undefined;
}

function note(text: string): Markup {
  return markup`<p class="quiet">${text}</p>`;
}

function regionsOf({ finding }: FindingGroup): OutlinedRegions {
  if (isFace(finding)) return { output: finding.face.places, source: [] };
  if (finding.kind !== "image") return { output: [], source: [] };
  return { output: [finding.output], source: [finding.record] };
}

/** An output may be stopped without any finding: when a required check did not run. */
function withoutFinding(row: VerdictRow, number: number, { catalogue }: CardContext): FindingCard {
  const { verdict } = row;
  const { words, check } = catalogue;
  const reasons = verdict.coverage.notChecked
    .filter((item) => item.required)
    .map((item) => check.notCheckedReason(words.check[item.check], words.notChecked[item.reason]));
  return {
    action: verdict.action,
    kind: "check-failed",
    source: "",
    html: markup`<article id="f${number}" tabindex="-1" data-action="${verdict.action}" data-kind="check-failed" data-source="" aria-labelledby="t${number}">
<header><span class="badge ${verdict.action}"><span aria-hidden="true">${actionSigns[verdict.action]}</span> ${words.action[verdict.action]}</span>
<h3 id="t${number}"><bdi>${check.output(verdict.id)}</bdi></h3>${lineOf(row, catalogue)}</header>
${(reasons.length > 0 ? reasons : [words.actionMeaning[verdict.action]]).map((reason) => markup`<p class="fact">${reason}</p>\n`)}</article>
`,
  };
}

function provenanceDetails(
  group: FindingGroup,
  provenance: Provenance,
  action: Action,
  catalogue: Catalogue,
): Markup {
  const { html } = catalogue.check;
  const { words, ledger } = catalogue;
  const others = "otherRecords" in group.finding ? group.finding.otherRecords : 0;
  const fingerprint = "fingerprint" in group.finding ? group.finding.fingerprint : "";
  const questions = Object.keys(provenance.terms) as (keyof Terms)[];
  const terms = questions
    .map((question) =>
      catalogue.check.termsSay(words.question[question], words.answer[provenance.terms[question]]),
    )
    .join(words.listSeparator);
  const { reliance } = provenance;
  const relianceText =
    reliance.kind === "undecided"
      ? ledger.relianceUndecided
      : ledger.relianceDecided(words.reliance[reliance.kind], reliance.by, formatDate(reliance.at));
  return markup`<details${action === "block" || action === "review" ? markup` open` : undefined}><summary>${html.provenance}</summary>
<dl>${entry(html.source, provenance.source)}${entry(html.origin, `${words.origin[provenance.origin]} (${words.dataClass[provenance.class]})`)}${entry(
    "URL",
    provenance.url,
  )}${entry(html.locator, describePlace(group.finding.kind, provenance.locator, catalogue))}${entry(html.fetchedAt, provenance.fetchedAt)}
<dt>${html.licences}</dt><dd>${describeLicences(provenance, catalogue)}${provenance.licences.length === 0 ? undefined : markup`<ul>${provenance.licences.map((claim) => claimItem(claim, catalogue))}</ul>`}</dd>
${entry(html.terms, terms)}${entry(html.relianceLabel, relianceText)}${entry(
    html.signals,
    provenance.signals.length === 0 ? html.noSignals : describeSignals(provenance, catalogue),
  )}${entry(html.runs, provenance.runs.map((run) => shorten(run)).join(words.listSeparator))}${entry(
    html.record,
    `${shorten(provenance.record.segment)} #${formatCount(provenance.record.ordinal)}${others > 0 ? ` (${catalogue.check.otherRecords(others)})` : ""}`,
  )}${entry(html.fingerprint, fingerprint)}</dl></details>`;
}

function claimItem(claim: LicenceClaim, catalogue: Catalogue): Markup {
  const { evidence } = claim;
  const where =
    evidence?.kind === "file"
      ? catalogue.ledger.evidenceFile(
          evidence.path,
          evidence.similarity === undefined ? "" : formatShare(evidence.similarity),
        )
      : evidence?.kind === "url"
        ? evidence.url
        : (evidence?.because ?? "");
  return markup`<li>${licenceName(claim.licence)} · ${catalogue.words.basis[claim.basis]} · ${catalogue.check.html.claimBy(claim.by, formatDate(claim.at))}${where === "" ? "" : ` · ${where}`}</li>`;
}

function describeSignals(provenance: Provenance, catalogue: Catalogue): string {
  const refusing = provenance.signals.filter((signal) => signal.training === "no");
  if (refusing.length > 0) return describeOptOuts(refusing, catalogue);
  return provenance.signals
    .slice(0, 5)
    .map((signal) => `${catalogue.words.signal[signal.kind]}: ${catalogue.words.answer[signal.training]}`)
    .join(catalogue.words.listSeparator);
}

function passages(snippet: Snippet, catalogue: Catalogue): Markup {
  const { passageOfOutput, passageOfSource } = catalogue.check;
  return markup`<div class="passages">${passage(passageOfOutput, snippet.output)}${snippet.source === undefined ? undefined : passage(passageOfSource, snippet.source)}</div>
`;
}

function passage(title: string, parts: readonly PassagePart[]): Markup {
  return markup`<figure><figcaption>${title}</figcaption><blockquote dir="auto">${parts.map(passagePart)}</blockquote></figure>`;
}

function passagePart(part: PassagePart): Markup {
  const text = cleanLines(part.text);
  return part.marked ? markup`<mark>${text}</mark>` : markup`${text}`;
}

function placesOf(group: FindingGroup, catalogue: Catalogue): string {
  const { finding } = group;
  if (finding.kind === "image") return describeRegion(finding.output, catalogue);
  if (!isFace(finding)) return spansOf(group, catalogue);
  const { places, unlistedPlaces } = finding.face;
  const more = places.length - 5 + unlistedPlaces;
  const shown = places.slice(0, 5).map((place) => describeRegion(place, catalogue));
  return [...shown, ...(more > 0 ? [catalogue.check.andMore(more)] : [])].join("; ");
}

function recordPlace({ finding }: FindingGroup, catalogue: Catalogue): string | undefined {
  return finding.kind === "image" ? describeRegion(finding.record, catalogue) : undefined;
}

function spansOf(group: FindingGroup, catalogue: Catalogue): string {
  const { finding } = group;
  const spans =
    finding.kind === "verbatim" || finding.kind === "near-copy"
      ? finding.spans.map((span) => span.output)
      : finding.kind === "unverified"
        ? finding.spans
        : finding.kind === "person" || finding.kind === "secret"
          ? finding.spans
          : [];
  const { html, andMore } = { html: catalogue.check.html, andMore: catalogue.check.andMore };
  const shown = spans
    .slice(0, 5)
    .map((span) => html.characters(formatCount(span.start), formatCount(span.end)));
  return [...shown, ...(spans.length > 5 ? [andMore(spans.length - 5)] : [])].join(
    catalogue.words.listSeparator,
  );
}

function lineOf(row: VerdictRow, catalogue: Catalogue): Markup | undefined {
  return row.line === undefined
    ? undefined
    : markup`<span class="quiet">${catalogue.check.line(formatCount(row.line))}</span>`;
}

function entry(term: string, description: string | undefined): Markup | undefined {
  if (description === undefined || description === "") return undefined;
  return markup`<dt>${term}</dt><dd>${description}</dd>
`;
}

/** The word of a kind; a kind that this version does not know shows as it is. */
export function kindWord(kind: string, catalogue: Catalogue): string {
  const words: Readonly<Record<string, string>> = catalogue.words.finding;
  return Object.hasOwn(words, kind) ? (words[kind] ?? kind) : kind;
}

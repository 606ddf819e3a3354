import type { Appended, Ledger, NewRow, SourceView } from "@yurai/ledger";
import { renderAnswer, type AnswerRow, type Catalogue } from "@yurai/report";
import {
  licenceClaimSchema,
  parse,
  relianceKinds,
  relianceSchema,
  type GapKind,
  type Licence,
  type LicenceClaim,
  type Reliance,
  type RelianceKind,
  type Terms,
} from "@yurai/schema";
import { isSpdxExpression, termsOfClaims } from "@yurai/track";
import type { Command } from "commander";
import { declaredSource } from "../home/config.ts";
import { CliError } from "../error.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { choosePolicy } from "../check/chosen-policy.ts";
import { requireKnownUse, usesOf } from "../check/known-uses.ts";
import { openHomeLedger } from "../home/home.ts";
import { findByName } from "../home/id-prefix.ts";
import { everySource } from "../show/show-source.ts";

interface ConcludeOptions {
  readonly licence?: string;
  readonly reliance?: string;
  readonly because: string;
  readonly by: string;
  readonly use?: string;
  readonly reference?: string;
}

/** `yurai conclude`: what a person decides about a source; it takes the place of what was decided before, not of facts. */
export const define: DefineCommand = (command: Command, { cli }: Catalogue, act: Act) => {
  command
    .argument("<source>", cli.option.concludeSource)
    .option("--licence <spdx>", cli.option.concludeLicence)
    .option("--reliance <kind>", cli.option.reliance)
    .requiredOption("--because <text>", cli.option.because)
    .requiredOption("--by <name>", cli.option.by)
    .option("--use <use>", cli.option.use)
    .option("--reference <text>", cli.option.reference)
    .action(act(async (frame, source: string, options: ConcludeOptions) => conclude(frame, source, options)));
};

async function conclude(frame: Frame, given: string, options: ConcludeOptions): Promise<typeof done> {
  if (options.licence === undefined && options.reliance === undefined)
    throw new CliError("bad-usage", "say what is concluded: --licence X or --reliance KIND");
  const at = frame.now().toISOString();
  const claim =
    options.licence === undefined ? undefined : makeClaim(frame, given, options.licence, options, at);
  const reliance = options.reliance === undefined ? undefined : makeReliance(options.reliance, options, at);
  await using ledger = await openHomeLedger(frame, "write");
  if (options.use !== undefined) await requireUse(frame, ledger, options.use);
  const view = findByName(await everySource(ledger), given, ({ name }) => name, "source");
  const source = view.name;
  const closing = [
    ...(claim ? (["source-without-licence"] as const) : []),
    ...(reliance && reliance.kind !== "undecided" ? (["source-without-reliance"] as const) : []),
  ];
  const gaps = await openGaps(ledger, source, closing);
  const rows: NewRow[] = [
    ...(claim ? [licenceRow(view, claim, gaps.get("source-without-licence") ?? [])] : []),
    ...(reliance ? [relianceRow(view, reliance, gaps.get("source-without-reliance") ?? [])] : []),
  ];
  const appended = await ledger.append(rows);
  const closed = [...gaps.values()].flat().length;
  if (frame.json) {
    const ids = appended.rows.map((row) => row.id);
    frame.printJson("conclude", {
      source,
      rows: ids,
      gapsClosed: closed,
      ...(claim && { claim }),
      ...(reliance && { reliance }),
    });
  } else printConclusion(frame, source, claim, reliance, closed, appended);
  return done;
}

/** A decision about a use that nobody asks about would be found by nothing. */
async function requireUse({ project, cwd }: Frame, ledger: Ledger, use: string): Promise<void> {
  const purposes = (await ledger.runs()).map(({ run }) => run.purpose);
  const known = new Set(["train", ...purposes, ...usesOf(choosePolicy(project, { cwd }).policy)]);
  requireKnownUse(
    use,
    [...known],
    "For another use, name it in the policy first, or in yurai track --purpose.",
  );
}

function makeClaim(
  frame: Frame,
  source: string,
  text: string,
  { because, by }: ConcludeOptions,
  at: string,
): LicenceClaim {
  const claim = {
    basis: "concluded",
    licence: licenceOf(frame, source, text),
    evidence: { kind: "statement", because },
    by,
    at,
  };
  return parse(licenceClaimSchema, claim, { what: "the conclusion" });
}

/** An SPDX expression, or terms of the user's own, with the answers that the configuration gives them. */
function licenceOf(frame: Frame, source: string, text: string): Licence {
  if (isSpdxExpression(text)) return { kind: "spdx", expression: text };
  const declared = declaredSource(frame.project.config, source)?.licence;
  if (typeof declared === "object" && declared.name === text) return { kind: "custom", ...declared };
  frame.note(frame.catalogue.cli.notSpdx(text));
  return { kind: "custom", name: text };
}

function makeReliance(text: string, options: ConcludeOptions, at: string): Reliance {
  const [kind = "", ...rest] = text.split(":");
  const exception = rest.join(":");
  if (!relianceKinds.includes(kind as RelianceKind) || (kind === "exception") !== (exception !== ""))
    throw new CliError(
      "bad-usage",
      `--reliance is one of ${relianceKinds.filter((name) => name !== "exception").join(", ")} or exception:NAME, such as exception:jp-copyright-30-4`,
    );
  if (kind === "undecided") return { kind };
  const { because, by, use, reference } = options;
  const decision = {
    by,
    at,
    because,
    ...(use !== undefined && { use }),
    ...(reference !== undefined && { reference }),
  };
  return parse(
    relianceSchema,
    { kind, ...(exception !== "" && { exception }), ...decision },
    { what: "the decision" },
  );
}

async function openGaps(
  ledger: Ledger,
  source: string,
  kinds: readonly GapKind[],
): Promise<ReadonlyMap<GapKind, readonly string[]>> {
  const gaps = kinds.length === 0 ? [] : await ledger.gaps({ sources: [source] });
  return new Map(
    kinds.map((kind) => [kind, gaps.filter(({ gap }) => gap.kind === kind).map(({ rowId }) => rowId)]),
  );
}

/** Takes the place of earlier conclusions; what was declared or detected stays, because it is a fact. */
function licenceRow(view: SourceView, claim: LicenceClaim, gaps: readonly string[]): NewRow {
  const before = view.licences.filter(({ fact }) => fact.basis === "concluded").map(({ rowId }) => rowId);
  return { kind: "licence", body: { source: view.name, claim }, corrects: [...before, ...gaps] };
}

/** Takes the place of earlier decisions about the same use. */
function relianceRow(view: SourceView, reliance: Reliance, gaps: readonly string[]): NewRow {
  const use = reliance.kind === "undecided" ? undefined : reliance.use;
  const before = view.reliances
    .filter(({ fact }) => reliance.kind === "undecided" || fact.kind === "undecided" || fact.use === use)
    .map(({ rowId }) => rowId);
  return { kind: "reliance", body: { source: view.name, reliance }, corrects: [...before, ...gaps] };
}

function printConclusion(
  frame: Frame,
  source: string,
  claim: LicenceClaim | undefined,
  reliance: Reliance | undefined,
  closed: number,
  { rows }: Appended,
): void {
  const { cli, ledger, words } = frame.catalogue;
  const by = claim?.by ?? (reliance && reliance.kind !== "undecided" ? reliance.by : "");
  const licence = claim && (claim.licence.kind === "spdx" ? claim.licence.expression : claim.licence.name);
  const exception = reliance?.kind === "exception" ? ` ${reliance.exception}` : "";
  const lines: AnswerRow[] = [];
  if (licence !== undefined && claim !== undefined) {
    const terms = describeTerms(termsOfClaims([claim]), words);
    lines.push({ label: cli.concludedTerms, text: terms });
  }
  if (closed > 0) lines.push({ label: cli.closedLabel, tone: "gap", text: cli.gapsClosed(closed) });
  lines.push({ label: ledger.label.ledger, text: rows.map((row) => row.id.slice(0, 12)).join(" ") });
  const outcomes = [
    ...(licence === undefined ? [] : [cli.concludedLicence(source, licence, by)]),
    ...(reliance ? [cli.concludedReliance(source, `${words.reliance[reliance.kind]}${exception}`, by)] : []),
  ];
  frame.print(renderAnswer({ outcome: outcomes.join("\n"), tone: "good", rows: lines }, frame.screen));
}

function describeTerms(terms: Terms, words: Catalogue["words"]): string {
  // Terms are made of nothing but answers to these questions.
  const questions = Object.keys(terms) as (keyof Terms)[];
  return questions
    .map((question) => `${words.question[question]} ${words.answer[terms[question]]}`)
    .join(words.listSeparator);
}

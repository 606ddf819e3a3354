/**
 * What a licence says about training, outputs, commercial use, attribution and share-alike: from an SPDX expression and
 * the table of texts, or from what a person recorded about custom terms. States what texts say, never what law allows.
 */
import {
  combineTerms,
  unknownTerms,
  type Licence,
  type LicenceBasis,
  type LicenceClaim,
  type Terms,
} from "@yurai/schema";
import parseSpdx, { type Info } from "spdx-expression-parse";
import { creativeCommonsTerms } from "./creative-commons.ts";
import { customTermsByName } from "./custom-terms.ts";
import type { ExplainedTerms, TermsAnswer } from "./explained-terms.ts";
import { termsBySpdxId } from "./terms-table.ts";

/** Longest expression that is parsed; real ones are far shorter. */
const maxExpressionLength = 1_000;
/** Parentheses that are followed; the parser recurses on them. */
const maxDepth = 50;

const questions = Object.keys(unknownTerms) as readonly (keyof Terms)[];

function unknownBecause(clause: string): ExplainedTerms {
  const answer: TermsAnswer = { answer: "unknown", clause };
  return {
    train: answer,
    distributeOutputs: answer,
    commercialUse: answer,
    attribution: answer,
    shareAlike: answer,
  };
}

/** Tells whether a text is a well-formed SPDX expression of known ids or `LicenseRef-` names. */
export function isSpdxExpression(expression: string): boolean {
  return parseExpression(expression) !== undefined;
}

/**
 * Returns what an SPDX expression says, with the clause behind each answer.
 *
 * `AND`: both hold, so the strictest answer of each question. `OR`: the user chooses one, whole; nobody has chosen yet,
 * so an answer counts only where all the choices agree, else it is `conditions` when no choice says no or unknown, and
 * `unknown` otherwise. `WITH`: exceptions loosen; the answer of the licence without its exception is kept. `+` is the
 * licence it stands on. `LicenseRef-` names and ids that the table lacks are unknown.
 *
 * @example
 * ```ts
 * termsOfExpression("MIT AND CC-BY-NC-4.0").commercialUse; // { answer: "no", clause: "CC-BY-NC-4.0: section 1, ..." }
 * ```
 */
export function termsOfExpression(expression: string): ExplainedTerms {
  const parsed = parseExpression(expression);
  return parsed === undefined ? unknownBecause("this is no SPDX expression") : explain(parsed);
}

/** Returns what a licence says; custom terms say what somebody recorded of them, and nothing else. */
export function termsOfLicence(licence: Licence): ExplainedTerms {
  if (licence.kind === "spdx") return termsOfExpression(licence.expression);
  const { terms, name } = licence;
  if (terms === undefined) return unknownBecause(`nobody recorded what ${name} says`);
  const known = customTermsByName.get(name);
  return mapQuestions((question) => {
    const text = known?.terms[question];
    // What somebody recorded holds; the text stands behind it only where both say the same.
    if (known === undefined || text?.answer !== terms[question])
      return { answer: terms[question], clause: `recorded for ${name}` };
    return { ...text, clause: `${name}: ${text.clause}`, sources: [known.url] };
  });
}

/** The answers without their clauses. */
export function answersOf(explained: ExplainedTerms): Terms {
  return {
    train: explained.train.answer,
    distributeOutputs: explained.distributeOutputs.answer,
    commercialUse: explained.commercialUse.answer,
    attribution: explained.attribution.answer,
    shareAlike: explained.shareAlike.answer,
  };
}

const rank: Readonly<Record<LicenceBasis, number>> = { declared: 0, detected: 1, concluded: 2 };

/** The strongest basis among claims; undefined without any. */
export function strongestBasis(claims: readonly LicenceClaim[]): LicenceBasis | undefined {
  return claims.map((claim) => claim.basis).sort((a, b) => rank[b] - rank[a])[0];
}

/**
 * What the claims about a source say together. The last conclusion of a person stands alone, because it was drawn from the
 * others. Without one all claims hold at once, the strictest answer of each question: a declared licence does not
 * outweigh another that was detected. No claims are unknown.
 */
export function termsOfClaims(claims: readonly LicenceClaim[]): Terms {
  const concluded = claims.findLast((claim) => claim.basis === "concluded");
  const holding = concluded === undefined ? claims : [concluded];
  return combineTerms(holding.map((claim) => answersOf(termsOfLicence(claim.licence))));
}

function parseExpression(expression: string): Info | undefined {
  if (expression.length > maxExpressionLength || (expression.match(/\(/g)?.length ?? 0) > maxDepth)
    return undefined;
  try {
    return parseSpdx(expression.trim());
  } catch {
    return undefined;
  }
}

function explain(node: Info): ExplainedTerms {
  if ("conjunction" in node) {
    const sides = [explain(node.left), explain(node.right)];
    return node.conjunction === "and" ? all(sides) : choice(sides);
  }
  const id = node.plus === true ? `${node.license}+` : node.license;
  const terms =
    termsBySpdxId.get(id) ?? termsBySpdxId.get(node.license) ?? creativeCommonsTerms(node.license);
  if (terms === undefined) return unknownBecause(`${node.license}: the table does not have this text`);
  return mapQuestions((question) => ({
    ...terms[question],
    clause: `${node.license}: ${terms[question].clause}`,
    sources: [`https://spdx.org/licenses/${node.license}.html`],
  }));
}

function all(sides: readonly ExplainedTerms[]): ExplainedTerms {
  const combined = combineTerms(sides.map(answersOf));
  return mapQuestions((question) => {
    const answer = combined[question];
    const from = sides.map((side) => side[question]).filter((one) => one.answer === answer);
    return { answer, clause: [...new Set(from.map(({ clause }) => clause))].join("; "), ...sourcesOf(from) };
  });
}

function choice(sides: readonly ExplainedTerms[]): ExplainedTerms {
  return mapQuestions((question) => {
    const all = sides.map((side) => side[question]);
    const answers = new Set(all.map(({ answer }) => answer));
    const clause = [...new Set(all.map((one) => one.clause))].join("; or ");
    const [only] = answers;
    if (answers.size === 1 && only !== undefined) return { answer: only, clause, ...sourcesOf(all) };
    const open = answers.has("unknown") || answers.has("no");
    // For the duties "no" is a harmless answer, but which one holds still depends on the choice.
    const isDuty = question === "attribution" || question === "shareAlike";
    const answer = isDuty
      ? answers.has("unknown")
        ? "unknown"
        : "conditions"
      : open
        ? "unknown"
        : "conditions";
    return { answer, clause: `depends on the choice: ${clause}`, ...sourcesOf(all) };
  });
}

function sourcesOf(answers: readonly TermsAnswer[]): Pick<TermsAnswer, "sources"> {
  const sources = [...new Set(answers.flatMap((one) => one.sources ?? []))];
  return sources.length === 0 ? {} : { sources };
}

function mapQuestions(answer: (question: keyof Terms) => TermsAnswer): ExplainedTerms {
  // Every question gets its answer, so the entries make the whole.
  return Object.fromEntries(
    questions.map((question) => [question, answer(question)]),
  ) as unknown as ExplainedTerms;
}

/** Answers with the place in the text that gives them. */
import type { Answer, Terms } from "@yurai/schema";

/** One answer with the place in the text that gives it. */
export interface TermsAnswer {
  readonly answer: Answer;
  /** The clause, by its number or its own words; or why no clause answers. */
  readonly clause: string;
  /** Pages where the texts can be read that the answer rests on; missing where it rests on none. */
  readonly sources?: readonly string[];
}

/** What a text says on each question, with the clauses. */
export type ExplainedTerms = { readonly [Question in keyof Terms]: TermsAnswer };

/** An answer and its clause. */
export type Row = readonly [answer: Answer, clause: string];

/** The answers to all questions, in the order of {@link Terms}. */
export function explained(
  train: Row,
  distribute: Row,
  commercial: Row,
  attribution: Row,
  shareAlike: Row,
): ExplainedTerms {
  const answer = ([value, clause]: Row): TermsAnswer => ({ answer: value, clause });
  return {
    train: answer(train),
    distributeOutputs: answer(distribute),
    commercialUse: answer(commercial),
    attribution: answer(attribution),
    shareAlike: answer(shareAlike),
  };
}

/** Why a question about a duty is answered `no`. */
export const silent: string = "the text says nothing of it";

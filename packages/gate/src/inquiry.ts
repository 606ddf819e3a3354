// What is answered about a target of an inquiry: a pure judgement of what a search found and what it could not search.
import type { InquiryAnswer } from "@yurai/schema";

/** What a search for one target found. */
export interface TargetSearch {
  /** Records that are the target: its URL, host, digest, or whole text. */
  readonly same: number;
  /** For texts: records that share a verified exact run or a near copy. */
  readonly alike: number;
  /** For texts: the largest share of the text that one record covers, from 0 to 1. */
  readonly covered: number;
  /** Records whose keys or anchors were met and whose text could not be compared. */
  readonly unverified: number;
  /** Whether some segment could not be searched, or nothing is indexed. */
  readonly isPartial: boolean;
}

/** Share of a text that a record must hold before the text counts as included. */
export const includedShare = 0.9;

/**
 * Answers: found as a whole is `included`, found in part `similar`. Nothing found is `not-found` only when everything was
 * searched and every hit could be compared; otherwise it cannot be determined. What the organisation declines is never
 * judged here.
 */
export function answerTarget(search: TargetSearch): Exclude<InquiryAnswer, "declined"> {
  if (search.same > 0 || search.covered >= includedShare) return "included";
  if (search.alike > 0) return "similar";
  return search.isPartial || search.unverified > 0 ? "cannot-determine" : "not-found";
}

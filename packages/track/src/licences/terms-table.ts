/**
 * What the common licence texts say, clause by clause. Data, written by hand from the texts; no legal advice.
 *
 * How `train` is answered. Of the texts here only those of the Use of Data Agreements speak of training a model. So the
 * answer is:
 * - `yes` only where the text gives up every right or grants every use without a condition (CC0-1.0, Unlicense, 0BSD);
 * - `conditions` where it grants every use, or use as such, and ties the grant to conditions (MIT, BSD, ISC);
 * - `unknown` where it lists acts (reproduce, share, run, propagate) and training is not clearly one of them.
 * A text that names no condition on a question says `no` to the duties (attribution, share-alike), not `unknown`.
 */
import { rareTerms } from "./terms-table-rare.ts";
import { explained, silent, type ExplainedTerms } from "./explained-terms.ts";

const mit = explained(
  ["conditions", "grants to deal in the Software without restriction, subject to the notice condition"],
  ["conditions", "the notice shall be included in all copies or substantial portions"],
  ["yes", "without restriction, including the right to sell copies"],
  ["yes", "copyright and permission notice in all copies or substantial portions"],
  ["no", silent],
);
const bsd = explained(
  ["conditions", "redistribution and use are permitted provided that the conditions are met"],
  ["conditions", "conditions 1 and 2: retain or reproduce the notice"],
  ["yes", "use is permitted without a limit to a purpose"],
  ["yes", "conditions 1 and 2"],
  ["no", silent],
);
const isc = explained(
  ["conditions", "use for any purpose is granted, provided that the notice appears in all copies"],
  ["conditions", "the notice appears in all copies"],
  ["yes", "any purpose with or without fee"],
  ["yes", "the notice appears in all copies"],
  ["no", silent],
);
const allGiven = (clause: string): ExplainedTerms =>
  explained(["yes", clause], ["yes", clause], ["yes", clause], ["no", silent], ["no", silent]);

function copyleft(run: string, conveying: string, source: string): ExplainedTerms {
  return explained(
    ["unknown", run],
    ["conditions", conveying],
    ["yes", "copies may be conveyed for a price or none; no purpose is excluded"],
    ["yes", `notices are kept: ${conveying}`],
    ["yes", source],
  );
}

const gpl2 = copyleft(
  "section 0 leaves running the program free; acts other than copying, distribution and modification are outside its scope",
  "sections 1 to 3",
  "section 2(b): works based on the program are licensed as a whole under it",
);
const gpl3 = copyleft(
  "section 2 lets covered works be made, run and propagated without conveying; whether a model is one is not said",
  "sections 4 to 6",
  "section 5(c): the entire work under this licence",
);
const lgpl2 = copyleft(
  "section 0 leaves running free; other acts than copying, distribution and modification are outside its scope",
  "sections 1, 2, 4 and 6",
  "section 2(c); works that use the library: section 6",
);
const lgpl3 = copyleft(
  "as GPL-3.0, section 2",
  "sections 2 to 5, with GPL-3.0",
  "section 2; combined works: section 4",
);
const agpl3 = copyleft(
  "section 2, as GPL-3.0; whether a model is a covered work is not said",
  "sections 4 to 6, and 13 for users over a network",
  "section 5(c) and section 13",
);

const apache2 = explained(
  [
    "unknown",
    "section 2 lists reproducing, preparing derivative works, displaying, sublicensing and distributing",
  ],
  ["conditions", "section 4: licence, notices of changes, notices kept, NOTICE file"],
  ["yes", "section 2: not limited to a purpose"],
  ["yes", "section 4(c) and 4(d)"],
  ["no", "section 4: derivative works may have other terms"],
);
const mpl2 = explained(
  ["conditions", "section 2.1(a): use, reproduce, modify and otherwise exploit"],
  ["conditions", "sections 3.1 to 3.4"],
  ["yes", "section 2.1: not limited to a purpose"],
  ["yes", "section 3.4"],
  ["yes", "section 3.1: covered files stay under it"],
);
const database = (use: string, notice: string, alike: string | undefined): ExplainedTerms =>
  explained(
    ["conditions", use],
    ["conditions", notice],
    ["yes", "section 3.1: for commercial use too"],
    ["yes", notice],
    alike === undefined ? ["no", silent] : ["yes", alike],
  );

function both(id: string, terms: ExplainedTerms): [string, ExplainedTerms][] {
  return [
    [`${id}-only`, terms],
    [`${id}-or-later`, terms],
    // The ids that SPDX deprecated are still what most packages write.
    [id, terms],
    [`${id}+`, terms],
  ];
}

/** What the texts say, by SPDX id. An id that is not in it is unknown on every question. */
export const termsBySpdxId: ReadonlyMap<string, ExplainedTerms> = new Map<string, ExplainedTerms>([
  ["MIT", mit],
  ["X11", mit],
  [
    "MIT-0",
    explained(
      ["yes", "deal in the Software without restriction, no condition"],
      ["yes", "no condition"],
      ["yes", "without restriction"],
      ["no", silent],
      ["no", silent],
    ),
  ],
  ["BSD-2-Clause", bsd],
  ["BSD-3-Clause", bsd],
  ["BSD-3-Clause-Clear", bsd],
  ["ISC", isc],
  ["0BSD", allGiven("use for any purpose with or without fee, no condition")],
  ["Unlicense", allGiven("anyone is free to copy, modify, use, sell or distribute for any purpose")],
  ["CC0-1.0", allGiven("section 2, waiver of all copyright and related rights; section 3 as fallback")],
  ["PDDL-1.0", allGiven("section 3: rights given up; section 4 as fallback")],
  ["WTFPL", allGiven("section 0: you just do what you want to")],
  [
    "Zlib",
    explained(
      ["conditions", "any purpose, subject to restrictions 1 to 3"],
      ["conditions", "restrictions 1 to 3"],
      ["yes", "including commercial applications"],
      ["conditions", "restriction 3: notice in source distributions; otherwise appreciated, not required"],
      ["no", silent],
    ),
  ],
  [
    "BlueOak-1.0.0",
    explained(
      ["conditions", "Copyright: everything that would otherwise infringe; Purpose ties it to the rules"],
      ["conditions", "Notices: who gets a copy gets the text or a link"],
      ["yes", "Copyright: everything"],
      ["yes", "Notices"],
      ["no", silent],
    ),
  ],
  [
    "Python-2.0",
    explained(
      ["conditions", "section 2: reproduce, analyze, and otherwise use, provided that notices are retained"],
      ["conditions", "sections 2 and 3"],
      ["yes", "section 2: not limited to a purpose"],
      ["yes", "section 2: notices retained"],
      ["no", silent],
    ),
  ],
  ["Apache-2.0", apache2],
  ["MPL-2.0", mpl2],
  ...both("GPL-2.0", gpl2),
  ...both("GPL-3.0", gpl3),
  ...both("LGPL-2.0", lgpl2),
  ...both("LGPL-2.1", lgpl2),
  ...both("LGPL-3.0", lgpl3),
  ...both("AGPL-3.0", agpl3),
  [
    "OFL-1.1",
    explained(
      ["conditions", "use, study, copy, merge, embed, modify, subject to conditions 1 to 5"],
      ["conditions", "conditions 2, 3 and 5"],
      ["conditions", "condition 1: not sold by itself"],
      ["yes", "condition 2"],
      ["yes", "condition 5: remains under this licence; documents made with the font do not"],
    ),
  ],
  [
    "ODC-By-1.0",
    database("section 3.1: use for any purpose, subject to section 4", "sections 4.2 and 4.3", undefined),
  ],
  ["ODbL-1.0", database("section 3.1: use, subject to section 4", "sections 4.2 and 4.3", "section 4.4")],
  [
    "CDLA-Permissive-2.0",
    explained(
      ["yes", "section 1: use, modify and share; section 3: no restriction on results"],
      ["conditions", "section 2: shared data come with the text of the agreement"],
      ["yes", "section 1: not limited to a purpose"],
      ["conditions", "section 2: only with shared data"],
      ["no", "section 3"],
    ),
  ],
  ...rareTerms,
]);

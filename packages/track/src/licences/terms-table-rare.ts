/** What further licence texts say, clause by clause: those that data sets and models are given under now and then. */
import { explained, silent, type ExplainedTerms } from "./explained-terms.ts";

const acts = "lists reproducing, making derivative works, distributing; training is not named";

const openData = (use: string, attribution: string, alike?: string): ExplainedTerms =>
  explained(
    ["conditions", use],
    ["conditions", attribution],
    ["yes", use],
    ["yes", attribution],
    alike === undefined ? ["no", silent] : ["yes", alike],
  );

const ogl = openData(
  "licence to use the Information; you are free to: exploit the Information commercially",
  "you must: acknowledge the source",
);
const gfdl = explained(
  ["unknown", "sections 2 and 4 speak of copying, distributing and modifying; training is not named"],
  ["conditions", "sections 2 to 4"],
  ["yes", "section 2: commercially or noncommercially"],
  ["yes", "sections 2 and 4: notices, title page, history"],
  ["yes", "section 4: modified versions under precisely this licence"],
);
const epl = explained(
  ["unknown", `section 2(a) ${acts}`],
  ["conditions", "section 3"],
  ["yes", "section 2(a): not limited to a purpose"],
  ["yes", "section 3: notices in all copies"],
  ["yes", "section 3: source code of the program, and of what is added to it, under this agreement"],
);
const eupl = explained(
  ["conditions", "article 2: use the Work in any circumstance and for all usage; obligations in article 5"],
  ["conditions", "article 5"],
  ["yes", "article 2: for all usage"],
  ["yes", "article 5, attribution right"],
  ["yes", "article 5, copyleft clause; its compatibility clause lets listed licences stand in"],
);

/** Further rows of the table of terms. */
export const rareTerms: readonly (readonly [id: string, terms: ExplainedTerms])[] = [
  [
    "AFL-3.0",
    explained(
      ["unknown", `section 1 ${acts}`],
      ["conditions", "sections 1(c), 5 and 6"],
      ["yes", "section 1: not limited to a purpose"],
      ["yes", "section 6, attribution rights"],
      ["no", "section 1(c): under any licence that does not contradict it"],
    ),
  ],
  [
    "Artistic-2.0",
    explained(
      [
        "conditions",
        "section 1: use for any purpose without restriction, provided that it is not distributed modified",
      ],
      ["conditions", "sections 2 to 8"],
      ["yes", "section 1: for any purpose"],
      ["yes", "section 2: notices duplicated"],
      ["conditions", "section 4(c): one of three ways to distribute a modified version"],
    ),
  ],
  [
    "BSL-1.0",
    explained(
      [
        "conditions",
        "use, reproduce, display, distribute, execute and transmit, subject to the notice condition",
      ],
      ["conditions", "notices in all copies, unless solely as machine-executable object code"],
      ["yes", "permission is granted free of charge, not limited to a purpose"],
      ["conditions", "notices in all copies, unless solely as machine-executable object code"],
      ["no", silent],
    ),
  ],
  [
    "ECL-2.0",
    explained(
      ["unknown", `section 2 ${acts}`],
      ["conditions", "section 4"],
      ["yes", "section 2: not limited to a purpose"],
      ["yes", "section 4(c) and 4(d)"],
      ["no", "section 4: derivative works may have other terms"],
    ),
  ],
  ["EPL-1.0", epl],
  ["EPL-2.0", epl],
  ["EUPL-1.1", eupl],
  ["EUPL-1.2", eupl],
  ...["1.1", "1.2", "1.3"].flatMap((version) =>
    ["", "-only", "-or-later"].map((end) => [`GFDL-${version}${end}`, gfdl] as const),
  ),
  [
    "LPPL-1.3c",
    explained(
      ["unknown", "section 1: activities other than distribution and modification are outside its scope"],
      ["conditions", "sections 2, 3, 6 and 7"],
      ["yes", "section 2: distribution of a complete unmodified copy is not limited to a purpose"],
      [
        "conditions",
        "section 6(a), (b) and (d): what was modified says so, and leads to the unmodified work",
      ],
      ["conditions", "section 10: under another licence only where the conditions of section 6 are honoured"],
    ),
  ],
  [
    "MS-PL",
    explained(
      ["unknown", `section 2(A) ${acts}`],
      ["conditions", "section 3"],
      ["yes", "section 2(A): not limited to a purpose"],
      ["yes", "section 3(C)"],
      ["conditions", "section 3(D): source form only under this licence"],
    ),
  ],
  [
    "NCSA",
    explained(
      ["conditions", "grants to deal with the Software without restriction, subject to three conditions"],
      ["conditions", "conditions 1 and 2: notices retained or reproduced"],
      ["yes", "without restriction, including the right to sell copies"],
      ["yes", "conditions 1 and 2"],
      ["no", silent],
    ),
  ],
  [
    "OSL-3.0",
    explained(
      ["unknown", `section 1 ${acts}`],
      ["conditions", "sections 1(c), 5 and 6"],
      ["yes", "section 1: not limited to a purpose"],
      ["yes", "section 6, attribution rights"],
      ["yes", "section 1(c): copies and derivative works under this licence"],
    ),
  ],
  [
    "PostgreSQL",
    explained(
      [
        "conditions",
        "use, copy, modify and distribute for any purpose, provided that the notices appear in all copies",
      ],
      ["conditions", "notices in all copies"],
      ["yes", "for any purpose, without fee"],
      ["yes", "notices in all copies"],
      ["no", silent],
    ),
  ],
  [
    "CDLA-Sharing-1.0",
    explained(
      ["conditions", "section 2.1(a): use, computational use included (1.13), subject to section 3"],
      [
        "conditions",
        "section 3.5 ties results to nothing; they hold no more than a de minimis portion (1.11)",
      ],
      ["yes", "section 3.3: no restriction on commercial use may be added"],
      ["conditions", "section 3.1(c): credit preserved where data are published"],
      ["yes", "section 3.1(a): published data under this agreement"],
    ),
  ],
  [
    "CDLA-Permissive-1.0",
    explained(
      ["conditions", "section 2.1(a): use, computational use included (1.12), subject to section 3"],
      [
        "conditions",
        "section 3.4 ties results to nothing; they hold no more than a de minimis portion (1.10)",
      ],
      ["yes", "section 2.1: not limited to a purpose"],
      ["conditions", "section 3.1(c): credit preserved where data are published"],
      ["no", "section 3.1(a): under a licence of your choice"],
    ),
  ],
  [
    "C-UDA-1.0",
    explained(
      [
        "conditions",
        "section 2.1: solely for computational use; 5.5 counts trained models among the results",
      ],
      [
        "conditions",
        "section 2.2 ties results to nothing; they hold no more than a de minimis portion (5.5)",
      ],
      ["yes", "section 2.1 excludes no purpose but uses that are not computational"],
      ["conditions", "section 3.1.1: credit kept where data are redistributed"],
      ["yes", "section 3.1.2: each recipient of the data is bound to the same terms"],
    ),
  ],
  [
    "O-UDA-1.0",
    explained(
      ["yes", "section 2.1.1: no restriction on use; 5.4 counts trained models among the results"],
      [
        "conditions",
        "section 2.1.2 ties results to nothing; they hold no more than a de minimis portion (5.4)",
      ],
      ["yes", "section 2.1.1: no restriction on use"],
      ["conditions", "section 3.1.1: credit kept where data are redistributed"],
      ["no", "section 3.1: under terms of your choice"],
    ),
  ],
  [
    "etalab-2.0",
    openData(
      "free to reuse the Information, for commercial purposes too",
      "the paternity of the Information is mentioned",
    ),
  ],
  ["OGL-UK-1.0", ogl],
  ["OGL-UK-2.0", ogl],
  ["OGL-UK-3.0", ogl],
  ["DL-DE-BY-2.0", openData("section 1: any use, commercial or not", "section 2: source note")],
  [
    "DL-DE-ZERO-2.0",
    explained(
      ["yes", "any use without restriction or condition"],
      ["yes", "any use without restriction or condition"],
      ["yes", "any use without restriction or condition"],
      ["no", silent],
      ["no", silent],
    ),
  ],
];

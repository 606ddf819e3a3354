// Every answer of the tables rests on words of its text: the texts themselves are asked.
import { unknownTerms, type Terms } from "@yurai/schema";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { termsOfExpression, termsOfLicence } from "../src/index.ts";
import { customLicences, customTermsByName } from "../src/licences/custom-terms.ts";
import { silent } from "../src/licences/explained-terms.ts";
import { rareTerms } from "../src/licences/terms-table-rare.ts";
import { termsBySpdxId } from "../src/licences/terms-table.ts";

type Question = keyof Terms;
const questions = Object.keys(unknownTerms) as readonly Question[];

const spdx = createRequire(import.meta.url)("spdx-license-list/full.js") as Readonly<
  Record<string, { readonly licenseText: string } | undefined>
>;

const plain = (text: string): string =>
  text.replaceAll(/[‘’]/g, "'").replaceAll(/[“”]/g, '"').replaceAll(/\s+/g, " ").toLowerCase();

/** The words that answer, in the order train, outputs, commercial use, attribution, share-alike. */
const words: Readonly<Record<string, readonly string[]>> = {
  "AFL-3.0": [
    "to reproduce the original work in copies",
    "external deployment",
    "grants you a worldwide, royalty-free",
    "you must retain, in the source code of any derivative works",
    "under any license of your choice that does not contradict",
  ],
  "Artistic-2.0": [
    "for any purpose without restriction, provided that you do not distribute the modified version",
    "you may distribute your modified version as source",
    "for any purpose without restriction",
    "duplicate all of the original copyright notices",
    "using the same licensing terms that apply to the copy",
  ],
  "BSL-1.0": [
    "to use, reproduce, display, distribute, execute, and transmit the software",
    "must be included in all copies of the software",
    "permission is hereby granted, free of charge",
    "unless such copies or derivative works are solely in the form of machine-executable object code",
    "",
  ],
  "ECL-2.0": [
    "license to reproduce, prepare derivative works of",
    "you must give any other recipients",
    "royalty-free",
    "you must retain, in the source form of any derivative works",
    "may provide additional or different license terms",
  ],
  "EPL-1.0": [
    "to reproduce, prepare derivative works of",
    "it complies with the terms and conditions of this agreement",
    "royalty-free copyright license",
    "may not remove or alter any copyright notices",
    "it must be made available under this agreement",
  ],
  "EPL-2.0": [
    "to reproduce, prepare derivative works of",
    "the program must also be made available as source code",
    "royalty-free copyright license",
    "may not remove or alter any copyright",
    "it must be made available under this agreement",
  ],
  "EUPL-1.1": [
    "use the work in any circumstance and for all usage",
    "attribution right",
    "for all usage",
    "keep intact all copyright, patent or trademarks notices",
    "copyleft clause",
  ],
  "EUPL-1.2": [
    "use the work in any circumstance and for all usage",
    "attribution right",
    "for all usage",
    "keep intact all copyright, patent or trademarks notices",
    "copyleft clause",
  ],
  GFDL: [
    "you may copy and distribute the document in any medium",
    "copying in quantity",
    "either commercially or noncommercially",
    "preserve all the copyright notices",
    "under precisely this license",
  ],
  "LPPL-1.3c": [
    "activities other than distribution and/or modification of the work are not covered",
    "you may distribute a complete, unmodified copy",
    "you may distribute a complete, unmodified copy",
    "contains prominent notices detailing the nature of the changes",
    "a derived work may be distributed under a different license provided",
  ],
  "MS-PL": [
    "license to reproduce its contribution, prepare derivative works of its contribution",
    "conditions and limitations",
    "royalty-free copyright license",
    "you must retain all copyright, patent, trademark, and attribution notices",
    "you may do so only under this license",
  ],
  NCSA: [
    "to deal with the software without restriction",
    "redistributions of source code must retain",
    "sell copies of the software",
    "must reproduce the above copyright notice",
    "",
  ],
  "OSL-3.0": [
    "to reproduce the original work in copies",
    "external deployment",
    "grants you a worldwide, royalty-free",
    "you must retain, in the source code of any derivative works",
    "shall be licensed under this open software license",
  ],
  PostgreSQL: [
    "for any purpose, without fee",
    "appear in all copies",
    "for any purpose, without fee",
    "appear in all copies",
    "",
  ],
  "CDLA-Sharing-1.0": [
    "making computational use of it",
    "no obligations or restrictions on your use or publication of results",
    "any restriction on commercial or non-commercial use",
    "you must preserve all credit or attribution",
    "must be published under this agreement",
  ],
  "CDLA-Permissive-1.0": [
    "making computational use of it",
    "no obligations or restrictions on your use or publication of results",
    "right to: (a) use data; and (b) publish data",
    "you must preserve all credit or attribution",
    "you may do so under a license of your choice",
  ],
  "C-UDA-1.0": [
    "you will use the data solely for computational use",
    "artificial intelligence models trained on data",
    "you will use the data solely for computational use",
    "you include with any data you redistribute all credit",
    "you bind each recipient",
  ],
  "O-UDA-1.0": [
    "artificial intelligence models trained on data",
    "the use, modification, or distribution of results",
    "does not impose any restriction with respect to",
    "you include with any data you redistribute all credit",
    "under terms of your choice",
  ],
  "etalab-2.0": [
    "est libre de réutiliser",
    "mentionner la paternité",
    "à titre commercial",
    "mentionner la paternité",
    "",
  ],
  "OGL-UK-1.0": [
    "licence to use the information",
    "acknowledge the source",
    "exploit the information commercially",
    "acknowledge the source",
    "",
  ],
  "OGL-UK-2.0": [
    "licence to use the information",
    "acknowledge the source",
    "exploit the information commercially",
    "acknowledge the source",
    "",
  ],
  "OGL-UK-3.0": [
    "licence to use the information",
    "acknowledge the source",
    "exploit the information commercially",
    "acknowledge the source",
    "",
  ],
  "DL-DE-BY-2.0": [
    "any use will be permitted provided",
    "source note",
    "for commercial and non-commercial use",
    "source note contains",
    "",
  ],
  "DL-DE-ZERO-2.0": [
    "any use is permitted without restrictions or conditions",
    "any use is permitted without restrictions or conditions",
    "for commercial and non-commercial use",
    "",
    "",
  ],
};

describe("the terms of a licence that is rare", () => {
  test.each(rareTerms.map(([id]) => id))("rest on words of its text: %s", (id) => {
    const text = plain(spdx[id]?.licenseText ?? spdx[`${id}-only`]?.licenseText ?? "");
    expect(text).not.toBe("");
    const said = words[id] ?? words[id.replace(/-\d.*$/, "")];
    const wrong = questions.filter((question, at) => {
      const quote = said![at]!;
      // Where the text is silent there are no words.
      const isSilent = termsBySpdxId.get(id)![question].clause === silent;
      return isSilent ? quote !== "" : quote === "" || !text.includes(quote);
    });
    expect(wrong).toEqual([]);
    // A text that asks for the same terms would name them.
    const isFree = termsBySpdxId.get(id)!.shareAlike.clause === silent;
    expect(isFree && /under (?:this|the same) licen[cs]e only|share.?alike/.test(text)).toBe(false);
  });
});

test("every answer, of any text or several, names its clause and a page where the text can be read", () => {
  const expressions = [...termsBySpdxId.keys(), "CC-BY-SA-4.0", "MIT AND Apache-2.0", "MIT OR GPL-3.0-only"];
  for (const expression of expressions)
    for (const question of questions) {
      const { clause, sources = [] } = termsOfExpression(expression)[question];
      expect(clause, expression).not.toBe("");
      expect(sources.length, expression).toBeGreaterThan(0);
      for (const source of sources) expect(URL.canParse(source)).toBe(true);
    }
  expect(termsOfExpression("LicenseRef-ours").train).not.toHaveProperty("sources");
});

const train = (id: string): string => termsOfLicence(customLicences.get(id)!).train.answer;

describe("terms that are no SPDX licence", () => {
  test("give their clauses and their page; what was not compared with the text is unknown and says so", () => {
    for (const [id, licence] of customLicences) {
      const explained = termsOfLicence(licence);
      for (const question of questions) {
        const { answer, clause, sources } = explained[question];
        expect(sources, id).toEqual([licence.kind === "custom" && licence.url]);
        expect(clause, id).toMatch(/: \S/);
        const isUnread = clause.endsWith("not compared with the text");
        expect(isUnread ? answer === "unknown" : /section|granted for/.test(clause), `${id} ${clause}`).toBe(
          true,
        );
      }
    }
  });

  test("of Llama up to version 3 refuse that outputs improve other models; later ones ask for the name", () => {
    expect(["llama2", "llama3", "llama3.1", "llama3.3", "gemma"].map(train)).toEqual([
      "no",
      "no",
      "conditions",
      "conditions",
      "conditions",
    ]);
  });

  test("that somebody recorded otherwise are that person's, without the text's clauses", () => {
    const [name = ""] = customTermsByName.keys();
    const recorded: Terms = {
      train: "yes",
      distributeOutputs: "yes",
      commercialUse: "yes",
      attribution: "no",
      shareAlike: "no",
    };
    expect(termsOfLicence({ kind: "custom", name, terms: recorded }).train).toEqual({
      answer: "yes",
      clause: `recorded for ${name}`,
    });
  });
});

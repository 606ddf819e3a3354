import type { LicenceClaim } from "@yurai/schema";
import { formatCount } from "../number.ts";
import { rowsOf, type EvidenceName, type FindEvidence } from "../statements/evidence.ts";
import { totalsOf, type ReportedSource } from "../statements/report-facts.ts";
import { rowsOfSources } from "./sources.ts";

type Name = Extract<
  EvidenceName,
  "licences" | "licence-disagreements" | "agreements" | "reliances" | "access-modes"
>;

/** Questions about licences, agreements, what is relied on, and how data was reached. */
export const evidenceOfRights: Readonly<Record<Name, FindEvidence>> = {
  licences(facts, { words, catalogue }) {
    if (facts.sources.length === 0) return undefined;
    const rows = facts.sources.map((source) => {
      const claims = leadingClaims(source);
      return [
        source.name,
        claims.length === 0 ? words.unknown : claims.map(({ fact }) => licenceText(fact)).join("; "),
        claims[0] === undefined ? "-" : catalogue.words.basis[claims[0].fact.basis],
        formatCount(totalsOf([source]).records),
      ];
    });
    const without = facts.sources.filter((source) => source.licences.length === 0).length;
    const disagree = facts.sources.filter(disagrees).length;
    return {
      lines: [
        words.licenceNote,
        ...(without > 0 ? [words.withoutLicence(without, facts.sources.length)] : []),
        ...(disagree > 0 ? [words.licencesDisagree(disagree)] : []),
      ],
      table: {
        columns: [
          { title: words.column.source },
          { title: words.column.licence },
          { title: words.column.basis },
          { title: words.column.records, align: "end" },
        ],
        rows,
      },
      figures: { sources: facts.sources.length, withoutLicence: without, disagree },
      rows: rowsOf(
        facts.sources.flatMap((source) => source.licences.map(({ row }) => row)),
        rowsOfSources(facts.sources),
      ),
    };
  },

  "licence-disagreements"(facts, { words, catalogue }) {
    const disagreeing = facts.sources.filter(disagrees);
    if (facts.sources.length === 0) return undefined;
    const claims = (source: ReportedSource, isDeclared: boolean): string =>
      source.licences
        .filter(({ fact }) => (fact.basis === "declared") === isDeclared)
        .map(({ fact }) =>
          isDeclared ? licenceText(fact) : `${licenceText(fact)} (${catalogue.words.basis[fact.basis]})`,
        )
        .join("; ");
    return {
      lines: disagreeing.length === 0 ? [words.licencesAgree] : [words.licencesDisagree(disagreeing.length)],
      table: {
        columns: [
          { title: words.column.source },
          { title: words.column.declared },
          { title: words.column.found },
          { title: words.column.records, align: "end" },
        ],
        rows: disagreeing.map((source) => [
          source.name,
          claims(source, true),
          claims(source, false),
          formatCount(totalsOf([source]).records),
        ]),
      },
      figures: { disagree: disagreeing.length },
      rows: rowsOf(
        (disagreeing.length === 0 ? facts.sources : disagreeing).flatMap((source) =>
          source.licences.map(({ row }) => row),
        ),
      ),
    };
  },

  agreements(facts, { words }) {
    if (facts.sources.length === 0) return undefined;
    const bound = facts.sources.filter((source) =>
      ["licensed", "third-party"].includes(source.declared?.fact.origin ?? ""),
    );
    const withAgreement = bound.filter((source) => source.declared?.fact.agreement !== undefined);
    return {
      lines:
        bound.length === 0
          ? [words.noneRecorded]
          : [
              words.received(bound.length, withAgreement.length),
              ...withAgreement.map((source) => {
                const agreement = source.declared?.fact.agreement;
                return words.agreementOf(
                  source.name,
                  agreement?.reference ?? "",
                  agreement?.from ?? words.unknown,
                  agreement?.to ?? words.unknown,
                );
              }),
            ],
      figures: { sources: bound.length, withAgreement: withAgreement.length },
      rows: rowsOf((bound.length === 0 ? facts.sources : bound).map((source) => source.declared?.row)),
    };
  },

  reliances(facts, { words, catalogue }) {
    if (facts.sources.length === 0) return undefined;
    const rows = facts.sources.map((source) => {
      const last = source.reliances.at(-1)?.fact;
      if (last === undefined || last.kind === "undecided") return [source.name, words.undecided, "-", "-"];
      const kind =
        last.kind === "exception"
          ? `${catalogue.words.reliance.exception} ${last.exception}`
          : catalogue.words.reliance[last.kind];
      return [source.name, kind, last.by, last.because];
    });
    const undecided = rows.filter((row) => row[1] === words.undecided).length;
    return {
      lines: undecided > 0 ? [words.relianceUndecided(undecided, facts.sources.length)] : [],
      table: {
        columns: [
          { title: words.column.source },
          { title: words.column.reliance },
          { title: words.column.by },
          { title: words.column.because },
        ],
        rows,
      },
      figures: { sources: facts.sources.length, undecided },
      rows: rowsOf(facts.sources.flatMap((source) => source.reliances.map(({ row }) => row))),
    };
  },

  "access-modes"(facts, { words, catalogue }) {
    const known = facts.sources.filter((source) => source.declared?.fact.accessMode !== undefined);
    if (known.length === 0) return undefined;
    const groups = Map.groupBy(known, (source) => source.declared?.fact.accessMode ?? "crawl");
    return {
      lines: [...groups].map(([mode, sources]) =>
        words.reachedBy(catalogue.ledger.accessMode[mode], sources.length),
      ),
      figures: {
        ...Object.fromEntries([...groups].map(([mode, sources]) => [mode, sources.length])),
        notRecorded: facts.sources.length - known.length,
      },
      rows: rowsOf(known.map((source) => source.declared?.row)),
    };
  },
};

/** The claims that count: a person's conclusions, else what was detected, else what was declared. */
export function leadingClaims(source: ReportedSource): ReportedSource["licences"] {
  const of = (basis: LicenceClaim["basis"]): ReportedSource["licences"] =>
    source.licences.filter(({ fact }) => fact.basis === basis);
  return [of("concluded"), of("detected"), of("declared")].find((claims) => claims.length > 0) ?? [];
}

/** Whether what was declared and what was found or decided differ. */
function disagrees(source: ReportedSource): boolean {
  const names = (basis: LicenceClaim["basis"]): readonly string[] =>
    source.licences.filter(({ fact }) => fact.basis === basis).map(({ fact }) => licenceText(fact));
  const declared = names("declared");
  const others = [...names("detected"), ...names("concluded")];
  return declared.length > 0 && others.some((name) => !declared.includes(name));
}

/** A licence in one word: an SPDX expression, or the name of custom terms. */
export function licenceText({ licence }: LicenceClaim): string {
  return licence.kind === "spdx" ? licence.expression : licence.name;
}

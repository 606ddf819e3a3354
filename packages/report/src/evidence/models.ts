import { formatDate } from "../number.ts";
import { rowsOf, type EvidenceName, type FindEvidence } from "../statements/evidence.ts";
import { byTime, type ReportedRun } from "../statements/report-facts.ts";

type Name = Extract<
  EvidenceName,
  "models" | "model-dates" | "lineage" | "training-runs" | "purposes" | "code-versions"
>;

/** Questions about models and the runs that made them. */
export const evidenceOfModels: Readonly<Record<Name, FindEvidence>> = {
  models(facts) {
    if (facts.models.length === 0) return undefined;
    const names = facts.models.map(({ fact }) => nameOf(fact));
    return {
      lines: names,
      figures: { models: names.length, names: names.join(", ") },
      rows: rowsOf(facts.models.map(({ row }) => row)),
    };
  },

  "model-dates"(facts, { words }) {
    if (facts.models.length === 0) return undefined;
    const lines = facts.models.map(({ fact }) => words.modelRecorded(nameOf(fact), formatDate(fact.at)));
    return {
      lines,
      figures: Object.fromEntries(facts.models.map(({ fact }) => [nameOf(fact), formatDate(fact.at)])),
      rows: rowsOf(facts.models.map(({ row }) => row)),
    };
  },

  lineage(facts, { words }) {
    if (facts.models.length === 0) return undefined;
    const unknown = new Set(facts.basesWithoutRuns);
    const lines = facts.models.map(({ fact }) => {
      if (fact.base === undefined) return words.noBase(nameOf(fact));
      const line = words.base(nameOf(fact), nameOf(fact.base));
      return unknown.has(nameOf(fact.base)) ? `${line} ${words.baseUnknown}` : line;
    });
    return {
      lines,
      figures: {
        bases: facts.models.filter(({ fact }) => fact.base !== undefined).length,
        basesWithoutRuns: unknown.size,
      },
      rows: rowsOf(facts.models.map(({ row }) => row)),
    };
  },

  "training-runs"(facts, { words }) {
    if (facts.runs.length === 0) return undefined;
    const runs = facts.runs.toSorted((a, b) => byTime(a.run.startedAt, b.run.startedAt));
    const first = runs[0];
    const last = runs.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const ended = runs.filter(({ ends }) => ends.length > 0).length;
    const from = formatDate(first.run.startedAt);
    const to = formatDate(lastMoment(last));
    return {
      lines: [words.runs(runs.length, from, to), words.runsEnded(ended, runs.length)],
      table: {
        columns: [
          { title: words.column.run },
          { title: words.column.purpose },
          { title: words.column.began },
          { title: words.column.ended },
        ],
        rows: runs.map(({ run, ends }) => [
          run.name === undefined ? run.id.slice(0, 8) : `${run.name}/${run.id.slice(0, 8)}`,
          run.purpose,
          formatDate(run.startedAt),
          ends.length === 0 ? words.noEnd : formatDate(ends.at(-1)?.fact.endedAt ?? run.startedAt),
        ]),
      },
      figures: { runs: runs.length, ended, from, to },
      rows: rowsOf(
        runs.map(({ row }) => row),
        runs.flatMap(({ ends }) => ends.map(({ row }) => row)),
      ),
    };
  },

  purposes(facts, { words }) {
    const others = facts.runs.filter(({ run }) => run.purpose !== "train");
    if (others.length === 0) return undefined;
    const counts = new Map<string, number>();
    for (const { run } of others) counts.set(run.purpose, (counts.get(run.purpose) ?? 0) + 1);
    return {
      lines: [...counts].map(([purpose, count]) => words.runsFor(purpose, count)),
      figures: Object.fromEntries(counts),
      rows: rowsOf(others.map(({ row }) => row)),
    };
  },

  "code-versions"(facts, { words }) {
    const known = facts.runs.filter(({ run }) => run.code?.commit !== undefined);
    if (facts.runs.length === 0) return undefined;
    const dirty = known.filter(({ run }) => run.code?.dirty === true).length;
    return {
      lines: [words.codeVersions(known.length, facts.runs.length, dirty)],
      figures: { runs: facts.runs.length, withCommit: known.length, changedSinceCommit: dirty },
      rows: rowsOf(facts.runs.map(({ row }) => row)),
    };
  },
};

/** A model's name, with its version where it has one. */
export function nameOf(model: { readonly name: string; readonly version?: string }): string {
  return model.version === undefined ? model.name : `${model.name}@${model.version}`;
}

function lastMoment({ run, ends }: ReportedRun): string {
  return (
    ends
      .map(({ fact }) => fact.endedAt)
      .toSorted(byTime)
      .at(-1) ?? run.startedAt
  );
}

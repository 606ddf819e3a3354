import { addPersonalData, inquiryAnswers } from "@yurai/schema";
import { formatCount, formatDate, formatShare } from "../number.ts";
import { rowsOf, type EvidenceName, type FindEvidence } from "../statements/evidence.ts";
import { inquiryWordsOf } from "../statements/inquiry-words.ts";
import { totalsOf } from "../statements/report-facts.ts";

type Name = Extract<
  EvidenceName,
  "record-keeping" | "output-checks" | "inquiries" | "personal-data" | "changes"
>;

/** Questions about Yurai's own records: the log, checks of outputs, inquiries, counts of personal data, earlier reports. */
export const evidenceOfRecords: Readonly<Record<Name, FindEvidence>> = {
  "record-keeping"(facts, { words }) {
    const { size, root } = facts.ledger;
    return {
      lines: [words.log(formatCount(size), root.slice(0, 16)), words.recordsKept],
      figures: { rows: size, root },
      rows: [],
    };
  },

  "output-checks"(facts, { words, catalogue }) {
    const { outputs, byAction, policies, firstAt, lastAt, rows } = facts.checks;
    if (outputs === 0) return undefined;
    const counts = Object.entries(byAction).filter(([, count]) => count > 0);
    return {
      lines: [
        words.checked(formatCount(outputs), formatDate(firstAt ?? ""), formatDate(lastAt ?? "")),
        words.checkPolicies(policies.join(", ")),
      ],
      table: {
        columns: [
          { title: words.column.verdict },
          { title: words.column.outputs, align: "end" },
          { title: words.column.share, align: "end" },
        ],
        rows: counts.map(([action, count]) => [
          isAction(action) ? catalogue.words.action[action] : action,
          formatCount(count),
          formatShare(count / outputs),
        ]),
      },
      figures: { outputs, ...byAction },
      rows,
    };
  },

  inquiries(facts, { words, language }) {
    const { drafted, approved, byAnswer, rows } = facts.inquiries;
    if (drafted === 0) return { lines: [words.noInquiries], figures: { drafted, approved }, rows: [] };
    return {
      lines: [
        words.inquiries(drafted, approved),
        ...inquiryAnswers
          .filter((answer) => (byAnswer[answer] ?? 0) > 0)
          .map((answer) =>
            words.inquiryAnswer(inquiryWordsOf(language).answer[answer], byAnswer[answer] ?? 0),
          ),
      ],
      figures: { drafted, approved, ...byAnswer },
      rows,
    };
  },

  "personal-data"(facts, { words, catalogue }) {
    const counted = facts.sources.filter((source) => source.personalData !== undefined);
    const sums = addPersonalData(...counted.map((source) => source.personalData));
    if (sums === undefined) return undefined;
    const { records } = totalsOf(facts.sources);
    const listed = sums.counts.filter(({ count }) => count > 0);
    return {
      lines: [
        words.personalDataCounted(
          counted.length,
          facts.sources.length,
          formatCount(sums.scannedRecords),
          formatCount(records),
        ),
        ...(listed.length === 0 ? [words.personalDataNone] : []),
      ],
      ...(listed.length > 0 && {
        table: {
          columns: [{ title: words.column.category }, { title: words.column.count, align: "end" as const }],
          rows: listed.map(({ category, count }) => [
            catalogue.words.category[category] ?? category,
            formatCount(count),
          ]),
        },
      }),
      figures: {
        sources: counted.length,
        scannedRecords: sums.scannedRecords,
        ...Object.fromEntries(sums.counts.map(({ category, count }) => [category, count])),
      },
      rows: rowsOf(counted.flatMap((source) => source.shares.map((share) => share.row))),
    };
  },

  changes(_facts, { words, previous, current = [] }) {
    if (previous === undefined)
      return { lines: [words.firstReport], figures: { previous: "none" }, rows: [] };
    const before = new Map(previous.items.map((item) => [item.id, item]));
    const changed = current.flatMap((item) => {
      const old = before.get(item.id);
      const names = [...new Set([...Object.keys(item.figures), ...Object.keys(old?.figures ?? {})])];
      return names
        .filter((name) => !alwaysNew.has(name) && item.figures[name] !== old?.figures[name])
        .map((name) => [item.id, name, text(old?.figures[name]), text(item.figures[name])]);
    });
    return {
      lines: [words.comparedWith(previous.id, formatDate(previous.madeAt), changed.length)],
      ...(changed.length > 0 && {
        table: {
          columns: [
            { title: words.column.item },
            { title: words.column.figure },
            { title: words.column.before },
            { title: words.column.now },
          ],
          rows: changed,
        },
      }),
      figures: { previous: previous.id, changed: changed.length },
      rows: [],
    };
  },
};

/** Figures of the ledger itself: they differ between any two reports and tell nothing about the data. */
const alwaysNew: ReadonlySet<string> = new Set(["rows", "root", "on"]);

function text(value: number | string | undefined): string {
  if (value === undefined) return "-";
  return Number.isInteger(value) ? formatCount(Number(value)) : String(value);
}

const actionNames = ["pass", "attribute", "incomplete", "review", "block"] as const;

function isAction(name: string): name is (typeof actionNames)[number] {
  return (actionNames as readonly string[]).includes(name);
}

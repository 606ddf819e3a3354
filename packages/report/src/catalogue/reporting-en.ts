import { formatCount } from "../number.ts";
import type { ReportingMessages } from "./reporting-messages.ts";

function many(count: number, one: string, more: string): string {
  return `${formatCount(count)} ${count === 1 ? one : more}`;
}

/** Screens and help of `report` and `why`, in English. */
export const reportingEn: ReportingMessages = {
  option: {
    reportKind: "what to write",
    reportModel: "only this model (NAME or NAME@VERSION) and its bases; default: all",
    format: "html, md, docx, csv or json; default from the file's ending",
    out: "file to write; default: standard output",
    answers: "your words and decisions; default yurai.answers.yaml beside the configuration",
    blanks: "also write a file with every blank to fill, in the form of the answers",
    whyReport: "a file that yurai report wrote, or the id that stands in it",
    whyItem: "number of an item in it, such as D4",
  },
  wrote: (path, counts) => `wrote ${path}   ${counts}`,
  wroteExport: (path, items) => `wrote ${path}   ${many(items, "part", "parts")} filled from the ledger`,
  basis: "basis",
  basisText:
    "item wording is Yurai's own, from drafts and secondary sources; nobody has recorded a check against the official text",
  proof: "proof",
  proofText: (path, item) => `every figure links to its query: yurai why ${path} ${item}`,
  gaps: "gaps",
  missing: "missing",
  blanksLabel: "blanks",
  blanksText: (path) => `wrote ${path}: fill it in and keep it as yurai.answers.yaml`,
  next: "next",
  blanksHead: (title) => [
    `What the ledger cannot answer for: ${title}`,
    "Fill in what you know, delete the rest. Nothing here is pre-decided.",
  ],
  why: {
    outcome: (item, report) => `${item} of report ${report}`,
    asWritten: "as it was written",
    changed: "changed since it was written (its words, or something else)",
    made: (date, size) => `made on ${date} from the ledger at row ${size}`,
    state: "state",
    figure: (name, then, again, today) => `${name}: ${then}; asked again ${again}; today ${today}`,
    figures: "figures",
    same: "the same",
    differs: "DIFFERENT",
    noFigures: "none: the ledger does not answer this item",
    question: "asked",
    rows: "rows",
    moreRows: (count) => `and ${many(count, "row", "rows")} more: --json lists all`,
    noRows: "none",
    ledger: "ledger",
    ledgerChanged: "the ledger at that row has another root now: run yurai verify",
    file: "file",
    report: "report",
  },
};

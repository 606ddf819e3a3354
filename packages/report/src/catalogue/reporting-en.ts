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
    evidencePack: "write one file that proves what the ledger says of a thing",
    evidenceVerify: "check such a file, offline; any changed byte is found",
    evidenceRun: "a run, by its id or name",
    evidenceVerdict: "a check, by its id",
    evidenceOut: "file to write; default KIND-ID.evidence.zip",
    evidenceKey: "private key that signs; default the one of yurai keys",
    evidenceFile: "an evidence file",
    evidencePublicKey: "public key of whoever you expect to have signed",
    holdAdd: "hold what belongs to a source, run, model or verdict: it is not purged",
    holdList: "every hold, released ones too",
    holdRelease: "end a hold; says who and why",
    holdId: "id of the hold, such as H-001",
    holdSource: "hold a source",
    holdRun: "hold a run, by its id or name",
    holdModel: "hold a model and its runs",
    holdVerdict: "hold a check, by its id",
    decidedBy: "who decides",
    because: "why; stays in the ledger",
    purgeSource: "every record of this source",
    purgeRecord: "one record, as SEGMENT:NUMBER",
    purgeAgreement: "every source under this agreement",
    purgeRow: "one row of the ledger, by its id, such as an inquiry's",
    dryRun: "say what would go, and change nothing",
    attestation: "file for the attestation of what was deleted",
    answerKind: {
      url: "answer an inquiry about URLs",
      host: "answer an inquiry about hosts, their subdomains included",
      digest: "answer an inquiry about SHA-256 digests of contents",
      text: "answer an inquiry about texts or an output",
      image: "answer an inquiry about pictures",
    },
    answerTargets: "what is asked about; - reads one a line from standard input",
    answerTexts: "a file that holds the text, or the text itself",
    answerImages: "files of pictures",
    request: "the request as the desk received it (yurai-request, YAML)",
    decline: "decline to answer, for this reason; nothing is searched",
    approve: "make a draft final; a person's name is required",
    approvedBy: "who approves",
    inquiryId: "id of the inquiry, such as Q-014",
    showInquiry: "an inquiry as it stands; with --out or --format its letter",
    listInquiries: "every inquiry",
    answerOut: "file to write; default ID.LANG.docx beside the request",
    answerFormat: "docx, html or md; default from the file's ending, else docx",
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
  blanksText: (path) => `wrote ${path}: fill it in; the next report reads yurai.answers.yaml`,
  next: "next",
  about: "about",
  packed: (path, bytes) => `wrote ${path}   ${bytes}`,
  evidenceHolds: "everything in it holds",
  provenRows: (rows, size) => `${many(rows, "row", "rows")} proven to be in the ledger of ${size} rows`,
  signedBy: "signed by",
  limit: "limit",
  knownKey: "signed by the key that you gave",
  unknownKey:
    "the key is the file's own: it proves that the file is whole, not who made it. Compare the key, or give --key",
  evidenceReadme: (kind, id) => `# Evidence about ${kind} ${id}

What this file holds:

- rows.jsonl: rows of Yurai's ledger, one a line, exactly as they were hashed
- proofs.jsonl: for each row, the path of hashes from it to the root of the ledger (RFC 6962)
- head.json: size and root of the ledger, signed (Ed25519)
- attestation.dsse.json: an in-toto statement with the SHA-256 of every file here, signed in a DSSE envelope
- public-key.pem: the key; compare it with the one that the organisation publishes
- manifests/, policy.json, letter.*.md: where they belong to the matter

Check it offline: yurai evidence verify FILE --key public-key.pem

It proves that these rows were recorded and not changed since. It does not prove that they are true or complete.

# 証拠ファイル: ${kind} ${id}

台帳の行、各行から台帳のルートまでの証明、署名された先頭、全ファイルの SHA-256 に対する署名が入っています。
オフラインで検証できます: yurai evidence verify FILE --key public-key.pem
記録され、その後変更されていないことの証明であり、真実性や網羅性の証明ではありません。
`,
  held: (id) => `${id}: held; it is not purged until the hold is released`,
  holds: (count) => many(count, "hold", "holds"),
  released: (id) => `${id} is released`,
  holdOf: (what, by, date, reason) => `${what}  by ${by} on ${date}: ${reason}`,
  drafted: (id) => `DRAFT for review: not sent, not approved. Recorded as inquiry ${id}.`,
  approved: (id, by) => `${id} is final, approved by ${by}. Yurai sends nothing.`,
  approveNext: (id) => `yurai answer approve ${id} --by NAME`,
  inquiries: (count) => many(count, "inquiry", "inquiries"),
  targets: (count) => many(count, "target", "targets"),
  notApproved: "draft, not approved",
  approvedBy: (by, date) => `approved by ${by} on ${date}`,
  searchedLabel: "searched",
  wroteLabel: "wrote",
  blanksHead: (title) => [
    `What the ledger cannot answer for: ${title}`,
    "Fill in what you know, delete the rest. Nothing here is pre-decided.",
  ],
  purge: {
    purged: (id, records) => `${id}: ${many(records, "record", "records")} deleted for good`,
    planned: "DRY RUN: nothing was deleted; this would be",
    segments: "segments",
    still: "still",
    run: (id) => `run ${id}`,
    limits:
      "what lies outside Yurai's folder is not touched: source files, bundles, copies, backups, and what models learned",
    attestation: "attested",
    unsigned: "not signed: there is no key (yurai keys create)",
  },
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

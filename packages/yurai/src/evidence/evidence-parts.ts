// Which rows of the ledger, and which other files, stand behind a run, a check or an inquiry.

import type { Ledger, LedgerRow, RunCounts, SegmentCommit } from "@yurai/ledger";
import { inquiryDocument, renderDocumentAsMarkdown } from "@yurai/report/statements";
import { canonicalJson, policyHash, type Inquiry } from "@yurai/schema";
import { choosePolicy } from "../check/chosen-policy.ts";
import type { Project } from "../home/config.ts";
import { CliError } from "../error.ts";
import type { EvidenceParts, EvidenceSubject } from "./evidence-pack.ts";
import { findByPrefix } from "../home/id-prefix.ts";
import { readChecks } from "../check/verdict-log.ts";

/** What is collected for an evidence file. */
export type CollectedEvidence = Pick<EvidenceParts, "about" | "rows" | "files">;

/**
 * Collects the evidence for one thing; the beginning of an id is enough.
 *
 * @throws CliError `not-found`, `ambiguous`
 */
export async function collectEvidence(
  ledger: Ledger,
  project: Project,
  { kind, id }: EvidenceSubject,
): Promise<CollectedEvidence> {
  switch (kind) {
    case "run":
      return ofRun(ledger, id);
    case "verdict":
      return ofCheck(ledger, project, id);
    case "inquiry":
      return ofInquiry(ledger, id);
    default:
      return kind satisfies never;
  }
}

/** What a run wrote, what is known of its sources, and the manifests of its segments. */
async function ofRun(ledger: Ledger, given: string): Promise<CollectedEvidence> {
  const views = await ledger.runs();
  const { id, run } = findByPrefix(
    views,
    given,
    (view) => [view.id, ...(view.run.name ? [view.run.name] : [])],
    "run",
  );
  const own = await ledger.rows({
    kinds: ["run", "run-end", "counts", "screening", "hosts", "gap", "segment"],
    key: { name: "run", values: [id] },
    includeCorrected: true,
  });
  const counts = own.filter(({ kind }) => kind === "counts") as readonly LedgerRow<RunCounts>[];
  const sources = [...new Set(counts.flatMap(({ body }) => body.sources.map(({ source }) => source)))];
  const about = await ledger.rows({
    kinds: ["source", "licence", "reliance", "crawl"],
    key: { name: "source", values: sources },
    includeCorrected: true,
  });
  const models =
    run.model === undefined
      ? []
      : await ledger.rows({ kinds: ["model"], key: { name: "model", values: [run.model.name] } });
  const segments = own.filter(({ kind }) => kind === "segment") as readonly LedgerRow<SegmentCommit>[];
  return {
    about: { kind: "run", id },
    rows: inOrder([...own, ...about, ...models]),
    files: new Map(
      segments.map(({ body }) => [`manifests/${body.id}.json`, bytes(`${canonicalJson(body.manifest)}\n`)]),
    ),
  };
}

/** The rows of a check, and the policy that decided where it is still the one of the project. */
async function ofCheck(ledger: Ledger, project: Project, given: string): Promise<CollectedEvidence> {
  const { check, inputs } = findByPrefix(await readChecks(ledger), given, (one) => [one.check], "verdict");
  const rows: LedgerRow[] = [];
  for (let next = 0; ; next += 1) {
    const names = next === 0 ? [check, `${check}/0`, `${check}/end`] : [`${check}/${next}`];
    const found = await ledger.rows({ kinds: ["verdict"], key: { name: "id", values: names } });
    if (found.length === 0) break;
    rows.push(...found);
  }
  const { policy } = choosePolicy(project, { cwd: project.folder });
  return {
    about: { kind: "verdict", id: check },
    rows: inOrder(rows),
    files: new Map(
      policyHash(policy) === inputs.policy ? [["policy.json", bytes(`${canonicalJson(policy)}\n`)]] : [],
    ),
  };
}

/** The rows of an inquiry, and its letter in both languages. */
async function ofInquiry(ledger: Ledger, id: string): Promise<CollectedEvidence> {
  const rows = await ledger.rows({ kinds: ["inquiry"], key: { name: "id", values: [id] } });
  const last = rows.at(-1)?.body as Inquiry | undefined;
  if (last === undefined)
    throw new CliError("not-found", `there is no inquiry ${id} in this ledger; yurai answer list shows all`);
  const letters = (["ja", "en"] as const).map(
    (language) =>
      [`letter.${language}.md`, bytes(renderDocumentAsMarkdown(inquiryDocument(last, language)))] as const,
  );
  return { about: { kind: "inquiry", id }, rows, files: new Map(letters) };
}

function inOrder(rows: readonly LedgerRow[]): readonly LedgerRow[] {
  return [...new Map(rows.map((row) => [row.index, row])).values()].toSorted((a, b) => a.index - b.index);
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}

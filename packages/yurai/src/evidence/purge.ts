// Deleting what a licensor, a person or a deadline asks for: records leave the segments, bodies leave the ledger, and what
// was deleted is attested. Each step can be repeated: a purge that was interrupted is run again.
import { hostOf, rewriteSegments } from "@yurai/fingerprint";
import type { CurrentSegment, HostRollUps, Ledger, LedgerRow, NewRow } from "@yurai/ledger";
import type { ModelReference, PurgeRecord, RecordId } from "@yurai/schema";
import { rmSync } from "node:fs";
import { CliError } from "../error.ts";
import { segmentPath } from "../home/home.ts";
import { readHeld } from "./legal-holds.ts";
import { formatModel } from "../home/model-reference.ts";
import { toolVersion } from "../terminal/version.ts";

/** What is to be deleted. */
export interface PurgeTargets {
  readonly sources: ReadonlySet<string>;
  readonly records: readonly RecordId[];
  /** Ids of rows of the ledger. */
  readonly rows: readonly string[];
}

/** What a purge would delete, and what stays that knew it. */
export interface PurgePlan {
  readonly targets: PurgeTargets;
  /** Segments that hold some of the records, or may. */
  readonly segments: readonly CurrentSegment[];
  /** Rows of the ledger whose bodies go. */
  readonly rows: readonly LedgerRow[];
  /** Roll-ups of other sources that stood in the same rows: they are written anew. */
  readonly kept: readonly NewRow[];
  readonly runs: readonly string[];
  /** Models that learned from the records: deleting data does not make them forget. */
  readonly models: readonly string[];
}

/**
 * Finds what a purge would delete.
 *
 * @throws CliError `held` when a legal hold keeps any of it
 */
export async function planPurge(ledger: Ledger, targets: PurgeTargets): Promise<PurgePlan> {
  const { current } = await ledger.segments();
  const wanted = current.filter((segment) => mayHold(segment, targets));
  const runs = [...new Set(wanted.flatMap((segment) => segment.runs))];
  await refuseHeld(ledger, targets, runs);
  const { rows, kept } = await rowsOf(ledger, targets);
  return { targets, segments: wanted, rows, kept, runs, models: await modelsOf(ledger, runs) };
}

/** A merged segment has records of other first segments as well: only reading it tells. */
function mayHold({ id, manifest }: CurrentSegment, { sources, records }: PurgeTargets): boolean {
  const names = manifest.sources.some(({ name }) => sources.has(name));
  return names || records.some(({ segment }) => segment === id || manifest.replaces.length > 0);
}

async function refuseHeld(ledger: Ledger, targets: PurgeTargets, runs: readonly string[]): Promise<void> {
  const held = await readHeld(ledger);
  const rows = new Set(held.holds.flatMap((hold) => hold.rows ?? []));
  const isHeld =
    [...targets.sources].some((source) => held.sources.has(source)) ||
    runs.some((run) => held.runs.has(run)) ||
    targets.rows.some((row) => rows.has(row)) ||
    // A record's source is known only once it is read; a hold on any source keeps single records too.
    (targets.records.length > 0 && held.sources.size > 0);
  if (!isHeld) return;
  const ids = held.holds.map(({ id }) => id).join(", ");
  throw new CliError(
    "held",
    `a legal hold keeps this (${ids}); nothing was deleted; yurai legal-hold list says why`,
  );
}

/** Host names and reading positions of the sources, and rows that were named. Counts, licences and decisions stay. */
async function rowsOf(
  ledger: Ledger,
  { sources, rows: named }: PurgeTargets,
): Promise<{ readonly rows: readonly LedgerRow[]; readonly kept: readonly NewRow[] }> {
  const about =
    sources.size === 0
      ? []
      : await ledger.rows({ kinds: ["hosts", "read"], key: { name: "source", values: [...sources] } });
  const kept = about.flatMap((row): readonly NewRow[] => {
    if (row.kind !== "hosts") return [];
    const hosts = (row.body as HostRollUps).hosts.filter(({ source }) => !sources.has(source));
    return hosts.length === 0 ? [] : [{ kind: "hosts", body: { hosts } }];
  });
  const all = named.length === 0 ? [] : await rowsById(ledger, named);
  return { rows: [...about, ...all], kept };
}

async function rowsById(ledger: Ledger, ids: readonly string[]): Promise<readonly LedgerRow[]> {
  const rows = await ledger.rows({ kinds: ["inquiry", "verdict", "gap", "crawl"], includeCorrected: true });
  return ids.map((id) => {
    const found = rows.filter((row) => row.id.startsWith(id));
    const [only, ...others] = found;
    if (only !== undefined && others.length === 0) return only;
    throw new CliError(
      only === undefined ? "not-found" : "ambiguous",
      `${id.slice(0, 16)} is ${only === undefined ? "no" : "the beginning of several"} inquiry, verdict, gap or crawl row of this ledger`,
    );
  });
}

async function modelsOf(ledger: Ledger, runs: readonly string[]): Promise<readonly string[]> {
  if (runs.length === 0) return [];
  const wanted = new Set(runs);
  const models = await ledger.models();
  const views = await ledger.runs([...runs]);
  const references: readonly ModelReference[] = [
    ...models.filter(({ model }) => model.runs.some((run) => wanted.has(run))).map(({ model }) => model),
    ...views.flatMap(({ run }) => (run.model === undefined ? [] : [run.model])),
  ];
  return [...new Set(references.map(formatModel))];
}

/** Why something is purged, and who decided it. Both stay in the ledger: neither may hold what is deleted. */
export interface PurgeReason {
  readonly id: string;
  readonly by: string;
  readonly because: string;
  readonly at: string;
}

/** Carries a plan out, and returns what was deleted; it is recorded as the last step. */
export async function carryOut(
  ledger: Ledger,
  home: string,
  plan: PurgePlan,
  why: PurgeReason,
): Promise<PurgeRecord> {
  const { targets } = plan;
  const gone = new Set(targets.records.map(({ segment, ordinal }) => `${segment}:${ordinal}`));
  const deleted: PurgeRecord["segments"][number][] = [];
  const forgotten: string[] = [];
  let records = 0;
  for (const segment of plan.segments) {
    const urls = new Set<string>();
    const rewritten = await rewriteSegments(home, [segment.id], {
      keep: ({ facts }, id) => {
        if (targets.sources.has(facts.source)) return false;
        if (!gone.has(`${id.segment}:${id.ordinal}`)) return true;
        if (facts.url !== undefined) urls.add(facts.url);
        return false;
      },
      writer: { tool: "yurai", version: toolVersion() },
    });
    if (rewritten.kind === "unchanged") continue;
    // Before the segment is committed: an interrupted purge finds the records, and so their pages, again.
    forgotten.push(...(await forgetPages(ledger, urls, why)));
    if (rewritten.kind === "empty") await ledger.erase([segment.rowId], { by: why.by, reason: why.because });
    else await ledger.commitSegments({ manifests: [rewritten.sealed.manifest] });
    records += rewritten.dropped;
    deleted.push({
      id: segment.id,
      files: segment.manifest.files.map(({ name, sha256 }) => ({ name, sha256 })),
      ...(rewritten.kind === "rewritten" && { replacedBy: rewritten.sealed.id }),
    });
    rmSync(segmentPath(home, segment.id), { recursive: true, force: true });
  }
  removeReplaced(home, (await ledger.compareSegments(segmentPath(home, ""))).replaced);
  if (plan.kept.length > 0) await ledger.append(plan.kept);
  const planned = plan.rows.map(({ id }) => id);
  const rows = [...planned, ...forgotten];
  if (planned.length > 0) await ledger.erase(planned, { by: why.by, reason: why.because });
  const body: PurgeRecord = {
    id: why.id,
    at: why.at,
    by: why.by,
    because: why.because,
    sources: [...targets.sources],
    records,
    segments: deleted,
    rows,
    runs: plan.runs,
    models: plan.models,
    tool: { name: "yurai", version: toolVersion() },
  };
  await ledger.append([{ kind: "purge", body }]);
  return body;
}

/** Writes roll-ups anew that list one of the pages as fetched although refused; returns the rows that were erased. */
async function forgetPages(
  ledger: Ledger,
  urls: ReadonlySet<string>,
  { by, because }: PurgeReason,
): Promise<readonly string[]> {
  const hosts = [...new Set([...urls].map(hostOf))].filter((host) => host !== "");
  if (hosts.length === 0) return [];
  const rows = await ledger.rows({ kinds: ["hosts"], key: { name: "host", values: hosts } });
  const erased: string[] = [];
  // A row's kind gives its body.
  for (const { id, body } of rows as readonly LedgerRow<HostRollUps>[]) {
    if (!body.hosts.some(({ refusedPages = [] }) => refusedPages.some(({ url }) => urls.has(url)))) continue;
    const without = body.hosts.map(({ refusedPages, ...host }) => {
      const left = refusedPages?.filter(({ url }) => !urls.has(url)) ?? [];
      return left.length === 0 ? host : { ...host, refusedPages: left };
    });
    await ledger.append([{ kind: "hosts", body: { hosts: without } }]);
    await ledger.erase([id], { by, reason: because });
    erased.push(id);
  }
  return erased;
}

/** Folders that earlier merges replaced hold the same records. */
function removeReplaced(home: string, ids: readonly string[]): void {
  for (const id of ids) rmSync(segmentPath(home, id), { recursive: true, force: true });
}

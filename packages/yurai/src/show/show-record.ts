import type { RecordRow } from "@yurai/fingerprint";
import type { Ledger, LedgerRow, SegmentCommit } from "@yurai/ledger";
import { renderRecord, type ShownRecord } from "@yurai/report";
import type { RecordId } from "@yurai/schema";
import { CliError } from "../error.ts";
import { done, type Frame } from "../terminal/frame.ts";
import { openHomeIndex, openHomeLedger, type OpenedIndex } from "../home/home.ts";
import { findByPrefix } from "../home/id-prefix.ts";
import { parseRecordId } from "./record-id.ts";
import { provenanceFrom, type SourceFacts } from "../check/provenance-of.ts";

/** Prints a record by its id, `SEGMENT:ORDINAL`, of which the beginning of the segment is enough. */
export async function showRecord(frame: Frame, given: string): Promise<typeof done> {
  const { segment, ordinal } = parseRecordId(given);
  await using ledger = await openHomeLedger(frame, "read");
  const segments = await ledger.segments();
  const ids = [...new Set([...segments.current.map(({ id }) => id), ...segments.firstIds])];
  const first = findByPrefix(ids, segment, (id) => [id], "segment");
  const opened = await openHomeIndex(frame.project, segments.current);
  using _index = opened.index;
  const found = await findRecord(opened, { segment: first, ordinal });
  const provenance = await readProvenance(ledger, found);
  const shown = await shownRecord(ledger, provenance, found);
  if (frame.json) frame.printJson("record", shown);
  else frame.print(renderRecord(shown, frame.screen));
  return done;
}

async function readProvenance(ledger: Ledger, { record, row }: Found): Promise<ShownRecord["provenance"]> {
  const name = row.facts.source;
  const [view] = await ledger.sources([name]);
  const facts: SourceFacts = {
    name,
    ...(view?.source !== undefined && { source: view.source.fact }),
    licences: (view?.licences ?? []).map(({ fact }) => fact),
    reliances: (view?.reliances ?? []).map(({ fact }) => fact),
  };
  const first = await ledger.rows({ kinds: ["segment"], key: { name: "id", values: [record.segment] } });
  // A row's kind gives its body.
  const runsOf = new Map(
    (first as readonly LedgerRow<SegmentCommit>[]).map(({ body }) => [body.id, body.runs]),
  );
  const [known] = await provenanceFrom(async () => [facts], runsOf, "train")([{ record, facts: row.facts }]);
  if (known) return known.provenance;
  throw new CliError("not-found", `nothing is recorded about the source of record ${record.ordinal}`);
}

interface Found {
  readonly record: RecordId;
  readonly row: RecordRow;
  /** The segment that holds it now. */
  readonly holder: string;
}

/** A record keeps its first id through every merge, so a merged segment is read through for it. */
async function findRecord({ index, unsearched }: OpenedIndex, record: RecordId): Promise<Found> {
  const [row] = await index.records([record]);
  if (row) return { record, row, holder: record.segment };
  for (const segment of index.segments) {
    for await (const rows of segment.records.batches()) {
      const merged = rows.find(
        ({ first }) => first?.segment === record.segment && first.ordinal === record.ordinal,
      );
      if (merged) return { record, row: merged, holder: segment.id };
    }
  }
  const hint =
    unsearched.length > 0 ? `; ${unsearched.length} segments could not be read, run yurai verify` : "";
  throw new CliError(
    "not-found",
    `segment ${record.segment.slice(0, 12)} has no record ${record.ordinal}${hint}`,
  );
}

async function shownRecord(
  ledger: Ledger,
  provenance: ShownRecord["provenance"],
  { record, row, holder }: Found,
): Promise<ShownRecord> {
  const runs = await ledger.runs(provenance.runs);
  const readBy = new Set(provenance.runs);
  const models = [
    ...runs.flatMap(({ run }) => (run.model ? [run.model] : [])),
    ...(await ledger.models())
      .map(({ model }) => model)
      .filter((model) => model.runs.some((id) => readBy.has(id))),
  ];
  const unique = new Map(
    models.map(({ name, version }) => [JSON.stringify([name, version]), { name, version }]),
  );
  return {
    provenance,
    contentDigest: Buffer.from(row.digest).toString("hex"),
    bytes: row.byteLength,
    characters: row.characters,
    ...(holder !== record.segment && { segmentNow: holder }),
    models: [...unique.values()].map(({ name, version }) => ({
      name,
      ...(version !== undefined && { version }),
    })),
  };
}

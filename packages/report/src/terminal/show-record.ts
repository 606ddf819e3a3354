import { syntheticMarksOf } from "@yurai/schema";
import type { ModelReference, Provenance } from "@yurai/schema";
import { cleanData } from "./clean-data.ts";
import { describeLocator } from "../locator-text.ts";
import { formatBytes, formatCount } from "../number.ts";
import { joinScreen, screenOf } from "./screen.ts";
import type { Screen, ScreenOptions, ScreenRow } from "./screen.ts";
import { describeClaims, describeReliance, describeSignals, describeTerms } from "./source-text.ts";
import { modelName } from "../verdict/verdict-set.ts";
import { shorten } from "./clean.ts";

/** What `yurai show record` says; the record's text is no part of it. */
export interface ShownRecord {
  readonly provenance: Provenance;
  /** Digest of the content as hex digits. */
  readonly contentDigest?: string;
  readonly bytes?: number;
  /** Characters of the normal form. */
  readonly characters?: number;
  /** The segment that holds it now, when merging has moved it. */
  readonly segmentNow?: string;
  /** Models whose runs read it. */
  readonly models: readonly ModelReference[];
}

/** Draws where one record comes from, under which terms, and who has read it. */
export function renderRecord(given: ShownRecord, options: ScreenOptions = {}): string {
  const screen = screenOf(options);
  const shown = cleanData(given);
  const { ledger, words } = screen.catalogue;
  const { provenance } = shown;
  const { record } = provenance;
  const size = [
    shown.characters === undefined ? undefined : ledger.characters(formatCount(shown.characters)),
    shown.bytes === undefined ? undefined : formatBytes(shown.bytes),
  ].filter((part) => part !== undefined);
  const rows: readonly (ScreenRow | undefined)[] = [
    { label: "source", says: provenance.source },
    { label: "origin", says: originOf(provenance, screen) },
    { label: "place", says: describeLocator(provenance.locator, screen.catalogue) },
    { label: "url", says: provenance.url ?? ledger.notRecorded },
    provenance.id === undefined ? undefined : { label: "rowId", says: provenance.id },
    { label: "fetched", says: provenance.fetchedAt ?? ledger.notRecorded },
    size.length === 0 ? undefined : { label: "held", says: size.join("  ") },
    { label: "licence", says: describeClaims(provenance.licences, screen.catalogue) },
    { label: "terms", says: describeTerms(provenance.terms, screen.catalogue) },
    { label: "reliance", says: describeReliance(provenance.reliance, screen.catalogue) },
    { label: "signals", says: describeSignals(provenance.signals, screen.catalogue) },
    {
      label: "readBy",
      says:
        provenance.runs.length === 0
          ? ledger.noRuns
          : provenance.runs.map((run) => shorten(run)).join(words.listSeparator),
    },
    {
      label: "usedBy",
      says:
        shown.models.length === 0
          ? ledger.noModels
          : shown.models.map((model) => modelName(model)).join(words.listSeparator),
    },
    shown.contentDigest === undefined ? undefined : { label: "digest", says: shown.contentDigest },
    shown.segmentNow === undefined ? undefined : { label: "segments", says: shorten(shown.segmentNow) },
  ];
  const title = ledger.recordIn(formatCount(record.ordinal), shorten(record.segment));
  return joinScreen(screen.line(title, "strong"), screen.rows(rows, 2));
}

/** As declared, and beside it what the file says of itself: neither decides over the other. */
function originOf(provenance: Provenance, { catalogue }: Screen): string | readonly string[] {
  const { ledger, words } = catalogue;
  const declared = `${words.origin[provenance.origin]} (${words.dataClass[provenance.class]})`;
  return syntheticMarksOf(provenance.signals).length === 0 ? declared : [declared, ledger.markedSynthetic];
}

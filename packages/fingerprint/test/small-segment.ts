/** Real segments in temporary folders. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Evidence } from "@yurai/schema";
import { onTestFinished } from "vitest";
import type { AnchorProfile } from "../src/text/anchors.ts";
import { createSegment } from "../src/write/segment-writer.ts";
import type { SealedSegment } from "../src/write/unsealed-folder.ts";

/** An empty home that goes away with the test. */
export function temporaryHome(): string {
  const folder = mkdtempSync(join(tmpdir(), "yurai-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, ".yurai");
}

/** A text with its URL, or a text alone. */
export interface SmallRecord {
  readonly text: string;
  readonly url?: string;
  readonly evidence?: Evidence;
}

/** Seals one segment with these records, their text kept unless they say otherwise. */
export function seal(
  home: string,
  records: readonly (string | SmallRecord)[],
  options: { readonly profile?: AnchorProfile | null; readonly minhash?: boolean } = {},
): SealedSegment {
  const writer = createSegment({
    home,
    sources: { kept: "keep", none: "none" },
    minhash: true,
    now: () => new Date("2026-11-21T00:00:00Z"),
    ...options,
  });
  for (const [ordinal, given] of records.entries()) {
    const record: SmallRecord = typeof given === "string" ? { text: given } : given;
    writer.add(record.text, {
      source: record.evidence === "none" ? "none" : "kept",
      locator: { kind: "ordinal", ordinal },
      ...(record.url === undefined ? {} : { url: record.url }),
    });
  }
  return writer.seal();
}

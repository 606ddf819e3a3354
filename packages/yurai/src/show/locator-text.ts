import { formatCount, type Catalogue } from "@yurai/report";
import type { Locator } from "@yurai/schema";

/** Writes where a record lies for a reader. */
export function locatorText(locator: Locator, { ledger }: Catalogue): string {
  switch (locator.kind) {
    case "file":
      return ledger.locatorFile(locator.path, formatCount(locator.byteStart), formatCount(locator.byteEnd));
    case "row":
      return ledger.locatorRow(locator.path, formatCount(locator.row));
    case "warc":
      return ledger.locatorWarc(locator.path, formatCount(locator.byteStart));
    case "entry":
      return ledger.locatorEntry(locator.path, locator.entry);
    case "url":
      return locator.url;
    case "ordinal":
      return ledger.locatorOrdinal(formatCount(locator.ordinal));
    default:
      return locator satisfies never;
  }
}

import type { FindingKind, Locator } from "@yurai/schema";
import type { Catalogue } from "./catalogue.ts";
import { formatCount } from "./number.ts";

/** States where a matched record can be found again; a picture that is a file is all of it. */
export function describePlace(kind: FindingKind, locator: Locator, catalogue: Catalogue): string {
  const isWhole = kind === "image" && locator.kind === "file" && locator.byteStart === 0;
  return isWhole ? locator.path : describeLocator(locator, catalogue);
}

/** States where a record can be found again. */
export function describeLocator(locator: Locator, catalogue: Catalogue): string {
  const { ledger } = catalogue;
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

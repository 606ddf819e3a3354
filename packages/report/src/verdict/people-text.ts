import type { PersonalDataCounts } from "@yurai/schema";
import type { Catalogue } from "../catalogue.ts";
import { categoryWord } from "./located-text.ts";
import { formatCount } from "../number.ts";

/** Categories in one line; the rest are counted. */
const listed = 8;

/** States what personal data was counted, in how many of the records when not in all; or that nobody looked. */
export function describePeople(
  personalData: PersonalDataCounts | undefined,
  records: number,
  catalogue: Catalogue,
): string {
  const { ledger } = catalogue;
  if (personalData === undefined || personalData.scannedRecords === 0) return ledger.peopleNotChecked;
  const { counts, scannedRecords } = personalData;
  const parts = counts
    .slice(0, listed)
    .map(({ category, count }) => ledger.personalData(count, categoryWord(category, catalogue)));
  if (counts.length > listed) parts.push(catalogue.check.andMore(counts.length - listed));
  const partly =
    scannedRecords < records ? [ledger.peoplePartly(formatCount(scannedRecords), formatCount(records))] : [];
  return [...(parts.length === 0 ? [ledger.peopleNone] : [...parts, ledger.countsOnly]), ...partly].join(
    "   ",
  );
}

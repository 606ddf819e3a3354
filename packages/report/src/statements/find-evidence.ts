// Every question and who answers it.
import type { Evidence, EvidenceContext, EvidenceName, FindEvidence } from "./evidence.ts";
import type { ReportFacts } from "./report-facts.ts";
import { evidenceOfClasses } from "../evidence/classes.ts";
import { evidenceOfCrawls } from "../evidence/crawls.ts";
import { evidenceOfModels } from "../evidence/models.ts";
import { evidenceOfRecords } from "../evidence/records.ts";
import { evidenceOfRights } from "../evidence/rights.ts";
import { evidenceOfSources } from "../evidence/sources.ts";

const finders: Readonly<Record<EvidenceName, FindEvidence>> = {
  ...evidenceOfModels,
  ...evidenceOfSources,
  ...evidenceOfClasses,
  ...evidenceOfRights,
  ...evidenceOfCrawls,
  ...evidenceOfRecords,
};

/** Asks the facts one question. */
export function findEvidence(
  name: EvidenceName,
  facts: ReportFacts,
  context: EvidenceContext,
): Evidence | undefined {
  const found = finders[name](facts, context);
  if (found === undefined) return undefined;
  const { table, ...rest } = found;
  // A table without rows says nothing that its lines do not.
  return { name, ...rest, ...(table !== undefined && table.rows.length > 0 && { table }) };
}

// SQLite's own check of its pages, and the ledger's tables and triggers against what migrations made.
import type { Database } from "better-sqlite3";
import { expectedSchema } from "./migrate.ts";
import type { LedgerProblem } from "./verify-report.ts";

/** Runs SQLite's own check and compares tables and triggers with ours. */
export function checkDatabase(database: Database): readonly LedgerProblem[] {
  const problems: LedgerProblem[] = [];
  const lines = database.pragma("integrity_check(20)") as readonly { readonly integrity_check: string }[];
  for (const { integrity_check: line } of lines) {
    if (line !== "ok")
      problems.push({
        code: "database-damaged",
        what: "SQLite's integrity check found damaged pages or indexes",
      });
  }
  const statements = database.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").pluck().all();
  const expected = expectedSchema();
  const found = new Set(statements);
  const missing = [...expected].filter((statement) => !found.has(statement)).length;
  const foreign = statements.filter((statement) => !expected.has(String(statement))).length;
  if (missing + foreign > 0) {
    const what = `${missing} of the ledger's tables, indexes and triggers are missing or changed, ${foreign} are not ours`;
    problems.push({ code: "schema-changed", what });
  }
  return problems.slice(0, 20);
}

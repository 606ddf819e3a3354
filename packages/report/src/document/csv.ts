import { clean } from "../terminal/clean.ts";

/** A byte order mark: without it spreadsheets read Japanese as something else. */
const byteOrderMark = "\uFEFF";

/**
 * Writes rows as CSV (RFC 4180) with a byte order mark. A cell that a spreadsheet would take for a formula begins with an
 * apostrophe.
 */
export function renderCsv(rows: readonly (readonly (string | number)[])[]): string {
  return byteOrderMark + rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

function cellText(cell: string | number): string {
  if (typeof cell === "number") return String(cell);
  const text = clean(cell);
  const safe = /^[\s]*[=+\-@\t\r]/.test(text) && !/^-?[\d.,]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

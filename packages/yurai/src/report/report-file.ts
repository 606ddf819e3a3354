// Finds out which report a file holds: every format carries the report's id.
import { isYuraiError } from "@yurai/schema";
import { unzipSync } from "fflate";
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { CliError, toFileError } from "../error.ts";

/** The id in a file, and the file's digest. */
export interface ReportFile {
  readonly id: string;
  readonly sha256: string;
}

/** Larger files are no reports of ours. */
const maxFileByteLength = 512_000_000;
/** The one entry of a Word file that is unpacked. */
const customProperties = "docProps/custom.xml";
const maxPropertiesByteLength = 1_000_000;

const idForms: readonly RegExp[] = [
  /<meta name="yurai-report" content="([0-9a-f]{16})">/,
  /<!-- yurai-report: ([0-9a-f]{16}) -->/,
  /"(?:id|yurai:report)": "(?:urn:yurai:report:)?([0-9a-f]{16})"/,
  /^\uFEFF?report,[^\n]*\n([0-9a-f]{16}),/,
  /urn:yurai:report:([0-9a-f]{16})/,
];

/**
 * Reads the id that a report's file carries. The file may have been edited since.
 *
 * @throws CliError `file-missing`, `file-unreadable`; `not-found` for a file without an id
 */
export function readReportFile(path: string, name: string): ReportFile {
  let bytes: Uint8Array;
  try {
    if (statSync(path).size > maxFileByteLength)
      throw new CliError("bad-usage", `${name} is too large to be a report; name another file`);
    bytes = readFileSync(path);
  } catch (error) {
    throw isYuraiError(error) ? error : toFileError(error, "read", path);
  }
  const id = isZip(bytes) ? idInWord(bytes) : idInText(bytes);
  if (id !== undefined) return { id, sha256: createHash("sha256").update(bytes).digest("hex") };
  throw new CliError("not-found", `${name} carries no id of a report; name a file that yurai report wrote`);
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

function idInWord(bytes: Uint8Array): string | undefined {
  try {
    const entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) =>
        name === customProperties && originalSize <= maxPropertiesByteLength,
    });
    const text = Buffer.from(entries[customProperties] ?? []).toString("utf8");
    return /name="yurai-report"[^>]*>\s*<vt:lpwstr>([0-9a-f]{16})</.exec(text)?.[1];
  } catch {
    // Not a whole zip file: then it carries no id either.
    return undefined;
  }
}

function idInText(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return idForms.map((form) => form.exec(text)?.[1]).find((id) => id !== undefined);
}

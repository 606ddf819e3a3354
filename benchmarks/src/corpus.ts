/** Real text to measure on: English and code from the installed packages, Japanese from the evaluation data. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const root = new URL("../..", import.meta.url).pathname;
const evaluationData = join(root, "..", "shared", "data");

/** The path of a file of the evaluation data; null where it is absent. */
export function evaluationFile(name: string): string | null {
  const path = join(evaluationData, name);
  return existsSync(path) ? path : null;
}

/** Documents of about this many bytes, cut at characters. */
const documentBytes = 4_096;

/** English prose and documentation: the Markdown of the installed packages, up to `bytes`. */
export function englishTexts(bytes: number): string[] {
  return upTo(bytes, filesBelow(join(root, "node_modules"), /\.(md|markdown|txt)$/i));
}

/** Code: the JavaScript and TypeScript of the installed packages, up to `bytes`. */
export function codeTexts(bytes: number): string[] {
  return upTo(bytes, filesBelow(join(root, "node_modules"), /\.(js|mjs|cjs|ts|mts)$/i));
}

/** Japanese literature, up to `bytes`; null where the evaluation data is absent. */
export function japaneseTexts(bytes: number): string[] | null {
  return evaluationTexts("aozora/works.jsonl.gz", bytes);
}

/**
 * The texts of a set of the evaluation data, up to `bytes`; null where the data is absent. `uniqueTitles` takes one
 * text of each title, for sets that hold several editions of one work on purpose.
 */
export function evaluationTexts(
  file: string,
  bytes: number = Number.POSITIVE_INFINITY,
  { uniqueTitles = false }: { readonly uniqueTitles?: boolean } = {},
): string[] | null {
  const path = join(evaluationData, file);
  if (!existsSync(path)) return null;
  const lines = gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n");
  const texts: string[] = [];
  const titles = new Set<string>();
  let total = 0;
  for (const line of lines) {
    const { text, title } = JSON.parse(line) as { readonly text: string; readonly title: string };
    if (uniqueTitles && titles.has(title)) continue;
    titles.add(title);
    texts.push(text);
    total += Buffer.byteLength(text);
    if (total >= bytes) break;
  }
  return texts;
}

/** Cuts texts into documents of about `documentBytes` bytes of UTF-8. */
export function documents(texts: readonly string[]): Uint8Array[] {
  const encoder = new TextEncoder();
  return texts.flatMap((text) => {
    const pieces: Uint8Array[] = [];
    const bytes = encoder.encode(text);
    for (let start = 0; start < bytes.length;) {
      let end = Math.min(start + documentBytes, bytes.length);
      while (end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end++;
      pieces.push(bytes.subarray(start, end));
      start = end;
    }
    return pieces;
  });
}

function upTo(bytes: number, files: Iterable<string>): string[] {
  const texts: string[] = [];
  let total = 0;
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    texts.push(text);
    total += Buffer.byteLength(text);
    if (total >= bytes) break;
  }
  return texts;
}

function* filesBelow(folder: string, pattern: RegExp): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path, pattern);
    else if (entry.isFile() && pattern.test(entry.name) && statSync(path).size < 2_000_000) yield path;
  }
}

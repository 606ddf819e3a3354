// Both sides of a finding as text, for those who asked to see it.
import {
  contentDigest,
  firstText,
  readFromFiles,
  type ReadText,
  type RecordRow,
  type TextIndex,
} from "@yurai/fingerprint";
import type { PassagePart, Snippet } from "@yurai/report";
import { isYuraiError, type Span, type Verdict } from "@yurai/schema";
import { readRows } from "@yurai/track";

/** Characters shown before and after what matches. */
const context = 80;
/** Longest matching stretch that is shown whole, in UTF-16 units. */
const maxShown = 2_000;
/** Findings of one output whose passages are shown. */
const maxSnippets = 20;

/** Reads texts of records: kept ones from their segments, others from where they lie. Only unchanged ones are given. */
export function recordTextReader(index: TextIndex, folder: string): ReadText {
  const kept = index.segments.map(
    (segment): ReadText =>
      (row) =>
        row.textStart === null ? "not-kept" : segment.keptText(row),
  );
  return firstText(
    [...kept, readRows({ baseFolder: folder }), readFromFiles({ baseFolder: folder })].map(unchanged),
  );
}

function unchanged(read: ReadText): ReadText {
  return async (row) => {
    try {
      const text = await read(row);
      if (typeof text === "string" || Buffer.compare(contentDigest(text), row.digest) === 0) return text;
      return "text-changed";
    } catch (error) {
      // Of several segments only one keeps this record; the others may have nothing at its place.
      if (isYuraiError(error)) return "not-kept";
      throw error;
    }
  };
}

/** Cuts the passages of a verdict's findings out of its output and of the matched records. */
export async function snippetsOf(
  verdict: Verdict,
  text: string,
  rowOf: (record: { readonly segment: string; readonly ordinal: number }) => RecordRow | undefined,
  readText: ReadText,
): Promise<readonly Snippet[]> {
  const snippets: Snippet[] = [];
  for (const [finding, found] of verdict.findings.entries()) {
    if (snippets.length >= maxSnippets) break;
    if (found.kind === "person" || found.kind === "secret")
      snippets.push({ finding, output: cut(text, found.spans[0]!) });
    if (found.kind !== "verbatim") continue;
    const [span] = found.spans;
    const row = rowOf(found.provenance.record);
    if (span === undefined) continue;
    const bytes = row === undefined ? "not-kept" : await readText(row);
    snippets.push({
      finding,
      output: cut(text, span.output),
      ...(typeof bytes !== "string" && { source: cutBytes(bytes, span.record) }),
    });
  }
  return snippets;
}

function cut(text: string, { start, end }: Span): readonly PassagePart[] {
  const shownEnd = Math.min(end, start + maxShown);
  return [
    { text: text.slice(Math.max(0, start - context), start), marked: false },
    { text: text.slice(start, shownEnd), marked: true },
    { text: shownEnd < end ? "…" : text.slice(end, end + context), marked: false },
  ].filter((part) => part.text !== "");
}

function cutBytes(bytes: Uint8Array, { start, end }: Span): readonly PassagePart[] {
  const decode = (from: number, to: number): string =>
    new TextDecoder().decode(bytes.subarray(Math.max(0, from), to)).replace(/^\u{fffd}+|\u{fffd}+$/gu, "");
  const shownEnd = Math.min(end, start + maxShown);
  return [
    { text: decode(start - context, start), marked: false },
    { text: decode(start, shownEnd), marked: true },
    { text: shownEnd < end ? "…" : decode(end, end + context), marked: false },
  ].filter((part) => part.text !== "");
}

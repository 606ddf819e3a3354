/** Lookups: is this URL, host, digest or whole text among the records? Each hit is confirmed on the record's row. */
import type { RecordId } from "@yurai/schema";
import { standardProfile } from "../text/anchors.ts";
import { canonicalUrl, isUrl } from "../text/canonical-url.ts";
import { digestKey, parseDigest, urlKey, type Key } from "../text/content-key.ts";
import { FingerprintError } from "../error.ts";
import type { ReadText } from "./evidence.ts";
import type { NormalText } from "../text/normal-form.ts";
import { normalise, normaliseUtf8, textKey } from "../wasm/query-kernel.ts";
import type { RecordRow } from "../segment/record-row.ts";
import { verifyWhole } from "./runs.ts";
import type { Segment } from "../segment/segment.ts";

/** What to look up. */
export type LookupTarget =
  | { readonly url: string }
  /** `subdomains`: also every host below it. Default false. */
  | { readonly host: string; readonly subdomains?: boolean }
  /** 32 or 64 hexadecimal digits: the SHA-256 of the bytes, whole or its first half. */
  | { readonly digest: string }
  /** A whole text; passages are what `query` is for. */
  | { readonly text: string };

/** A record that a lookup found. */
export interface FoundRecord {
  readonly record: RecordId;
  readonly row: RecordRow;
}

/** The answer to a lookup. */
export interface Lookup {
  /** `cannotDetermine`: nothing was searched, or a whole text's key was met but its text could not be had. */
  readonly answer: "included" | "notFound" | "cannotDetermine";
  /** True number of records, those beyond the limit included; for hosts those of all hosts. */
  readonly count: number;
  /** The first of them, in the order of the segments. */
  readonly found: readonly FoundRecord[];
  /** Ids of the segments that were searched. */
  readonly searched: readonly string[];
}

/** A lookup in one segment. */
interface Hits {
  readonly count: number;
  readonly ordinals: readonly number[];
  readonly undecided: number;
}

/** Searches segments. See `TextIndex.lookup`. */
export async function lookup(
  segments: readonly Segment[],
  target: LookupTarget,
  readText: ReadText,
  limit: number,
): Promise<Lookup> {
  const search = searchFor(target, readText);
  const found: FoundRecord[] = [];
  let count = 0;
  let undecided = 0;
  for (const segment of segments) {
    const hits = await search(segment, limit - found.length);
    count += hits.count;
    undecided += hits.undecided;
    const rows = await segment.records.rows(hits.ordinals);
    for (const [i, row] of rows.entries())
      found.push({ record: row.first ?? { segment: segment.id, ordinal: hits.ordinals[i]! }, row });
  }
  const answer =
    count > 0 ? "included" : undecided > 0 || segments.length === 0 ? "cannotDetermine" : "notFound";
  return { answer, count, found, searched: segments.map(({ id }) => id) };
}

/** Checks the target once and returns the search for it; `room` is how many ordinals may be listed. */
function searchFor(
  target: LookupTarget,
  readText: ReadText,
): (segment: Segment, room: number) => Promise<Hits> {
  if ("host" in target) {
    const host = canonicalHost(target.host);
    const subdomains = target.subdomains ?? false;
    return async (segment, room) => {
      const { count, ordinals } = segment.hosts.find(host, { subdomains, limit: room });
      return { count, ordinals: [...ordinals], undecided: 0 };
    };
  }
  if ("url" in target) {
    const url = canonicalUrl(target.url);
    const key = urlKey(url);
    const same = (row: RecordRow): boolean =>
      row.facts.url !== undefined && isUrl(row.facts.url) && canonicalUrl(row.facts.url) === url;
    return (segment, room) => confirm(segment, key, room, async (row) => same(row));
  }
  if ("digest" in target) {
    const digest = parseDigest(target.digest);
    const same = (own: Uint8Array | undefined): boolean =>
      own?.every((byte, i) => byte === digest[i]) ?? false;
    // A record with a text may have a picture beside it, with a digest of its own.
    return (segment, room) =>
      confirm(
        segment,
        digestKey(digest),
        room,
        async (row, ordinal) => same(row.digest) || same(segment.images?.digestOf(ordinal)),
      );
  }
  return searchForText(normalise(target.text), readText);
}

function searchForText(
  text: NormalText,
  readText: ReadText,
): (segment: Segment, room: number) => Promise<Hits> {
  if (text.length === 0) {
    throw new FingerprintError(
      "bad-input",
      "The text has no letters, digits or marks left in its normal form. Give a text that has some.",
    );
  }
  const key = textKey(text);
  return (segment, room) =>
    confirm(segment, key, room, async (row) => {
      const kept = segment.keptText(row);
      const bytes = typeof kept === "string" ? await readText(row) : kept;
      if (typeof bytes === "string") return undefined;
      return verifyWhole(text, normaliseUtf8(bytes), standardProfile) !== undefined;
    });
}

/** Confirms every record under a key; `undefined` from `same` means that it can't be decided. */
async function confirm(
  segment: Segment,
  key: Key,
  room: number,
  same: (row: RecordRow, ordinal: number) => Promise<boolean | undefined>,
): Promise<Hits> {
  const ordinals: number[] = [];
  let count = 0;
  let undecided = 0;
  for (const batch of segment.keys.all(key.hi, key.lo)) {
    const rows = await segment.records.rows([...batch]);
    for (const [i, row] of rows.entries()) {
      const answer = await same(row, batch[i]!);
      if (answer === undefined) undecided++;
      if (answer !== true) continue;
      count++;
      if (ordinals.length < room) ordinals.push(batch[i]!);
    }
  }
  return { count, ordinals, undecided };
}

function canonicalHost(host: string): string {
  const url = `http://${host.trim()}/`;
  if (host.trim() !== "" && !/[/?#@:]/.test(host) && isUrl(url))
    return new URL(url).hostname.replace(/\.$/, "");
  throw new FingerprintError(
    "bad-input",
    "This is no host name. Give it alone, as in example.com; for one page use its URL.",
  );
}

/** Lists of URLs and hosts that rows are held against: files with one of them a line. */
import { canonicalUrl, hostOf, isUrl } from "@yurai/fingerprint";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { TrackError } from "./error.ts";

/** URLs in canonical form, and hosts that stand for themselves and their subdomains. */
export interface ExclusionList {
  readonly urls: ReadonlySet<string>;
  readonly hosts: ReadonlySet<string>;
}

/** Lines of one list at most; a larger one is cut by its owner, not silently. */
const maxLines = 20_000_000;

/**
 * Reads lines as URLs and hosts. Empty lines and lines that begin with `#` are skipped. A host may begin with `*.` or a
 * full stop; it covers its subdomains in any case.
 *
 * @throws TrackError `bad-input` with the number of the first line that is neither
 */
export function parseExclusions(lines: Iterable<string>): ExclusionList {
  const urls = new Set<string>();
  const hosts = new Set<string>();
  let number = 0;
  for (const line of lines) addLine(line, ++number, urls, hosts);
  return { urls, hosts };
}

/**
 * Reads a list from a file, a line at a time.
 *
 * @throws TrackError `bad-input` when the file can't be read, or for a line that is neither URL nor host
 */
export async function readExclusions(path: string): Promise<ExclusionList> {
  const urls = new Set<string>();
  const hosts = new Set<string>();
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Infinity });
  let number = 0;
  try {
    for await (const line of lines) addLine(line, ++number, urls, hosts);
  } catch (error) {
    if (error instanceof TrackError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new TrackError(
      "bad-input",
      `The list ${path} can't be read (${code}). Check the path and its permissions.`,
      {
        cause: error,
      },
    );
  } finally {
    lines.close();
  }
  return { urls, hosts };
}

/** Tells whether a URL, or its host, or a host above it, is on the list. Costs one look-up for each label of the host. */
export function isExcluded(list: ExclusionList, url: string): boolean {
  if (list.urls.has(canonicalUrl(url))) return true;
  let host = hostOf(url);
  while (host !== "") {
    if (list.hosts.has(host)) return true;
    const dot = host.indexOf(".");
    host = dot < 0 ? "" : host.slice(dot + 1);
  }
  return false;
}

function addLine(line: string, number: number, urls: Set<string>, hosts: Set<string>): void {
  const entry = line.trim();
  if (number > maxLines) throw new TrackError("bad-input", `A list has at most ${maxLines} lines. Split it.`);
  if (entry === "" || entry.startsWith("#")) return;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(entry) && isUrl(entry)) {
    urls.add(canonicalUrl(entry));
    return;
  }
  const asUrl = `http://${entry.replace(/^\*?\./, "")}/`;
  const isHost = !/[/?#@\s:]/.test(entry) && isUrl(asUrl);
  if (!isHost)
    throw new TrackError(
      "bad-input",
      `Line ${number} of the list is neither a URL nor a host. Correct or remove it.`,
    );
  hosts.add(hostOf(asUrl));
}

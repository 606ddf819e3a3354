// The first pass over the files of a crawl: what hosts said, before the first page is looked at.
import type { Ledger } from "@yurai/ledger";
import { CrawledHosts, crawlFacts, settleCrawl, type CrawlFacts, type Run } from "@yurai/track";
import type { Frame } from "../terminal/frame.ts";
import type { RowSource } from "./row-source.ts";

/** A crawl whose hosts are known. */
export interface Crawled extends CrawlFacts {
  readonly hosts: CrawledHosts;
}

/**
 * Reads robots.txt and its like from all files, so that the answer for a page is there when its row passes: the record, and
 * screening, need it then, and a crawl stores these files behind pages or in a file of their own. Undefined without WARC
 * files. Costs unpacking them once more. Gaps of the files are told when their pages are read.
 */
export async function readCrawl(
  frame: Frame,
  sources: readonly RowSource[],
  { source, userAgent }: { readonly source: string; readonly userAgent?: string },
): Promise<Crawled | undefined> {
  const files = sources.flatMap((one) => (one.kind === "warc" ? [one.path] : []));
  const stores = sources.flatMap((one) => (one.kind === "opened-s3" ? (one.hostFiles ?? []) : []));
  if (files.length + stores.length === 0) return undefined;
  const { readHostFiles } = await import("@yurai/track/warc");
  const hosts = new CrawledHosts();
  const options = { onGap: () => undefined, baseFolder: frame.project.folder };
  const passes = [...files.map((path) => () => readHostFiles(path, options)), ...stores];
  for (const pass of passes)
    for await (const response of pass()) {
      hosts.add(response);
      if (frame.signal.aborted) break;
    }
  return { hosts, ...crawlFacts({ source, hosts, ...(userAgent !== undefined && { userAgent }) }) };
}

/** Seals what was read and writes what only the end of a crawl can say. */
export async function endCrawl(
  frame: Frame,
  ledger: Ledger,
  run: Run,
  source: string,
  crawled: Crawled,
): Promise<void> {
  await run.seal();
  const { hosts } = crawled;
  if (hosts.refused > 0) run.gap({ kind: "limit-reached", count: hosts.refused, code: "host-files", source });
  await settleCrawl(ledger, run.id, crawled, { source, hosts, at: frame.now().toISOString() });
}

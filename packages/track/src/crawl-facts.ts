/** What is recorded of pages from a crawl beside their text: signals, the answer of robots.txt, licences; and the crawl itself. */
import type { Ledger } from "@yurai/ledger";
import {
  signalKinds,
  type Crawl,
  type Gap,
  type HostRollUp,
  type RobotsDecision,
  type RobotsReading,
  type Signal,
} from "@yurai/schema";
import type { CrawledResponse } from "./crawled-response.ts";
import { licenceOfPage, pageLicences } from "./licences/page-licence.ts";
import { hostRows } from "./roll-ups.ts";
import type { CrawledHosts, PageSignals } from "./signals/crawled-hosts.ts";
import { isUsualDirective } from "./signals/robots-tag.ts";

/** How pages are looked at. */
export interface CrawlOptions {
  /** Name of the source that the crawl fills. */
  readonly source: string;
  /** What their hosts said, collected before. */
  readonly hosts: CrawledHosts;
  /** Who fetched, where the data does not say: a product token or a full User-Agent header. */
  readonly userAgent?: string;
}

/** Rows of a crawl: a page with the response it came in. */
export interface CrawlRow {
  readonly response?: CrawledResponse;
}

/** What a run records of each page, and what it can say of the crawl when it has read all. */
export interface CrawlFacts {
  readonly options: {
    readonly signals: (row: CrawlRow) => readonly Signal[] | undefined;
    readonly robots: (row: CrawlRow) => RobotsDecision | undefined;
    readonly licence: (row: CrawlRow) => string | undefined;
  };
  /** Everything about the page of a row; the last one is kept. */
  readonly page: (row: CrawlRow) => PageSignals | undefined;
  /** The crawls that were met, as far as the data tells of them. */
  readonly crawls: () => readonly Crawl[];
}

/** Conventions that are looked for in pages and their hosts. */
const lookedFor = signalKinds.filter((kind) => !["terms-of-service", "request", "other"].includes(kind));
const maxCrawls = 1_000;

/** Makes the options with which pages of a crawl are tracked. */
export function crawlFacts({ source, hosts, userAgent }: CrawlOptions): CrawlFacts {
  const crawls = new Map<string, Crawl>();
  let last: { readonly response: CrawledResponse; readonly page: PageSignals } | undefined;
  const page = ({ response }: CrawlRow): PageSignals | undefined => {
    if (response === undefined) return undefined;
    if (last?.response !== response) {
      last = { response, page: hosts.page(response, userAgent ?? response.crawl?.userAgent) };
      noteCrawl(crawls, source, response, userAgent);
    }
    return last.page;
  };
  return {
    page,
    options: {
      // What only says what holds anyway would be written for nearly every page.
      signals: (row) => page(row)?.signals.filter((signal) => !isUsualDirective(signal)),
      robots: (row) => page(row)?.robots?.answer.decision,
      licence: ({ response }) => (response === undefined ? undefined : licenceOfPage(pageLicences(response))),
    },
    crawls: () => [...crawls.values()],
  };
}

function noteCrawl(
  crawls: Map<string, Crawl>,
  source: string,
  { crawl, fetchedAt }: CrawledResponse,
  given: string | undefined,
): void {
  const id = (crawl?.id ?? source).slice(0, 200);
  const before = crawls.get(id);
  if (before === undefined && crawls.size === maxCrawls) return;
  const userAgent = before?.userAgent ?? given ?? crawl?.userAgent?.slice(0, 10_000);
  const operator = before?.operator ?? nameOf(crawl?.operator);
  const startedAt = earlier(before?.startedAt, fetchedAt);
  const endedAt = later(before?.endedAt, fetchedAt);
  crawls.set(id, {
    id,
    source,
    ...(userAgent !== undefined && { userAgent }),
    ...(operator !== undefined && { operator }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    robots: readingOf(crawl?.robots),
    lookedFor,
  });
}

/** What was written down about a crawl's pages. */
export interface CrawlTotals {
  readonly gaps: readonly Gap[];
}

/**
 * Writes what only the end of a crawl can say, after its pages are sealed: the crawl, the robots.txt of each host, and as
 * gaps the hosts without one and the records that robots.txt had closed. Gaps of the run that the ledger has already are not
 * counted again, so that a resumed run says each once.
 */
export async function settleCrawl(
  ledger: Ledger,
  run: string,
  { crawls }: CrawlFacts,
  { source, hosts, at }: { readonly source: string; readonly hosts: CrawledHosts; readonly at: string },
): Promise<CrawlTotals> {
  const totals = (await ledger.hostRollUps([run])).filter((host) => host.source === source);
  const looked = totals.filter(({ robots }) => robots !== undefined);
  const met = crawls();
  const [only] = met;
  const notes = looked.flatMap((total): readonly HostRollUp[] => {
    const robotsFile = hosts.robotsFile(total.host);
    const known = total.robotsFile;
    const isKnown = known?.sha256 === robotsFile?.sha256 && known?.status === robotsFile?.status;
    if (robotsFile === undefined || isKnown) return [];
    const crawl = met.length === 1 && only !== undefined ? { crawl: only.id } : {};
    const nothing = { records: 0, characters: 0, bytes: 0, optedOutRecords: 0, signals: [] };
    return [{ run, source, ...crawl, host: total.host, ...nothing, robotsFile }];
  });
  const without = looked.filter(
    ({ host, robots, robotsFile }) =>
      robots!.unknown > 0 && robotsFile === undefined && hosts.robotsFile(host) === undefined,
  );
  const refused = looked.filter(({ robots }) => robots!.refused > 0);
  const before = (await ledger.gaps({ runs: [run] }))
    .map(({ gap }) => gap)
    .filter((gap) => gap.source === source);
  const gap = (kind: Gap["kind"], count: number, host: string | undefined): readonly Gap[] => {
    const known = before.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.count, 0);
    if (count <= known) return [];
    return [{ kind, count: count - known, source, run, ...(host !== undefined && { where: { host } }), at }];
  };
  const gaps = [
    ...gap("host-without-robots-txt", without.length, without[0]?.host),
    ...gap(
      "robots-refused",
      refused.reduce((sum, { robots }) => sum + robots!.refused, 0),
      refused[0]?.host,
    ),
  ];
  const rows = [
    ...met.map((crawl) => ({ kind: "crawl", body: crawl }) as const),
    ...hostRows(notes),
    ...gaps.map((body) => ({ kind: "gap", body }) as const),
  ];
  // A file without pages has nothing to tell.
  if (rows.length > 0) await ledger.append(rows);
  return { gaps };
}

function readingOf(words: string | undefined): RobotsReading {
  if (words === undefined) return "unknown";
  if (/^(?:obey|classic)/i.test(words)) return "obeyed";
  return /^ignore/i.test(words) ? "not-read" : "unknown";
}

function nameOf(text: string | undefined): string | undefined {
  const name = text
    ?.replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, 200)
    .trim();
  return name === "" ? undefined : name;
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Date.parse(a) <= Date.parse(b) ? a : b;
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Date.parse(a) >= Date.parse(b) ? a : b;
}

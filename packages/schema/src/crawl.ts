import { z } from "zod";
import { anyText, count, digest, name, prose, timestamp, url } from "./scalar.ts";
import type { Digest, Timestamp } from "./scalar.ts";
import { signalKinds, signalSchema } from "./signal.ts";
import type { Signal, SignalKind } from "./signal.ts";
import { answers } from "./terms.ts";
import type { Answer } from "./terms.ts";

/** How a crawl read robots.txt; `unknown` when nothing in the data says so. */
export type RobotsReading = "obeyed" | "read-only" | "not-read" | "unknown";

/** Every {@link RobotsDecision}. */
export const robotsDecisions = ["allowed", "refused", "unknown"] as const;

/** Whether robots.txt let a crawler fetch a page (RFC 9309); `unknown` where the file, or who asked, is not known. */
export type RobotsDecision = (typeof robotsDecisions)[number];

/** One act of fetching: who came, why, when, and how robots.txt was read. */
export interface Crawl {
  /** The crawl's own name, such as `CC-MAIN-2026-10`, or one that its reader made up. */
  readonly id: string;
  /** Name of the source that the crawl fills. */
  readonly source: string;
  /** The full User-Agent header. */
  readonly userAgent?: string;
  /** The person or organisation that ran the crawler. */
  readonly operator?: string;
  readonly purpose?: string;
  readonly startedAt?: Timestamp;
  readonly endedAt?: Timestamp;
  readonly robots: RobotsReading;
  /** The conventions whose signals were looked for; one that is not listed was not looked for. */
  readonly lookedFor: readonly SignalKind[];
}

/** What a host's robots.txt said when the host was crawled. */
export interface RobotsFile {
  readonly url: string;
  /** SHA-256 of the file as fetched; missing when it could not be had. */
  readonly sha256?: Digest;
  readonly fetchedAt?: Timestamp;
  /** HTTP status, 0 when the host did not answer. */
  readonly status?: number;
}

/** How many records of a host carry a signal of one kind with one answer. */
export interface SignalCount {
  readonly kind: SignalKind;
  readonly training: Answer;
  readonly records: number;
}

/** Records of a host by what robots.txt said to the crawler that fetched them. */
export type RobotsCounts = { readonly [Decision in RobotsDecision]: number };

/** A page that robots.txt had closed to the crawler that fetched it, and that is in the data all the same. */
export interface RefusedPage {
  readonly url: string;
  readonly fetchedAt?: Timestamp;
  /** The rule as written, such as `Disallow: /members/`; missing where robots.txt could not be had (RFC 9309, section 2.3.1.4). */
  readonly rule?: string;
  /** Whose rule it is; missing means everyone's. */
  readonly agent?: string;
  /** The robots.txt, and the line of the rule in it, from 1. */
  readonly file?: string;
  readonly line?: number;
}

/** What a run read from one host. */
export interface HostRollUp {
  /** Id of the run that read it. */
  readonly run: string;
  readonly source: string;
  /** Id of the crawl that fetched it, when the data says so. */
  readonly crawl?: string;
  /** Lower-case host name, without a port. */
  readonly host: string;
  readonly records: number;
  /** Characters of the normal form. */
  readonly characters: number;
  readonly bytes: number;
  /** Records with at least one signal that says no to training. */
  readonly optedOutRecords: number;
  readonly signals: readonly SignalCount[];
  /** One signal of each kind, value and place that was met: the evidence behind the counts. At most 20. */
  readonly examples?: readonly Signal[];
  /** Missing where nobody looked. `refused` are pages that were fetched all the same. */
  readonly robots?: RobotsCounts;
  /** Some of the pages that were refused and fetched all the same, the first ones. At most 100. */
  readonly refusedPages?: readonly RefusedPage[];
  readonly firstFetchedAt?: Timestamp;
  readonly lastFetchedAt?: Timestamp;
  /** Missing when the data holds no robots.txt of this host. */
  readonly robotsFile?: RobotsFile;
}

export const crawlSchema: z.ZodType<Crawl> = z.strictObject({
  id: name,
  source: name,
  userAgent: anyText.exactOptional(),
  operator: name.exactOptional(),
  purpose: prose.exactOptional(),
  startedAt: timestamp.exactOptional(),
  endedAt: timestamp.exactOptional(),
  robots: z.enum(["obeyed", "read-only", "not-read", "unknown"]),
  lookedFor: z.array(z.enum(signalKinds)).max(100),
});

const robotsFileSchema: z.ZodType<RobotsFile> = z.strictObject({
  url,
  sha256: digest.exactOptional(),
  fetchedAt: timestamp.exactOptional(),
  status: z.int().min(0).max(999).exactOptional(),
});

const signalCountSchema: z.ZodType<SignalCount> = z.strictObject({
  kind: z.enum(signalKinds),
  training: z.enum(answers),
  records: count,
});

const refusedPageSchema: z.ZodType<RefusedPage> = z.strictObject({
  url,
  fetchedAt: timestamp.exactOptional(),
  rule: z.string().max(2_000).exactOptional(),
  agent: name.exactOptional(),
  file: url.exactOptional(),
  line: count.exactOptional(),
});

export const hostRollUpSchema: z.ZodType<HostRollUp> = z.strictObject({
  run: name,
  source: name,
  crawl: name.exactOptional(),
  host: z.string().min(1).max(255),
  records: count,
  characters: count,
  bytes: count,
  optedOutRecords: count,
  signals: z.array(signalCountSchema).max(1_000),
  examples: z.array(signalSchema).max(20).exactOptional(),
  robots: z.strictObject({ allowed: count, refused: count, unknown: count }).exactOptional(),
  refusedPages: z.array(refusedPageSchema).max(100).exactOptional(),
  firstFetchedAt: timestamp.exactOptional(),
  lastFetchedAt: timestamp.exactOptional(),
  robotsFile: robotsFileSchema.exactOptional(),
});

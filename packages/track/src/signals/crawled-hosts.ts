/**
 * What hosts said for all their pages while they were crawled: robots.txt, tdmrep.json, ai.txt, trust.txt, RSL documents.
 * A crawl stores these files anywhere, often behind the pages, so they are collected in a pass of their own first.
 */
import { createHash } from "node:crypto";
import type { RobotsFile, Signal } from "@yurai/schema";
import type { CrawledResponse } from "../crawled-response.ts";
import { aiTxtSignalFor, readAiTxt } from "./ai-txt.ts";
import { headerValues, urlText } from "./found-signal.ts";
import { hostFileKind, type HostFileKind } from "./host-file.ts";
import { isHtml, responseSignals, rslDocument } from "./response-signals.ts";
import { readRobotsFetch, robotsAnswer, type RobotsAnswer, type RobotsState } from "./robots-answer.ts";
import { robotsSignalsFor } from "./robots-signals.ts";
import type { RobotsTxt } from "./robots-txt.ts";
import { rslCovers, type RslLicence } from "./rsl.ts";
import { readTdmrep, tdmRuleFor, type TdmRule } from "./tdmrep.ts";
import { readTrustTxt, type LineSignal } from "./trust-txt.ts";

/** What was read in a file; a `redirect` is followed when a page asks. */
type Content =
  | { readonly kind: "robots"; readonly state: RobotsState }
  | { readonly kind: "tdmrep"; readonly rules: readonly TdmRule[] }
  | { readonly kind: "ai-txt"; readonly file: RobotsTxt }
  | { readonly kind: "trust-txt"; readonly lines: readonly LineSignal[] }
  | { readonly kind: "redirect"; readonly to: string }
  | { readonly kind: "nothing" };

interface Version {
  readonly url: string;
  readonly at: string | undefined;
  readonly status: number;
  readonly sha256: string | undefined;
  readonly content: Content;
}

/** How a page stands to its host's robots.txt. */
export interface PageRobots {
  readonly answer: RobotsAnswer;
  /** The file that gave the answer; missing when it is not in the crawl. */
  readonly file?: RobotsFile;
}

/** Everything that is known about a page. */
export interface PageSignals {
  /** Those of the response first, then those of its host. */
  readonly signals: readonly Signal[];
  /** Missing for URLs that have no robots.txt, such as `dns:`. */
  readonly robots?: PageRobots;
}

/** Bounds of what is kept in memory. */
export interface CrawledHostsLimits {
  /** Files, each as long as it says something new. Default 2,000,000. */
  readonly maxFiles?: number;
  /** Bytes of their bodies, equal ones once. Default 512 MiB. */
  readonly maxBytes?: number;
}

const maxRedirects = 5;
const maxSignals = 1_000;

/** Collects the files of hosts, then tells what reaches a page. */
export class CrawledHosts {
  readonly #files = new Map<string, Version[]>();
  readonly #rsl = new Map<string, readonly RslLicence[]>();
  /** Many hosts have the same file: it is read once. */
  readonly #contents = new Map<string, Content>();
  readonly #limits: Required<CrawledHostsLimits>;
  #count = 0;
  #bytes = 0;
  #refused = 0;

  constructor({ maxFiles = 2_000_000, maxBytes = 512 * 1_024 * 1_024 }: CrawledHostsLimits = {}) {
    this.#limits = { maxFiles, maxBytes };
  }

  /** How many files were left out because a limit was reached; their hosts count as unknown. */
  get refused(): number {
    return this.#refused;
  }

  /** The robots.txt of a host that was fetched last, by https or else by http; undefined when none is in the crawl. */
  robotsFile(host: string): RobotsFile | undefined {
    const version =
      this.#find(`https://${host}/robots.txt`, undefined) ??
      this.#find(`http://${host}/robots.txt`, undefined);
    return version && robotsFileOf(version);
  }

  /** What robots.txt says to an agent about a page; `unknown` where it is not in the crawl. */
  robots(url: string, at: string | undefined, userAgent: string | undefined): RobotsAnswer {
    const origin = originOf(url);
    const robots = origin === undefined ? undefined : this.#find(`${origin}/robots.txt`, at);
    return robotsAnswer(
      robots?.content.kind === "robots" ? robots.content.state : { kind: "missing" },
      userAgent,
      url,
    );
  }

  /** Takes a response in; true when it was a file that speaks for its host. Others cost a look at their URL. */
  add(response: CrawledResponse): boolean {
    const kind = hostFileKind(response.url);
    const rsl = kind === undefined ? rslDocument(response) : undefined;
    if (kind === undefined && rsl === undefined) return false;
    if (this.#count >= this.#limits.maxFiles || this.#bytes > this.#limits.maxBytes) {
      this.#refused++;
      return true;
    }
    this.#count++;
    if (rsl !== undefined) this.#rsl.set(response.url, rsl);
    if (kind !== undefined) this.#addVersion(kind, response);
    return true;
  }

  /** Everything that reaches a page: its own signals and its host's. `userAgent` is who fetched it, if that is known. */
  page(response: CrawledResponse, userAgent: string | undefined = response.crawl?.userAgent): PageSignals {
    const own = responseSignals(response);
    const host = this.#hostSignals(response.url, response.fetchedAt, userAgent);
    const licences = this.#rslSignals([...own, ...host.signals], response.url, response.fetchedAt);
    return { ...host, signals: [...own, ...host.signals, ...licences].slice(0, maxSignals) };
  }

  #addVersion(kind: HostFileKind, response: CrawledResponse): void {
    const versions = this.#files.get(response.url) ?? [];
    const sha256 = createHash("sha256").update(response.body).digest("hex");
    const key = `${kind} ${response.status} ${sha256}`;
    const isFixed = response.status < 300 || response.status >= 400;
    let content = isFixed && kind !== "tdmrep" ? this.#contents.get(key) : undefined;
    if (content === undefined) {
      content = readContent(kind, response);
      if (isFixed) this.#contents.set(key, content);
      this.#bytes += response.body.byteLength;
    }
    const { url, fetchedAt: at, status } = response;
    versions.push({ url, at, status, sha256: status >= 400 ? undefined : sha256, content });
    versions.sort((a, b) => timeOf(a.at) - timeOf(b.at));
    this.#files.set(url, versions);
  }

  #hostSignals(url: string, at: string | undefined, userAgent: string | undefined): PageSignals {
    const origin = originOf(url);
    if (origin === undefined) return { signals: [] };
    const robots = this.#find(`${origin}/robots.txt`, at);
    const state: RobotsState = robots?.content.kind === "robots" ? robots.content.state : { kind: "missing" };
    const answer = robotsAnswer(state, userAgent, url);
    const fromRobots =
      robots !== undefined && state.kind === "rules" && hostFileKind(url) === undefined
        ? robotsSignalsFor(state.file, robots.url, url, { userAgent, answer }).map((one) =>
            placed(robots, one),
          )
        : [];
    const others = [
      "/.well-known/tdmrep.json",
      "/ai.txt",
      "/.well-known/ai.txt",
      "/trust.txt",
      "/.well-known/trust.txt",
    ];
    const fromOthers = others.flatMap((path) => {
      const version = hostFileKind(url) === undefined ? this.#find(origin + path, at) : undefined;
      return version === undefined ? [] : signalsOf(version.content, url).map((one) => placed(version, one));
    });
    const signals = [...fromRobots, ...fromOthers];
    return { signals, robots: { answer, ...(robots !== undefined && { file: robotsFileOf(robots) }) } };
  }

  /** What the RSL documents that are referred to say of the page, where they were crawled too. */
  #rslSignals(signals: readonly Signal[], page: string, at: string | undefined): readonly Signal[] {
    const documents = new Set(signals.filter(({ kind }) => kind === "rsl").map(({ value }) => value));
    return [...documents].flatMap((document) =>
      (this.#rsl.get(document) ?? [])
        .filter((licence) => rslCovers(licence, page, document))
        .map(({ signal }): Signal => ({
          ...signal,
          where: { kind: "file", url: document },
          ...(at !== undefined && { at }),
        })),
    );
  }

  /** The version that held when a page was fetched: the last before it, else the first after it. Redirects are followed. */
  #find(url: string, at: string | undefined): Version | undefined {
    let next = url;
    for (let i = 0; i <= maxRedirects; i++) {
      const versions = this.#files.get(next);
      if (versions === undefined) return undefined;
      const time = at === undefined ? Infinity : timeOf(at);
      const version = versions.findLast((one) => timeOf(one.at) <= time) ?? versions[0]!;
      if (version.content.kind !== "redirect") return version;
      next = version.content.to;
    }
    // More than five redirects count as unavailable (RFC 9309, section 2.3.1.2).
    const [first] = this.#files.get(url) ?? [];
    return first && { ...first, content: { kind: "robots", state: { kind: "unavailable" } } };
  }
}

function readContent(kind: HostFileKind, response: CrawledResponse): Content {
  const { url, body, headers } = response;
  // A record without HTTP around it has no status; what it holds was there.
  const status = response.status === 0 ? 200 : response.status;
  if (status >= 300 && status < 400) {
    const [location = ""] = headerValues(headers, "location");
    const to = urlText(location, url);
    return to === undefined ? { kind: "nothing" } : { kind: "redirect", to };
  }
  if (kind === "robots-txt") return { kind: "robots", state: readRobotsFetch({ status, body }) };
  if (status >= 400) return { kind: "nothing" };
  if (kind === "trust-txt") return { kind, lines: readTrustTxt(body) };
  if (kind === "tdmrep") {
    const rules = readTdmrep(body, url);
    return rules === undefined ? { kind: "nothing" } : { kind, rules };
  }
  const file = isHtml(response) ? undefined : readAiTxt(body);
  return file === undefined ? { kind: "nothing" } : { kind: "ai-txt", file };
}

function signalsOf(content: Content, url: string): readonly LineSignal[] {
  switch (content.kind) {
    case "tdmrep": {
      const rule = tdmRuleFor(content.rules, url);
      return rule === undefined ? [] : [{ line: 0, signal: rule.signal }];
    }
    case "ai-txt": {
      const signal = aiTxtSignalFor(content.file, url);
      return signal === undefined ? [] : [signal];
    }
    case "trust-txt":
      return content.lines;
    default:
      return [];
  }
}

function placed({ url, at, sha256 }: Version, { line, signal }: LineSignal): Signal {
  return {
    ...signal,
    where: { kind: "file", url, ...(line > 0 && { line }) },
    ...(at !== undefined && { at }),
    ...(sha256 !== undefined && { sha256 }),
  };
}

function robotsFileOf({ url, at, status, sha256 }: Version): RobotsFile {
  return {
    url,
    status,
    ...(at !== undefined && { fetchedAt: at }),
    ...(sha256 !== undefined && { sha256 }),
  };
}

function originOf(url: string): string | undefined {
  const begin = url.indexOf("://");
  const scheme = url.slice(0, Math.max(begin, 0)).toLowerCase();
  if (scheme !== "http" && scheme !== "https") return undefined;
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}

function timeOf(at: string | undefined): number {
  return at === undefined ? -Infinity : Date.parse(at);
}

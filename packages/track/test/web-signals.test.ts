import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Signal } from "@yurai/schema";
import type { CrawledResponse } from "../src/crawled-response.ts";
import { pageLicences } from "../src/licences/page-licence.ts";
import { readWarc } from "../src/readers/warc.ts";
import { CrawledHosts, type PageSignals } from "../src/signals/crawled-hosts.ts";

const web = fileURLToPath(new URL("../../../../shared/data/web/", import.meta.url));
const files = ["signals.warc.gz", "charsets.warc.gz", "problems.warc.gz"];

interface Expected {
  readonly file: string;
  readonly warcType: string;
  readonly url: string | null;
  readonly signals?: readonly Readonly<Record<string, string>>[];
  readonly robots?: { readonly userAgent: string; readonly decision: string; readonly basis: string } | null;
}

/** The names that the evaluation set gives to kinds and places. */
const kinds: Readonly<Record<string, string>> = {
  aipref: "content-usage",
  tdmrep: "tdm-reservation",
  rsl: "rsl-license",
};

function placeOf({ where }: Signal): string {
  if (where.kind === "header") return "http-header";
  if (where.kind === "meta") return where.name === "link" ? "html-link" : "html-meta";
  return where.kind === "file" && where.url.endsWith("/robots.txt") ? "robots-txt" : "tdmrep-file";
}

function asExpected(signal: Signal): Readonly<Record<string, string>> {
  const { kind, value, agent, scope = "", policy } = signal;
  const source = placeOf(signal);
  const tag = source === "html-meta" ? "meta-robots" : "x-robots-tag";
  return {
    kind: kind === "robots-tag" ? tag : kinds[kind]!,
    value,
    source,
    ...(kind === "aipref" && source === "robots-txt" && { path: scope, agent: agent ?? "*" }),
    ...(kind === "robots-tag" && agent !== undefined && { agent }),
    ...(kind === "tdmrep" && source === "tdmrep-file" && { location: scope }),
    ...(kind === "tdmrep" && policy !== undefined && { policy }),
  };
}

function sorted(signals: readonly Readonly<Record<string, string>>[]): readonly string[] {
  return signals
    .map((signal) =>
      JSON.stringify(
        Object.entries(signal)
          .filter(([key]) => key !== "note")
          .sort(),
      ),
    )
    .sort();
}

function decisionOf({ robots }: PageSignals): readonly (string | undefined)[] {
  const { decision, basis } = robots!.answer;
  const bases: Readonly<Record<string, string>> = {
    unavailable: "unavailable (4xx)",
    unreachable: "unreachable (5xx)",
  };
  return [decision === "allowed" ? "allow" : "disallow", bases[basis] ?? "rules"];
}

test.skipIf(!existsSync(web))(
  "signals and robots answers of real WARC records are exactly those expected",
  async () => {
    const hosts = new CrawledHosts();
    const responses: (readonly [file: string, response: CrawledResponse])[] = [];
    for (const file of files)
      for await (const _row of readWarc(web + file, {
        onGap: () => undefined,
        onResponse: (response) => {
          hosts.add(response);
          responses.push([file, response]);
        },
      }));
    const expected = readFileSync(`${web}expected.jsonl`, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Expected)
      .filter(({ signals }) => signals !== undefined);
    const of = (file: string, url: string): Expected =>
      expected.find((one) => one.file === file && one.url === url)!;
    let decided = 0;
    for (const [file, response] of responses) {
      const { signals = [], robots } = of(file, response.url);
      const page = hosts.page(response, robots?.userAgent);
      // A rule that closes a page is told as its decision, and the licence of a page as evidence of a licence.
      const found = page.signals.filter(({ kind }) => kind !== "robots-txt").map(asExpected);
      const links = pageLicences(response).map(({ url }) => ({
        kind: "licence-link",
        value: url!,
        source: "html-link",
      }));
      expect([response.url, sorted([...found, ...links])]).toEqual([response.url, sorted(signals)]);
      const wanted = robots === undefined || robots === null ? undefined : [robots.decision, robots.basis];
      expect([response.url, wanted && decisionOf(page)]).toEqual([response.url, wanted]);
      if (wanted !== undefined) decided++;
    }
    expect(responses.length).toBeGreaterThanOrEqual(70);
    expect(decided).toBeGreaterThanOrEqual(55);
  },
);

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fuzzRuns } from "./fuzz-runs.ts";
import { signalSchema, type Signal } from "@yurai/schema";
import type { CrawledResponse } from "../src/crawled-response.ts";
import { CrawledHosts } from "../src/signals/crawled-hosts.ts";
import { readContentSignal } from "../src/signals/content-signal.ts";
import { readContentUsage } from "../src/signals/content-usage.ts";
import { readHtmlMetadata } from "../src/signals/html-metadata.ts";
import { readLinkHeader } from "../src/signals/link-header.ts";
import { responseSignals } from "../src/signals/response-signals.ts";
import { readRobotsHeader, readRobotsMeta } from "../src/signals/robots-tag.ts";
import { readRsl } from "../src/signals/rsl.ts";
import { readTdmrep, tdmRuleFor } from "../src/signals/tdmrep.ts";
import { readTrustTxt } from "../src/signals/trust-txt.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const short = (signals: readonly Pick<Signal, "value" | "training" | "agent">[]): unknown[] =>
  signals.map(({ value, training, agent }) => [value, training, ...(agent === undefined ? [] : [agent])]);

function response(url: string, body = "", more: Partial<CrawledResponse> = {}): CrawledResponse {
  return {
    url,
    fetchedAt: "2026-03-02T09:30:00Z",
    status: 200,
    headers: [],
    mediaType: "text/html",
    body: bytes(body),
    isTruncated: false,
    ...more,
  };
}

describe("Content-Usage", () => {
  test.each([
    [
      "train-ai=n, search=y",
      [
        ["train-ai=n", "no"],
        ["search=y", "unknown"],
      ],
    ],
    ["train-ai=y", [["train-ai=y", "yes"]]],
    // The last of equal keys counts; parameters and unknown keys are passed over.
    [
      "train-ai=y, x=n, train-ai=n;a=b",
      [
        ["train-ai=n", "no"],
        ["x=n", "unknown"],
      ],
    ],
    // Only tokens are preferences.
    ["train-ai", [["train-ai=?1", "unknown"]]],
    ['train-ai="n"', [['train-ai="n"', "unknown"]]],
    // A failure makes everything unknown.
    ["train-ai=n, =", [["train-ai=n, =", "unknown"]]],
    ["TRAIN-AI=n", [["TRAIN-AI=n", "unknown"]]],
    // A key of an earlier draft still refuses, and no longer permits.
    ["train-genai=n", [["train-genai=n", "no"]]],
    ["train-genai=y", [["train-genai=y", "unknown"]]],
    ["train-genai=n;exceptions=cc-cr-ec", [["train-genai=n;exceptions=cc-cr-ec", "conditions"]]],
  ])("%s", (value, expected) => {
    expect(short(readContentUsage(value)).toSorted()).toEqual(expected.toSorted());
  });
});

test("Content-Signal speaks of training only by ai-train", () => {
  expect(short(readContentSignal("search=yes, ai-train = no,, ai-input=no, ai-train=maybe"))).toEqual([
    ["search=yes", "unknown"],
    ["ai-train = no", "no"],
    ["ai-input=no", "unknown"],
    ["ai-train=maybe", "unknown"],
  ]);
});

test("robots tags keep their agent to the end of their header, and never across headers", () => {
  expect(short(readRobotsHeader("noai, otherbot: NoIndex, noai"))).toEqual([
    ["noai", "no"],
    ["noindex", "unknown", "otherbot"],
    ["noai", "no", "otherbot"],
  ]);
  expect(short(readRobotsHeader("max-snippet: 10, unavailable_after: 25 Jun 2026 15:00:00 PST"))).toEqual([
    ["max-snippet: 10", "unknown"],
    ["unavailable_after: 25 jun 2026 15:00:00 pst", "unknown"],
  ]);
  expect(short(readRobotsMeta("GPTBot", "noimageai", { mediaType: "image/png" }))).toEqual([
    ["noimageai", "no", "gptbot"],
  ]);
  expect(short(readRobotsMeta("robots", "noimageai", { mediaType: "text/html" }))).toEqual([
    ["noimageai", "unknown"],
  ]);
});

describe("TDMRep", () => {
  const rules = readTdmrep(
    bytes(
      '[{"location":"/a/b","tdm-reservation":0},{"location":"/a/","tdm-reservation":"1","tdm-policy":"/p.json"},{"location":"/a/b/c","tdm-reservation":1},{"location":"/x","tdm-reservation":2},7]',
    ),
    "https://h.example/.well-known/tdmrep.json",
  )!;

  test("takes the first entry that matches, not the longest", () => {
    expect(tdmRuleFor(rules, "https://h.example/a/b/c")!.signal.value).toBe("0");
    expect(tdmRuleFor(rules, "https://h.example/a/c")!.signal).toEqual({
      kind: "tdmrep",
      value: "1",
      training: "no",
      policy: "https://h.example/p.json",
      scope: "/a/",
    });
    expect(tdmRuleFor(rules, "https://h.example/x")).toBeUndefined();
  });

  test("is no file where it is no list", () => {
    expect(readTdmrep(bytes("<html>"), "https://h.example/")).toBeUndefined();
    expect(readTdmrep(bytes('{"location":"/"}'), "https://h.example/")).toBeUndefined();
    expect(readTdmrep(bytes("[".repeat(500_000)), "https://h.example/")).toBeUndefined();
  });
});

test("a Link header gives targets with relation and type, whatever stands in quotes", () => {
  expect(
    readLinkHeader(
      '<https://h.example/a,b>; title="x, \\"y\\"; z"; rel="license next"; TYPE=Text/HTML, </c>;rel=license',
    ),
  ).toEqual([
    { rel: ["license", "next"], href: "https://h.example/a,b", type: "text/html" },
    { rel: ["license"], href: "/c" },
  ]);
});

describe("HTML metadata", () => {
  test("are tags, and never what comments, scripts, styles and text areas hold", () => {
    const html = `<!doctype html><!-- <meta name=robots content=a> --><script>'<meta name=robots content=b>'</script>
<style><meta name=robots content=c></style><textarea><meta name=robots content=d></textarea>
<META CONTENT='no&#97;i' NAME="Robots" content=second><a href="/l" rel="nofollow LICENSE">x</a>`;
    expect(readHtmlMetadata(bytes(html))).toEqual({
      metas: [{ name: "robots", content: "noai" }],
      links: [{ element: "a", rel: ["nofollow", "license"], href: "/l" }],
      scripts: [],
      isTruncated: false,
    });
  });

  test("are read in the charset of the page", () => {
    const sjis = Buffer.concat([
      Buffer.from('<meta name="dc.rights" content="'),
      Buffer.from([0x83, 0x5c]),
      Buffer.from('"><meta name=robots content=noai>'),
    ]);
    expect(readHtmlMetadata(sjis, "shift_jis").metas).toEqual([
      { name: "dc.rights", content: "ソ" },
      { name: "robots", content: "noai" },
    ]);
  });

  test("of a hostile page end at the limits", () => {
    const many = "<meta name=a content=b>".repeat(5_000);
    expect(readHtmlMetadata(bytes(many))).toMatchObject({ isTruncated: true });
    expect(readHtmlMetadata(bytes(many)).metas).toHaveLength(1_000);
    const late = `${"<div>".repeat(1_000_000)}<meta name=robots content=noai>`;
    expect(readHtmlMetadata(bytes(late))).toEqual({ metas: [], links: [], scripts: [], isTruncated: true });
    expect(readHtmlMetadata(new Uint8Array(500_000_000))).toMatchObject({ isTruncated: true });
  });
});

test("RSL says what each licence permits and prohibits", () => {
  const text = `<rsl xmlns="https://rslstandard.org/rsl"><content url="/a/*"><license><permits type="usage">search ai-train</permits>
<payment type="subscription"/></license><license><prohibits type="usage">ai-all</prohibits></license></content>
<content url="/b"><license><permits type="usage">all</permits><payment type="free"/></license></content></rsl>`;
  const read = readRsl(text, "https://h.example/l.xml")!;
  expect(read.map(({ url, signal }) => [url, signal.value, signal.training])).toEqual([
    ["/a/*", "permits usage search,ai-train; payment subscription", "conditions"],
    ["/a/*", "prohibits usage ai-all", "no"],
    ["/b", "permits usage all; payment free", "yes"],
  ]);
  expect(readRsl("<rss/>", "https://h.example/")).toBeUndefined();
  expect(readRsl("<rsl xmlns='https://rslstandard.org/rsl'>".repeat(100_000), "https://h.example/")).toEqual(
    [],
  );
});

test("trust.txt says whether data training is allowed", () => {
  expect(
    readTrustTxt(bytes("# x\nmember=https://a.example\nDataTrainingAllowed = No # since 2024\n")),
  ).toEqual([{ line: 3, signal: { kind: "trust-txt", value: "datatrainingallowed=no", training: "no" } }]);
});

test("a response tells each signal with its place, and conflicts side by side", () => {
  const page = response(
    "https://h.example/a",
    "<meta name=tdm-reservation content=0><meta name=robots content='index,noai'>",
    {
      headers: [
        ["TDM-Reservation", "1"],
        ["content-usage", "train-ai=y"],
        ["Content-Usage", "search=n"],
      ],
    },
  );
  expect(
    responseSignals(page).map(({ kind, value, where, training }) => [kind, value, where, training]),
  ).toEqual([
    ["aipref", "train-ai=y", { kind: "header", name: "Content-Usage" }, "yes"],
    ["aipref", "search=n", { kind: "header", name: "Content-Usage" }, "unknown"],
    ["tdmrep", "1", { kind: "header", name: "tdm-reservation" }, "no"],
    ["tdmrep", "0", { kind: "meta", name: "tdm-reservation" }, "unknown"],
    ["robots-tag", "index", { kind: "meta", name: "robots" }, "unknown"],
    ["robots-tag", "noai", { kind: "meta", name: "robots" }, "no"],
  ]);
});

const file = (path: string, body: string, more: Partial<CrawledResponse> = {}): CrawledResponse =>
  response(`https://h.example${path}`, body, { mediaType: "text/plain", ...more });
const known = (...files: readonly CrawledResponse[]): CrawledHosts => {
  const hosts = new CrawledHosts();
  for (const one of files) hosts.add(one);
  return hosts;
};
const robotsAt = (fetchedAt: string, body: string): CrawledResponse =>
  file("/robots.txt", body, { fetchedAt });

describe("the files of a host", () => {
  test("reach its pages with line, time and digest", () => {
    const hosts = known(
      file(
        "/robots.txt",
        "User-agent: *\nContent-Signal: ai-train=no\nDisallow: /x\n\nUser-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n",
      ),
      file("/trust.txt", "datatrainingallowed=no"),
      file("/ai.txt", "User-Agent: *\nDisallow: *.html\n"),
    );
    const { signals, robots } = hosts.page(response("https://h.example/x/1.html"), "FooBot/1.0");
    expect(robots!.answer).toMatchObject({ decision: "refused", rule: { line: 3 } });
    expect(robots!.file!.sha256).toMatch(/^[0-9a-f]{64}$/);
    const lines = signals.map(({ kind, value, where, training, agent }) => [
      kind,
      value,
      where.kind === "file" && where.line,
      training,
      agent,
    ]);
    expect(lines).toEqual([
      ["content-signals", "ai-train=no", 2, "no", undefined],
      // A crawl rule for everyone says nothing of training; one for crawlers of training data does.
      ["robots-txt", "Disallow: /x", 3, "unknown", undefined],
      ["robots-txt", "Disallow: /", 7, "no", "GPTBot, CCBot"],
      ["ai-txt", "Disallow: *.html", 2, "no", undefined],
      ["trust-txt", "datatrainingallowed=no", 1, "no", undefined],
    ]);
    for (const signal of signals) expect(signalSchema.parse(signal)).toEqual(signal);
  });

  test("count in the version that held when the page was fetched", () => {
    const hosts = known(
      robotsAt("2026-03-05T00:00:00Z", "User-agent: *\nDisallow: /"),
      robotsAt("2026-03-01T00:00:00Z", "User-agent: *\nAllow: /"),
    );
    const decision = (fetchedAt: string): string =>
      hosts.page(response("https://h.example/a", "", { fetchedAt }), "A").robots!.answer.decision;
    expect(decision("2026-03-04T23:00:00-02:00")).toBe("refused");
    expect(decision("2026-03-04T00:00:00Z")).toBe("allowed");
    // Stored behind the page: the first one after it.
    expect(decision("2026-02-01T00:00:00Z")).toBe("allowed");
  });

  test("are found behind redirects, and unknown where these lead out of the crawl", () => {
    const redirect = (from: string, to: string): CrawledResponse =>
      response(from, "", { status: 301, headers: [["Location", to]] });
    const hosts = known(
      redirect("http://h.example/robots.txt", "https://h.example/robots.txt"),
      file("/robots.txt", "User-agent: *\nDisallow: /"),
      redirect("https://away.example/robots.txt", "https://elsewhere.example/robots.txt"),
      redirect("https://loop.example/robots.txt", "/robots.txt"),
    );
    const answer = (url: string): unknown => hosts.page(response(url), "A").robots!.answer;
    expect(answer("http://h.example/a")).toMatchObject({ decision: "refused" });
    expect(answer("https://away.example/a")).toEqual({ decision: "unknown", basis: "missing" });
    expect(answer("https://loop.example/a")).toEqual({ decision: "allowed", basis: "unavailable" });
    expect(answer("https://never.example/a")).toEqual({ decision: "unknown", basis: "missing" });
    expect(hosts.page(response("dns:h.example")).robots).toBeUndefined();
  });

  test("beyond the limits are counted and leave their hosts unknown", () => {
    const hosts = new CrawledHosts({ maxFiles: 1 });
    expect(hosts.add(file("/robots.txt", "User-agent: *\nAllow: /"))).toBe(true);
    expect(hosts.add(response("https://two.example/robots.txt"))).toBe(true);
    expect(hosts.add(response("https://two.example/a"))).toBe(false);
    expect(hosts.refused).toBe(1);
    expect(hosts.page(response("https://two.example/a"), "A").robots!.answer.decision).toBe("unknown");
  });

  test("of RSL say what they say of the page, when they were crawled too", () => {
    const hosts = known(
      file("/robots.txt", "License: /l.xml"),
      file(
        "/l.xml",
        '<rsl xmlns="https://rslstandard.org/rsl"><content url="/a"><license><prohibits type="usage">all</prohibits></license></content></rsl>',
        {
          mediaType: "application/rsl+xml",
        },
      ),
    );
    expect(short(hosts.page(response("https://h.example/a/1"), "A").signals)).toEqual([
      ["https://h.example/l.xml", "unknown"],
      ["prohibits usage all", "no"],
    ]);
    expect(short(hosts.page(response("https://h.example/b"), "A").signals)).toHaveLength(1);
  });
});

describe("whatever comes from outside, no reader throws, and what it finds can be stored", () => {
  const words = fc.constantFrom(
    ..."train-ai=n|;|,|:|=|<|>|\"|\\|noai|robots|license|ai-train=no|User-agent: *\n|Disallow: /|<meta name=robots content=|<link rel=license href=|<script type=application/ld+json>|</script>|<!--|-->|&#x0;|&amp|\0|\uD800|日本|{|}|[|]|1|<rsl xmlns='https://rslstandard.org/rsl'>|<content url='/'>|<license>|</license>|\n| ".split(
      "|",
    ),
  );
  const soup = fc.oneof(
    fc.array(words, { maxLength: 40 }).map((parts) => parts.join("")),
    fc.string({ unit: "binary", maxLength: 60 }),
  );
  const paths = fc.constantFrom(
    "/",
    "/robots.txt",
    "/ai.txt",
    "/trust.txt",
    "/.well-known/tdmrep.json",
    "/l.xml",
  );
  const types = fc.constantFrom("text/html", "text/plain", "application/rsl+xml", "image/png");

  test("in headers, bodies and files of hosts", () => {
    const one = fc.record({
      path: paths,
      type: types,
      body: soup,
      name: fc.constantFrom("Link", "Content-Usage", "X-Robots-Tag", "tdm-reservation", "Location"),
      value: soup,
      status: fc.constantFrom(200, 301, 404, 503),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), fc.option(soup), (all, agent) => {
        const hosts = new CrawledHosts();
        const responses = all.map(({ path, type, body, name, value, status }) =>
          response(`https://h.example${path}`, body, { mediaType: type, headers: [[name, value]], status }),
        );
        for (const each of responses) hosts.add(each);
        for (const each of responses)
          for (const signal of hosts.page(each, agent ?? undefined).signals) signalSchema.parse(signal);
      }),
      { numRuns: fuzzRuns(30_000) },
    );
  });
});

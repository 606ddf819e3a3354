import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fuzzRuns } from "./fuzz-runs.ts";
import { readRobotsFetch, robotsAnswer } from "../src/signals/robots-answer.ts";
import { agentTokens } from "../src/signals/robots-agent.ts";
import { parseRobotsTxt } from "../src/signals/robots-txt.ts";

const cases = fileURLToPath(new URL("../../../../shared/data/robots/", import.meta.url));

interface Case {
  readonly id: string;
  readonly robots: string | null;
  readonly userAgent: string;
  readonly url: string;
  readonly expected: "allow" | "disallow";
  readonly status?: number | null;
  readonly redirects?: readonly string[];
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function linesOf(file: string): readonly Case[] {
  if (!existsSync(cases)) return [];
  const raw = readFileSync(`${cases}${file}`);
  const text = (file.endsWith(".gz") ? gunzipSync(raw) : raw).toString("utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Case);
}

function decide({ robots, userAgent, url, status = 200, redirects = [] }: Case): string {
  // The file behind the last redirect is the one that is given.
  const found = redirects.length > 0 ? 200 : status;
  const state = readRobotsFetch({
    status: found,
    ...(robots !== null && { body: bytes(robots) }),
    redirects: redirects.length,
  });
  return robotsAnswer(state, userAgent, url).decision === "allowed" ? "allow" : "disallow";
}

describe.skipIf(!existsSync(cases))("every case of the evaluation set is answered as written", () => {
  test.each(["cases.jsonl", "cases-large.jsonl.gz", "status.jsonl"])("%s", (file) => {
    const wrong = linesOf(file).filter((one) => decide(one) !== one.expected);
    expect(wrong.map(({ id }) => id)).toEqual([]);
    expect(linesOf(file).length).toBeGreaterThan(4);
  });
});

const answer = (text: string, agent: string | undefined, url: string): unknown => {
  const { decision, basis, rule } = robotsAnswer(
    { kind: "rules", file: parseRobotsTxt(bytes(text)) },
    agent,
    url,
  );
  return [decision, basis, rule?.line, rule?.value];
};

describe("an answer", () => {
  const text = "\uFEFFUser-agent: *\r\nDisallow: /a # old\r\n\r\nUser-agent: B\rAllow: /\nDisallow: /日本/\n";

  test("names the line of its rule, whatever ends the lines", () => {
    expect(answer(text, "A", "https://h.example/a/1")).toEqual(["refused", "rule", 2, "/a"]);
    expect(answer(text, "b/2.0", "https://h.example/a/1")).toEqual(["allowed", "rule", 5, "/"]);
    expect(answer(text, "B", "https://h.example/%E6%97%A5%E6%9C%AC/")).toEqual([
      "refused",
      "rule",
      6,
      "/日本/",
    ]);
  });

  test("without an agent is known only where all agents get the same", () => {
    expect(answer(text, undefined, "https://h.example/a")).toEqual([
      "unknown",
      "no-agent",
      undefined,
      undefined,
    ]);
    expect(answer(text, undefined, "https://h.example/c")).toEqual([
      "allowed",
      "no-rule",
      undefined,
      undefined,
    ]);
    expect(robotsAnswer({ kind: "missing" }, "A", "https://h.example/").decision).toBe("unknown");
  });

  test("compares octets, so that a rule in Shift_JIS covers a path in Shift_JIS", () => {
    const rule = Buffer.concat([
      Buffer.from("User-agent: *\nDisallow: /"),
      Buffer.from([0x93, 0xfa, 0x96, 0x7b]),
    ]);
    const state = { kind: "rules", file: parseRobotsTxt(rule) } as const;
    expect(robotsAnswer(state, "A", "https://h.example/%93%FA%96%7B/1").decision).toBe("refused");
    expect(robotsAnswer(state, "A", "https://h.example/日本/1").decision).toBe("allowed");
  });

  test("to a hostile file and path takes no longer than their lengths", () => {
    const rules = Array.from({ length: 100 }, () => `Disallow: *${"b" + "a".repeat(4_000)}*c`).join("\n");
    const url = `https://h.example/${"a".repeat(8_000)}`;
    // Quadratic search needs minutes and meets the timeout of the test.
    for (let i = 0; i < 10; i++) expect(answer(`User-agent: *\n${rules}`, "A", url)).toContain("no-rule");
  });
});

test("records that RFC 9309 does not define are kept with their group and line", () => {
  const { groups, others } = parseRobotsTxt(
    bytes(
      "License: https://h.example/l.xml\nUser-agent: A\nContent-Usage: /x train-ai=n\nUser-agent: B\nDisallow:\n",
    ),
  );
  expect(others).toEqual([{ line: 1, field: "license", value: "https://h.example/l.xml" }]);
  expect(groups).toHaveLength(1);
  expect(groups[0]!.agents).toEqual(["A", "B"]);
  expect(groups[0]!.others).toEqual([{ line: 3, field: "content-usage", value: "/x train-ai=n" }]);
});

test("a token stands in a header as a product, and never inside a URL or a longer word", () => {
  const { own } = agentTokens(
    "Mozilla/5.0 (compatible; FooBot/1.2; +https://h.example/evilbot; bar@h.example) Chrome/1",
  );
  expect([...own]).toEqual(["foobot"]);
});

test("any octets are read without a throw, and no answer contradicts its rule", () => {
  const line = fc.oneof(
    fc.constantFrom(
      "User-agent: *",
      "User-agent: A",
      "Disallow: /",
      "Allow: /a*b$",
      "Disallow: /%zz%41",
      "\0:",
      ":",
    ),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(fc.array(line), fc.webPath(), fc.option(fc.string()), (lines, path, agent) => {
      const state = { kind: "rules", file: parseRobotsTxt(bytes(lines.join("\n"))) } as const;
      const found = robotsAnswer(state, agent ?? undefined, `https://h.example${path}`);
      const { rule, decision } = found;
      // Without an agent, groups that differ leave it open.
      const isOpen = rule === undefined && agent === null && decision === "unknown";
      expect(isOpen || decision === ((rule?.allows ?? true) ? "allowed" : "refused")).toBe(true);
    }),
    { numRuns: fuzzRuns(2_000) },
  );
});

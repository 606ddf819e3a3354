import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { accessKeyId, region, secretAccessKey, startS3 } from "../../track/test/s3-server.ts";
import { makeProject, type TestProject } from "./cli.ts";
import { shapes } from "./json-shapes.ts";

const agent = "Mozilla/5.0 (compatible; KaedeBot/1.0; +https://kaede.example/bot)";

/** One WARC record. */
function record(type: string, url: string, block: string): string {
  const bytes = Buffer.byteLength(block);
  const mediaType = type === "warcinfo" ? "application/warc-fields" : `application/http; msgtype=${type}`;
  return `WARC/1.1\r\nWARC-Type: ${type}\r\nWARC-Record-ID: <urn:uuid:${crypto.randomUUID()}>\r\nWARC-Date: 2026-03-02T09:30:00Z\r\n${
    type === "warcinfo" ? "" : `WARC-Target-URI: ${url}\r\n`
  }Content-Type: ${mediaType}\r\nContent-Length: ${bytes}\r\n\r\n${block}\r\n\r\n`;
}

function response(
  url: string,
  body: string,
  { type = "text/html", headers = "", status = "200 OK" } = {},
): string {
  const head = `HTTP/1.1 ${status}\r\nContent-Type: ${type}; charset=utf-8\r\n${headers}\r\n`;
  return record("response", url, head + body);
}

const page = (text: string, head = ""): string => `<!doctype html><title>t</title>${head}<p>${text}</p>`;

/** A project with a crawl whose robots.txt is stored behind the pages it rules, in another file. */
async function writeCrawl(project: TestProject): Promise<readonly string[]> {
  await project.call(["init", "--yes"]);
  const info = record(
    "warcinfo",
    "",
    `isPartOf: KAEDE-2026-03\r\noperator: Kaede\r\nhttp-header-user-agent: ${agent}\r\nrobots: obey\r\n`,
  );
  const pages = [
    response("https://news.example.jp/a/1", page("一面の記事です。港の灯台が新しくなりました。")),
    response("https://news.example.jp/members/2", page("会員だけの記事です。")),
    response(
      "https://open.example.org/x",
      page("This may be used.", "<link rel=license href=https://creativecommons.org/licenses/by/4.0/>"),
      {
        headers: "Content-Usage: train-ai=y\r\n",
      },
    ),
    response("https://silent.example.net/y", page("Nobody said anything about this page.")),
  ];
  const robots = [
    response(
      "https://news.example.jp/robots.txt",
      "User-agent: *\nContent-Signal: ai-train=no\nDisallow: /members/\n",
      { type: "text/plain" },
    ),
    response("https://open.example.org/robots.txt", "none", { status: "404 Not Found" }),
  ];
  return [
    project.write("pages.warc", info + pages.join("")),
    project.write("robots.warc", info + robots.join("")),
  ];
}

/** Pages of one host under a path that its robots.txt closes. */
function closedPages(project: TestProject, urls: readonly string[]): string {
  const robots = response("https://shut.example.jp/robots.txt", "User-agent: *\nDisallow: /x\n", {
    type: "text/plain",
  });
  const info = record("warcinfo", "", `http-header-user-agent: ${agent}\r\n`);
  return project.write(
    "shut.warc",
    info + urls.map((url, at) => response(url, page(`本文 ${at}`))).join("") + robots,
  );
}

describe("pages that robots.txt had closed", () => {
  test("are listed up to a limit, with the rule and its line, and nothing in them moves the cursor", async () => {
    const project = makeProject();
    await project.call(["init", "--yes"]);
    const strange = "https://shut.example.jp/x/\u202e%1b[2J\u200b";
    const long = `https://shut.example.jp/x/${"y".repeat(3_000)}`;
    const urls = [strange, long, ...Array.from({ length: 40 }, (_, at) => `https://shut.example.jp/x/${at}`)];
    await project.call(["track", closedPages(project, urls), "--source", "web", "--origin", "crawled"]);
    const [shown] = (await project.json(["show", "host", "shut.example.jp"])) as readonly {
      readonly sources: readonly {
        readonly robots: { readonly refused: number };
        readonly refusedPages: readonly { readonly url: string; readonly line: number }[];
      }[];
    }[];
    const [source] = shown!.sources;
    expect(source!.robots.refused).toBe(42);
    expect(source!.refusedPages).toHaveLength(20);
    expect(source!.refusedPages.every(({ line, url }) => line === 2 && url.length < 2_000)).toBe(true);
    const screen = (await project.call(["show", "host", "shut.example.jp"])).stdout;
    expect(screen.replaceAll(/\s+/g, " ")).toContain("and 32 pages more; --json lists up to 100");
    expect(screen).not.toMatch(/[\u202e\u200b]/);
    const ja = (await project.call(["show", "host", "shut.example.jp", "--lang", "ja"])).stdout;
    expect(ja).toContain("robots.txt 2 行目: Disallow: /x");
    expect(ja.replaceAll(/\s+/g, " ")).toContain("ほか 32 ページ");
  });

  test("are told in reports by host and line, and no page is named", async () => {
    const project = makeProject();
    await project.call(["init", "--yes"]);
    const urls = ["https://shut.example.jp/x/private-name"];
    const file = closedPages(project, urls);
    await project.call(["track", file, "--source", "web", "--origin", "crawled", "--model", "kaede-1b"]);
    const report = ["report", "provenance", "--model", "kaede-1b", "--out"];
    expect((await project.call([...report, "en.md"])).exitCode).toBe(0);
    expect((await project.call([...report, "ja.md", "--lang", "ja"])).exitCode).toBe(0);
    expect(project.read("en.md")).toContain(
      String.raw`Most of these: shut.example.jp 1 \(robots.txt line 2\).`,
    );
    expect(project.read("ja.md")).toContain("shut.example.jp 1 件（robots.txt 2 行目）");
    expect(project.read("en.md") + project.read("ja.md")).not.toContain("private-name");
  });

  test("are forgotten with the record that is purged, and stay counted", async () => {
    const project = makeProject();
    await project.call(["init", "--yes"]);
    const urls = ["https://shut.example.jp/x/1", "https://shut.example.jp/x/2"];
    await project.call(["track", closedPages(project, urls), "--source", "web", "--origin", "crawled"]);
    const found = await project.call(["lookup", "url", urls[0]!]);
    const [, id = ""] = /([0-9a-f]{12}:\d+)/.exec(found.stdout) ?? [];
    const purged = await project.call(["purge", "--record", id, "--by", "Sato", "--because", "asked"]);
    expect(purged.exitCode, purged.stderr).toBe(0);
    const shown = await project.call(["show", "host", "shut.example.jp", "--json"]);
    expect(shown.stdout).not.toContain(urls[0]);
    expect(shown.stdout).toContain(urls[1]);
    expect(JSON.parse(shown.stdout)).toMatchObject({ sources: [{ robots: { refused: 2 } }] });
    expect((await project.call(["verify"])).exitCode).toBe(0);
  });
});

describe("a crawl", () => {
  test("that one command tracks says per host what was allowed, refused and unknown", async () => {
    const project = makeProject();
    const files = await writeCrawl(project);
    const track = ["track", ...files, "--source", "web", "--origin", "crawled", "--run", "first"];
    const ended = await project.call(track);
    expect(ended.exitCode).toBe(0);
    const said = ended.stdout.replaceAll(/\s+/g, " ");
    expect(said).toContain("1 host says no to training: 2 records (50 %)");
    expect(said).toContain("1 record fetched although robots.txt refused its crawler (news.example.jp)");
    expect(said).toContain("robots.txt not in the crawl for 1 host (silent.example.net)");
    const shown = async (host: string): Promise<Readonly<Record<string, unknown>>> => {
      const [value] = await project.json(["show", "host", host]);
      expect(shapes.host.safeParse(value).error?.issues).toBeUndefined();
      // The shape was just checked.
      return (value as { readonly sources: readonly Readonly<Record<string, unknown>>[] }).sources[0]!;
    };
    const news = await shown("news.example.jp");
    expect(news).toMatchObject({
      records: 2,
      robots: { allowed: 1, refused: 1, unknown: 0 },
      robotsFile: { url: "https://news.example.jp/robots.txt", status: 200 },
      crawls: [{ id: "KAEDE-2026-03", userAgent: agent, operator: "Kaede", robots: "obeyed" }],
    });
    expect(news["examples"]).toMatchObject([
      { kind: "content-signals", value: "ai-train=no", training: "no", where: { kind: "file", line: 2 } },
      { kind: "robots-txt", value: "Disallow: /members/", training: "unknown", where: { line: 3 } },
    ]);
    expect(news["refusedPages"]).toEqual([
      {
        url: "https://news.example.jp/members/2",
        fetchedAt: "2026-03-02T09:30:00Z",
        rule: "Disallow: /members/",
        file: "https://news.example.jp/robots.txt",
        line: 3,
      },
    ]);
    expect(await shown("open.example.org")).toMatchObject({
      robots: { allowed: 1, refused: 0, unknown: 0 },
      robotsFile: { status: 404 },
    });
    expect(await shown("silent.example.net")).toMatchObject({
      robots: { allowed: 0, refused: 0, unknown: 1 },
    });
    // The same files again under the run's name: read already, so nothing is counted or missing twice.
    expect((await project.call(track)).exitCode).toBe(0);
    expect(await shown("news.example.jp")).toEqual(news);
    const [run] = (await project.json(["show", "run", "first"])) as {
      readonly gaps: readonly { readonly kind: string; readonly count: number }[];
    }[];
    const counts = run!.gaps.filter(
      ({ kind }) => kind === "robots-refused" || kind === "host-without-robots-txt",
    );
    expect(counts.map(({ kind, count }) => [kind, count]).toSorted()).toEqual([
      ["host-without-robots-txt", 1],
      ["robots-refused", 1],
    ]);
  });

  test("without a page is a run that read nothing, and no error", async () => {
    const project = makeProject();
    await writeCrawl(project);
    project.write("none.warc", "WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n\r\n\r\n");
    const ended = await project.call(["track", "none.warc", "--source", "web", "--origin", "crawled"]);
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toContain("nothing was tracked");
  });

  test("shows a host in both languages, with evidence and lists", async () => {
    const project = makeProject();
    const files = await writeCrawl(project);
    project.write("sellers.txt", "news.example.jp\n");
    project.write(
      "yurai.config.yaml",
      "format: yurai-config\nversion: 1\nhostLists:\n  - { name: paid-database, file: sellers.txt, from: desk }\n",
    );
    await project.call(["track", ...files, "--source", "web"]);
    const en = (await project.call(["show", "host", "news.example.jp"])).stdout;
    expect(en).toContain("allowed 1   refused 1   unknown 0");
    expect(en).toContain("Content Signals: ai-train=no  /robots.txt line 2");
    expect(en).toContain("paid-database  desk");
    expect(en).toContain("/members/2  robots.txt line 3: Disallow: /members/  2026-03-02");
    const ja = (await project.call(["show", "host", "news.example.jp", "--lang", "ja"])).stdout;
    expect(ja).toContain("許可 1   拒否 1   不明 0");
    expect((await project.call(["show", "host", "nobody.example"])).exitCode).toBe(2);
  });

  test("is screened by what hosts and pages say, and what is kept carries its evidence", async () => {
    const project = makeProject();
    const files = await writeCrawl(project);
    project.write("pirates.txt", "silent.example.net\n");
    project.write(
      "yurai.config.yaml",
      "format: yurai-config\nversion: 1\nhostLists:\n  - { name: pirate-site, file: pirates.txt }\n",
    );
    const screened = async (out: string, rules: string): Promise<readonly string[]> => {
      const ended = await project.call([
        "screen",
        ...files,
        "--source",
        "web",
        "--drop",
        rules,
        "--out",
        out,
      ]);
      expect(ended.exitCode).toBe(0);
      const lines = project.read(`${out}/kept.jsonl`).split("\n").filter(Boolean);
      return lines.map((line) => new URL((JSON.parse(line) as { readonly url: string }).url).pathname);
    };
    expect(await screened("a", "opt-out")).toEqual(["/x", "/y"]);
    expect(await screened("b", "opt-out:aipref,robots-refused")).toEqual(["/a/1", "/x", "/y"]);
    expect(await screened("d", "robots-refused:OtherBot,robots-unknown")).toEqual(["/a/1", "/x"]);
    expect(await screened("e", "host:pirate-site,licence:CC BY 4.0")).toEqual(["/a/1", "/members/2"]);
    const [kept] = project.read("a/kept.jsonl").split("\n");
    expect(JSON.parse(kept!)).toMatchObject({
      licence: "CC-BY-4.0",
      robots: "allowed",
      signals: [{ kind: "aipref", value: "train-ai=y", training: "yes" }],
    });
    for (const rule of ["opt-out:nonsense", "host:nobody"])
      expect(
        (await project.call(["screen", ...files, "--source", "web", "--drop", rule, "--out", "z"])).exitCode,
      ).toBe(2);
  });
});

test("a crawl in an S3 store says per host what was allowed and refused, and is screened by it", async () => {
  const local = makeProject();
  const [pages = "", robots = ""] = await writeCrawl(local);
  await using server = await startS3({
    "web/pages.warc": readFileSync(pages),
    "web/robots.warc.gz": gzipSync(readFileSync(robots)),
  });
  const env = {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  const store = ["s3://corpus/web/", "--source", "web", "--download"];
  const tracked = await local.run(["track", ...store, "--origin", "crawled"], { env });
  expect(tracked.exitCode, tracked.stderr).toBe(0);
  const [shown] = await local.json(["show", "host", "news.example.jp"]);
  expect(shown).toMatchObject({
    sources: [
      {
        robots: { allowed: 1, refused: 1, unknown: 0 },
        refusedPages: [{ line: 3 }],
        robotsFile: { status: 200 },
      },
    ],
  });
  const screened = await local.run(
    ["screen", ...store, "--drop", "opt-out,robots-unknown", "--out", "clean"],
    { env },
  );
  expect(screened.exitCode, screened.stderr).toBe(0);
  expect(
    local
      .read("clean/kept.jsonl")
      .split("\n")
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { readonly url: string }).url),
  ).toEqual(["https://open.example.org/x"]);
});

test("code that states its licence in its head is counted under it", async () => {
  const project = makeProject();
  await project.call(["init", "--yes"]);
  project.write("code/a.c", "/* SPDX-License-Identifier: MIT */\nint a;\n");
  project.write("code/b.c", "int b; // of nobody's licence\n");
  const ended = await project.call(["track", "code", "--source", "code"]);
  expect(ended.stdout).toContain("declared 50 %   unknown 50 %");
});

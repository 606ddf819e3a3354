import { describe, expect, test } from "vitest";
import { normalForm } from "../src/text/normal-form.ts";
import { openIndex } from "../src/search/text-index.ts";
import { alphabets as a, draw, seeded } from "./planting.ts";
import { seal, temporaryHome } from "./small-segment.ts";

/** Spellings of a text whose normal form is the same. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "spaces and line breaks between": (text) => [...text].join(" ").replaceAll("a ", "a\r\n\t　"),
  "in capitals": (text) => text.toUpperCase(),
  "full width": (text) => text.replace(/[!-~]/g, (c) => String.fromCodePoint(c.codePointAt(0)! + 0xfee0)),
  "with punctuation": (text) => [...text].map((c, i) => (i % 5 === 0 ? `${c}、「${""}” — ` : c)).join(""),
  decomposed: (text) => text.normalize("NFD"),
  "beside emoji": (text) => [...text].map((c, i) => (i % 9 === 0 ? `👩🏽‍🚀${c}🎌` : c)).join(""),
  "with zero-width characters": (text) => [...text].join("\u200b"),
};

const runs: Readonly<Record<string, string>> = {
  "119 other characters": draw(seeded(21), a.runOther, 119),
  "119 accented characters": draw(seeded(22), "áèîöůçñåģőabc", 119),
  "50 dense characters": draw(seeded(23), a.runDense, 50),
  "50 kana with voicing marks": draw(seeded(24), "がぎぐげござじずぜぞだぢづでどばびぶべぼパピプペポ", 50),
};

describe("an exact run is found with exact spans, however either side spells it", () => {
  for (const [runName, run] of Object.entries(runs)) {
    test(runName, async () => {
      const home = temporaryHome();
      const dense = runName.startsWith("50");
      const before = draw(seeded(31), dense ? a.recordDense : a.recordOther, 77);
      const after = draw(seeded(32), dense ? a.recordDense : a.recordOther, 33);
      const records = Object.values(spellings).map((spell) => `${before} ${spell(run)} ${after}`);
      seal(home, records);
      using index = await openIndex(home);
      for (const spell of Object.values(spellings)) {
        const output = `${draw(seeded(41), dense ? a.outputDense : a.outputOther, 13)}… ${spell(run)}!!`;
        const { matches, unverified } = await index.query(output);
        expect(unverified).toEqual([]);
        expect(matches.map(({ record }) => record.ordinal).sort()).toEqual(records.map((_, i) => i));
        for (const match of matches) {
          const [longest] = match.runs;
          expect(longest!.guaranteed).toBe(true);
          const shared = output.slice(longest!.output.start, longest!.output.end);
          expect(normalForm(shared)).toBe(normalForm(run));
          const bytes = new TextEncoder().encode(records[match.record.ordinal]!);
          const source = bytes.subarray(longest!.record.start, longest!.record.end);
          expect(normalForm(new TextDecoder().decode(source))).toBe(normalForm(run));
          // Nothing hangs over: both ends are characters that the normal form keeps.
          expect(shared).toMatch(/^[\p{L}\p{N}].*[\p{L}\p{N}\p{M}]$/su);
        }
      }
    });
  }
});

describe("query", () => {
  test("finds nothing in an unrelated text, and says what it searched", async () => {
    const home = temporaryHome();
    const { id } = seal(home, [draw(seeded(1), a.recordOther, 5_000)]);
    using index = await openIndex(home);
    const result = await index.query(draw(seeded(2), a.outputOther, 5_000));
    expect(result.matches).toEqual([]);
    expect(result.unverified).toEqual([]);
    expect(result.searched).toEqual([id]);
  });

  test("reports the longest run first and the share that all runs cover", async () => {
    const home = temporaryHome();
    const long = draw(seeded(3), a.runOther, 300);
    const short = draw(seeded(4), a.runOther, 150);
    seal(home, [`${short}nop${long}`]);
    using index = await openIndex(home);
    const { matches, characters } = await index.query(`${long}xyz${short}`);
    expect(characters).toBe(453);
    expect(matches[0]!.runs.map((run) => run.characters)).toEqual([300, 150]);
    expect(matches[0]!.coveredCharacters).toBe(450);
  });

  test("finds a record shorter than an anchor as a whole, and only as a whole", async () => {
    const home = temporaryHome();
    seal(home, ["Kaede Labs 2026"]);
    using index = await openIndex(home);
    const { matches } = await index.query("KAEDE-LABS, 2026!");
    expect(matches).toHaveLength(1);
    expect(matches[0]!.whole).toBe(true);
    expect(matches[0]!.runs[0]!.guaranteed).toBe(false);
    expect((await index.query("about Kaede Labs 2026")).matches).toEqual([]);
  });

  test("lists a record without text as unverified, in step when two anchors agree", async () => {
    const home = temporaryHome();
    const run = draw(seeded(5), a.runOther, 400);
    seal(home, [{ text: `${draw(seeded(6), a.recordOther, 50)}${run}`, evidence: "none" }]);
    using index = await openIndex(home);
    const { matches, unverified } = await index.query(run);
    expect(matches).toEqual([]);
    expect(unverified).toHaveLength(1);
    expect(unverified[0]!.reason).toBe("not-kept");
    expect(unverified[0]!.inStep).toBeGreaterThanOrEqual(3);
    const single = await index.query(run.slice(0, 119));
    expect(single.unverified[0]!.inStep).toBeLessThanOrEqual(2);
  });

  test("anchors of two different runs of one record are not in step", async () => {
    const home = temporaryHome();
    const text = draw(seeded(7), a.runOther, 88 * 4);
    seal(home, [{ text, evidence: "none" }]);
    using index = await openIndex(home);
    // The second anchor's characters come too early: only the rule's own distance counts.
    const output = `${text.slice(0, 32)}${text.slice(88, 120)}`;
    const { unverified } = await index.query(output);
    expect(unverified[0]!.anchors).toBe(2);
    expect(unverified[0]!.inStep).toBe(1);
  });

  test("boilerplate in thousands of records is capped in what is listed, never in what is counted", async () => {
    const home = temporaryHome();
    const boilerplate = draw(seeded(8), a.runOther, 130);
    const own = draw(seeded(9), a.runOther, 200);
    const records = Array.from(
      { length: 3_000 },
      (_, i) => `${boilerplate} ${draw(seeded(i), a.recordOther, 20)}`,
    );
    records[1_234] += own;
    seal(home, records);
    using index = await openIndex(home);
    const result = await index.query(`${boilerplate} xyz ${own}`, { maxCandidates: 500, maxRecords: 50 });
    expect(result.matches[0]!.record.ordinal).toBe(1_234);
    expect(result.matches).toHaveLength(50);
    expect(result.unverified.every(({ reason }) => reason === "work-limit")).toBe(true);
    const listed = result.matches.length + result.unverified.length;
    expect(listed).toBeLessThanOrEqual(500);
    expect(result.beyondLimits.hits).toBeGreaterThan(2_000);
    expect(result.work.hits).toBeGreaterThanOrEqual(3_000);
    expect(result.beyondLimits.output.length).toBeGreaterThan(0);
  });

  test("a segment without passages is searched for whole texts only, and says so", async () => {
    const home = temporaryHome();
    const text = draw(seeded(10), a.runOther, 500);
    const { id } = seal(home, [text], { profile: null });
    using index = await openIndex(home);
    expect((await index.query(text.slice(0, 400))).matches).toEqual([]);
    const whole = await index.query(text);
    expect(whole.matches[0]!.whole).toBe(true);
    expect(whole.withoutPassages).toEqual([id]);
  });

  test("repetitive text on both sides ends, and its run is found", async () => {
    const home = temporaryHome();
    seal(home, ["ab".repeat(40_000)]);
    using index = await openIndex(home);
    const { matches, beyondLimits } = await index.query("ab".repeat(2_000), {
      maxComparedCharacters: 1_000_000,
    });
    expect(matches[0]!.runs[0]!.characters).toBe(4_000);
    expect(matches[0]!.runs).toHaveLength(1);
    expect(matches[0]!.runCount).toBeGreaterThan(200);
    expect(beyondLimits.hits).toBeGreaterThan(100_000);
    expect(beyondLimits.output.length).toBeGreaterThan(1_000);
  });

  test("a notice that a record repeats three hundred times crowds out no other run", async () => {
    const home = temporaryHome();
    const notice = draw(seeded(11), a.runOther, 400);
    const own = draw(seeded(12), a.runOther, 130);
    seal(home, [`${Array.from({ length: 300 }, () => `${notice}n`).join("")}${own}`]);
    using index = await openIndex(home);
    const { matches } = await index.query(`${notice}xyz${own}`);
    expect(matches[0]!.runs.map((run) => run.characters)).toEqual([400, 130]);
    expect(matches[0]!.runCount).toBe(301);
  });
});

describe("lookup", () => {
  test("finds URLs by any spelling of their canonical form", async () => {
    const home = temporaryHome();
    seal(home, [
      { text: "page one of this site", url: "https://News.Example.jp:443/a/1?x=1#top" },
      { text: "page two of this site", url: "https://news.example.jp/a/2" },
    ]);
    using index = await openIndex(home);
    const { answer, found } = await index.lookup({ url: "http://news.example.jp/%61/1?x=1" });
    expect(answer).toBe("included");
    expect(found.map(({ record }) => record.ordinal)).toEqual([0]);
    expect((await index.lookup({ url: "https://news.example.jp/a/3" })).answer).toBe("notFound");
  });

  test("finds hosts, with their subdomains when asked", async () => {
    const home = temporaryHome();
    seal(home, [
      { text: "one", url: "https://example.jp/" },
      { text: "two", url: "https://news.example.jp/" },
      { text: "three", url: "https://notexample.jp/" },
    ]);
    using index = await openIndex(home);
    expect((await index.lookup({ host: "example.jp" })).count).toBe(1);
    expect((await index.lookup({ host: "Example.JP", subdomains: true })).count).toBe(2);
  });

  test("finds digests by a whole SHA-256 and by its first half", async () => {
    const home = temporaryHome();
    seal(home, ["the bytes themselves"]);
    using index = await openIndex(home);
    const { hash } = await import("node:crypto");
    const digest = hash("sha256", "the bytes themselves");
    expect((await index.lookup({ digest })).count).toBe(1);
    expect((await index.lookup({ digest: `sha256:${digest.slice(0, 32)}` })).count).toBe(1);
    expect((await index.lookup({ digest: hash("sha256", "other bytes") })).answer).toBe("notFound");
  });

  test("refuses what is no URL, host or digest, without quoting it", async () => {
    const home = temporaryHome();
    seal(home, ["text"]);
    using index = await openIndex(home);
    for (const target of [
      { url: "secret" },
      { host: "secret/path" },
      { digest: "secret" },
      { text: " . " },
    ]) {
      const error = await index.lookup(target).catch((error: unknown) => error);
      expect(error).toMatchObject({ code: "bad-input" });
      expect(String(error)).not.toContain("secret");
    }
  });

  test("can't determine anything without segments", async () => {
    using index = await openIndex(temporaryHome());
    expect((await index.lookup({ url: "https://example.jp/" })).answer).toBe("cannotDetermine");
  });
});

import { isStopped, parse, sha256Hex, verdictSchema } from "@yurai/schema";
import type { Finding, Provenance, Terms, Verdict } from "@yurai/schema";
import { describe, expect, test } from "vitest";
import { check } from "../src/check.ts";
import type { Check } from "../src/check-context.ts";
import { presets } from "../src/presets.ts";
import { draw, indexOf, kana, mitDetected, now, openTerms, optionsFor, refusal, tool } from "./real-index.ts";

const notice = "MIT License\n\nCopyright (c) 2020 Kaede\n\nPermission is hereby granted...";

/** The output: a run of a source among words of its own. */
function around(run: string): string {
  return `${draw(901, 40)} ${run}. ${draw(902, 60)}`;
}

/** A ledger that another process holds. */
function locked(): Promise<never> {
  return Promise.reject(new Error("the ledger is locked"));
}

function verbatimOf({ findings }: Verdict): Extract<Finding, { kind: "verbatim" }> {
  const found = findings.find((finding) => finding.kind === "verbatim");
  if (found === undefined) throw new Error("no verbatim finding");
  return found;
}

describe("check, from text to verdict on real segments", () => {
  const permissive = draw(1, 2_000);
  const run = permissive.slice(300, 500);

  test("a run from a permissive source whose licence was detected goes out with the exact notice", async () => {
    const found = await indexOf({
      "left-pad": { texts: [permissive], facts: mitDetected, attributionText: notice },
    });
    const verdict = await check({ id: "1", text: around(run) }, optionsFor(found));
    expect(verdict.action).toBe("attribute");
    expect(verdict.attribution).toEqual([
      { source: "left-pad", licence: "MIT", text: notice, findings: [0] },
    ]);
    expect(verdict.decisions[0]).toEqual({ finding: 0, rule: "permissive", action: "attribute" });
  });

  test.each<[string, Partial<Provenance>, string]>([
    ["its licence is merely declared", { basis: "declared" }, "declared-only"],
    ["the source is private", { origin: "third-party", class: "private" }, "private-source"],
    ["its holder has opted out", { signals: [refusal] }, "opted-out"],
  ])("the same run is to be reviewed when %s", async (_why, facts, rule) => {
    const found = await indexOf({
      "left-pad": { texts: [permissive], facts: { ...mitDetected, ...facts }, attributionText: notice },
    });
    const verdict = await check({ id: "1", text: around(run) }, optionsFor(found));
    expect(verdict.action).toBe("review");
    expect(verdict.decisions[0]).toMatchObject({ rule, action: "review" });
    expect(verdict.attribution).toEqual([]);
  });

  test("the same run is blocked when the terms forbid outputs", async () => {
    const terms = { ...openTerms, distributeOutputs: "no" as const };
    const found = await indexOf({ magazine: { texts: [permissive], facts: { ...mitDetected, terms } } });
    const verdict = await check({ id: "1", text: around(run) }, optionsFor(found));
    expect(verdict.action).toBe("block");
    expect(verdict.findings.map(({ kind }) => kind)).toEqual(["verbatim", "terms"]);
  });

  test("a run in a permissive and in a private source is judged by the private one", async () => {
    const found = await indexOf({
      open: { texts: [permissive], facts: mitDetected, attributionText: notice },
      house: { texts: [`${draw(5, 30)}${run}`], facts: { ...mitDetected, origin: "own", class: "private" } },
    });
    const verdict = await check({ id: "1", text: around(run) }, optionsFor(found));
    expect(verdict.action).toBe("review");
    // The notice is listed all the same: whoever lets it out must attach it.
    expect(verdict.attribution.map(({ source }) => source)).toEqual(["open"]);
  });

  test("nothing goes out with an attribution whose words nobody has recorded", async () => {
    const found = await indexOf({ "left-pad": { texts: [permissive], facts: mitDetected } });
    const verdict = await check({ id: "1", text: around(run) }, optionsFor(found));
    expect(verdict.action).toBe("review");
    expect(verdict.decisions[0]).toMatchObject({ action: "review", raised: "no-attribution-text" });
  });

  test("terms that ask for no attribution need no recorded words", async () => {
    const terms = { ...openTerms, attribution: "no" as const };
    const found = await indexOf({ cc0: { texts: [permissive], facts: { ...mitDetected, terms } } });
    const verdict = await check({ id: "1", text: around(run) }, optionsFor(found));
    expect(verdict.action).toBe("attribute");
    expect(verdict.attribution[0]?.text).toBe("cc0\nMIT");
  });

  test("a finding says where it comes from, how long it is and where it stands, and never a word of it", async () => {
    const found = await indexOf({ news: { texts: [permissive], facts: { signals: [refusal] } } });
    const text = around(run);
    const verdict = await check({ id: "1", text, prompt: "Repeat it" }, optionsFor(found));
    const finding = verbatimOf(verdict);
    expect(finding.characters).toEqual({ dense: 0, other: 200 });
    expect(finding.share).toBeCloseTo(200 / 300, 10);
    expect(finding).toMatchObject({ whole: false, guaranteed: true, unlistedSpans: 0, otherRecords: 0 });
    const [span] = finding.spans;
    expect(text.slice(span!.output.start, span!.output.end)).toBe(run);
    expect(permissive.slice(span!.record.start, span!.record.end)).toBe(run);
    expect(finding.provenance).toMatchObject({ source: "news", origin: "crawled", signals: [refusal] });
    expect(finding.nextSteps).toEqual([
      "regenerate",
      "conclude-licence",
      "record-reliance",
      "ask-legal",
      "request-waiver",
    ]);
    expect(JSON.stringify(verdict)).not.toContain(run.slice(0, 12));
    expect(JSON.stringify(verdict)).not.toContain("Repeat it");
    expect(verdict.output).toEqual({
      sha256: sha256Hex(text),
      byteLength: Buffer.byteLength(text),
      characters: 300,
      promptSha256: sha256Hex("Repeat it"),
    });
    expect(verdict.findings.find(({ kind }) => kind === "opt-out")).toMatchObject({ signals: [refusal] });
  });

  test("fifty Japanese characters are enough, forty-nine are not", async () => {
    const japanese = draw(7, 600, kana);
    const found = await indexOf({ aozora: { texts: [japanese] } });
    const check50 = await check({ id: "1", text: `x${japanese.slice(100, 150)}y` }, optionsFor(found));
    expect(check50.action).toBe("review");
    expect(verbatimOf(check50).characters).toEqual({ dense: 50, other: 0 });
    const check49 = await check({ id: "1", text: `x${japanese.slice(100, 149)}y` }, optionsFor(found));
    expect(check49).toMatchObject({ action: "pass", findings: [] });
  });

  test("unrelated text passes, and the verdict says how far the search went", async () => {
    const found = await indexOf({ news: { texts: [permissive, draw(2, 1_000)] } });
    const base = { name: "Qwen/Qwen3-1.7B" };
    const verdict = await check(
      { id: "7", text: draw(3, 2_000), model: { name: "kaede-1b" } },
      {
        ...optionsFor(found),
        searchFacts: {
          runs: ["7c1e"],
          models: [{ name: "kaede-1b" }],
          notSearched: [{ kind: "model-without-runs", model: base }],
        },
      },
    );
    expect(verdict).toMatchObject({ id: "7", action: "pass", findings: [], decisions: [], attribution: [] });
    expect(verdict.coverage.searched).toEqual({
      segments: 1,
      segmentsExpected: 1,
      runs: ["7c1e"],
      models: [{ name: "kaede-1b" }],
      records: 2,
      characters: 3_000,
      exactRunsFrom: { dense: 50, other: 119 },
    });
    expect(verdict.coverage.notSearched).toEqual([{ kind: "model-without-runs", model: base }]);
    expect(
      verdict.coverage.notChecked.map(({ check, reason, required }) => [check, reason, required]),
    ).toEqual([
      ...["names-dictionary", "names"].map((name) => [name, "not-required", false]),
      ["image", "not-required", false],
      ...["paraphrase", "voice", "cross-border"].map((name) => [name, "not-built-yet", false]),
    ]);
  });

  test("every verdict has the schema's shape", async () => {
    const found = await indexOf({ news: { texts: [permissive] }, cc0: { texts: [run], evidence: "none" } });
    for (const output of [{ id: "1", text: around(run) }, { id: "2" }, { id: "3", text: "短い" }]) {
      const verdict = await check(output, optionsFor(found));
      expect(parse(verdictSchema, structuredClone(verdict), { what: "verdict" })).toEqual(verdict);
    }
  });
});

describe("the terms of what matched", () => {
  test.each<[string, Partial<Terms>, readonly (readonly [string, string])[]]>([
    ["a permissive licence says nothing that must be known", {}, []],
    ["share-alike is told", { shareAlike: "yes" }, [["shareAlike", "yes"]]],
    ["a ban on selling is told", { commercialUse: "no" }, [["commercialUse", "no"]]],
    [
      "an unknown right to distribute is told",
      { distributeOutputs: "unknown" },
      [["distributeOutputs", "unknown"]],
    ],
  ])("%s, once for a source", async (_what, more, told) => {
    const text = draw(1, 400);
    const facts = { ...mitDetected, terms: { ...openTerms, ...more } };
    const found = await indexOf({
      lib: { texts: [text, `${draw(2, 100, "äöü")}${text.slice(0, 300)}`], facts },
    });
    const { findings } = await check({ id: "1", text }, optionsFor(found));
    const terms = findings.flatMap((finding) => (finding.kind === "terms" ? [finding] : []));
    expect(terms.map(({ question, answer }) => [question, answer])).toEqual(told);
    expect(terms.every(({ otherRecords }) => otherRecords === 1)).toBe(true);
  });
});

describe("what could not be checked never passes", () => {
  const lenient = { ...presets.publish, requiredChecks: [] };

  test.each([
    ["an empty text", { id: "1", text: "" }, "no-input"],
    ["a text of spaces", { id: "1", text: " \n\t　" }, "no-input"],
    ["a missing field", { id: "1" }, "no-input"],
    ["audio", { id: "1", text: "words", media: "audio" as const }, "unsupported-input"],
    ["video", { id: "1", text: "words", media: "video" as const }, "unsupported-input"],
  ])("%s is incomplete, even if the policy requires nothing", async (_what, output, reason) => {
    const found = await indexOf({ news: { texts: [draw(1, 500)] } });
    for (const checks of [undefined, []]) {
      const options = { ...optionsFor(found), policy: lenient, ...(checks === undefined ? {} : { checks }) };
      const verdict = await check(output, options);
      expect(verdict.action).toBe("incomplete");
      expect(verdict.coverage.notChecked).toContainEqual({ check: "verbatim", reason, required: false });
    }
  });

  test("without an index, or with an empty one, every output is incomplete", async () => {
    const empty = { segments: [], query: () => Promise.reject(new Error("must not be asked")) };
    for (const index of [undefined, empty]) {
      const verdict = await check(
        { id: "1", text: "words" },
        { policy: lenient, now, tool, provenanceOf: () => [], ...(index === undefined ? {} : { index }) },
      );
      expect(verdict.action).toBe("incomplete");
      expect(verdict.coverage.notSearched).toEqual([{ kind: "no-index" }]);
      expect(verdict.index).toBeUndefined();
    }
  });

  test("an index without any passages leaves exact runs unchecked", async () => {
    const found = await indexOf({ bare: { texts: [draw(1, 500)], withoutPassages: true } });
    const verdict = await check({ id: "1", text: draw(2, 200) }, optionsFor(found));
    expect(verdict.action).toBe("incomplete");
    expect(verdict.coverage.notSearched).toEqual([{ kind: "without-passages", source: "bare", records: 1 }]);
    expect(verdict.coverage.searched.exactRunsFrom).toBeUndefined();
  });

  test("a source without passages beside others is named as not searched", async () => {
    const found = await indexOf({
      bare: { texts: ["a", "b"], withoutPassages: true },
      full: { texts: [draw(1, 500)] },
    });
    const verdict = await check({ id: "1", text: draw(2, 200) }, optionsFor(found));
    expect(verdict.action).toBe("pass");
    expect(verdict.coverage.notSearched).toEqual([{ kind: "without-passages", source: "bare", records: 2 }]);
  });

  test.each(["missing-segment", "damaged-segment"] as const)("a %s makes it incomplete", async (kind) => {
    const found = await indexOf({ news: { texts: [draw(1, 500)] } });
    const lost = { kind, segment: "a".repeat(64), code: "segment-damaged" };
    const verdict = await check(
      { id: "1", text: "words" },
      { ...optionsFor(found), searchFacts: { notSearched: [lost] } },
    );
    expect(verdict.action).toBe("incomplete");
  });

  test.each(["voice", "cross-border"] as const)(
    "the preset %s ends incomplete until its check exists",
    async (name) => {
      const found = await indexOf({ news: { texts: [draw(1, 500)] } });
      const verdict = await check(
        { id: "1", text: draw(2, 200) },
        { ...optionsFor(found), policy: presets[name] },
      );
      expect(verdict.action).toBe("incomplete");
      expect(verdict.coverage.notChecked).toContainEqual({
        check: name,
        reason: "not-built-yet",
        required: true,
      });
    },
  );

  test("a check that throws is a finding, keeps the others', and hides its message", async () => {
    const found = await indexOf({ news: { texts: [draw(1, 500)] } });
    const broken: Check = {
      name: "person",
      needs: "text",
      run: () => {
        throw new Error("the user's own words");
      },
    };
    const { verbatim } = await import("../src/checks/verbatim.ts");
    const output = { id: "1", text: draw(1, 500) };
    const checks = [broken, verbatim];
    const verdict = await check(output, { ...optionsFor(found), policy: lenient, checks });
    expect(verdict.findings.map(({ kind }) => kind)).toEqual(["verbatim", "check-failed"]);
    expect(verdict.findings[1]).toMatchObject({ check: "person", reason: "unexpected-error" });
    expect(JSON.stringify(verdict)).not.toContain("own words");
    expect(verdict.action).toBe("review");
    const policy = { ...lenient, requiredChecks: ["person" as const] };
    const alone = await check({ id: "1", text: draw(8, 500) }, { ...optionsFor(found), policy, checks });
    expect(alone.action).toBe("incomplete");
    const ignored = await check(
      { id: "1", text: draw(8, 500) },
      { ...optionsFor(found), policy: lenient, checks },
    );
    expect(ignored.action).toBe("pass");
    expect(ignored.coverage.notChecked).toContainEqual({
      check: "person",
      reason: "failed",
      required: false,
    });
  });

  test("a check with more than a thousand findings has not finished", async () => {
    const found = await indexOf({ news: { texts: [draw(1, 500)] } });
    const secrets = [...Array(1_001).keys()].map((start): Finding => {
      return {
        kind: "secret",
        category: "key",
        detector: "key",
        spans: [{ start, end: start + 1 }],
        unlistedSpans: 0,
        validity: "no-check",
        score: 0.5,
        validated: false,
        recordedIn: { kind: "not-searched" },
        nextSteps: [],
      };
    });
    const many: Check = { name: "secret", needs: "text", run: () => secrets };
    const policy = { ...lenient, requiredChecks: ["secret" as const] };
    const verdict = await check({ id: "1", text: "words" }, { ...optionsFor(found), policy, checks: [many] });
    expect(verdict.action).toBe("incomplete");
    expect(verdict.findings).toHaveLength(1_001);
    expect(verdict.findings.at(-1)).toMatchObject({ kind: "check-failed", reason: "over-budget" });
  });

  test("two checks by one name are refused", async () => {
    const found = await indexOf({ news: { texts: [draw(1, 500)] } });
    const twice: Check = { name: "terms", needs: "text", run: () => [] };
    const checked = check({ id: "1", text: "words" }, { ...optionsFor(found), checks: [twice, twice] });
    await expect(checked).rejects.toMatchObject({ code: "bad-checks" });
  });

  test("a required check that was not given is missing", async () => {
    const found = await indexOf({ news: { texts: [draw(1, 500)] } });
    const verdict = await check({ id: "1", text: "words" }, { ...optionsFor(found), checks: [] });
    expect(verdict.action).toBe("incomplete");
    expect(verdict.coverage.notChecked).toContainEqual({
      check: "verbatim",
      reason: "not-installed",
      required: true,
    });
  });

  test("a record that nothing is known about fails the checks that needed it", async () => {
    const found = await indexOf({ news: { texts: [draw(1, 500)] } });
    const options = { ...optionsFor(found), provenanceOf: () => [null] };
    const verdict = await check({ id: "1", text: draw(1, 500) }, options);
    expect(verdict.action).toBe("incomplete");
    expect(verdict.findings).toContainEqual(
      expect.objectContaining({ kind: "check-failed", check: "verbatim", reason: "provenance-missing" }),
    );
  });

  test("a search that met its bounds is over budget, however often the passage occurs", async () => {
    const text = draw(1, 500);
    const found = await indexOf({
      news: {
        texts: [...Array(6)].map((_, i) => `${draw(50 + i, 40)}${text}`),
        facts: mitDetected,
        attributionText: notice,
      },
    });
    const verdict = await check({ id: "1", text }, { ...optionsFor(found), limits: { maxRecords: 2 } });
    expect(verdict.action).toBe("incomplete");
    expect(verdict.coverage.notChecked).toContainEqual({
      check: "verbatim",
      reason: "over-budget",
      required: true,
    });
    const whole = await check({ id: "1", text }, optionsFor(found));
    expect(whole.action).toBe("attribute");
    expect(verbatimOf(whole).otherRecords).toBe(5);
  });

  test.each([{ maxCandidates: 2 }, { maxComparedCharacters: 600 }])(
    "so is one bounded by %o",
    async (limits) => {
      const text = draw(1, 500);
      const texts = [...Array(4).keys()].map((i) => `${draw(50 + i, 40, "äöü")}${text}`);
      const found = await indexOf({ news: { texts, facts: mitDetected, attributionText: notice } });
      const verdict = await check({ id: "1", text }, { ...optionsFor(found), limits });
      expect(verdict.action).toBe("incomplete");
      expect(verdict.findings).toContainEqual(
        expect.objectContaining({ kind: "check-failed", reason: "over-budget", nextSteps: ["raise-budget"] }),
      );
    },
  );

  test("what the store throws passes through: it is no fact about an output", async () => {
    const found = await indexOf({ news: { texts: [draw(1, 500)] } });
    const given = check({ id: "1", text: draw(1, 500) }, { ...optionsFor(found), provenanceOf: locked });
    await expect(given).rejects.toThrow("locked");
  });

  test("a provenance function that breaks its word is refused", async () => {
    const found = await indexOf({ news: { texts: [draw(1, 500)] } });
    const given = check({ id: "1", text: draw(1, 500) }, { ...optionsFor(found), provenanceOf: () => [] });
    await expect(given).rejects.toMatchObject({ code: "bad-provenance" });
  });
});

describe("records without text", () => {
  const text = draw(1, 800);

  test("two anchors in step are worth a review, one alone is reported", async () => {
    const found = await indexOf({ silent: { texts: [`${draw(9, 50)}${text}`], evidence: "none" } });
    const long = await check({ id: "1", text: text.slice(0, 500) }, optionsFor(found));
    expect(long.action).toBe("review");
    expect(long.findings[0]).toMatchObject({ kind: "unverified", reason: "not-kept" });
    expect(long.decisions[0]?.rule).toBe("unverified-in-step");
    const short = await check({ id: "1", text: text.slice(0, 119) }, optionsFor(found));
    expect(isStopped(short.action)).toBe(
      short.findings.some((finding) => finding.kind === "unverified" && finding.anchors > 1),
    );
    expect(short.findings).toHaveLength(1);
  });

  test("a whole text whose key agrees is worth a review from the threshold on", async () => {
    const found = await indexOf({
      silent: { texts: [draw(3, 60, kana).slice(0, 50), "ok"], evidence: "none" },
    });
    const verdict = await check({ id: "1", text: draw(3, 60, kana).slice(0, 50) }, optionsFor(found));
    expect(verdict.findings[0]).toMatchObject({ kind: "unverified", characters: { dense: 50, other: 0 } });
    expect(verdict.action).toBe("review");
    const short = await check({ id: "1", text: "OK!" }, optionsFor(found));
    expect(short.action).toBe("pass");
  });
});

/** What holds for every output, index and order: the promises on which a replay rests. */
import { actions } from "@yurai/schema";
import type { Action, Provenance, Verdict } from "@yurai/schema";
import type { NormalText, QueryLimits, QueryResult } from "@yurai/fingerprint";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check, textChecks } from "../src/check.ts";
import type { CheckOptions, OutputIndex } from "../src/check.ts";
import { diffPolicies, replay } from "../src/policy-diff.ts";
import { presets } from "../src/presets.ts";
import { exitCodeOf } from "../src/exit-code.ts";
import { recordKey } from "../src/provenance-of.ts";
import type { MatchedRecord, ProvenanceOf } from "../src/provenance-of.ts";
import { draftWaiver } from "../src/waive.ts";
import { draw, indexOf, kana, mitDetected, now, openTerms, optionsFor, refusal } from "./real-index.ts";

const english = draw(1, 3_000);
const japanese = draw(2, 2_000, kana);
const shared = english.slice(1_000, 1_400);

const sources = {
  open: {
    texts: [english, `${draw(3, 200)}${shared}`],
    facts: mitDetected,
    attributionText: "MIT, (c) Kaede",
  },
  news: { texts: [`${draw(4, 100)}${shared.slice(50, 250)}`, japanese], facts: { signals: [refusal] } },
  magazine: {
    texts: [`${english.slice(0, 500)}${draw(5, 300)}`],
    facts: {
      origin: "licensed",
      class: "private",
      terms: { ...openTerms, distributeOutputs: "no" },
    } as Partial<Provenance>,
  },
  silent: { texts: [english.slice(2_000, 2_800)], evidence: "none" as const },
};

/** Outputs made of passages of the sources, of any length, and of words of their own. */
const output = fc
  .array(
    fc.oneof(
      fc.tuple(fc.constant(english), fc.nat(2_900), fc.nat(500)),
      fc.tuple(fc.constant(japanese), fc.nat(1_900), fc.nat(120)),
      fc.tuple(fc.constant(draw(77, 1_000)), fc.nat(900), fc.nat(100)),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.map(([text, at, length]) => text.slice(at, at + length)).join("… "));

/** The same index, with everything it lists in another order. */
function permuted(index: OutputIndex): OutputIndex {
  const query = async (text: NormalText, limits?: QueryLimits): Promise<QueryResult> => {
    const result = await index.query(text, limits);
    const matches = result.matches.map((match) => ({ ...match, runs: match.runs.toReversed() })).reverse();
    return {
      ...result,
      matches,
      unverified: result.unverified.toReversed(),
      searched: result.searched.toReversed(),
    };
  };
  return { segments: index.segments.toReversed(), query };
}

const rank = (action: Action): number => actions.indexOf(action);

describe("for every output", () => {
  test("the same inputs give the same verdict, whatever the order of segments, matches, runs and checks", async () => {
    const found = await indexOf(sources);
    const options = optionsFor(found);
    const asked: (readonly MatchedRecord[])[] = [];
    const provenanceOf: ProvenanceOf = (records) => {
      asked.push(records);
      return found.provenanceOf(records);
    };
    const other: CheckOptions = {
      ...options,
      provenanceOf,
      index: permuted(found.index),
      checks: textChecks.toReversed(),
    };
    await fc.assert(
      fc.asyncProperty(output, async (text) => {
        const verdict = await check({ id: "1", text }, options);
        expect(await check({ id: "1", text }, options)).toEqual(verdict);
        asked.length = 0;
        expect(await check({ id: "1", text }, other)).toEqual(verdict);
        // One read, in an order of its own.
        expect(asked.length).toBeLessThanOrEqual(1);
        const keys = asked.flat().map(({ record }) => recordKey(record));
        expect(keys).toEqual(keys.toSorted());
      }),
      { numRuns: 60 },
    );
  });

  test("a source more in the index never makes the action milder", async () => {
    const { magazine, ...others } = sources;
    const [few, all] = [await indexOf(others), await indexOf({ ...others, magazine })];
    await fc.assert(
      fc.asyncProperty(output, async (text) => {
        const before = await check({ id: "1", text }, optionsFor(few));
        const after = await check({ id: "1", text }, optionsFor(all));
        expect(rank(after.action)).toBeGreaterThanOrEqual(rank(before.action));
      }),
      { numRuns: 40 },
    );
  });

  test("a passage that a hundred records repeat is judged as if one did", async () => {
    const one = await indexOf({ news: { texts: [shared] } });
    const hundred = await indexOf({
      news: { texts: [...Array(100).keys()].map((i) => `${draw(i, 60, "äöü")}${shared}`) },
    });
    const text = `${draw(300, 100, "éèê")}${shared}`;
    const [alone, common] = [
      await check({ id: "1", text }, optionsFor(one)),
      await check({ id: "1", text }, optionsFor(hundred)),
    ];
    expect(common.action).toBe(alone.action);
    expect(common.findings.filter(({ kind }) => kind === "verbatim")).toHaveLength(1);
    expect(common.findings[0]).toMatchObject({ otherRecords: 99, characters: { dense: 0, other: 400 } });
  });

  test("a longer passage of one source never makes the action milder", async () => {
    const found = await indexOf({ news: sources.news });
    await fc.assert(
      fc.asyncProperty(fc.nat(1_900), fc.nat(80), fc.nat(80), async (at, length, more) => {
        const verdictOf = (length: number): Promise<Verdict> =>
          check({ id: "1", text: `x${japanese.slice(at, at + length)}` }, optionsFor(found));
        const [short, long] = [await verdictOf(length), await verdictOf(length + more)];
        // What an empty text lacks is something to check.
        expect(rank(long.action)).toBeGreaterThanOrEqual(rank(short.action));
      }),
      { numRuns: 60 },
    );
  });

  test("a kept verdict replays to itself under its own policy, and needs nothing but itself", async () => {
    const found = await indexOf(sources);
    await fc.assert(
      fc.asyncProperty(output, async (text) => {
        const verdict = await check({ id: "1", text }, optionsFor(found));
        const kept = JSON.parse(JSON.stringify(verdict)) as Verdict;
        const { action, decisions } = replay(presets.publish, kept);
        expect({ action, decisions }).toEqual({ action: verdict.action, decisions: verdict.decisions });
      }),
      { numRuns: 40 },
    );
  });
});

describe("records that share one place", () => {
  test("are one finding only where no rule and no notice could tell them apart", async () => {
    const found = await indexOf({
      first: { texts: [shared, shared], facts: mitDetected, attributionText: "(c) First" },
      second: { texts: [shared], facts: mitDetected, attributionText: "(c) Second" },
    });
    const verdict = await check({ id: "1", text: `${draw(6, 50)} ${shared}` }, optionsFor(found));
    expect(verdict.findings.map((finding) => "otherRecords" in finding && finding.otherRecords)).toEqual([
      1, 0,
    ]);
    expect(verdict.attribution.map(({ text }) => text)).toEqual(["(c) First", "(c) Second"]);
  });

  test("are two findings where neither holds the other's", async () => {
    const texts = [
      `${draw(20, 30, "äöü")}${shared.slice(100, 400)}`,
      `${draw(21, 30, "éèê")}${shared.slice(20, 250)}`,
    ];
    const found = await indexOf({ blog: { texts } });
    const verdict = await check({ id: "1", text: shared }, optionsFor(found));
    const spans = verdict.findings.flatMap((finding) => (finding.kind === "verbatim" ? finding.spans : []));
    expect(spans.map(({ output }) => [output.start, output.end])).toEqual([
      [100, 400],
      [20, 250],
    ]);
  });

  test("runs that overlap are counted once in the share", async () => {
    const record = `${shared.slice(0, 250)}${draw(22, 30, "äöü")}${shared.slice(150, 400)}`;
    const found = await indexOf({ blog: { texts: [record] } });
    const verdict = await check({ id: "1", text: `${shared}${draw(23, 100, "éèê")}` }, optionsFor(found));
    expect(verdict.findings[0]).toMatchObject({ kind: "verbatim", share: 0.8 });
  });

  test("in a mixed output each rule sees the run that it is about", async () => {
    // 290 others fall short of 300, 60 dense reach 50: only the shorter run stops.
    const record = `${english.slice(0, 290)}${draw(8, 50, "赤青黄白黒紫")}${japanese.slice(0, 60)}`;
    const found = await indexOf({ blog: { texts: [record] } });
    const text = `${english.slice(0, 290)} ${draw(9, 40, "東西南北")} ${japanese.slice(0, 60)}`;
    const verdict = await check({ id: "1", text }, optionsFor(found));
    const runs = verdict.findings.flatMap((finding) =>
      finding.kind === "verbatim" ? [finding.characters] : [],
    );
    expect(runs).toEqual([
      { dense: 0, other: 290 },
      { dense: 60, other: 0 },
    ]);
    expect(verdict.action).toBe("review");
  });

  test("runs beyond the listing are counted", async () => {
    const phrase = draw(10, 60, kana);
    const record = [...Array(150).keys()].map((i) => `${phrase}${draw(400 + i, 3)}`).join("");
    const found = await indexOf({ blog: { texts: [record] } });
    const text = [...Array(150).keys()].map((i) => `${phrase}${draw(700 + i, 4, "ABCXYZ")}`).join("");
    const verdict = await check({ id: "1", text }, optionsFor(found));
    const [finding] = verdict.findings;
    if (finding?.kind !== "verbatim") throw new Error("no verbatim finding");
    expect(finding.spans).toHaveLength(100);
    expect(finding.unlistedSpans).toBeGreaterThan(1_000);
    expect(finding.share).toBeGreaterThan(0.9);
  });
});

describe("waivers on real findings", () => {
  test("the waiver drafted from a finding lets the same content through, and its expiry stops it again", async () => {
    const found = await indexOf({ news: sources.news });
    const text = `${draw(11, 80)} ${shared.slice(50, 250)} ${draw(12, 80)}`;
    const verdict = await check({ id: "1", text }, optionsFor(found));
    expect(verdict.action).toBe("review");
    const at = verdict.decisions.findIndex(({ action }) => action === "review");
    const waiver = draftWaiver(verdict.findings[at]!, verdict.decisions[at]!, {
      owner: "sato",
      approver: "suzuki",
      reason: "The holder agreed.",
      createdAt: "2026-11-01T00:00:00Z",
      expires: "2026-12-31",
      use: "publish",
    })!;
    const options = { ...optionsFor(found), waivers: [waiver] };
    const elsewhere = { id: "2", text: `${draw(13, 30)}\n${shared.slice(50, 250).toUpperCase()}` };
    const waived = await check(elsewhere, options);
    expect(waived.action).toBe("pass");
    expect(waived.waivers).toHaveLength(1);
    expect(exitCodeOf([waived])).toBe(0);
    const late = await check(elsewhere, { ...options, now: new Date("2027-01-01T00:00:00Z") });
    expect(late.action).toBe("review");
    expect(exitCodeOf([late])).toBe(5);
    const longer = await check({ id: "3", text: shared.slice(40, 250) + draw(14, 30) }, options);
    expect(longer.action).toBe("pass");
  });
});

describe("diffPolicies", () => {
  test("lists the outputs whose action changes, and the rules that changed it", async () => {
    const found = await indexOf(sources);
    const verdicts = [
      await check({ id: "open", text: shared }, { ...optionsFor(found), now }),
      await check({ id: "free", text: draw(500, 300) }, optionsFor(found)),
      await check({ id: "dense", text: japanese.slice(0, 60) }, optionsFor(found)),
    ];
    const rules = presets.publish.rules.filter(({ id }) => id !== "opted-out" && id !== "not-permissive");
    const diff = diffPolicies(presets.publish, { ...presets.publish, rules }, verdicts);
    expect(diff).toEqual({
      compared: 3,
      changes: [
        { id: "open", before: "review", after: "attribute", rules: ["opted-out"] },
        { id: "dense", before: "review", after: "pass", rules: ["opted-out"] },
      ],
      limits: [],
    });
  });

  test("a check that the new policy requires and the verdict lacks makes the output incomplete", async () => {
    const found = await indexOf(sources);
    const verdict = await check({ id: "1", text: draw(500, 300) }, optionsFor(found));
    const diff = diffPolicies(presets.publish, presets.voice, [verdict]);
    expect(diff.changes).toEqual([{ id: "1", before: "pass", after: "incomplete", rules: [] }]);
  });

  test("says what a replay cannot show", () => {
    const lower = {
      ...presets.publish,
      thresholds: { ...presets.publish.thresholds, verbatim: { dense: 40, other: 119 } },
    };
    const texts = { ...presets.publish, standardTexts: [{ name: "notice", path: "notice.txt" }] };
    expect(diffPolicies(presets.publish, lower, []).limits).toEqual(["lower-threshold"]);
    expect(diffPolicies(lower, presets.publish, []).limits).toEqual([]);
    expect(diffPolicies(presets.publish, texts, []).limits).toEqual(["standard-texts"]);
  });
});

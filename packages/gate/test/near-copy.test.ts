import type { NearCopyFinding, Policy } from "@yurai/schema";
import { describe, expect, test } from "vitest";
import { check } from "../src/check.ts";
import { presets } from "../src/presets.ts";
import { matchStandardTexts } from "../src/standard-texts.ts";
import { draw, indexOf, optionsFor } from "./real-index.ts";

const article = draw(41, 1_400, "abcdefghij ");
/** The article with one letter in sixty changed. */
const copy = article.replace(/(.{59})./gs, "$1Z");
/** A record of its own around the article, so that the shared part is not the whole. */
const record = `${draw(42, 300, "äöü ")}${article}${draw(43, 300, "äöü ")}`;

function nearCopies(findings: readonly { readonly kind: string }[]): readonly NearCopyFinding[] {
  return findings.filter((finding): finding is NearCopyFinding => finding.kind === "near-copy");
}

describe("an edited copy", () => {
  // No run of it is 119 long; a record of the standard profile is found where an anchor happens to lie between edits.
  test("of 500 characters at 90 % is reviewed, with its place on both sides and how alike it is", async () => {
    const found = await indexOf({ news: { texts: [record] } });
    const text = `${draw(44, 200, "éèê ")}${copy}`;
    const verdict = await check({ id: "1", text }, optionsFor(found));
    expect(verdict.findings.filter(({ kind }) => kind === "verbatim")).toEqual([]);
    const [finding, ...others] = nearCopies(verdict.findings);
    expect(others).toEqual([]);
    expect(verdict.action).toBe("review");
    expect(verdict.decisions.map(({ rule }) => rule)).toContain("near-copy");
    expect(finding!.similarity).toBeGreaterThan(0.97);
    expect(finding!.characters.other).toBeGreaterThan(1_000);
    expect(finding!.share).toBeLessThanOrEqual(1);
    const [span] = finding!.spans;
    expect(copy).toContain(text.slice(span!.output.start, span!.output.end).trim());
    expect(verdict.coverage.notChecked.map(({ check: name }) => name)).not.toContain("near-copy");
  });

  test("in a hundred records that no rule can tell apart is one finding", async () => {
    const texts = Array.from({ length: 100 }, (_, i) => `${draw(100 + i, 60, "äöü")}${article}`);
    const found = await indexOf({ news: { texts } });
    const { findings } = await check({ id: "1", text: copy }, optionsFor(found));
    expect(nearCopies(findings).map(({ otherRecords }) => otherRecords)).toEqual([99]);
  });

  test("of a record whose text was not kept is not checked, and said so; others are unaffected", async () => {
    const hidden = await indexOf({
      hidden: { texts: [record], evidence: "none" },
      news: { texts: [article] },
    });
    const missed = await check({ id: "1", text: record }, optionsFor(hidden));
    expect(missed.coverage.notChecked).toContainEqual({
      check: "near-copy",
      reason: "without-text",
      required: false,
    });
    const requiring: Policy = { ...presets.publish, requiredChecks: ["verbatim", "near-copy"] };
    const unfinished = await check({ id: "1", text: record }, { ...optionsFor(hidden), policy: requiring });
    expect(unfinished.coverage.notChecked).toContainEqual({
      check: "near-copy",
      reason: "without-text",
      required: true,
    });
    const elsewhere = await check({ id: "1", text: draw(45, 600, "klmnopqr ") }, optionsFor(hidden));
    expect(elsewhere.coverage.notChecked.map(({ check: name }) => name)).not.toContain("near-copy");
  });

  test("shorter or less alike than the policy's threshold is not reported", async () => {
    const found = await indexOf({ news: { texts: [record] } });
    const short = await check({ id: "1", text: copy.slice(0, 400) }, optionsFor(found));
    expect(nearCopies(short.findings)).toEqual([]);
    const { thresholds } = presets.publish;
    const strict: Policy = {
      ...presets.publish,
      thresholds: { ...thresholds, nearCopy: { ...thresholds.nearCopy, similarity: 0.995 } },
    };
    const exacting = await check({ id: "1", text: copy }, { ...optionsFor(found), policy: strict });
    expect(nearCopies(exacting.findings)).toEqual([]);
  });
});

describe("a likeness of the whole", () => {
  const policy = presets.publish;
  const sentences = Array.from({ length: 40 }, (_, i) => draw(200 + i, 90, "abcdefghij "));
  const shuffled = sentences.toReversed().join(". ");

  test("is reported where the policy asks for it, and stops nothing", async () => {
    const found = await indexOf({ news: { texts: [draw(50, 900), sentences.join(". ")] } });
    const verdict = await check({ id: "1", text: shuffled }, { ...optionsFor(found), policy });
    expect(verdict.findings).toMatchObject([{ kind: "resemblance", provenance: { source: "news" } }]);
    expect(verdict.action).toBe("pass");
  });

  test("is left out for a record that shares half of it anyway, exactly, nearly or as a whole text without evidence", async () => {
    const text = sentences.join(". ");
    const edited = text.replaceAll(sentences[7]!.slice(10, 14), "zzzz");
    for (const evidence of ["keep", "none"] as const) {
      const found = await indexOf({ news: { texts: [text], evidence } });
      const { findings } = await check({ id: "1", text }, { ...optionsFor(found), policy });
      const kinds = findings.map(({ kind }) => kind);
      expect(kinds).toContain(evidence === "keep" ? "verbatim" : "unverified");
      expect(kinds).not.toContain("resemblance");
    }
    const found = await indexOf({ news: { texts: [text] } });
    const nearly = await check({ id: "1", text: edited }, { ...optionsFor(found), policy });
    expect(nearly.findings.map(({ kind }) => kind)).not.toContain("resemblance");
    // A third of it is told by findings of its own, the rest is not.
    const third = `${sentences.slice(0, 13).join(". ")}. ${sentences.slice(13).toReversed().join(". ")}`;
    const partly = await check({ id: "1", text: third }, { ...optionsFor(found), policy });
    expect(partly.findings.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["verbatim", "resemblance"]),
    );
  });

  test("to a standard text names it, and is no more than reported whatever the rules say", async () => {
    const text = sentences.join(". ");
    const found = await indexOf({ news: { texts: [text] } });
    const standardTexts = matchStandardTexts([{ name: "house rules", text: shuffled }]);
    const rules: Policy["rules"] = [
      { id: "any", when: { kind: "resemblance" }, action: "block", reason: "Any." },
    ];
    const options = { ...optionsFor(found), policy: { ...policy, rules }, standardTexts };
    const verdict = await check({ id: "1", text: shuffled }, options);
    expect(verdict.findings).toMatchObject([{ kind: "resemblance", standardText: "house rules" }]);
    expect(verdict.action).toBe("pass");
    const without = await check(
      { id: "1", text: shuffled },
      { ...options, standardTexts: matchStandardTexts([]) },
    );
    expect(without.action).toBe("block");
  });

  test("without signatures in a segment is not checked, and said so", async () => {
    const found = await indexOf({ news: { texts: [sentences.join(". ")], withoutSignatures: true } });
    const verdict = await check({ id: "1", text: shuffled }, { ...optionsFor(found), policy });
    expect(verdict.coverage.notChecked).toContainEqual({
      check: "resemblance",
      reason: "without-index",
      required: false,
    });
  });
});

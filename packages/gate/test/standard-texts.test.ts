import { existsSync, readFileSync } from "node:fs";
import { normalise } from "@yurai/fingerprint";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "../src/check.ts";
import { matchStandardTexts } from "../src/standard-texts.ts";
import { draw, indexOf, kana, mitDetected, optionsFor } from "./real-index.ts";

const notice = draw(60, 900, "abcdefghijklm");
const house = { origin: "own", class: "private" } as const;

/** The characters of an output that standard texts hold. */
function heldOf(output: string, texts: readonly string[]): string {
  const characters = normalise(output);
  const found = matchStandardTexts(texts.map((text, i) => ({ name: `t${i}`, text }))).find(characters);
  return [...characters.characters]
    .map((character, i) =>
      found.some(({ from, to }) => i >= from && i < to) ? String.fromCodePoint(character) : ".",
    )
    .join("");
}

function thrownBy(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("matchStandardTexts", () => {
  test("tells any passage of 41 characters apart, wherever it lies, and none of 40", () => {
    const place = fc.integer({ min: 0, max: notice.length - 41 });
    fc.assert(
      fc.property(place, fc.string({ unit: fc.constantFrom(..."xyz"), maxLength: 60 }), (at, before) => {
        const long = heldOf(`${before}${notice.slice(at, at + 41)}yyyy`, [notice]);
        expect(long).toBe(`${".".repeat(before.length)}${notice.slice(at, at + 41)}....`);
        expect(heldOf(`${before}${notice.slice(at, at + 40)}yyyy`, [notice])).toMatch(/^\.*$/);
      }),
    );
  });

  test("tells any Japanese passage of 19 characters apart", () => {
    const text = draw(61, 400, kana);
    for (let at = 0; at + 19 <= text.length; at++)
      expect(heldOf(`x${text.slice(at, at + 19)}x`, [text])).toBe(`.${text.slice(at, at + 19)}.`);
  });

  test("spacing, case and punctuation do not matter", () => {
    const set = [...notice].map((letter, i) => (i % 7 === 0 ? `${letter.toUpperCase()}, ` : letter)).join("");
    expect(heldOf(set, [notice])).toBe(notice);
  });

  test("refuses a text too short to be told apart, by name", () => {
    const error = thrownBy(() =>
      matchStandardTexts([{ name: "greeting", text: "Dear customer, thank you!" }]),
    );
    expect(error).toMatchObject({ code: "bad-standard-text" });
    expect(error).toMatchObject({ message: expect.stringContaining("greeting") as string });
  });

  test("the order of the texts changes nothing that is found", () => {
    const texts = [notice, notice.slice(100, 400), `${draw(62, 50)}${notice.slice(200, 700)}`];
    const named = texts.map((text, i) => ({ name: `t${i}`, text }));
    const output = normalise(`${draw(63, 30)}${notice.slice(50, 800)}`);
    expect(matchStandardTexts(named.toReversed()).find(output)).toEqual(
      matchStandardTexts(named).find(output),
    );
  });

  test("one letter repeated, in text and output, costs no more than other text", () => {
    const matcher = matchStandardTexts([{ name: "a", text: "a".repeat(20_000) }]);
    expect(matcher.find(normalise("a".repeat(20_000))).length).toBeGreaterThan(0);
  });
});

describe("standard text in a check", () => {
  const standardTexts = matchStandardTexts([{ name: "MIT", text: notice }]);

  test("a passage that is all standard text passes and is shown, from whatever source", async () => {
    const found = await indexOf({ house: { texts: [`${draw(64, 300)}${notice}`], facts: house } });
    const output = { id: "1", text: notice };
    expect((await check(output, optionsFor(found))).action).toBe("review");
    const verdict = await check(output, { ...optionsFor(found), standardTexts });
    expect(verdict.action).toBe("pass");
    expect(verdict.findings).toHaveLength(1);
    expect(verdict.findings[0]).toMatchObject({
      kind: "verbatim",
      standardText: "MIT",
      characters: { dense: 0, other: 900 },
      share: 1,
      nextSteps: [],
    });
    expect(verdict.decisions[0]).toMatchObject({ rule: "standard-text", action: "report" });
  });

  test("what stands beside it counts without it: 118 characters pass, 119 are to be reviewed", async () => {
    const own = draw(65, 400, "nopqrstuvwxyz");
    const found = await indexOf({ house: { texts: [`${notice}${own}`], facts: house } });
    const at = async (length: number): Promise<Awaited<ReturnType<typeof check>>> =>
      check({ id: "1", text: notice + own.slice(0, length) }, { ...optionsFor(found), standardTexts });
    const short = await at(118);
    expect(short.action).toBe("pass");
    expect(short.findings[0]).toMatchObject({ standardText: "MIT", characters: { dense: 0, other: 1_018 } });
    const long = await at(119);
    expect(long.action).toBe("review");
    expect(long.findings[0]).toMatchObject({ characters: { dense: 0, other: 119 } });
    expect(long.findings[0]).not.toHaveProperty("standardText");
  });

  test("it hides no run of a source's own on both sides of it", async () => {
    const own = draw(66, 400, "nopqrstuvwxyz");
    const found = await indexOf({
      house: { texts: [`${own.slice(0, 60)}${notice}${own.slice(60, 120)}`], facts: house },
    });
    const text = `${own.slice(0, 60)}${notice}${own.slice(60, 120)}`;
    const verdict = await check({ id: "1", text }, { ...optionsFor(found), standardTexts });
    expect(verdict.findings[0]).toMatchObject({ characters: { dense: 0, other: 120 } });
    expect(verdict.action).toBe("review");
  });

  test("a bundle with one licence three hundred times hides nothing that stands beside it", async () => {
    const own = draw(67, 130, "nopqrstuvwxyz");
    const bundle = `${[...Array(300).keys()].map((i) => `${notice}${draw(i, 5, "äöü")}`).join("")}${own}`;
    const found = await indexOf({ house: { texts: [bundle], facts: house } });
    const verdict = await check(
      { id: "1", text: `${notice}éé${own}` },
      { ...optionsFor(found), standardTexts },
    );
    expect(verdict.action).toBe("review");
    expect(
      verdict.findings.flatMap((finding) => (finding.kind === "verbatim" ? [finding.characters.other] : [])),
    ).toEqual([900, 130]);
  });

  test("a licence in many packages is one finding, and never over budget", async () => {
    const sources = [...Array(8).keys()].map((i) => {
      const texts = [...Array(4).keys()].map((j) => `${draw(i * 10 + j, 90)}${notice}`);
      return [`package-${i}`, { texts, facts: mitDetected, attributionText: "(c)" }] as const;
    });
    const found = await indexOf(Object.fromEntries(sources));
    const limits = { maxRecords: 2 };
    const verdict = await check({ id: "1", text: notice }, { ...optionsFor(found), standardTexts, limits });
    expect(verdict.action).toBe("pass");
    expect(verdict.findings).toHaveLength(1);
    expect(verdict.findings[0]).toMatchObject({ standardText: "MIT", otherRecords: 15 });
    expect((await check({ id: "1", text: notice }, { ...optionsFor(found), limits })).action).toBe(
      "incomplete",
    );
  });

  test("an unverified match inside it is shown and stops nothing", async () => {
    const found = await indexOf({ silent: { texts: [notice], evidence: "none", facts: house } });
    expect((await check({ id: "1", text: notice }, optionsFor(found))).action).toBe("review");
    const verdict = await check({ id: "1", text: notice }, { ...optionsFor(found), standardTexts });
    expect(verdict).toMatchObject({
      action: "pass",
      findings: [{ kind: "unverified", standardText: "MIT" }],
    });
  });
});

// The sample texts beside the repository; without them only the drawn texts above are tested.
const apache = new URL("../../../../shared/schemas/licences/Apache-2.0.txt", import.meta.url);
test.skipIf(!existsSync(apache))("the real text of Apache-2.0, re-wrapped, is told apart whole", () => {
  const text = readFileSync(apache, "utf8");
  const rewrapped = text.replaceAll(/\s+/g, " ").toUpperCase();
  expect(heldOf(rewrapped, [text])).not.toContain(".");
});

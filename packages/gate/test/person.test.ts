// Personal data and secrets: what becomes a finding, what a policy makes of it, and that no value goes anywhere.
import { isStopped, parse, verdictSchema } from "@yurai/schema";
import type { Finding, PersonFinding, Policy, Verdict } from "@yurai/schema";
import type { Hit } from "@yurai/pii";
import { describe, expect, test } from "vitest";
import { check } from "../src/check.ts";
import type { NameFinder, NameFinders } from "../src/found-names.ts";
import { replay } from "../src/policy-diff.ts";
import { presets } from "../src/presets.ts";
import { draw, indexOf, kana, optionsFor } from "./real-index.ts";

const myNumber = "621498320257";
const prose = `ご連絡ありがとうございます。担当者のマイナンバーは${myNumber}ですので、書類にご記入ください。`;
const key = `ghp_${"a".repeat(30)}`;

async function checked(text: string): Promise<Verdict> {
  const found = await indexOf({ news: { texts: [draw(1, 500)] } });
  return check({ id: "17", text }, optionsFor(found));
}

function personsOf({ findings }: Verdict): readonly PersonFinding[] {
  return findings.filter((finding): finding is PersonFinding => finding.kind === "person");
}

describe("an official number", () => {
  test("in Japanese prose is blocked, and the finding says why", async () => {
    const verdict = await checked(prose);
    expect(verdict.action).toBe("block");
    expect(verdict.decisions).toContainEqual({ finding: 0, rule: "official-number", action: "block" });
    const [finding] = personsOf(verdict);
    expect(finding).toMatchObject({
      category: "my-number",
      validity: "valid",
      chance: 0.1007,
      label: "my-number",
      validated: true,
      identificationCode: true,
      recordedIn: { kind: "no-shared-passage" },
      nextSteps: ["redact"],
    });
    expect(finding!.spans.map(({ start, end }) => prose.slice(start, end))).toEqual([myNumber]);
  });

  test.each([
    ["an order number of twelve digits", `ご注文番号 ${myNumber} の商品を発送いたしました。`],
    ["twelve digits with nothing around them", `番号は${myNumber}です。`],
    ["the same digits with a wrong check digit", "マイナンバーは621498320258です。"],
  ])("%s stops nothing", async (_what, text) => {
    expect(isStopped((await checked(text)).action)).toBe(false);
  });

  test("of another country is blocked as well", async () => {
    const verdict = await checked("His social security number is 536-22-1847, please keep it safe.");
    expect(verdict).toMatchObject({
      action: "block",
      findings: [{ category: "ssn", identificationCode: true }],
    });
  });
});

async function checkedWith(asked: string, finders: NameFinders, policy = presets.publish): Promise<Verdict> {
  const found = await indexOf({ news: { texts: [draw(1, 500)] } });
  return check({ id: "1", text: asked }, { ...optionsFor(found), names: finders, policy });
}

function gapsOf({ coverage }: Verdict): Readonly<Record<string, string>> {
  const gaps = coverage.notChecked.filter((gap) => gap.check.startsWith("names"));
  return Object.fromEntries(gaps.map((gap) => [gap.check, gap.reason]));
}

describe("names beyond the rules", () => {
  const text = "昨日、桐生健太が来た。電話は 090-1234-5678、宛先は本社です。";
  const nameAt = text.indexOf("桐生");
  const hit: Hit = {
    subject: "person",
    category: "name",
    detector: "jp-name-dictionary",
    role: "name",
    start: nameAt,
    end: nameAt + 4,
    validity: "no-check",
    score: 0.8,
    specialCare: false,
    rejected: [],
  };
  const finder: NameFinder = { scan: (asked) => (asked.includes("桐生健太") ? [hit] : []) };
  const names: Policy = {
    ...presets.publish,
    requiredChecks: [...presets.publish.requiredChecks, "names", "names-dictionary"],
  };

  test("stop nothing alone, and raise what stands beside them", async () => {
    const alone = await checkedWith(text.slice(0, text.indexOf("電話")), { dictionary: finder });
    expect(alone.action).toBe("pass");
    expect(personsOf(alone)).toMatchObject([
      { category: "name", detector: "jp-name-dictionary", validated: false, score: 0.8 },
    ]);
    expect((await checkedWith(text, {})).action).toBe("pass");
    const both = await checkedWith(text, { dictionary: finder });
    expect(both.action).toBe("review");
    expect(new Set(personsOf(both).map(({ combination }) => combination))).toEqual(
      new Set(["name-with-contact"]),
    );
  });

  test("of a model that answers later count the same, and a place that both found once", async () => {
    const model: NameFinder = { scan: async (asked) => finder.scan(asked) };
    expect((await checkedWith(text, { model })).action).toBe("review");
    const [found] = personsOf(await checkedWith(text, { model, dictionary: finder })).filter(
      ({ category }) => category === "name",
    );
    expect(found?.spans).toHaveLength(1);
  });

  test("are not checked unless asked for, and a policy that requires them is then incomplete", async () => {
    expect(gapsOf(await checkedWith(text, {}))).toEqual({
      "names-dictionary": "not-required",
      names: "not-required",
    });
    expect(gapsOf(await checkedWith(text, { dictionary: finder }))).toEqual({ names: "not-required" });
    expect(gapsOf(await checkedWith(text, { model: finder }))).toEqual({
      "names-dictionary": "not-required",
    });
    const unasked = await checkedWith(draw(3, 500), { dictionary: finder }, names);
    expect(unasked.action).toBe("incomplete");
    expect(gapsOf(unasked)).toEqual({ names: "not-asked" });
    expect((await checkedWith(draw(3, 500), { dictionary: finder, model: finder }, names)).action).toBe(
      "pass",
    );
  });

  test("that could not be looked for are a finding, and what rules find stays", async () => {
    const broken: NameFinder = { scan: () => Promise.reject(new Error("no memory")) };
    const verdict = await checkedWith("担当は山田太郎様です。", { model: broken, dictionary: finder });
    expect(verdict.findings.map(({ kind }) => kind)).toEqual(["person", "check-failed"]);
    expect(gapsOf(verdict)).toEqual({ names: "failed" });
    expect((await checkedWith(draw(3, 500), { model: broken, dictionary: finder }, names)).action).toBe(
      "incomplete",
    );
  });
});

describe("what stands together", () => {
  test.each([
    ["a name alone is reported", "担当は山田太郎様です。", "pass", undefined],
    ["an e-mail address alone is reported", "宛先は hanako@yurai.dev です。", "pass", undefined],
    [
      "a name with a contact is reviewed",
      "担当は山田太郎様、メールは taro.yamada@yurai.dev です。",
      "review",
      "name-with-contact",
    ],
    [
      "two facts that narrow down are reviewed",
      "生年月日は昭和55年3月14日、ナンバーは品川 330 あ 12-34 です。",
      "review",
      "two-quasi-identifiers",
    ],
  ])("%s", async (_claim, text, action, combination) => {
    const verdict = await checked(text);
    expect(verdict.action).toBe(action);
    expect(personsOf(verdict).length).toBeGreaterThan(0);
    for (const finding of personsOf(verdict)) expect(finding.combination).toBe(combination);
  });

  test("a person beside a fact that needs special care is reviewed, a machine is none", async () => {
    const person = await checked("山田太郎様は糖尿病で通院中です。");
    expect(person).toMatchObject({ action: "review", findings: [{ category: "name", specialCare: true }] });
    const machine = await checked("The diagnosis of host 203.104.209.71 is complete.");
    expect(personsOf(machine)).toMatchObject([{ category: "ip-address", specialCare: false }]);
    expect(machine.action).toBe("pass");
  });
});

describe("where a value stands", () => {
  const record = `${draw(3, 80, kana)}。連絡先は hanako.sato@yurai.dev まで。${draw(4, 80, kana)}`;
  const inRecord = { kind: "record", provenance: { source: "mails" } };

  test("inside a passage of a record, that record is named; the same value elsewhere is in none", async () => {
    const found = await indexOf({ mails: { texts: [record] } });
    const verdict = await check({ id: "1", text: `前置き。${record}` }, optionsFor(found));
    expect(personsOf(verdict)).toMatchObject([{ category: "e-mail", recordedIn: inRecord }]);
    const fresh = await check({ id: "2", text: "返信は hanako.sato@yurai.dev です。" }, optionsFor(found));
    expect(personsOf(fresh)[0]?.recordedIn).toEqual({ kind: "no-shared-passage" });
    const both = await check(
      { id: "3", text: `${record}${draw(5, 300, kana)}返信は ota@yurai.dev です。` },
      optionsFor(found),
    );
    expect(
      personsOf(both)
        .map(({ recordedIn }) => recordedIn.kind)
        .sort(),
    ).toEqual(["no-shared-passage", "record"]);
  });

  test("without an index nobody claims that no record has it", async () => {
    const { now, tool } = optionsFor({ provenanceOf: () => [] });
    const verdict = await check(
      { id: "1", text: prose },
      { policy: presets.publish, now, tool, provenanceOf: () => [] },
    );
    expect(verdict.action).toBe("block");
    expect(personsOf(verdict)[0]?.recordedIn).toEqual({ kind: "not-searched" });
  });
});

describe("a secret", () => {
  test("of a known form is blocked, words about one are not", async () => {
    const text = "Use AKIAZ7QK3LM2NB5VD4XT with aws, and keep it to yourself.";
    expect(await checked(text)).toMatchObject({
      action: "block",
      findings: [{ kind: "secret", validated: true }],
    });
    expect((await checked("Set AWS_ACCESS_KEY_ID to your own access key, and never commit it.")).action).toBe(
      "pass",
    );
  });

  test("whose checksum is wrong is none", async () => {
    expect((await checked(`token ${key}`)).findings).toEqual([]);
  });
});

describe("findings", () => {
  test("hold no value of the output, and have the schema's shape", async () => {
    const values = [myNumber, "taro.yamada@yurai.dev", "山田太郎", "AKIAZ7QK3LM2NB5VD4XT"];
    const verdict = await checked(values.map((value) => `マイナンバー ${value} 様`).join("、"));
    expect(new Set(verdict.findings.map(({ kind }) => kind))).toEqual(new Set(["person", "secret"]));
    for (const value of values) expect(JSON.stringify(verdict)).not.toContain(value);
    expect(parse(verdictSchema, structuredClone(verdict), { what: "verdict" })).toEqual(verdict);
  });

  test("of one sort are one, with their places: two thousand addresses do not exceed the budget", async () => {
    const addresses = [...Array(2_000).keys()].map((n) => `user${n}@yurai.dev`).join(" ; ");
    const verdict = await checked(addresses);
    const findings: readonly Finding[] = verdict.findings;
    expect(findings).toMatchObject([{ category: "e-mail", unlistedSpans: 1_900 }]);
    expect(personsOf(verdict)[0]?.spans).toHaveLength(100);
    expect(verdict.action).toBe("pass");
  });

  test("give the same action when a kept verdict is judged again", async () => {
    for (const text of [prose, "担当は山田太郎様、メールは taro.yamada@yurai.dev です。"]) {
      const verdict = await checked(text);
      expect(replay(presets.publish, verdict).action).toBe(verdict.action);
    }
  });
});

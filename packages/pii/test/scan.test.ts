import {
  combine,
  confirmed,
  createScanner,
  detectors,
  findingOf,
  type Hit,
  isConfirmed,
  scan,
  scanUtf8,
} from "@yurai/pii";
import { findingSchema } from "@yurai/schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countingScanner, nothingDone } from "../src/scanner.ts";

const myNumber = "621498320257";
const examples = detectors.flatMap(({ matches }) => matches.map((text) => text.replace(/[«»]/g, "")));

function only(text: string, category: string): Hit {
  const found = scan(text, { minimumScore: 0 }).filter((hit) => hit.category === category);
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe("readings of one number", () => {
  test("a check digit alone does not report a My Number, a label does", () => {
    expect(scan(`番号 ${myNumber} です`)).toEqual([]);
    const hit = only(`マイナンバーは${myNumber}です`, "my-number");
    expect(hit.validity).toBe("valid");
    expect(hit.context).toEqual({ label: "my-number", side: "before", distance: 1, weight: 5 });
    expect(isConfirmed(hit)).toBe(true);
  });

  test("a labelled My Number with a wrong check digit is told to be wrong, and is not confirmed", () => {
    const hit = only("マイナンバーは621498320258です", "my-number");
    expect(hit.validity).toBe("invalid");
    expect(isConfirmed(hit)).toBe(false);
    expect(findingOf(hit)).toMatchObject({ kind: "person", validated: false });
  });

  test.each([`個人番号カード番号：${myNumber}`, "在留カード番号：AB12345678CD"])(
    "a payment card's label inside another word takes nothing from it: %s",
    (text) => {
      expect(scan(text).map(isConfirmed)).toEqual([true]);
    },
  );

  test("the nearer of two labels decides", () => {
    const hit = scan(`注文番号は後で送ります。マイナンバー ${myNumber}`).find(({ start }) => start > 10);
    expect(hit?.category).toBe("my-number");
    expect(scan(`マイナンバーではなく、注文番号 ${myNumber}`, { minimumScore: confirmed })).toEqual([]);
  });

  test("a label that spoke of one number does not speak of the next, but in a list", () => {
    const found = [" について、番号", "、"].map(
      (between) =>
        scan(`個人番号 ${myNumber}${between}983205673214`).filter(({ category }) => category === "my-number")
          .length,
    );
    expect(found).toEqual([1, 2]);
  });

  test("a number of which a window sees only the end is not read as that end", () => {
    for (let padding = 0; padding < 40; padding++) {
      const text = `Tuesday, 2023-06-06${" x".repeat(padding)} 3.8.18 5551234567`;
      expect(scan(text, { minimumScore: 0.3 }).filter(({ start }) => start < 20)).toEqual([]);
    }
  });

  test("a hit names the readings that lost", () => {
    const hit = only("電話 03-1234-5678", "phone");
    expect(hit.rejected.map(({ detector }) => detector)).toContain("phone");
    expect(hit.rejected.every(({ score }) => score < hit.score)).toBe(true);
  });

  test("of random numbers of twelve digits a tenth pass as My Number, and none is reported without a label", () => {
    const { check } = detectors.find(({ id }) => id === "jp-my-number")!;
    let state = 12_345;
    let valid = 0;
    const total = 1_000_000;
    const reported: string[] = [];
    for (let i = 0; i < total; i++) {
      let digits = "";
      for (let k = 0; k < 3; k++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        digits += String(Math.floor((state / 2 ** 32) * 10_000)).padStart(4, "0");
      }
      if (check!(digits) === "valid") valid++;
      // A scan costs more than a check, so a hundredth of them is scanned.
      if (i % 100 === 0)
        reported.push(
          ...scan(`値は ${digits} です`)
            .filter(isConfirmed)
            .map(({ category }) => category),
        );
    }
    expect(valid / total).toBeGreaterThan(0.099);
    expect(valid / total).toBeLessThan(0.103);
    expect(reported).toEqual([]);
  });
});

describe("offsets", () => {
  test("are UTF-16 units after emoji, and bytes from scanUtf8", () => {
    const text = `👨‍👩‍👧 𠮷野家 マイナンバー：${myNumber}。`;
    const [hit] = scan(text);
    expect(text.slice(hit!.start, hit!.end)).toBe(myNumber);
    const bytes = new TextEncoder().encode(text);
    const [byteHit] = scanUtf8(bytes);
    expect(new TextDecoder().decode(bytes.subarray(byteHit!.start, byteHit!.end))).toBe(myNumber);
  });

  test("are exact whatever text stands before and after, lone surrogates too", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary" }),
        fc.constantFrom("\ud800", ""),
        (before, after, odd) => {
          const text = `${before}${odd}。\n\nマイナンバー：${myNumber}。\n\n${after}`;
          const found = scan(text).map(({ start, end }) => text.slice(start, end));
          expect(found).toContain(myNumber);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("of text and of bytes are the same places", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...examples, "😀", "é", "漢字。", "\n")), (parts) => {
        const text = parts.join(" ");
        const bytes = new TextEncoder().encode(text);
        const decoder = new TextDecoder();
        expect(scan(text).map(({ start, end }) => text.slice(start, end))).toEqual(
          scanUtf8(bytes).map(({ start, end }) => decoder.decode(bytes.subarray(start, end))),
        );
      }),
      { numRuns: 100 },
    );
  });

  test("never overlap and come in order", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...examples, "1", "-", " ", "@", "氏名：")), (parts) => {
        const hits = scan(parts.join(""), { minimumScore: 0.05 });
        for (const [i, hit] of hits.entries())
          expect(hit.start).toBeGreaterThanOrEqual(hits[i - 1]?.end ?? 0);
      }),
      { numRuns: 100 },
    );
  });
});

describe("spellings", () => {
  test.each([
    ["full-width digits", "マイナンバー：６２１４９８３２０２５７"],
    ["zero-width spaces between digits", "マイナンバー：6214\u200b9832\u200b0257"],
    ["dashes of other kinds", "マイナンバー：6214−9832‐0257"],
    ["a JSON field", `{"my_number":"${myNumber}"}`],
    ["a field in camel case", `{"userMyNumber": ${myNumber}}`],
  ])("%s are seen through", (_name, text) => {
    expect(scan(text).map(({ category }) => category)).toEqual(["my-number"]);
  });

  test("a label inside another word is none", () => {
    expect(scan("the hotel 0312345678")).toEqual([]);
    expect(scan("tel 0312345678").map(({ category }) => category)).toEqual(["phone"]);
  });
});

/** Work a byte that the worst of them takes (320), and half as much again. */
const mostWork = 480;

describe("hostile input", () => {
  const scanner = countingScanner(detectors);
  const workOn = (unit: string, size: number): number => {
    const work = nothingDone();
    const bytes = new TextEncoder().encode(unit);
    const text = Buffer.alloc(size - (size % bytes.length), bytes);
    scanner.scanUtf8(text, { minimumScore: 0.01 }, work);
    return work.characters + 20 * work.matches;
  };
  test.each([
    "1",
    "1 ",
    "12-",
    "1.",
    "0",
    "@",
    "a@",
    "a.a@a.",
    ":",
    "1:",
    "a:a",
    "マイナンバー",
    "様",
    "山田様",
    "東京都",
    "東京都千代田区",
    "-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAA\n",
    "eyJhbGciOiJIUzI1NiJ9.eyJ",
    "A1",
    "password=",
    "my name is A",
    "生年月日",
    "+1 ",
    "(1)",
    "1/",
    "\u200b1",
    "１",
    "\u{1f600}1",
    "氏名：山田",
    "1 street ",
    "癌",
    "123456789012 ",
    "a1b2c3d4e5f6-",
  ])("twice as much of %j is no more than twice the work, and a bounded share of the bytes", (unit) => {
    const [once, twice] = [workOn(unit, 20_000), workOn(unit, 40_000)];
    expect(twice).toBeLessThanOrEqual(2.1 * once + 20_000);
    expect(twice).toBeLessThanOrEqual(40_000 * mostWork);
  });

  test("no text and no bytes make it throw", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 200 }),
        (text) => scan(text, { minimumScore: 0 }).length >= 0,
      ),
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        (bytes) => scanUtf8(bytes, { minimumScore: 0 }).length >= 0,
      ),
    );
  });
});

describe("findings and combinations", () => {
  test("every hit of every example is a finding that the schema takes, or of an organisation", () => {
    for (const hit of examples.flatMap((text) => scan(text))) {
      const finding = findingOf(hit);
      expect(finding === null ? hit.subject : findingSchema.safeParse(finding).success).toBe(
        finding === null ? "organisation" : true,
      );
    }
  });

  test("a name by rules alone is never confirmed", () => {
    const names = examples.flatMap((text) => scan(text)).filter(({ role }) => role === "name");
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter(isConfirmed)).toEqual([]);
  });

  test("a name alone is reported and not raised", () => {
    const [combination] = combine(scan("山田太郎様"));
    expect(combination).toMatchObject({ reasons: ["name-alone"], isRaised: false });
  });

  test.each([
    ["a name with a contact", "山田太郎様、携帯 090-1234-5678", "name-with-contact"],
    ["two quasi-identifiers", "〒100-0001 生年月日：昭和60年4月1日", "two-quasi-identifiers"],
    ["a person with a special-care fact", "山田太郎さんは糖尿病で通院しています", "special-care"],
    ["an identification code", `マイナンバー ${myNumber}`, "identification-code"],
  ] as const)("%s is raised", (_name, text, reason) => {
    const [combination] = combine(scan(text));
    expect(combination?.reasons).toContain(reason);
    expect(combination?.isRaised).toBe(true);
  });

  test("a special-care word beside an address of a machine is nobody's", () => {
    expect(combine(scan("糖尿病の記録は 81.23.145.201 から送られた"))).toEqual([]);
  });

  test("a special-care fact of another sentence is nobody's", () => {
    expect(scan("山田太郎さんが来た。糖尿病の本を読む").map(({ specialCare }) => specialCare)).toEqual([
      false,
    ]);
  });

  test("persons far apart are not combined", () => {
    const text = `山田太郎様${"あ".repeat(300)}電話 03-1234-5678`;
    expect(combine(scan(text)).map(({ reasons }) => reasons)).toEqual([["name-alone"]]);
  });
});

test("a scanner of one's own detectors finds those alone", () => {
  const staff = createScanner([
    {
      id: "staff-number",
      subject: "person",
      category: "staff-number",
      find: { by: "digits", atLeast: 6, pattern: /E\d{6}/g },
      prior: 1,
      matches: ["«E123456»"],
      nonMatches: ["E12"],
    },
  ]);
  expect(staff.scan(`E123456 マイナンバー ${myNumber}`).map(({ category }) => category)).toEqual([
    "staff-number",
  ]);
});

import {
  createScanner,
  type Detector,
  detectors,
  PiiError,
  redact,
  redactJson,
  redactionHows,
  type RedactOptions,
  scan,
} from "@yurai/pii";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const key = new TextEncoder().encode("sixteen bytes and some more");
const optionsOf = (how: (typeof redactionHows)[number]): RedactOptions =>
  how === "mask" || how === "type" ? { how } : { how, key };
const examples = detectors
  .filter(({ subject }) => subject === "person" || subject === "secret")
  .flatMap(({ matches }) => matches);

describe.each(redactionHows)("redaction by %s", (how) => {
  test("leaves no value of any example", () => {
    for (const marked of examples) {
      const value = marked.slice(marked.indexOf("«") + 1, marked.indexOf("»"));
      expect(redact(marked.replace(/[«»]/g, ""), optionsOf(how)).text).not.toContain(value);
    }
  });

  test("finds nothing of what was redacted when it scans again", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...examples, "😀", "漢字。", "\n"), { maxLength: 6 }), (parts) => {
        const text = parts.join("\n\n").replace(/[«»]/g, "");
        const once = redact(text, optionsOf(how));
        const gone = new Set(once.hits.map(({ start, end }) => text.slice(start, end)));
        for (const { start, end } of scan(once.text)) {
          const value = once.text.slice(start, end);
          expect(gone).not.toContain(value);
          expect(value).not.toMatch(/\*{4}|[[\]]/);
        }
      }),
      { numRuns: 150 },
    );
  });
});

function redactedBy(text: string, ...all: readonly Detector[]): string {
  return redact(text, { how: "type", scan: createScanner(all).scan }).text;
}

describe("readings that overlap", () => {
  const staff: Detector = {
    id: "staff",
    subject: "person",
    category: "staff-number",
    find: { by: "digits", atLeast: 6, pattern: /E\d{6}/g },
    standsAlone: false,
    prior: 3,
    matches: [],
    nonMatches: [],
  };
  const room: Detector = {
    ...staff,
    id: "room",
    category: "room",
    find: { by: "digits", atLeast: 6, pattern: /\d{6}-[A-Z]{2}/g },
    prior: 1,
  };

  test("leave no residue: what either would have reported is taken out", () => {
    expect(redactedBy("😀 E123456-XY.", staff, room)).toBe("😀 [staff-number].");
    expect(redactedBy("😀 E123456-XY.", staff, { ...room, prior: -1 })).toBe("😀 [staff-number]-XY.");
  });

  test("take out an organisation's number that may as well be a person's, and leave it otherwise", () => {
    const firm: Detector = { ...staff, subject: "organisation", category: "firm" };
    expect(redactedBy("E123456-XY", firm)).toBe("E123456-XY");
    expect(redactedBy("E123456-XY", firm, room)).toBe("E[firm]");
  });
});

test("a mask is as long as the value in characters", () => {
  expect(redact("電話 03-1234-5678", { how: "mask" }).text).toBe("電話 ************");
});

test("a label of the type takes the place of the value, also after emoji", () => {
  expect(redact("😀マイナンバー：621498320257。", { how: "type" }).text).toBe(
    "😀マイナンバー：[my-number]。",
  );
});

test("a pseudonym and a hash are the same for one value however it is written, and others under another key", () => {
  const other = new TextEncoder().encode("another key of 16 bytes");
  for (const how of ["hash", "pseudonym"] as const) {
    const inside = (text: string, secret: Uint8Array) =>
      /\[.+\]/.exec(redact(text, { how, key: secret }).text)?.[0];
    const plain = inside("電話 03-1234-5678", key);
    expect(plain).toBeDefined();
    expect(inside("電話 ０３－１２３４－５６７８", key)).toBe(plain);
    expect(inside("電話 03-1234-5679", key)).not.toBe(plain);
    expect(inside("電話 03-1234-5678", other)).not.toBe(plain);
  }
});

test("a key of less than 16 bytes is refused", () => {
  expect(() => redact("x", { how: "hash", key: new Uint8Array(15) })).toThrow(PiiError);
});

describe("JSON", () => {
  test("the name of a field is the label of what it holds, and stays", () => {
    const { value, counts } = redactJson(
      {
        myNumber: "621498320257",
        order: "621498320257",
        people: [{ tel: "0312345678", age: 3, ok: true, none: null }],
      },
      { how: "type" },
    );
    expect(value).toEqual({
      myNumber: "[my-number]",
      order: "621498320257",
      people: [{ tel: "[phone]", age: 3, ok: true, none: null }],
    });
    expect(counts).toEqual({ "my-number": 1, phone: 1 });
  });

  test("a number that is one becomes a string", () => {
    expect(redactJson({ my_number: 621_498_320_257 }, { how: "mask" }).value).toEqual({
      my_number: "************",
    });
  });

  test("any JSON keeps its shape and a field called __proto__", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.parse(JSON.stringify(value));
        const { value: redacted, counts } = redactJson(json, { how: "type", scan: () => [] });
        expect(redacted).toEqual(json);
        expect(counts).toEqual({});
      }),
    );
    const tricky = JSON.parse('{"__proto__": {"tel": "03-1234-5678"}}');
    expect(JSON.stringify(redactJson(tricky, { how: "type" }).value)).toBe('{"__proto__":{"tel":"[phone]"}}');
  });

  test("nesting beyond the limit is refused by code", () => {
    let deep: readonly unknown[] = [];
    for (let i = 0; i < 300; i++) deep = [deep];
    expect(() => redactJson(deep as never, { how: "mask" })).toThrow(
      expect.objectContaining({ code: "too-deep" }),
    );
  });
});

test("organisations' numbers are found and stay", () => {
  const text = "法人番号 5835678256246";
  expect(scan(text)).toHaveLength(1);
  expect(redact(text, { how: "mask" }).text).toBe(text);
});

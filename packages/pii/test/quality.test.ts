import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { isConfirmed, scan } from "@yurai/pii";
import { describe, expect, test } from "vitest";

const data = join(new URL("../../../..", import.meta.url).pathname, "shared", "data");

interface Labelled {
  readonly text: string;
  readonly spans: readonly { readonly start: number; readonly end: number; readonly entity_type: string }[];
}

/** What the labels of the sets are called here. Types we have no detector for are left out. */
const categories: Readonly<Record<string, string>> = {
  CREDIT_CARD: "card",
  EMAIL_ADDRESS: "e-mail",
  IBAN_CODE: "iban",
  IP_ADDRESS: "ip-address",
  PHONE_NUMBER: "phone",
  US_SSN: "ssn",
  PERSON: "name",
  STREET_ADDRESS: "postal-address",
  ADDRESS: "postal-address",
};

interface Counts {
  found: number;
  missed: number;
  wrong: number;
}

/** Counts by category: a span is found when a hit of its category touches it, and a hit is wrong when it touches none. */
function measure(file: string): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>();
  const of = (category: string): Counts => {
    const known = counts.get(category) ?? { found: 0, missed: 0, wrong: 0 };
    counts.set(category, known);
    return known;
  };
  const lines = gunzipSync(readFileSync(join(data, "pii", file)))
    .toString("utf8")
    .trim()
    .split("\n");
  for (const line of lines) {
    const { text, spans } = JSON.parse(line) as Labelled;
    const hits = scan(text);
    const labelled = spans.filter(({ entity_type: type }) => categories[type] !== undefined);
    for (const span of labelled) {
      const category = categories[span.entity_type]!;
      const isFound = hits.some(
        (hit) => hit.category === category && hit.start < span.end && span.start < hit.end,
      );
      of(category)[isFound ? "found" : "missed"]++;
    }
    for (const hit of hits) {
      const isRight = labelled.some(
        (span) =>
          categories[span.entity_type] === hit.category && hit.start < span.end && span.start < hit.end,
      );
      if (!isRight) of(hit.category).wrong++;
    }
  }
  return counts;
}

const floors: Readonly<Record<string, readonly [precision: number, recall: number]>> = {
  card: [0.99, 0.99],
  "e-mail": [0.99, 0.99],
  iban: [0.99, 0.99],
  ssn: [0.99, 0.99],
  "ip-address": [0.99, 0.9],
  phone: [0.98, 0.8],
  name: [0.95, 0.15],
  "postal-address": [0.95, 0.7],
};

describe.skipIf(!existsSync(join(data, "pii")))(
  "on the labelled set (skipped where the evaluation data is absent)",
  () => {
    test.each(["synth_dataset_v2.jsonl.gz", "generated_large.jsonl.gz"])(
      "%s, each type keeps its floor",
      (file) => {
        const counts = measure(file);
        const figures = Object.keys(floors).map((category) => {
          const { found, missed, wrong } = counts.get(category) ?? { found: 0, missed: 1, wrong: 0 };
          return {
            category,
            precision: found / Math.max(1, found + wrong),
            recall: found / (found + missed),
          };
        });
        const short = figures.filter(({ category, precision, recall }) => {
          const [leastPrecision, leastRecall] = floors[category]!;
          return precision < leastPrecision || recall < leastRecall;
        });
        expect(short).toEqual([]);
      },
    );
  },
);

describe.skipIf(!existsSync(join(data, "aozora")))(
  "on clean text (skipped where the evaluation data is absent)",
  () => {
    test("Japanese literature has at most one confirmed hit in a megabyte", () => {
      const lines = gunzipSync(readFileSync(join(data, "aozora", "works.jsonl.gz")))
        .toString("utf8")
        .trim()
        .split("\n");
      let bytes = 0;
      let confirmed = 0;
      for (const line of lines) {
        const { text } = JSON.parse(line) as { readonly text: string };
        bytes += Buffer.byteLength(text);
        confirmed += scan(text).filter(isConfirmed).length;
        if (bytes > 5_000_000) break;
      }
      expect(confirmed / (bytes / 1e6)).toBeLessThanOrEqual(1);
    });
  },
);

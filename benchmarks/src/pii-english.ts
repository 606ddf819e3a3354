/** The labelled English sets of presidio-research, split by template, with the names that both sides give their types. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { evaluationFile } from "./corpus.ts";
import type { LabelledText } from "./pii-score.ts";

const files = ["pii/synth_dataset_v2.jsonl.gz", "pii/generated_large.jsonl.gz"] as const;

/** What the labels of the sets are called here. Types that are not looked for are left out. */
const labels: Readonly<Record<string, string>> = {
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

/** What Presidio calls the same. It has no type for streets: its nearest is a place. */
export const presidioTypes: Readonly<Record<string, string>> = {
  ...labels,
  LOCATION: "postal-address",
};

/** Types with a form or a check, as against names and places. */
export const structuredTypes = ["card", "e-mail", "iban", "ip-address", "phone", "ssn"] as const;

interface Row {
  readonly text: string;
  readonly masked: string;
  readonly spans: readonly { readonly start: number; readonly end: number; readonly entity_type: string }[];
}

/** Both sets by half; null where the evaluation data is absent. */
export function englishSets(): {
  readonly development: readonly LabelledText[];
  readonly heldOut: readonly LabelledText[];
} | null {
  const paths = files.map(evaluationFile);
  if (paths.includes(null)) return null;
  const rows = paths.flatMap((path): Row[] =>
    gunzipSync(readFileSync(path!))
      .toString("utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Row),
  );
  // The sets share templates under other names of types: one is held out only when it is so in every set.
  const development = new Set(rows.filter(({ masked }) => isEven(masked)).map(({ masked }) => bare(masked)));
  const half = (isDevelopment: boolean): LabelledText[] =>
    rows.filter(({ masked }) => development.has(bare(masked)) === isDevelopment).map(labelled);
  return { development: half(true), heldOut: half(false) };
}

function isEven(masked: string): boolean {
  return createHash("sha256").update(masked).digest()[0]! % 2 === 0;
}

function bare(masked: string): string {
  return masked.replaceAll(/\{\{\w+\}\}/g, "{{}}").toLowerCase();
}

function labelled({ text, spans }: Row): LabelledText {
  return {
    text,
    spans: spans.flatMap(({ start, end, entity_type: type }) => {
      const category = labels[type];
      return category === undefined ? [] : [{ start, end, category }];
    }),
  };
}

/** Text without personal data, for false alarms: literature, documentation, code, and generated numbers of things. */
import { codeTexts, englishTexts, evaluationTexts, japaneseTexts } from "./corpus.ts";
import { nearMisses } from "./pii-japanese-values.ts";
import { seeded } from "./random.ts";

/** A named collection of texts; null where the evaluation data is absent. */
export interface CleanTexts {
  readonly name: string;
  readonly texts: readonly string[] | null;
}

/** The collections. READMEs and code hold sample numbers and authors' addresses, which no one blocks. */
export function cleanTexts(): readonly CleanTexts[] {
  return [
    { name: "Japanese literature", texts: japaneseTexts(8_000_000) },
    { name: "PEPs", texts: evaluationTexts("peps/peps.jsonl.gz") },
    { name: "RFCs", texts: evaluationTexts("rfcs/rfcs.jsonl.gz") },
    { name: "READMEs", texts: englishTexts(4_000_000) },
    { name: "code", texts: codeTexts(10_000_000) },
    { name: "numbers of things", texts: numbers(3_000_000) },
  ];
}

const lines: readonly string[] = [
  "order {~order} shipped, tracking {~order-dashed}",
  "注文番号 {~order}　伝票番号 {~order-dashed}",
  "{~epoch} INFO request {~uuid} took 31 ms",
  "created_at: {~epoch-seconds}, updated_at: {~epoch}",
  "ISBN {~article}",
  "JAN {~article} 在庫あり",
  "build {~version} ({~cloud-account})",
  "arn:aws:iam::{~cloud-account}:role/deploy",
  "{~uuid},{~cloud-account},{~money}",
  "part {~part} serial {~cloud-account}",
  "2026-11-21T10:15:30.{~epoch}Z",
  '{"id": {~cloud-account}, "total": "{~money}", "ref": "{~order-dashed}"}',
  "管理番号{~wrong-my-number}　受付番号{~cloud-account}",
  "値は {~order} です。次は {~cloud-account} です。",
];

/** Log lines, records and sentences with numbers that belong to things, of about this many bytes. */
function numbers(bytes: number): string[] {
  const random = seeded(17);
  const texts: string[] = [];
  for (let total = 0; total < bytes;) {
    const page = Array.from({ length: 40 }, () =>
      filled(lines[Math.floor(random() * lines.length)]!, random),
    );
    texts.push(page.join("\n"));
    total += Buffer.byteLength(texts.at(-1)!);
  }
  return texts;
}

function filled(line: string, random: () => number): string {
  return line.replaceAll(/\{~[a-z-]+\}/g, (slot) => nearMisses[slot.slice(1, -1)]!(random));
}

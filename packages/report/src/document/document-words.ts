import type { Language } from "@yurai/schema";
import { formatCount } from "../number.ts";

/** The few words that formats add to a document. */
export interface DocumentWords {
  readonly print: string;
  readonly contents: string;
  readonly open: string;
  readonly moreRows: (count: number) => string;
  readonly page: string;
}

const en: DocumentWords = {
  print: "Print",
  contents: "Contents",
  open: "open",
  moreRows: (count) => `and ${formatCount(count)} more rows, in the CSV and JSON forms of this report`,
  page: "page",
};

const ja: DocumentWords = {
  print: "印刷",
  contents: "目次",
  open: "未記入",
  moreRows: (count) => `ほか ${formatCount(count)} 行は、この報告の CSV と JSON にある`,
  page: "ページ",
};

/** The words that formats add, in a language. */
export function documentWordsOf(language: Language): DocumentWords {
  return language === "ja" ? ja : en;
}

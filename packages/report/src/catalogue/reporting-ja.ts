import { formatCount } from "../number.ts";
import type { ReportingMessages } from "./reporting-messages.ts";

/** Screens and help of `report` and `why`, in Japanese. */
export const reportingJa: ReportingMessages = {
  option: {
    reportKind: "作成する報告",
    reportModel: "このモデル（NAME または NAME@VERSION）とその基盤のみ。既定: すべて",
    format: "html、md、docx、csv、json。既定はファイルの拡張子による",
    out: "書き出すファイル。既定: 標準出力",
    answers: "組織の記述と決定。既定は設定ファイルと同じ場所の yurai.answers.yaml",
    blanks: "未記入の項目を回答の形式で書き出すファイル",
    whyReport: "yurai report が書いたファイル、またはその中の ID",
    whyItem: "項目の番号（D4 など）",
  },
  wrote: (path, counts) => `${path} を書きました   ${counts}`,
  wroteExport: (path, items) => `${path} を書きました   ${formatCount(items)} 部分を台帳から記入`,
  basis: "根拠",
  basisText:
    "項目の文言は Yurai によるもので、草案と二次資料に基づきます。公式の原文と照合した記録はありません",
  proof: "証跡",
  proofText: (path, item) => `すべての数値から台帳をたどれます: yurai why ${path} ${item}`,
  gaps: "欠落",
  missing: "不足",
  blanksLabel: "未記入",
  blanksText: (path) => `${path} を書きました。記入して yurai.answers.yaml として保存してください`,
  next: "次の一手",
  blanksHead: (title) => [
    `台帳が答えられない項目: ${title}`,
    "分かる項目を記入し、残りは消してください。あらかじめ決めた項目はありません。",
  ],
  why: {
    outcome: (item, report) => `報告 ${report} の ${item}`,
    asWritten: "書き出した時のまま",
    changed: "書き出した後に変更あり（記述の追加など）",
    made: (date, size) => `${date} に、${size} 行目までの台帳から作成`,
    state: "状態",
    figure: (name, then, again, today) => `${name}: ${then}、問い直しは${again}、現在 ${today}`,
    figures: "数値",
    same: "同じ",
    differs: "異なる",
    noFigures: "なし: 台帳はこの項目に答えていません",
    question: "問い",
    rows: "台帳の行",
    moreRows: (count) => `ほか ${formatCount(count)} 行: --json ですべて表示`,
    noRows: "なし",
    ledger: "台帳",
    ledgerChanged: "その行での台帳のルートが今は異なります: yurai verify を実行してください",
    file: "ファイル",
    report: "報告",
  },
};

// Japan's Principle Code, as far as it is known from drafts and secondary sources. The wording is Yurai's own.
import type { Instrument, InstrumentItem } from "../statements/instrument.ts";

type Item = Omit<InstrumentItem, "basis">;

function soft(items: readonly Item[]): readonly InstrumentItem[] {
  return items.map((item) => ({ ...item, basis: "softLaw" }));
}

/** Principle Code for generative AI, published 2026-08-25. Not compared with the official text by anybody yet. */
export const principleCode: Instrument = {
  id: "principle-code",
  version: "2026-08-25",
  title: {
    ja: "生成AIに関するプリンシプル・コードに基づく開示",
    en: "Disclosure under Japan's Principle Code for generative AI",
  },
  status: "final",
  source: {
    ja: "項目の文言は Yurai によるもので、草案と二次資料に基づく。2026-08-25 の確定版の原文とは照合していない。",
    en: "Item wording is Yurai's own, from drafts and secondary sources; not checked against the text of 2026-08-25.",
  },
  sourceUrls: ["https://www.cas.go.jp/jp/seisakukaigi/titeki2/ai_principle_code/index.html"],
  sections: [
    {
      title: { ja: "受入れの表明", en: "Acceptance" },
      items: soft([
        {
          id: "S1",
          title: { ja: "コードを受け入れるかどうか", en: "Whether the code is accepted" },
          hint: {
            ja: "comply は受入れ、explain は受け入れない理由の説明",
            en: "comply: accepted; explain: why it is not",
          },
          verification: "secondary",
          evidence: [],
          asks: "decision",
        },
        {
          id: "S2",
          title: { ja: "事業者の名称と代表者", en: "Name of the organisation and who represents it" },
          verification: "unverified",
          evidence: [],
          asks: "words",
        },
        {
          id: "S3",
          title: { ja: "公表場所（URL）と公表日", en: "Where and when it is published" },
          hint: { ja: "自社サイトの URL と日付", en: "The page on your own site, and the date" },
          verification: "secondary",
          evidence: [],
          asks: "words",
        },
        {
          id: "S4",
          title: { ja: "前回の開示からの変更", en: "What changed since the last disclosure" },
          hint: { ja: "毎年の更新が求められる", en: "An update is expected every year" },
          verification: "secondary",
          evidence: ["changes"],
          asks: "nothing",
        },
      ]),
    },
    {
      title: { ja: "原則ごとの対応（実施または説明）", en: "Each principle: comply or explain" },
      items: soft([
        {
          id: "P1",
          title: { ja: "原則1 概要の開示", en: "Principle 1: outline disclosure" },
          verification: "secondary",
          evidence: [],
          asks: "decision",
        },
        {
          id: "P2",
          title: {
            ja: "原則2 権利侵害を主張する者からの照会への回答",
            en: "Principle 2: answering those who assert that their rights are infringed",
          },
          verification: "secondary",
          evidence: ["inquiries"],
          asks: "decision",
        },
        {
          id: "P3",
          title: {
            ja: "原則3 出力に関する利用者からの照会への回答",
            en: "Principle 3: answering users about an output",
          },
          verification: "secondary",
          evidence: ["output-checks"],
          asks: "decision",
        },
      ]),
    },
    {
      title: { ja: "モデル", en: "Model" },
      items: soft([
        {
          id: "M1",
          title: { ja: "名称または識別子", en: "Name or identifier" },
          verification: "secondary",
          evidence: ["models"],
          asks: "nothing",
        },
        {
          id: "M2",
          title: {
            ja: "版、公開日または更新日、更新の有無",
            en: "Version, release or update date, whether updated",
          },
          hint: { ja: "公開日は台帳にない", en: "The ledger does not know the release date" },
          verification: "secondary",
          evidence: ["model-dates"],
          asks: "words",
        },
        {
          id: "M3",
          title: { ja: "系譜（基盤モデル、追加学習の元、提供元）", en: "Lineage: base model, its vendor" },
          verification: "unverified",
          evidence: ["lineage"],
          asks: "nothing",
        },
        {
          id: "M4",
          title: { ja: "構造または設計仕様", en: "Architecture or design specification" },
          verification: "secondary",
          evidence: [],
          asks: "words",
        },
        {
          id: "M5",
          title: { ja: "利用条件と想定する用途", en: "Terms of use and intended use" },
          verification: "unverified",
          evidence: [],
          asks: "words",
        },
        {
          id: "M6",
          title: { ja: "学習の過程と方法", en: "Training process and methods" },
          hint: {
            ja: "台帳にあるのは学習の実行とその時期のみ",
            en: "The ledger knows runs and their dates only",
          },
          verification: "secondary",
          evidence: ["training-runs"],
          asks: "words",
        },
      ]),
    },
    {
      title: { ja: "学習データ", en: "Training data" },
      items: soft([
        {
          id: "D1",
          title: { ja: "取得区分ごとの種類", en: "Types of data by origin" },
          verification: "secondary",
          evidence: ["origins"],
          asks: "nothing",
        },
        {
          id: "D2",
          title: { ja: "取得元の概要", en: "Sources in outline" },
          verification: "secondary",
          evidence: ["sources"],
          asks: "nothing",
        },
        {
          id: "D3",
          title: { ja: "検証・評価に使ったデータ", en: "Data for validation and test" },
          verification: "unverified",
          evidence: ["purposes"],
          asks: "nothing",
        },
        {
          id: "D4",
          title: { ja: "クローラ（識別子、運営者、活動）", en: "Crawlers: identifier, operator, activity" },
          verification: "secondary",
          evidence: ["crawlers"],
          asks: "nothing",
        },
        {
          id: "D5",
          title: { ja: "検索拡張に使うデータ", en: "Data used for retrieval or search" },
          verification: "unverified",
          evidence: [],
          asks: "words",
        },
      ]),
    },
    {
      title: { ja: "説明責任", en: "Accountability" },
      items: soft([
        {
          id: "A1",
          title: {
            ja: "学習、データ利用、稼働の記録",
            en: "Records over time of training, data use and activity",
          },
          verification: "secondary",
          evidence: ["record-keeping"],
          asks: "nothing",
        },
        {
          id: "A2",
          title: {
            ja: "判断と入力をたどれる文書",
            en: "Documents by which decisions and inputs can be traced",
          },
          verification: "secondary",
          evidence: ["code-versions"],
          asks: "words",
        },
        {
          id: "A3",
          title: { ja: "責任者または担当部署", en: "Responsible person or unit" },
          verification: "unverified",
          evidence: [],
          asks: "words",
        },
      ]),
    },
    {
      title: { ja: "知的財産の保護", en: "Protection of intellectual property" },
      items: soft([
        {
          id: "I1",
          title: { ja: "知的財産に関する方針とその遵守", en: "IP policy, and keeping to it" },
          verification: "secondary",
          evidence: [],
          asks: "words",
        },
        {
          id: "I2",
          title: {
            ja: "robots.txt など機械可読な拒否表示への対応",
            en: "What was done about robots.txt and other machine-readable refusals",
          },
          verification: "secondary",
          evidence: ["opt-outs", "screening"],
          asks: "nothing",
        },
        {
          id: "I3",
          title: { ja: "有料の壁や認証を回避しないこと", en: "No bypassing of paywalls or passwords" },
          verification: "unverified",
          evidence: ["access-modes"],
          asks: "words",
        },
        {
          id: "I4",
          title: { ja: "海賊版サイトの回避", en: "Avoiding pirate sites" },
          verification: "secondary",
          evidence: [],
          asks: "words",
        },
        {
          id: "I5",
          title: {
            ja: "侵害・類似する出力への技術的対応",
            en: "Technical measures against infringing or similar output",
          },
          verification: "secondary",
          evidence: ["output-checks"],
          asks: "nothing",
        },
        {
          id: "I6",
          title: { ja: "利用者への注意喚起と禁止事項", en: "Warnings to users, and prohibited uses" },
          verification: "unverified",
          evidence: [],
          asks: "words",
        },
        {
          id: "I7",
          title: { ja: "出力の表示（電子透かし、C2PA）", en: "Marking of outputs: watermark, C2PA" },
          verification: "unverified",
          evidence: [],
          asks: "words",
        },
        {
          id: "I8",
          title: { ja: "権利者の窓口と対応手順", en: "Desk for right holders, and how it handles requests" },
          verification: "secondary",
          evidence: ["inquiries"],
          asks: "words",
        },
        {
          id: "I9",
          title: { ja: "以上の記録", en: "Records of the above" },
          verification: "secondary",
          evidence: ["record-keeping"],
          asks: "nothing",
        },
      ]),
    },
  ],
};

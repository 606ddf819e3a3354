// California AB 2013, Civil Code section 3111(a): twelve items, in Yurai's own words.
import { statuteItem as item, type Instrument } from "../statements/instrument.ts";

/** California's training-data documentation, in force since 2026-01-01. */
export const ab2013: Instrument = {
  id: "ab-2013",
  version: "2026-01-01",
  title: {
    ja: "学習データの文書（カリフォルニア州 AB 2013）",
    en: "Training data documentation (California AB 2013)",
  },
  status: "inForce",
  effectiveFrom: "2026-01-01",
  source: {
    ja: "民法典 3111 条 (a) の十二項目を Yurai の言葉で表したもの。原文との照合は記録されていない。",
    en: "The twelve items of Civil Code section 3111(a) in Yurai's own words; no check against the text is recorded.",
  },
  sourceUrls: ["https://leginfo.legislature.ca.gov/faces/billNavClient.xhtml?bill_id=202320240AB2013"],
  sections: [
    {
      title: { ja: "十二項目", en: "The twelve items" },
      items: [
        item(
          "1",
          { ja: "データセットの出所または所有者", en: "Sources or owners of the datasets" },
          ["sources"],
          "nothing",
        ),
        item(
          "2",
          {
            ja: "データセットがシステムの目的にどう役立つか",
            en: "How the datasets further the intended purpose of the system",
          },
          ["source-purposes"],
          "words",
        ),
        item("3", { ja: "データ点の数", en: "Number of data points" }, ["data-points"], "nothing"),
        item("4", { ja: "データ点の種類", en: "Types of data points" }, ["modalities"], "words", {
          ja: "ラベルの種類、または一般的な特徴",
          en: "The labels used, or general characteristics",
        }),
        item(
          "5",
          {
            ja: "著作権、商標、特許で保護されたデータの有無",
            en: "Whether data is protected by copyright, trade mark or patent, or all of it is public domain",
          },
          ["licences"],
          "words",
        ),
        item(
          "6",
          { ja: "購入または許諾の有無", en: "Whether datasets were purchased or licensed" },
          ["agreements"],
          "nothing",
        ),
        item(
          "7",
          { ja: "個人情報の有無", en: "Whether personal information is included" },
          ["personal-data"],
          "words",
          {
            ja: "件数は検出器によるもので、法の定義とは異なる",
            en: "Counts are those of detectors; the statute has its own definition",
          },
        ),
        item(
          "8",
          { ja: "集計された消費者情報の有無", en: "Whether aggregate consumer information is included" },
          [],
          "words",
        ),
        item(
          "9",
          { ja: "加工とその目的", en: "Cleaning, processing or other modification, and its purpose" },
          ["screening"],
          "words",
        ),
        item(
          "10",
          { ja: "収集の期間", en: "Period of collection, and whether it goes on" },
          ["collection-period"],
          "words",
        ),
        item(
          "11",
          { ja: "開発で初めて使った日", en: "Dates the datasets were first used in development" },
          ["first-use"],
          "nothing",
        ),
        item(
          "12",
          { ja: "合成データの利用", en: "Whether synthetic data generation was or is used" },
          ["synthetic-data"],
          "nothing",
        ),
      ],
    },
  ],
};

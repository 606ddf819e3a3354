// EU AI Act, Article 53(1)(d): public summary of training content. Numbering follows published summaries.
import { statuteItem as item, type Instrument } from "../statements/instrument.ts";

/** The template of the Commission's communication C(2025) 8311 of 2025-12-05. */
export const euTrainingSummary: Instrument = {
  id: "eu-training-summary",
  version: "2025-12-05",
  title: {
    ja: "学習に用いた内容の公開要約（EU AI 法 53 条 1 項 (d)）",
    en: "Public summary of training content (EU AI Act, Article 53(1)(d))",
  },
  status: "inForce",
  effectiveFrom: "2025-08-02",
  source: {
    ja: "番号と見出しは公開済みの要約に倣う Yurai の言葉。公式の様式との照合は記録されていない。",
    en: "Numbers follow published summaries, wording is Yurai's own; no check against the official template is recorded.",
  },
  sourceUrls: [
    "https://digital-strategy.ec.europa.eu/en/library/explanatory-notice-and-template-public-summary-training-content-general-purpose-ai-models",
  ],
  sections: [
    {
      title: { ja: "0 この要約", en: "0 This summary" },
      items: [
        item(
          "0.a",
          { ja: "要約の版と以前の版", en: "Version of the summary, earlier versions" },
          ["changes"],
          "words",
        ),
        item("0.b", { ja: "最終更新日", en: "Last update" }, ["made-on"], "nothing"),
      ],
    },
    {
      title: { ja: "1 一般情報", en: "1 General information" },
      items: [
        item("1.1.a", { ja: "提供者の名称と連絡先", en: "Provider: name and contact" }, [], "words", {
          ja: "一般的な窓口ではなく、この件の連絡先",
          en: "A contact for this matter, not a general one",
        }),
        item("1.1.b", { ja: "域内代理人", en: "Authorised representative" }, [], "words", {
          ja: "名称と連絡先。なければ not-applicable とする",
          en: "Name and contact; not-applicable where there is none",
        }),
        item("1.2.a", { ja: "モデルの名称と版", en: "Model names and versions" }, ["models"], "nothing"),
        item("1.2.b", { ja: "依拠するモデル", en: "Models it depends on" }, ["lineage"], "nothing", {
          ja: "基盤モデルの要約へのリンクを添える",
          en: "Add the link to the base model's summary",
        }),
        item("1.2.c", { ja: "EU 市場に出した日", en: "Date placed on the Union market" }, [], "words", {
          ja: "日/月/年",
          en: "Day/month/year",
        }),
        item("1.3.a", { ja: "モダリティ", en: "Modalities" }, ["modalities"], "nothing"),
        item(
          "1.3.b",
          { ja: "学習データの量", en: "Size of training data by modality" },
          ["size-ranges"],
          "nothing",
        ),
        item("1.3.c", { ja: "モダリティごとの内容の種類", en: "Types of content by modality" }, [], "words", {
          ja: "記事、小説、ソースコード、写真など",
          en: "Articles, fiction, source code, photographs and so on",
        }),
        item(
          "1.3.d",
          {
            ja: "最後の取得日、継続的な学習の有無",
            en: "Latest date of acquisition; continuously trained or not",
          },
          ["collection-period"],
          "words",
        ),
        item("1.3.e", { ja: "言語の特徴", en: "Linguistic characteristics" }, [], "words", {
          ja: "含まれる EU の公用語を挙げる。台帳は言語を判定しない",
          en: "Name the official languages of the EU that are covered; the ledger does not tell languages apart",
        }),
        item("1.3.f", { ja: "その他の特徴", en: "Other characteristics" }, [], "words", {
          ja: "国、地域、人口構成など",
          en: "National, regional, demographic",
        }),
        item("1.3.g", { ja: "補足（任意）", en: "Comments (optional)" }, [], "words", {
          ja: "トークナイザー、圧縮、標本化の周波数など。なければ not-applicable とする",
          en: "Tokeniser, compression, sampling rate; not-applicable where there is nothing to say",
        }),
      ],
    },
    {
      title: { ja: "2 データの出所", en: "2 Sources of data" },
      items: [
        item(
          "2.1",
          { ja: "公開データセット", en: "Public datasets" },
          ["public-datasets", "modalities"],
          "nothing",
          {
            ja: "大きいものは名称、リンク、版、一部を使った場合はその選び方。ほかは一般的な説明",
            en: "For large ones the link and how a part was chosen; a general description of the rest",
          },
        ),
        item(
          "2.2.1",
          { ja: "権利者との商用許諾", en: "Commercial licences with right holders" },
          ["licensed-data", "agreements"],
          "nothing",
        ),
        item(
          "2.2.2",
          { ja: "第三者の非公開データセット", en: "Private datasets of third parties" },
          ["third-party-data"],
          "nothing",
        ),
        item(
          "2.3",
          { ja: "クロールしたデータ", en: "Crawled data" },
          ["crawlers", "reservations"],
          "nothing",
        ),
        item(
          "2.3.content",
          { ja: "クロールした内容とサイトの種類", en: "Crawled content and kinds of site" },
          ["access-modes"],
          "words",
          {
            ja: "地域、言語、サイトの種類。認証、有料、パスワードで守られた場所での振る舞い",
            en: "Geography, language, kinds of site; behaviour at captchas, paywalls and password-protected sites",
          },
        ),
        item(
          "2.3.domains",
          { ja: "主なドメイン名", en: "Most relevant domain names" },
          ["domains"],
          "nothing",
        ),
        item("2.4", { ja: "利用者のデータ", en: "User data" }, ["user-data"], "nothing", {
          ja: "モデルの利用からか、ほかのサービスからか、どのサービスか",
          en: "From use of the model or of other services, and which services",
        }),
        item("2.5", { ja: "合成データ", en: "Synthetic data" }, ["synthetic-data"], "words", {
          ja: "生成に使ったモデルとその要約へのリンク",
          en: "The models that made it, with links to their summaries",
        }),
        item("2.6", { ja: "その他の出所", en: "Other sources" }, ["own-data"], "nothing"),
      ],
    },
    {
      title: { ja: "3 データの処理", en: "3 Data processing" },
      items: [
        item(
          "3.1",
          {
            ja: "テキスト・データマイニングの留保の尊重",
            en: "Respect of reservations of text and data mining; signatory of the Code of Practice or not",
          },
          ["reservations", "screening"],
          "words",
          {
            ja: "行動規範への署名の有無、データセットの提供元による措置、著作権方針へのリンク",
            en: "Signatory or not, measures of suppliers of datasets too, a link to the copyright policy",
          },
        ),
        item("3.2", { ja: "違法な内容の除去", en: "Removal of illegal content" }, [], "words", {
          ja: "一般的な説明",
          en: "A general description",
        }),
        item("3.3", { ja: "その他の情報（任意）", en: "Other information (optional)" }, [], "words", {
          ja: "なければ not-applicable とする",
          en: "not-applicable where there is none",
        }),
      ],
    },
  ],
};

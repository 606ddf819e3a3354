import type { InquiryAnswer, InquiryRequest, Language, TargetKind } from "@yurai/schema";
import { formatCount } from "../number.ts";

/** The texts of an answer to an inquiry. */
export interface InquiryWords {
  readonly title: (principle: InquiryRequest["principle"]) => string;
  readonly draft: string;
  readonly request: string;
  readonly summary: string;
  readonly targets: string;
  readonly reach: string;
  readonly approval: string;
  readonly field: Readonly<
    Record<
      | "inquiry"
      | "reference"
      | "receivedOn"
      | "draftedOn"
      | "requester"
      | "representative"
      | "contact"
      | "rightType"
      | "work"
      | "reason"
      | "procedure"
      | "identityChecked"
      | "pledge"
      | "model"
      | "responder"
      | "approvedBy"
      | "answer"
      | "found"
      | "usedIn"
      | "licence"
      | "signals"
      | "reliance"
      | "match"
      | "why",
      string
    >
  >;
  readonly answer: Readonly<Record<InquiryAnswer, string>>;
  readonly answered: (answer: string, count: string, meaning: string) => string;
  readonly answerMeaning: Readonly<Record<InquiryAnswer, string>>;
  readonly kind: Readonly<Record<TargetKind, string>>;
  readonly rightType: Readonly<Record<NonNullable<InquiryRequest["rightType"]>, string>>;
  readonly procedure: Readonly<Record<NonNullable<InquiryRequest["procedure"]>, string>>;
  readonly yes: string;
  readonly no: string;
  readonly missing: string;
  readonly notGiven: string;
  readonly unknown: string;
  readonly allModels: string;
  readonly records: (count: number) => string;
  readonly record: (source: string, origin: string) => string;
  readonly fetched: (date: string, agents: string) => string;
  readonly model: (name: string, since: string) => string;
  readonly run: (name: string) => string;
  readonly noModel: string;
  readonly match: (longestRun: string, covered: string) => string;
  readonly band: Readonly<Record<"same" | "near-copy" | "verify", string>>;
  readonly reason: Readonly<Record<string, string>>;
  readonly searched: (segments: number, expected: number, records: string, characters: string) => string;
  readonly method: Readonly<Record<TargetKind, string>>;
  readonly limits: readonly string[];
  readonly since: (date: string) => string;
  readonly noRuns: string;
  readonly modelsWithoutRuns: (names: string) => string;
  readonly unsearched: (count: number) => string;
  readonly moreRecords: (count: number) => string;
  readonly notSent: string;
  readonly approved: (by: string, date: string) => string;
  readonly toApprove: (id: string) => string;
  readonly noPosition: string;
}

const en: InquiryWords = {
  title: (principle) =>
    principle === 3 ? "Answer to a question about an output" : "Answer to an inquiry about training data",
  draft: "DRAFT for review: not sent, not approved",
  request: "The inquiry",
  summary: "The answer in short",
  targets: "Each target",
  reach: "What was searched, how, and its limits",
  approval: "Approval",
  field: {
    inquiry: "Inquiry",
    reference: "Reference",
    receivedOn: "Received on",
    draftedOn: "Drafted on",
    requester: "Requester",
    representative: "Represented by",
    contact: "Contact",
    rightType: "Right",
    work: "Work or output",
    reason: "Reason given",
    procedure: "Procedure",
    identityChecked: "Identity checked",
    pledge: "Pledge of no other use",
    model: "Model",
    responder: "Answered by",
    approvedBy: "Approved",
    answer: "Answer",
    found: "Found",
    usedIn: "Used in",
    licence: "Licence",
    signals: "Signals",
    reliance: "Relies on",
    match: "Agreement",
    why: "Why",
  },
  answer: {
    included: "included",
    similar: "similar content found",
    "not-found": "not found in what was searched",
    "cannot-determine": "cannot be determined",
    declined: "declined",
  },
  answered: (answer, count, meaning) => `${answer}: ${count}. ${meaning}`,
  answerMeaning: {
    included: "A record of the training data is this target.",
    similar: "A record shares a part of the text; how much is stated.",
    "not-found": "Nothing was found within the limits below.",
    "cannot-determine": "Something that may hold it could not be searched or compared.",
    declined: "The organisation declines to answer, for the reason stated.",
  },
  kind: { url: "URL", host: "Host", digest: "Digest", text: "Text", image: "Image" },
  rightType: {
    copyright: "copyright",
    neighbouring: "neighbouring rights",
    trademark: "trade mark",
    design: "design",
    publicity: "publicity",
    ucpa: "unfair competition",
    "personal-data": "personal data",
    other: "other",
  },
  procedure: { suit: "suit", mediation: "mediation", adr: "ADR", none: "none", other: "other" },
  yes: "yes",
  no: "no",
  missing: "MISSING",
  notGiven: "not given",
  unknown: "unknown",
  allModels: "every model of this ledger",
  records: (count) => `${formatCount(count)} ${count === 1 ? "record" : "records"}`,
  record: (source, origin) => `source ${source} (${origin})`,
  fetched: (date, agents) => `fetched on ${date} by ${agents}`,
  model: (name, since) => `model ${name}, since ${since}`,
  run: (name) => `run ${name}`,
  noModel: "no model is recorded for these runs",
  match: (longestRun, covered) => `longest exact run ${longestRun} characters, ${covered} of the text`,
  band: {
    same: "the very same file",
    "near-copy": "shows the same picture, whole or in part",
    verify: "may show the same; a person has to look",
  },
  reason: {
    "not-searched": "a part of the index could not be searched",
    "not-compared": "a record was met whose text could not be compared",
    "not-comparable": "the picture has too little in it to be compared",
  },
  searched: (segments, expected, records, characters) =>
    `Searched ${formatCount(segments)} of ${formatCount(expected)} segments: ${records} records, ${characters} characters.`,
  method: {
    url: "URLs were compared in their canonical form.",
    host: "Hosts were compared by name, their subdomains included.",
    digest: "Digests were compared with the SHA-256 of each record.",
    text: "Texts were compared without regard to spaces, punctuation, width and case: whole, and every exact run from 50 dense (such as Japanese) or 119 other characters.",
    image:
      "Pictures were compared as files, by perceptual hash (PDQ, turned, mirrored and inverted), and by local features that find parts.",
  },
  limits: [
    "Only what was recorded while data was loaded can be found; copies under another address are found by text or digest only.",
    "Paraphrase and translation are not searched.",
  ],
  since: (date) => `Data loaded before ${date} was not recorded.`,
  noRuns: "No run is recorded.",
  modelsWithoutRuns: (names) => `What these base models learned from is not known: ${names}.`,
  unsearched: (count) => `${formatCount(count)} segments could not be searched.`,
  moreRecords: (count) => `and ${formatCount(count)} more`,
  notSent: "Yurai sends nothing. Whoever approves this answer sends it.",
  approved: (by, date) => `approved by ${by} on ${date}`,
  toApprove: (id) => `yurai answer approve ${id} --by NAME`,
  noPosition:
    "This answer states what was searched and found. It takes no position on any right and is no statement about any output.",
};

const ja: InquiryWords = {
  title: (principle) => (principle === 3 ? "出力に関する照会への回答" : "学習データに関する照会への回答"),
  draft: "草案（確認用）: 未送付・未承認",
  request: "照会の内容",
  summary: "回答の要約",
  targets: "対象ごとの回答",
  reach: "検索した範囲・方法・限界",
  approval: "承認",
  field: {
    inquiry: "照会番号",
    reference: "整理番号",
    receivedOn: "受付日",
    draftedOn: "作成日",
    requester: "照会者",
    representative: "代理人",
    contact: "連絡先",
    rightType: "権利の種類",
    work: "著作物または出力",
    reason: "照会の理由",
    procedure: "準備中の手続",
    identityChecked: "本人確認",
    pledge: "目的外利用をしない旨の誓約",
    model: "モデル",
    responder: "回答者",
    approvedBy: "承認",
    answer: "回答",
    found: "該当",
    usedIn: "利用",
    licence: "ライセンス",
    signals: "表明",
    reliance: "利用の根拠",
    match: "一致",
    why: "理由",
  },
  answer: {
    included: "含まれる",
    similar: "類似する内容がある",
    "not-found": "検索した範囲では見つからない",
    "cannot-determine": "判断できない",
    declined: "回答を控える",
  },
  answered: (answer, count, meaning) => `${answer}: ${count} 件。${meaning}`,
  answerMeaning: {
    included: "学習データの記録に、この対象がある。",
    similar: "記録の一部がテキストと一致する。程度は記載のとおり。",
    "not-found": "下記の限界の範囲では見つからなかった。",
    "cannot-determine": "該当しうるもののうち、検索または照合できないものがあった。",
    declined: "組織は、記載の理由により回答を控える。",
  },
  kind: { url: "URL", host: "ホスト", digest: "ダイジェスト", text: "テキスト", image: "画像" },
  rightType: {
    copyright: "著作権",
    neighbouring: "著作隣接権",
    trademark: "商標権",
    design: "意匠権",
    publicity: "パブリシティ権",
    ucpa: "不正競争防止法",
    "personal-data": "個人情報",
    other: "その他",
  },
  procedure: { suit: "訴訟", mediation: "調停", adr: "ADR", none: "なし", other: "その他" },
  yes: "済",
  no: "未",
  missing: "なし（要確認）",
  notGiven: "記載なし",
  unknown: "不明",
  allModels: "この台帳のすべてのモデル",
  records: (count) => `${formatCount(count)} レコード`,
  record: (source, origin) => `ソース ${source}（${origin}）`,
  fetched: (date, agents) => `${date} に ${agents} が取得`,
  model: (name, since) => `モデル ${name}（${since} から）`,
  run: (name) => `実行 ${name}`,
  noModel: "これらの実行にモデルの記録がない",
  match: (longestRun, covered) => `最長の完全一致 ${longestRun} 文字、テキストの ${covered}`,
  band: {
    same: "同一のファイル",
    "near-copy": "同じ画像（全体または一部）",
    verify: "同じ画像の可能性がある。人の確認が必要",
  },
  reason: {
    "not-searched": "索引の一部を検索できなかった",
    "not-compared": "該当しうる記録のテキストを照合できなかった",
    "not-comparable": "画像に照合できるだけの内容がない",
  },
  searched: (segments, expected, records, characters) =>
    `セグメント ${formatCount(expected)} 個中 ${formatCount(segments)} 個を検索した: ${records} レコード、${characters}文字。`,
  method: {
    url: "URL は正規化した形で比べた。",
    host: "ホストは名前で比べ、下位のドメインを含めた。",
    digest: "ダイジェストは各レコードの SHA-256 と比べた。",
    text: "テキストは、空白・記号・全半角・大小文字の違いを除いて比べた。全体の一致と、密な文字（日本語など）で 50 文字、それ以外で 119 文字以上の完全一致をすべて検出する。",
    image:
      "画像は、同一のファイル、知覚ハッシュ（PDQ。回転・反転・階調反転を含む）、部分を見つける局所特徴で比べた。",
  },
  limits: [
    "見つけられるのは、データの読み込み時に記録したものに限る。別の場所にある複製は、テキストまたはダイジェストでのみ見つかる。",
    "言い換えと翻訳は検索していない。",
  ],
  since: (date) => `${date} より前に読み込んだデータは記録していない。`,
  noRuns: "実行の記録がない。",
  modelsWithoutRuns: (names) => `次の基盤モデルの学習データは不明: ${names}。`,
  unsearched: (count) => `${formatCount(count)} 個のセグメントを検索できなかった。`,
  moreRecords: (count) => `ほか ${formatCount(count)} 件`,
  notSent: "Yurai は何も送付しない。送付は承認した者が行う。",
  approved: (by, date) => `${date}、${by} が承認`,
  toApprove: (id) => `yurai answer approve ${id} --by 氏名`,
  noPosition:
    "この回答は、検索した範囲と結果を述べる。いかなる権利についても立場を示すものではなく、出力についての説明でもない。",
};

/** The texts of an answer in a language. */
export function inquiryWordsOf(language: Language): InquiryWords {
  return language === "ja" ? ja : en;
}

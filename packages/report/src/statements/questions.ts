// Each question in words, for whoever traces a figure: what is counted, over which rows.
import type { EvidenceName } from "./evidence.ts";
import type { Bilingual } from "./instrument.ts";

/** What each kind of evidence asks of the ledger. */
export const questions: Readonly<Record<EvidenceName, Bilingual>> = {
  models: { en: "the models in scope, as last recorded", ja: "対象のモデル（最後の記録）" },
  "model-dates": { en: "when each model was last recorded", ja: "各モデルの最後の記録日" },
  lineage: {
    en: "the base of each model, and whether any run of it is recorded",
    ja: "各モデルの基盤と、その実行の記録の有無",
  },
  "training-runs": { en: "runs of the models in scope, with their ends", ja: "対象モデルの実行とその終了" },
  purposes: { en: "runs whose purpose is not train, by purpose", ja: "目的が train 以外の実行（目的別）" },
  "code-versions": {
    en: "runs with a commit, and those with changed files",
    ja: "コミットの記録がある実行と、変更のあった実行",
  },
  origins: {
    en: "records and characters of the runs' counts, added up by the origin of their source",
    ja: "実行の計数にあるレコードと文字を、ソースの取得区分ごとに合計",
  },
  sources: {
    en: "records and characters of the runs' counts, by source",
    ja: "実行の計数にあるレコードと文字（ソース別）",
  },
  "source-purposes": { en: "the purpose declared for each source", ja: "各ソースに申告された目的" },
  "data-points": {
    en: "records, characters and bytes of the runs' counts, added up",
    ja: "実行の計数にあるレコード、文字、バイトの合計",
  },
  "size-ranges": {
    en: "bytes of the runs' counts, against the template's ranges",
    ja: "実行の計数にあるバイト数を様式の範囲と比較",
  },
  modalities: {
    en: "records of text and of pictures in the runs' counts",
    ja: "実行の計数にあるテキストと画像のレコード",
  },
  "collection-period": {
    en: "first and last fetch of the hosts, first and last use in the runs' counts",
    ja: "ホストの最初と最後の取得、実行の計数にある最初と最後の利用",
  },
  "first-use": {
    en: "the earliest use of each source in the runs' counts",
    ja: "実行の計数にある各ソースの最初の利用",
  },
  "made-on": { en: "the day on which the report was made", ja: "報告を作成した日" },
  "public-datasets": {
    en: "sources whose declared origin is public-dataset",
    ja: "取得区分が公開データセットのソース",
  },
  "licensed-data": { en: "sources whose declared origin is licensed", ja: "取得区分が許諾取得のソース" },
  "third-party-data": {
    en: "sources whose declared origin is third-party",
    ja: "取得区分が第三者提供のソース",
  },
  "user-data": { en: "sources whose declared origin is user", ja: "取得区分が利用者データのソース" },
  "synthetic-data": { en: "sources whose declared origin is synthetic", ja: "取得区分が合成のソース" },
  "own-data": { en: "sources whose declared origin is own", ja: "取得区分が自社のソース" },
  licences: {
    en: "licence claims that no row corrects, by source",
    ja: "訂正されていないライセンスの主張（ソース別）",
  },
  "licence-disagreements": {
    en: "sources whose declared licence differs from a detected or concluded one",
    ja: "申告されたライセンスと、検出または確定されたものが異なるソース",
  },
  agreements: {
    en: "agreements of licensed and third-party sources",
    ja: "許諾取得と第三者提供のソースの契約",
  },
  reliances: {
    en: "the last decision on reliance of each source",
    ja: "各ソースの利用の根拠に関する最後の決定",
  },
  "access-modes": { en: "the declared access mode, by source", ja: "申告された取得方法（ソース別）" },
  crawlers: { en: "crawls recorded for the sources", ja: "ソースについて記録されたクロール" },
  "opt-outs": {
    en: "records with a signal that says no to training in the runs' counts, and hosts by their roll-ups",
    ja: "実行の計数にある学習拒否の表明のあるレコードと、ホストの集計",
  },
  reservations: {
    en: "records with a signal that says no to training in the runs' counts, and hosts by their roll-ups",
    ja: "実行の計数にある学習拒否の表明のあるレコードと、ホストの集計",
  },
  screening: {
    en: "what screening kept, dropped and set aside, by rule",
    ja: "選別で残した、除外した、保留した件数（規則別）",
  },
  domains: {
    en: "bytes of the hosts' roll-ups, added up by domain",
    ja: "ホストの集計にあるバイト数をドメインごとに合計",
  },
  "record-keeping": { en: "the size and root of the ledger", ja: "台帳の行数とルート" },
  "output-checks": {
    en: "checks of outputs that have ended, by verdict",
    ja: "終了した出力の検査（判定別）",
  },
  inquiries: {
    en: "inquiries as they stand, and their targets by answer",
    ja: "照会の現状と、対象の回答別の件数",
  },
  "personal-data": {
    en: "counts of detectors in the runs' counts, by kind",
    ja: "実行の計数にある検出器の件数（種類別）",
  },
  changes: {
    en: "figures of the last report of this kind, against those of this one",
    ja: "同じ種類の前回の報告の数値と今回の数値",
  },
};

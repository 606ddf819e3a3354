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
    evidencePack: "台帳の記録を証明する 1 つのファイルを書く",
    evidenceVerify: "証拠ファイルをオフラインで検証する。1 バイトの変更も検出する",
    evidenceRun: "実行の ID または名前",
    evidenceVerdict: "検査の ID",
    evidenceOut: "書き出すファイル。既定は KIND-ID.evidence.zip",
    evidenceKey: "署名する秘密鍵。既定は yurai keys の鍵",
    evidenceFile: "証拠ファイル",
    evidencePublicKey: "署名者として期待する者の公開鍵",
    holdAdd: "ソース・実行・モデル・判定に属するものを保全する。消去されなくなる",
    holdList: "すべての保全措置（解除済みを含む）",
    holdRelease: "保全措置を解除する。誰がなぜ解除したかを残す",
    holdId: "保全措置の番号（H-001 など）",
    holdSource: "ソースを保全する",
    holdRun: "実行を保全する（ID または名前）",
    holdModel: "モデルとその実行を保全する",
    holdVerdict: "検査を保全する（ID）",
    decidedBy: "決定者",
    because: "理由。台帳に残る",
    purgeSource: "このソースのすべてのレコード",
    purgeRecord: "1 件のレコード（SEGMENT:NUMBER）",
    purgeAgreement: "この契約によるすべてのソース",
    purgeRow: "台帳の 1 行（ID）。照会の行など",
    dryRun: "消去されるものを示すだけで、何も変えない",
    attestation: "消去の証明を書き出すファイル",
    answerKind: {
      url: "URL についての照会に回答する",
      host: "ホスト（下位のドメインを含む）についての照会に回答する",
      digest: "内容の SHA-256 についての照会に回答する",
      text: "テキストまたは出力についての照会に回答する",
      image: "画像についての照会に回答する",
    },
    answerTargets: "照会の対象。- は標準入力から 1 行に 1 件読む",
    answerTexts: "テキストのファイル、またはテキストそのもの",
    answerImages: "画像のファイル",
    request: "受け付けた照会（yurai-request、YAML）",
    decline: "この理由で回答を控える。検索はしない",
    approve: "草案を確定する。承認者の氏名が必要",
    approvedBy: "承認者",
    inquiryId: "照会番号（Q-014 など）",
    showInquiry: "照会の現状。--out または --format で回答書を書く",
    listInquiries: "すべての照会",
    answerOut: "書き出すファイル。既定は照会ファイルと同じ場所の ID.LANG.docx",
    answerFormat: "docx、html、md。既定はファイルの拡張子、なければ docx",
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
  blanksText: (path) => `${path} を書きました。記入してください。次の報告は yurai.answers.yaml を読みます`,
  next: "次の一手",
  about: "対象",
  packed: (path, bytes) => `${path} を書きました   ${bytes}`,
  evidenceHolds: "すべて検証できました",
  provenRows: (rows, size) => `${formatCount(rows)} 行が ${size} 行の台帳にあることを証明`,
  signedBy: "署名",
  limit: "限界",
  knownKey: "指定された公開鍵の署名です",
  unknownKey:
    "鍵はファイル自身のもので、改変がないことは示しますが、作成者は示しません。鍵を照合するか --key で指定してください",
  evidenceReadme: (kind, id) => `# 証拠ファイル: ${kind} ${id}

- rows.jsonl: 台帳の行。ハッシュされたままの形で 1 行に 1 件
- proofs.jsonl: 各行から台帳のルートまでのハッシュの経路（RFC 6962）
- head.json: 台帳の行数とルート。署名付き（Ed25519）
- attestation.dsse.json: 全ファイルの SHA-256 を述べる in-toto statement（DSSE 署名）
- public-key.pem: 公開鍵。組織が公表するものと照合してください
- manifests/、policy.json、letter.*.md: 該当する場合

オフラインで検証できます: yurai evidence verify FILE --key public-key.pem

記録され、その後変更されていないことの証明であり、真実性や網羅性の証明ではありません。

# Evidence about ${kind} ${id}

Rows of the ledger with their proofs, the signed head, and a signature over the SHA-256 of every file.
Check it offline: yurai evidence verify FILE --key public-key.pem
It proves that these rows were recorded and not changed since, not that they are true or complete.
`,
  held: (id) => `${id}: 保全しました。解除されるまで消去されません`,
  holds: (count) => `保全措置 ${formatCount(count)} 件`,
  released: (id) => `${id} を解除しました`,
  holdOf: (what, by, date, reason) => `${what}  ${date}、${by}: ${reason}`,
  drafted: (id) => `草案（確認用）: 未送付・未承認。照会 ${id} として記録しました。`,
  approved: (id, by) => `${id} は確定しました（承認: ${by}）。Yurai は何も送付しません。`,
  approveNext: (id) => `承認: yurai answer approve ${id} --by 氏名`,
  inquiries: (count) => `照会 ${formatCount(count)} 件`,
  targets: (count) => `対象 ${formatCount(count)} 件`,
  notApproved: "草案・未承認",
  approvedBy: (by, date) => `${date}、${by} が承認`,
  searchedLabel: "検索範囲",
  wroteLabel: "書き出し",
  blanksHead: (title) => [
    `台帳が答えられない項目: ${title}`,
    "分かる項目を記入し、残りは消してください。あらかじめ決めた項目はありません。",
  ],
  purge: {
    purged: (id, records) => `${id}: ${formatCount(records)} レコードを完全に消去しました`,
    planned: "試行: 何も消去していません。消去の対象は次のとおりです",
    segments: "セグメント",
    still: "なお参照",
    run: (id) => `実行 ${id}`,
    limits:
      "Yurai のフォルダの外にあるもの（元のファイル、バンドル、複製、バックアップ、モデルが学習した内容）は対象外です",
    attestation: "証明",
    unsigned: "署名なし: 鍵がありません（yurai keys create）",
  },
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

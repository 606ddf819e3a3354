import { formatCount } from "../number.ts";
import type { PipelineMessages } from "./pipeline-messages.ts";

/** What the commands that check say, in Japanese. */
export const pipelineJa: PipelineMessages = {
  option: {
    checkFile: "出力のファイル、画像、またはそのフォルダー。- は標準入力",
    format: "ファイルの形式（既定はファイル名から。標準入力は jsonl）",
    checkText: "出力の文章が入った項目",
    model: "出力を書いたモデル。その実行と基盤モデルを検索する",
    policy: "方針ファイル、または組み込みの方針の名前",
    use: "出力の用途（publish など。既定は方針のもの）",
    out: "report.html、attribution.txt、verdicts.jsonl を書くフォルダ",
    sarif: "SARIF 2.1.0 を書く",
    junit: "JUnit XML を書く",
    html: "報告を一つの HTML ファイルに書く",
    github: "GitHub Actions の注釈と要約",
    gitlab: "GitLab のコード品質報告を書く",
    keepOutputs: "出力の文章を保存する日数（既定 30）",
    showText: "一致した箇所を示す（HTML と端末のみ）",
    showImages: "出力と一致した記録の縮小画像を HTML に入れる",
    shadow: "見るだけ。停止すべき出力があっても 0 で終わる",
    workers: "検査するスレッドの数",
    names: "氏名の検出: dictionary (日本語の辞書。ワーカーごとに 400 MB)、または手元のモデルのフォルダ",
    faces: "このモデル（YuNet、ONNX）で画像内の顔を探す",
    faceFeatures: "このモデル（SFace、ONNX）で顔を見分け、yurai faces の登録者と照合する",
    facesEnrol: "人物を登録する。保存するのは顔の特徴量のみで、暗号化する",
    facesName: "人物の名前。判定には ID だけが出る",
    facesPictures: "本人だけが写った画像",
    facesBecause: "登録を認める根拠（同意とその日付など）",
    facesList: "登録者の一覧",
    facesRemove: "登録者の特徴量を消去する",
    facesId: "登録者の ID または名前",
    bundle: "ホームの代わりにこの束を検索する",
    resume: "同じファイルの中断した検査を続ける",
    policyTest: "規則の横に書かれた例を試す",
    policyDiff: "保存された判定を二つの方針でやり直す",
    policyShow: "組み込みの方針を表示する（出発点として）",
    policyFile: "方針ファイル、または組み込みの方針の名前",
    preset: "publish、internal-research、voice、cross-border のいずれか",
    packModel: "このモデルと基盤モデルの学習データをまとめる（既定はすべて）",
    packOut: "書き出す束",
    withText: "一致を確かめる文章も入れる（読み直す出所のものも含む）",
    importFile: "check --bundle が書いた verdicts.jsonl",
    count: "プロンプトの数",
    promptsOut: "書き出すプロンプトのファイル",
    promptLength: "各プロンプトの文字数",
    seed: "抽出を決める番号",
    evaluationFile: "評価データのファイル（JSON Lines）",
    redactId: "この出力だけを墨消し (複数回指定可)。他はそのまま",
    how: "置き換え方: mask (伏せ字)、type (種類)、hash、pseudonym (仮名)",
    redactKey: "hash と pseudonym の鍵 (既定は yurai keys create --redaction が作成した鍵)",
    redactOut: "標準出力の代わりに書き込むファイル。入力と同じでもよい",
  },
  enrolled: (id) => `${id} を登録しました。判定には名前ではなく ID が出ます`,
  enrolledPersons: (persons) => (persons === 0 ? "登録者はいません" : `登録者 ${formatCount(persons)} 人`),
  unenrolled: (persons) => `${formatCount(persons)} 人を、顔の特徴量とともに消去しました`,
  enrolledPictures: (pictures) => `画像 ${pictures} 点`,

  noHome: (home) =>
    `${home} に台帳がありません。検索できるものがないため、すべての出力が検査未完了です。yurai init から始めてください。`,
  notRecorded: (code) => `注意: 判定は台帳に記録されません（${code}）`,
  tryText: "入力が 1 つの文章なら: yurai check FILE --format text (標準入力は -)",
  unknownModel: (model, meant, known) =>
    `この台帳にモデル ${model} はありません${meant === "" ? "" : `。${meant} のことですか?`}\n` +
    (known === "" ? "" : `  記録済み: ${known}\n`) +
    `  記録するには: yurai model add ${model} --run RUN\n` +
    `  データとともに: yurai track PATH --source NAME --model ${model}`,
  badInput: (rows) => `入力の誤り: ${formatCount(rows)} 行が読めず、検査していません`,
  withoutText: (outputs, field) =>
    `項目「${field}」に文章のない出力が ${formatCount(outputs)} 件あります。別の項目は --text で指定します`,
  otherModel: (outputs) =>
    `${formatCount(outputs)} 件の出力が --model と異なるモデルを名乗っています。--model のデータと照合しました`,
  resumed: (outputs) => `再開: ${formatCount(outputs)} 件は検査済みです`,
  nothingToResume: "この方針でこのファイルを検査して中断した記録はありません。最初から検査します",
  interrupted: (outputs) =>
    `${formatCount(outputs)} 件で中断しました。判定は記録済みです。--resume で続けられます`,
  progress: (outputs, rate) => `${outputs} 件  毎秒 ${rate} 件`,
  keptOutputs: (path, days) => `出力の文章を ${path} に ${formatCount(days)} 日間保存します`,
  expiredOutputs: (files) => `期限の過ぎた出力のファイルを ${formatCount(files)} 個削除しました`,
  damagedSegments: (segments) =>
    `${formatCount(segments)} 個のセグメントが読めません。yurai verify で確かめてください`,

  memorised: (memorised, answered) =>
    `記憶  ${formatCount(answered)} 件の回答のうち ${formatCount(memorised)} 件が、プロンプトの元の出所を再現しました`,
  memorisedRow: (memorised, answered, rate, low, high) =>
    `${answered} 件中 ${memorised} 件  ${rate}（95 % 区間 ${low}〜${high}）`,
  memorisedTerms: (answer) => `出力の条件: ${answer}`,

  policyPassed: (examples, rules) =>
    `合格  ${formatCount(rules)} 規則の ${formatCount(examples)} 例が書かれたとおりになります`,
  policyFailed: (failed, examples) =>
    `不合格  ${formatCount(examples)} 例のうち ${formatCount(failed)} 例が違う結果になります`,
  exampleFailed: (example, expected, action, by) =>
    `例 ${example}: 期待は ${expected}、結果は ${action}（${by} による）`,
  otherwise: "その他",
  untested: (rules) => `どの例も通らない規則: ${rules}`,
  untestedLabel: "未試験",
  diffOutcome: (changed, compared) =>
    `保存された判定 ${formatCount(compared)} 件のうち ${formatCount(changed)} 件の結果が変わります`,
  diffNothing: "この台帳に判定はありません。先に yurai check を実行してください",
  diffRow: (before, after, rules) => `${before} -> ${after}${rules === "" ? "" : `  規則 ${rules}`}`,
  diffLimit: {
    "lower-threshold": "新しい方針は閾値が低く、古い閾値に満たないものは保存されていないため示せません",
    "standard-texts": "標準文が異なります。一致は古い標準文で測られています",
  },
  limitLabel: "示せないもの",

  packed: (path, size) => `${path} を書きました  ${size}`,
  packedSegments: (segments, records, sources) =>
    `セグメント ${formatCount(segments)} 個、出所 ${formatCount(sources)} 件の記録 ${records} 件`,
  packedLabel: {
    model: "モデル",
    holds: "内容",
    digest: "sha256",
    text: "文章",
    next: "次",
    notSearched: "未検索",
  },
  everyModel: "すべてのモデルの記録",
  textStaysBehind: (sources, records) =>
    `警告  出所 ${formatCount(sources)} 件の記録 ${records} 件の文章は束に入らず、元の場所から読み直します。` +
    "そこを読めない環境では、一致は未確認のままです。--with-text で束に入れられます。",
  textWithin: (records) => `記録 ${records} 件の文章が束に入っています。元のデータと同じように守ってください`,
  lostSegments: (segments) =>
    `${formatCount(segments)} 個のセグメントが読めず、束から欠けます。yurai verify の後でやり直してください`,

  redacted: (values, changed, rows, kinds) =>
    `墨消し ${formatCount(values)} 件（出力 ${formatCount(rows)} 件中 ${formatCount(changed)} 件）${kinds === "" ? "" : `: ${kinds}`}`,
  redactedBroken: (rows, leftAlone) =>
    leftAlone
      ? `不正な入力: ${formatCount(rows)} 行は読み取れず、そのまま残しました`
      : `不正な入力: ${formatCount(rows)} 行は読み取れず、通常の文として墨消ししました`,

  imported: (verdicts) => `判定 ${formatCount(verdicts)} 件を取り込みました`,
  importedBefore: (verdicts) =>
    `することはありません: この ${formatCount(verdicts)} 件の判定は台帳にあります`,
  importedLabel: "検査",

  probed: (prompts, path) => `プロンプト ${formatCount(prompts)} 件を ${path} に書きました`,
  probedRow: (prompts, origin) => `${prompts} 件  ${origin}`,
  probedFewer: (wanted) => `指定の ${formatCount(wanted)} 件に足りません。ほかに文章を読める記録がありません`,
  probedWithout: (records) => `文章を読めない記録 ${formatCount(records)} 件を飛ばしました`,
  probeNext: (path) =>
    `${path} の各プロンプトにモデルで回答し、回答を text として行に加え、yurai check を実行してください`,
  nextLabel: "次",
  gapLabel: "欠落",

  overlapOutcome: (found, items) =>
    `評価データ ${formatCount(items)} 件のうち ${formatCount(found)} 件が学習データと文章を共有しています`,
  overlapRow: (characters, share, whole) =>
    whole ? `全文、${characters} 文字` : `連続 ${characters} 文字、全体の ${share}`,
  overlapUnverified: "ハッシュのみ（記録の文章を読めません）",
  overlapMore: (count) => `ほか ${formatCount(count)} 件。--json ですべて表示`,
  item: (id) => `項目 ${id}`,
};

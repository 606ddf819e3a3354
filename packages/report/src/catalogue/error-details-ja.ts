// Details of errors in Japanese: the English message of an error with `{}` for what it names, and what is said in its place.
// A message that is not here is shown in English below a Japanese line that says what its code means.

import { storeErrorsJa } from "./error-details-stores-ja.ts";

const commandErrors: readonly (readonly [english: string, japanese: string])[] = [
  ["there is no file {}; check the path", "{} というファイルはありません。パスを確かめてください"],
  ["there is no folder {}; create it first", "{} というフォルダーはありません。先に作成してください"],
  ["{} could not be read ({}); check its permissions", "{} を読めません ({})。アクセス権を確かめてください"],
  [
    "{} could not be written ({}); check its folder",
    "{} に書き込めません ({})。フォルダーを確かめてください",
  ],
  [
    "{} is there already; name another folder, or move it away",
    "{} はすでにあります。別のフォルダーを指定するか、移してください",
  ],
  [
    "{} is larger than {} bytes; name another file",
    "{} は {} バイトを超えています。別のファイルを指定してください",
  ],
  [
    "{} is larger than {} bytes; a standard text is shorter",
    "{} は {} バイトを超えています。定型文はこれより短いものです",
  ],
  ["{} is a folder; name a file", "{} はフォルダーです。ファイルを指定してください"],
  ["{} is no folder; give a node_modules", "{} はフォルダーではありません。node_modules を指定してください"],
  [
    "--base belongs to a model: name it with --model",
    "--base はモデルに付けます。--model でモデルを指定してください",
  ],
  [
    "--close is a way to index, and --no-index leaves the index out: give one",
    "--close は索引の作り方、--no-index は索引を省く指定です。どちらか一方にしてください",
  ],
  [
    "--json says what was done, and stdout has the result: give --out FILE",
    "--json は処理の内容を、標準出力は結果を出します。--out FILE を付けてください",
  ],
  ["--keep-outputs is a number of days from 1 to 3650", "--keep-outputs は 1 から 3650 までの日数です"],
  [
    "--keep-outputs needs a home to keep them in; begin with yurai init",
    "--keep-outputs には保存先が必要です。yurai init から始めてください",
  ],
  ["--key goes with --how hash or pseudonym", "--key は --how hash または pseudonym と併せて使います"],
  ["--lang is ja or en", "--lang は ja または en です"],
  ["--limit is a whole number from 1 to 100000", "--limit は 1 から 100000 までの整数です"],
  [
    "--reliance is one of {} or exception:NAME, such as exception:jp-copyright-30-4",
    "--reliance は {} のいずれか、または exception:NAME (例 exception:jp-copyright-30-4) です",
  ],
  [
    "--show-images goes with --html or --out: pictures stand in the HTML file",
    "--show-images は --html または --out と併せて使います。画像は HTML ファイルに載ります",
  ],
  [
    "--use is a word in small letters, digits and hyphens, such as publish",
    "--use は小文字、数字、ハイフンの語です (例 publish)",
  ],
  ["--workers is a whole number from 1 to 64", "--workers は 1 から 64 までの整数です"],
  ["{} is a whole number from {} to {}", "{} は {} から {} までの整数です"],
  [
    "Parquet can't be read from a stream; give the file",
    "Parquet は標準入力から読めません。ファイルを指定してください",
  ],
  [
    "pictures can't be read from a stream; give a file or a folder",
    "画像は標準入力から読めません。ファイルかフォルダーを指定してください",
  ],
  ["standard input (-) can be read once only", "標準入力 (-) を読めるのは一度だけです"],
  [
    "the file has changed since its check was interrupted; check it from the beginning, without --resume",
    "検査が中断した後にファイルが変わりました。--resume なしで最初から検査してください",
  ],
  [
    "this bundle was packed for another model than {}; leave --model out",
    "このバンドルは {} とは別のモデル用です。--model を外してください",
  ],
  [
    "this is no whole bundle, or it was changed; pack it again with yurai pack",
    "バンドルが欠けているか、変更されています。yurai pack で作り直してください",
  ],
  [
    "this is no whole bundle; pack it again with yurai pack",
    "バンドルが欠けています。yurai pack で作り直してください",
  ],
  [
    "nothing speaks of the use {}; did you mean {}? Known: {}. For another use, name it in the policy: in use, or in a rule's when.",
    "用途 {} に触れるものがありません。{} のことですか? 使える用途: {}。別の用途はポリシーの use か規則の when に書いてください",
  ],
  [
    "nothing speaks of the use {} Known: {}. For another use, name it in the policy: in use, or in a rule's when.",
    "用途 {} に触れるものがありません。使える用途: {}。別の用途はポリシーの use か規則の when に書いてください",
  ],
  [
    "nothing speaks of the use {}; did you mean {}? Known: {}. For another use, name it in the policy first, or in yurai track --purpose.",
    "用途 {} に触れるものがありません。{} のことですか? 使える用途: {}。別の用途は先にポリシーか yurai track --purpose に書いてください",
  ],
  [
    "nothing speaks of the use {} Known: {}. For another use, name it in the policy first, or in yurai track --purpose.",
    "用途 {} に触れるものがありません。使える用途: {}。別の用途は先にポリシーか yurai track --purpose に書いてください",
  ],
  ["name the source of this data: --source NAME", "データのソース名を指定してください: --source NAME"],
  [
    "name the source of this data: yurai screen PATH... --source NAME; {}",
    "データのソース名を指定してください: yurai screen PATH... --source NAME。yurai track がファイルから読んだソースと、yurai.config.yaml に paths のあるソースは名前だけで足ります",
  ],
  [
    "say what to read: a file, a folder, {}",
    "読むものを指定してください: ファイル、フォルダー、hf:ORG/NAME、s3://BUCKET/PREFIX、npm:DIR、標準入力の -。または yurai.config.yaml に paths のあるソース名",
  ],
  [
    "every package is a source of its own; give the folder of one: {}",
    "パッケージはそれぞれ一つのソースです。一つのフォルダーを指定してください: {}",
  ],
  [
    "what lies in an S3 store is read over the network, which nobody asked for; add --download",
    "S3 の中身はネットワーク越しに読みます。必要なら --download を付けてください",
  ],
  [
    "nobody has said how you came by {}, and a class alone is not recorded; give {}",
    "{} の入手方法が示されていません。区分だけでは記録しないので {} を付けてください",
  ],
  [
    "say what to do with which rows: --drop, --quarantine or --keep RULES",
    "どの行をどうするかを指定してください: --drop、--quarantine、--keep に規則",
  ],
  ["the rule excluded needs a list: --exclude FILE", "規則 excluded には一覧が必要です: --exclude FILE"],
  ["{} is no rule; a rule is {}", "{} という規則はありません。規則は {}"],
  ["class:CLASS takes one of {}", "class:CLASS に書けるのは {} です"],
  ["opt-out:KIND takes one of {}", "opt-out:KIND に書けるのは {} です"],
  [
    "host:LIST takes a list of hostLists in yurai.config.yaml; there is none",
    "host:LIST は yurai.config.yaml の hostLists の名前です。まだ一つもありません",
  ],
  [
    "host:LIST takes a list of hostLists in yurai.config.yaml{}",
    "host:LIST は yurai.config.yaml の hostLists の名前です{}",
  ],
  [
    "robots-refused:AGENT asks the robots.txt of a crawl: give WARC files",
    "robots-refused:AGENT はクロールの robots.txt を調べます。WARC ファイルを指定してください",
  ],
  [
    "terms:QUESTION=ANSWER takes one of {} and one of {}",
    "terms:QUESTION=ANSWER の問いは {}、答えは {} です",
  ],
  [
    "say what is concluded: --licence X or --reliance KIND",
    "何を確定するかを指定してください: --licence X または --reliance KIND",
  ],
  [
    "there is no model {} in this ledger; yurai status lists what there is",
    "この台帳にモデル {} はありません。あるものは yurai status で分かります",
  ],
  [
    "there is no source {} in this ledger; yurai status lists what there is",
    "この台帳にソース {} はありません。あるものは yurai status で分かります",
  ],
  [
    "nothing is recorded that {} learned from; yurai status lists what there is",
    "{} が学習したものの記録がありません。あるものは yurai status で分かります",
  ],
  ["there is no model {} in this ledger{}", "この台帳にモデル {} はありません{}"],
  ["there is no {} {} in this ledger{}", "この台帳に {} {} はありません{}"],
  [
    "{} is the beginning of {} reports; give more of the id",
    "{} で始まる報告書が {} 件あります。ID をもっと長く指定してください",
  ],
  [
    "there is no inquiry {} in this ledger; yurai answer list shows all",
    "この台帳に照会 {} はありません。yurai answer list で一覧できます",
  ],
  [
    "there is no hold {} in this ledger; yurai legal-hold list shows all",
    "この台帳に保全措置 {} はありません。yurai legal-hold list で一覧できます",
  ],
  ["{} was released by {} already", "{} はすでに {} が解除しています"],
  ["{} was approved by {} already", "{} はすでに {} が承認しています"],
  [
    "a legal hold keeps this ({}); nothing was deleted; yurai legal-hold list says why",
    "保全措置 ({}) の対象です。何も削除していません。理由は yurai legal-hold list で分かります",
  ],
  [
    "no run has read a page of the host {}; give its name as in URLs",
    "ホスト {} のページを読んだ実行はありません。URL にあるとおりの名前を指定してください",
  ],
  ["nothing is recorded about the source of record {}", "レコード {} のソースについての記録がありません"],
  ["segment {} has no record {}{}", "セグメント {} にレコード {} はありません{}"],
  [
    "a record's id is SEGMENT:ORDINAL, such as 7c1e09ab:12, as yurai lookup prints it",
    "レコードの ID は SEGMENT:ORDINAL の形です (例 7c1e09ab:12)。yurai lookup が表示します",
  ],
  [
    "name what to hold: --source, --run, --model or --verdict",
    "何を保全するかを指定してください: --source、--run、--model、--verdict",
  ],
  [
    "name what to purge: --source, --record, --agreement or --row",
    "何を削除するかを指定してください: --source、--record、--agreement、--row",
  ],
  [
    "name one of --run, --verdict and --inquiry",
    "--run、--verdict、--inquiry のどれか一つを指定してください",
  ],
  ["no source of this ledger has an agreement {}", "契約 {} を持つソースはこの台帳にありません"],
  [
    "there is no key to sign with; yurai keys create makes one",
    "署名する鍵がありません。yurai keys create で作成できます",
  ],
  ["no signing key is known; name one with --key", "署名の鍵が分かりません。--key で指定してください"],
  [
    "no home folder is known to keep the key in; name a file",
    "鍵を置く個人フォルダーが分かりません。ファイルを指定してください",
  ],
  ["there is no target; name at least one", "対象がありません。一つ以上指定してください"],
  ["one inquiry has at most {} targets; split it", "一つの照会の対象は {} 件までです。分けてください"],
  [
    "there is no terminal to ask on; give --yes, or answers such as --model NAME",
    "質問できる端末がありません。--yes か、--model NAME などの答えを付けてください",
  ],
  ["there is no report {}", "{} という報告書はありません"],
  ["this report has no format {}; it has {}", "この報告書に {} の形式はありません。{} が使えます"],
  ["this report has no format {}", "この報告書に {} の形式はありません"],
  [
    "no report has the ending .{}; this one has {}",
    ".{} で終わる報告書はありません。この報告書では {} が使えます",
  ],
  [
    "a docx file is not for a terminal; name a file with --out",
    "docx は端末に表示できません。--out でファイルを指定してください",
  ],
  ["report {} has no blanks to fill", "報告書 {} に記入欄はありません"],
  [
    "{} carries no id of a report; name a file that yurai report wrote",
    "{} に報告書の ID がありません。yurai report が書いたファイルを指定してください",
  ],
  [
    "{} is too large to be a report; name another file",
    "{} は報告書としては大きすぎます。別のファイルを指定してください",
  ],
  [
    "this ledger has no report {}; it was written from another ledger, or the name is wrong",
    "この台帳に報告書 {} はありません。別の台帳から書かれたか、名前が違います",
  ],
  [
    "there is no item {} in this {} report; it has {}",
    "{} という項目は {} の報告書にありません。あるのは {} です",
  ],
  [
    "{} holds no verdict; give the verdicts.jsonl that yurai check --out wrote",
    "{} に判定がありません。yurai check --out が書いた verdicts.jsonl を指定してください",
  ],
  [
    "{}: line {} cannot be read ({}); nothing was imported",
    "{}: {} 行目を読めません ({})。何も取り込んでいません",
  ],
  [
    "{}: line {} is no verdict{}; nothing was imported; give the verdicts.jsonl that yurai check --out wrote",
    "{}: {} 行目は判定ではありません{}。何も取り込んでいません。yurai check --out が書いた verdicts.jsonl を指定してください",
  ],
  ["{} is not a head file", "{} はヘッドファイルではありません"],
  ["{} {}; get the file again from whoever made it", "{} {}。作成者からファイルを取り直してください"],
  [
    "redact writes text: give it JSON Lines, CSV or a text",
    "redact は文章を書き出します。JSON Lines、CSV、文章を指定してください",
  ],
  [
    "line {} of the CSV ends inside quotes; close them first",
    "CSV の {} 行目は引用符の途中で終わっています。先に閉じてください",
  ],
  [
    "the input is not UTF-8 text; unpack it, or convert it first",
    "入力が UTF-8 の文章ではありません。展開するか、変換してください",
  ],
  [
    "a row or text is longer than 64 MiB; cut the input into parts",
    "64 MiB を超える行か文章があります。入力を分けてください",
  ],
  [
    "{} of {} ids given with --id are not in the input; an output without an id has the number of its line",
    "--id の {} 件 (全 {} 件中) が入力にありません。ID のない出力は行番号で指定します",
  ],
  [
    'the standard text "{}" is not the file whose sha256 the policy states; read it again and update the policy',
    "定型文「{}」はポリシーの sha256 と一致しません。読み直してポリシーを更新してください",
  ],
  ["answer was interrupted; nothing was recorded", "answer を中断しました。何も記録していません"],
  [
    "compact was interrupted; merges so far are committed, nothing is lost",
    "compact を中断しました。終わった結合は確定済みで、失われたものはありません",
  ],
  ["lookup was interrupted; the answers so far hold", "lookup を中断しました。ここまでの答えは有効です"],
  ["overlap was interrupted; nothing was written", "overlap を中断しました。何も書き込んでいません"],
  ["verify was interrupted; nothing was changed", "verify を中断しました。何も変更していません"],
  [
    "{} is no inquiry, verdict, gap or crawl row of this ledger",
    "{} はこの台帳の照会、判定、欠落、クロールの行ではありません",
  ],
  [
    "{} is the beginning of several inquiry, verdict, gap or crawl row of this ledger",
    "{} で始まる照会、判定、欠落、クロールの行が複数あります",
  ],
  [
    "{} is {} inquiry, verdict, gap or crawl row of this ledger",
    "{} に当てはまる照会、判定、欠落、クロールの行がないか、複数あります",
  ],
  ["{} is the beginning of {} {}s: {}", "{} で始まるものが {} 件あります ({}): {}"],
  ["--region: {}", "--region に誤りがあります: {}"],
  [
    "--face-features tells apart the faces that --faces finds; give both",
    "--face-features は --faces が見つけた顔を見分けます。両方を付けてください",
  ],
  [
    "enrolling takes both models: --faces and --face-features, or check.faces in yurai.config.yaml",
    "登録には両方のモデルが必要です: --faces と --face-features、または yurai.config.yaml の check.faces",
  ],
  [
    "faces are enrolled in {}, and their key {} is not there; bring it from where they were enrolled",
    "顔は {} に登録済みですが、鍵 {} がありません。登録した場所から持ってきてください",
  ],
  [
    "{} is no gallery that {} was written with, or its key is another; restore both, or remove the file and enrol again",
    "{} は {} の鍵で書かれた登録簿ではありません。両方を元に戻すか、ファイルを削除して登録し直してください",
  ],
  [
    "there is no home {} to keep faces in; begin with yurai init",
    "顔を置く保存先 {} がありません。yurai init から始めてください",
  ],
  [
    "{} shows {} faces; give a picture of the person alone",
    "{} には顔が {} 個あります。本人だけの画像を指定してください",
  ],
  [
    "the face in {} is too small: {} pixels between the eyes, and 24 are needed",
    "{} の顔が小さすぎます: 両目の間が {} ピクセル (24 必要)",
  ],
  [
    "nobody is enrolled as {}; yurai faces list says who is",
    "{} という登録はありません。yurai faces list で一覧できます",
  ],
  [
    "no home folder of yours is known to keep the key of the gallery in; set HOME",
    "登録簿の鍵を置く個人フォルダーが分かりません。HOME を設定してください",
  ],
  [
    "{} of {} enrolled persons were enrolled with another model than this one ({}...); {}",
    "登録者 {} 人 (全 {} 人中) は別のモデルで登録されています ({}...)。このモデルで登録し直すか、削除してください",
  ],
  ["{} is too large to be a model of faces", "{} は顔のモデルとしては大きすぎます"],
];

const patterns = [...commandErrors, ...storeErrorsJa].map(([english, japanese]) => ({
  pattern: new RegExp(`^${english.split("{}").map(escape).join("(.*?)")}$`, "s"),
  japanese,
}));

/** An error's message in Japanese, with what it names; undefined for one that has no translation. */
export function errorDetailJa(message: string): string | undefined {
  for (const { pattern, japanese } of patterns) {
    const found = pattern.exec(message);
    if (found === null) continue;
    let at = 0;
    return japanese.replaceAll("{}", () => (found[++at] ?? "").trim());
  }
  return undefined;
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

// Details of errors of readers, ledger and segments in Japanese, and of what parses the command line.

/** English messages with `{}` for what they name, and what is said in their place. */
export const storeErrorsJa: readonly (readonly [english: string, japanese: string])[] = [
  // Of the readers.
  [
    "The option {} must be the name of a field or a function of the row.",
    "オプション {} は項目の名前か、行を受け取る関数です",
  ],
  [
    "The list {} can't be read ({}). Check the path and its permissions.",
    "一覧 {} を読めません ({})。パスとアクセス権を確かめてください",
  ],
  ["A list has at most {} lines. Split it.", "一覧は {} 行までです。分けてください"],
  [
    "Line {} of the list is neither a URL nor a host. Correct or remove it.",
    "一覧の {} 行目は URL でもホストでもありません。直すか削除してください",
  ],
  [
    "A run of this name has another purpose or model. Give this one another name, or the same purpose and model.",
    "同じ名前の実行は目的かモデルが違います。別の名前にするか、同じ目的とモデルを指定してください",
  ],
  [
    "This run has ended. Start another, or one of the same name to add to it.",
    "この実行は終わっています。新しく始めるか、同じ名前で始めて追加してください",
  ],
  [
    "Two rules of a screening have the same name. Name each of them differently.",
    "同じ名前の規則が二つあります。別の名前にしてください",
  ],
  ["The source {} may not be read in the mode require. {}", "方式 require ではソース {} を読めません。{}"],
  [
    "Row {} of the source {} has no text that can be recorded. {}",
    "{} 行目 (ソース {}) に記録できる文章がありません。--text で項目を指定するか、その行を除くか、方式 observe で track してください",
  ],
  [
    "Arrow data needs the package apache-arrow, which is not installed. Add it to your project.",
    "Arrow を読むには apache-arrow が必要です。プロジェクトに追加してください",
  ],
  [
    "The separator of CSV must be one ASCII character, such as a comma or a tab.",
    "CSV の区切りは ASCII 1 文字 (コンマやタブなど) です",
  ],
  [
    "There is no such encoding. Use a label such as utf-8, shift_jis or euc-jp.",
    "その文字コードはありません。utf-8、shift_jis、euc-jp などを指定してください",
  ],
  [
    "{} is no name of a dataset; write org/name or org/name@revision.",
    "{} はデータセットの名前ではありません。org/name か org/name@revision と書いてください",
  ],
  [
    "This is no name of a dataset; write org/name.",
    "データセットの名前ではありません。org/name と書いてください",
  ],
  [
    "The dataset {} is not at this revision in the Hugging Face cache {}. Download it there, or ask for it with --download.",
    "データセット {} のこの版は Hugging Face のキャッシュ {} にありません。そこに取得するか、--download を付けてください",
  ],
  [
    "The dataset {} could not be fetched from the Hub: {}. What was fetched whole is kept.",
    "データセット {} を Hub から取得できません: {}。取得し終えたものは残してあります",
  ],
  [
    "The Hub names a file outside of the dataset. Nothing more was fetched.",
    "Hub がデータセットの外のファイルを示しました。取得をやめました",
  ],
  [
    "A file came with other bytes than the Hub's digest says. Try again.",
    "取得したファイルが Hub のダイジェストと一致しません。もう一度試してください",
  ],
  [
    "Fetching from the Hugging Face Hub needs the package @huggingface/hub, which is not installed. Add it to your project.",
    "Hugging Face Hub からの取得には @huggingface/hub が必要です。プロジェクトに追加してください",
  ],
  [
    "The endpoint of the S3 store is no URL that begins with http.",
    "S3 の接続先が http で始まる URL ではありません",
  ],
  ["This is no name of an AWS region.", "AWS のリージョン名ではありません"],
  [
    "This is no place in an S3 store; write s3://bucket/prefix.",
    "S3 の場所ではありません。s3://bucket/prefix と書いてください",
  ],
  ["The bucket {} could not be listed ({}). {}", "バケット {} の一覧を取得できません ({})。{}"],

  // Of the ledger and of segments.
  [
    "there is no ledger at {}; create one with yurai init, or name another home",
    "{} に台帳がありません。yurai init で作成するか、別の保存先を指定してください",
  ],
  [
    "{} exists already; keys are never overwritten, name another file",
    "{} はすでにあります。鍵は上書きしません。別のファイルを指定してください",
  ],
  [
    "others can read the key {}; run chmod 600 on it, or make a new key",
    "鍵 {} を他の利用者が読めます。chmod 600 にするか、新しい鍵を作成してください",
  ],
  [
    "there is no key at {}; create one with yurai keys create",
    "{} に鍵がありません。yurai keys create で作成してください",
  ],
  [
    "{} is not an Ed25519 key in PEM form; use one that yurai keys create made",
    "{} は PEM 形式の Ed25519 鍵ではありません。yurai keys create が作った鍵を使ってください",
  ],
  [
    "this is not a tree head; give the JSON file that yurai verify --save-head wrote",
    "ヘッドではありません。yurai verify --save-head が書いた JSON を指定してください",
  ],
  [
    "a public key proves nothing without a signed head; give both, or neither",
    "公開鍵は署名付きヘッドと併せて使います",
  ],
  [
    "This is no absolute URL. Give it with its scheme, as in https://example.com/page.",
    "絶対 URL ではありません。https://example.com/page のように書いてください",
  ],
  [
    "A digest must be 32 or 64 hexadecimal digits (a SHA-256, whole or its first half), optionally after sha256:.",
    "ダイジェストは 16 進数 32 桁か 64 桁 (SHA-256 の全体か前半) です。sha256: を前に付けられます",
  ],
  [
    "This is no host name. Give it alone, as in example.com; for one page use its URL.",
    "ホスト名ではありません。example.com のように書いてください。1 ページなら URL を使います",
  ],
  [
    "The text has no letters, digits or marks left in its normal form. Give a text that has some.",
    "文章に文字や数字がありません。ある文章を指定してください",
  ],

  // Of the command line's own words.
  ["unknown option '{}'{}", "{} というオプションはありません{}"],
  ["unknown command '{}'{}", "{} というコマンドはありません{}"],
  ["missing required argument '{}'", "引数 {} が必要です"],
  ["required option '{}' not specified", "オプション {} が必要です"],
  ["option '{}' argument missing", "オプション {} に値が必要です"],
  [
    "option '{}' argument '{}' is invalid. Allowed choices are {}.",
    "オプション {} に {} は使えません。使えるのは {} です",
  ],
  [
    "command-argument value '{}' is invalid for argument '{}'. Allowed choices are {}.",
    "{} は引数 {} に使えません。使えるのは {} です",
  ],
  ["too many arguments{}", "引数が多すぎます{}"],
];

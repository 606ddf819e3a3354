/** What a label says of the value near it. */
export type LabelGroup =
  | "my-number"
  | "corporate-number"
  | "drivers-licence"
  | "passport"
  | "residence-card"
  | "pension-number"
  | "resident-record"
  | "health-insurance"
  | "bank-account"
  | "phone"
  | "dial"
  | "postal-address"
  | "birth-date"
  | "card"
  | "iban"
  | "ssn"
  | "nino"
  | "nhs"
  | "aadhaar"
  | "rrn"
  | "chinese-id"
  | "national-id"
  | "ip-address"
  | "person"
  | "order"
  | "cloud"
  | "time"
  | "book";

/** Words that say what a value near them is. A space in a Latin word also stands for "_", "-" and nothing. */
export const labels: Readonly<Record<LabelGroup, readonly string[]>> = {
  "my-number": [
    "マイナンバー",
    "マイナンバーカード",
    "マイナンバーカード番号",
    "個人番号",
    "個人番号カード",
    "個人番号カード番号",
    "マイナ番号",
    "my number",
    "individual number",
  ],
  "corporate-number": ["法人番号", "登録番号", "インボイス", "corporate number", "適格請求書"],
  "drivers-licence": [
    "運転免許",
    "免許証",
    "免許番号",
    "免許No",
    "運転経歴証明書",
    "driver license",
    "drivers license",
    "driver's license",
    "driving licence",
    "drivers licence",
    "driver's licence",
  ],
  passport: ["旅券", "パスポート", "passport"],
  "residence-card": ["在留カード", "在留カード番号", "在留番号", "特別永住者", "residence card"],
  "pension-number": ["基礎年金番号", "年金番号", "年金手帳", "pension number"],
  "resident-record": ["住民票コード", "住民票"],
  "health-insurance": [
    "保険者番号",
    "被保険者",
    "被保険者証",
    "保険証",
    "公費負担者番号",
    "受給者番号",
    "健康保険",
    "health insurance",
  ],
  "bank-account": [
    "口座番号",
    "口座",
    "普通預金",
    "普通",
    "当座",
    "貯蓄",
    "支店",
    "振込先",
    "ゆうちょ",
    "記号",
    "bank account",
    "account number",
    "routing number",
  ],
  phone: [
    "電話",
    "携帯",
    "連絡先",
    "ＴＥＬ",
    "℡",
    "☎",
    "ファックス",
    "tel",
    "phone",
    "phone number",
    "phone no",
    "tel no",
    "mobile",
    "mobile number",
    "cell",
    "call me",
    "call us",
    "call him",
    "call her",
    "call at",
    "calls to",
    "fax",
    "telephone",
    "whatsapp",
  ],
  // Words that say so only right beside a number.
  dial: [
    "call",
    "dial",
    "ring",
    "hotline",
    "landline",
    "office",
    "contact number",
    "messages to",
    "reached at",
    "reached on",
    "reach me at",
    "contact me at",
    "contact us at",
    "text me at",
    "text me on",
    "sms to",
  ],
  "postal-address": ["住所", "居住地", "所在地", "〒", "郵便番号", "address", "postcode", "postal code"],
  "birth-date": [
    "生年月日",
    "誕生日",
    "生まれ",
    "出生",
    "birth date",
    "date of birth",
    "birthday",
    "born",
    "dob",
  ],
  card: [
    "クレジットカード",
    "カード番号",
    "credit card",
    "card",
    "card number",
    "card no",
    "debit card",
    "visa",
    "mastercard",
    "amex",
    "cvv",
  ],
  iban: ["iban", "bank account", "account"],
  ssn: ["social security", "ssn"],
  nino: ["national insurance", "nino"],
  nhs: ["nhs"],
  aadhaar: ["aadhaar", "aadhar", "uidai"],
  rrn: ["주민등록번호", "주민번호", "resident registration", "rrn"],
  "chinese-id": ["身份证", "身分証番号", "公民身份", "chinese id", "id card"],
  "national-id": [
    "national id",
    "identity number",
    "id number",
    "personal number",
    "tax id",
    "steuer id",
    "identifikationsnummer",
    "sécurité sociale",
    "numéro de sécu",
    "dni",
    "nie",
    "codice fiscale",
    "bsn",
    "burgerservicenummer",
    "pesel",
    "personnummer",
    "henkilötunnus",
    "cpr",
    "fødselsnummer",
    "rodné číslo",
    "cnp",
    "oib",
    "isikukood",
    "asmens kodas",
    "personas kods",
    "rijksregisternummer",
    "pps",
    "ppsn",
    "cpf",
  ],
  "ip-address": ["ip address", "ip", "client ip", "remote addr", "IPアドレス"],
  person: ["氏名", "お名前", "名前", "本人", "full name", "customer", "patient", "employee", "applicant"],
  // Numbers of things.
  order: [
    "注文番号",
    "注文",
    "伝票",
    "追跡番号",
    "お問い合わせ番号",
    "請求書番号",
    "管理番号",
    "商品番号",
    "商品コード",
    "受付番号",
    "order number",
    "order no",
    "order",
    "tracking number",
    "tracking",
    "invoice",
    "ticket",
    "sku",
    "part number",
    "serial number",
    "transaction id",
    "request id",
    "trace id",
    "build",
  ],
  cloud: ["arn", "aws account", "account id", "project id", "tenant id"],
  time: ["timestamp", "created at", "updated at", "epoch", "unixtime", "タイムスタンプ"],
  book: ["isbn", "ean", "jan", "JANコード", "バーコード", "barcode", "issn", "doi"],
};

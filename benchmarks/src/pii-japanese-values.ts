/** Values of every Japanese type, seeded: valid ones and near misses, written the many ways that people write them. */

type Random = () => number;

/** A maker of one value. */
type Maker = (random: Random) => string;

function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => Math.floor(random() * 10)).join("");
}

function weigh(text: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * Number(text[i]), 0);
}

/** Half-width or, one time in four, full-width; hyphens of several kinds. */
function written(random: Random, text: string): string {
  const hyphen = pick(random, ["-", "-", "-", "‐", "−", "–"]);
  const joined = text.replaceAll("-", hyphen);
  if (random() > 0.25) return joined;
  const wide = joined.replaceAll(/[0-9A-Z]/g, (c) => String.fromCodePoint(c.codePointAt(0)! + 0xfee0));
  return wide.replaceAll(hyphen, pick(random, ["－", "ー", "−"]));
}

function myNumberDigits(random: Random): string {
  const base = digits(random, 11);
  const rest = weigh(base, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return base + String(rest <= 1 ? 0 : 11 - rest);
}

function inFours(random: Random, text: string): string {
  const joint = pick(random, ["", "", "-", " "]);
  return `${text.slice(0, 4)}${joint}${text.slice(4, 8)}${joint}${text.slice(8)}`;
}

function wrongLast(text: string): string {
  return text.slice(0, -1) + String((Number(text.at(-1)) + 3) % 10);
}

function licence(random: Random): string {
  const office = pick(random, ["30", "10", "42", "62", "90", "73", "54"]);
  const year = pick(random, ["85", "92", "99", "03", "11", "18"]);
  for (;;) {
    const base = office + year + digits(random, 6);
    const rest = weigh(base, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    if (rest > 1) return `${base}${11 - rest}${Math.floor(random() * 4)}`;
  }
}

function corporate(random: Random): string {
  const base = digits(random, 12);
  const sum = Array.from(base)
    .toReversed()
    .reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 2), 0);
  return `${9 - (sum % 9)}${base}`;
}

function insurer(random: Random): string {
  const base = pick(random, ["0113", "0627", "3113", "3927", "0113"]) + digits(random, 3);
  const sum = Array.from(base)
    .toReversed()
    .reduce((total, digit, i) => {
      const product = Number(digit) * (i % 2 === 0 ? 2 : 1);
      return total + Math.floor(product / 10) + (product % 10);
    }, 0);
  return `${base}${(10 - (sum % 10)) % 10}`;
}

function luhn(base: string): string {
  const sum = Array.from(base)
    .toReversed()
    .reduce((total, digit, i) => {
      const product = Number(digit) * (i % 2 === 0 ? 2 : 1);
      return total + (product > 9 ? product - 9 : product);
    }, 0);
  return `${base}${(10 - (sum % 10)) % 10}`;
}

function articleNumber(random: Random): string {
  const base = pick(random, ["49", "45", "9784"]) + digits(random, 10);
  const twelve = base.slice(0, 12);
  const sum = Array.from(twelve).reduce(
    (total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3),
    0,
  );
  return `${twelve}${(10 - (sum % 10)) % 10}`;
}

const places = [
  "東京都千代田区丸の内",
  "大阪府大阪市北区梅田",
  "神奈川県横浜市西区みなとみらい",
  "北海道札幌市中央区北一条西",
  "愛知県名古屋市中村区名駅",
  "福岡県福岡市博多区博多駅前",
  "京都府京都市下京区烏丸通",
  "広島県安芸郡府中町大須",
  "沖縄県那覇市おもろまち",
  "岩手県盛岡市大通",
];
const buildings = ["コーポ佐倉", "グランドハイツ", "メゾン青葉", "サンライズ"];
const surnames = "五味 桐生 早乙女 鬼頭 長谷部 水原 二階堂 西園寺 安西 大河内 鈴木 田中 佐藤 高橋".split(" ");
const givens = "健太 美咲 翔 陽菜 大輔 さくら 浩一 真由美 蓮 結衣 修 恵子".split(" ");
const localParts = ["t.kiryu", "hanako_85", "misaki.hasebe", "ren-anzai", "k.oto"];
const domains = ["mail-hoken.jp", "nagata-kogyo.co.jp", "shigoto.ne.jp", "yamabiko.org"];

function phone(random: Random): string {
  const end = digits(random, 4);
  const mobile = `${pick(random, ["090", "080", "070"])}-${1 + Math.floor(random() * 8)}${digits(random, 3)}-${end}`;
  const fixed = [
    `03-${pick(random, ["3", "5", "6"])}${digits(random, 3)}-${end}`,
    `06-${pick(random, ["6", "4"])}${digits(random, 3)}-${end}`,
    `045-${pick(random, ["2", "3", "6"])}${digits(random, 2)}-${end}`,
    `052-${pick(random, ["5", "7", "9"])}${digits(random, 2)}-${end}`,
    `(03)${pick(random, ["3", "5"])}${digits(random, 3)}-${end}`,
    `+81-90-${1 + Math.floor(random() * 8)}${digits(random, 3)}-${end}`,
  ];
  const number = random() < 0.5 ? mobile : pick(random, fixed);
  return random() < 0.2 && !number.startsWith("+") ? number.replaceAll(/\D/g, "") : number;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function birthDate(random: Random): string {
  const month = 1 + Math.floor(random() * 12);
  const day = 1 + Math.floor(random() * 28);
  const year = 1950 + Math.floor(random() * 55);
  const era: readonly [string, string, number] =
    year >= 1990 ? ["平成", "H", year - 1988] : ["昭和", "S", year - 1925];
  return pick(random, [
    `${year}年${month}月${day}日`,
    `${year}/${two(month)}/${two(day)}`,
    `${year}-${two(month)}-${two(day)}`,
    `${year === 1989 ? "昭和" : era[0]}${year === 1989 ? 64 : era[2]}年${year === 1989 ? 1 : month}月${year === 1989 ? 3 : day}日`,
    `${year === 1989 ? "S" : era[1]}${year === 1989 ? 64 : era[2]}.${year === 1989 ? 1 : month}.${year === 1989 ? 3 : day}`,
  ]);
}

function address(random: Random): string {
  const place = pick(random, places);
  const [a, b, c] = [
    1 + Math.floor(random() * 9),
    1 + Math.floor(random() * 29),
    1 + Math.floor(random() * 19),
  ];
  const kanji = "一二三四五六七八九"[a - 1]!;
  const number = pick(random, [
    `${a}-${b}-${c}`,
    `${a}丁目${b}番${c}号`,
    `${kanji}丁目${b}番地${c}`,
    `${a}-${b}`,
  ]);
  const room = random() < 0.3 ? ` ${pick(random, buildings)}${100 + Math.floor(random() * 500)}号室` : "";
  return `${place}${number}${room}`;
}

function plate(random: Random): string {
  const place = pick(random, ["品川", "練馬", "横浜", "なにわ", "名古屋", "札幌", "福岡", "湘南"]);
  const kana = pick(random, Array.from("さすせそたちつとなにぬねのはひふほまみむめもやゆらりるろ"));
  const number = pick(random, [
    `${1 + Math.floor(random() * 9)}${digits(random, 1)}-${digits(random, 2)}`,
    "・・12",
    "・3-45",
  ]);
  const classOf = pick(random, ["500", "300", "330", "580", "30A"]);
  return `${place} ${classOf} ${kana} ${number === "・3-45" ? "・345" : number}`;
}

/** What makes the values of each slot that is labelled; the slot is the category. */
export const values: Readonly<Record<string, Maker>> = {
  "my-number": (random) => written(random, inFours(random, myNumberDigits(random))),
  "drivers-licence": (random) => written(random, licence(random)),
  passport: (random) => written(random, `${pick(random, ["TR", "TK", "MZ", "TZ"])}${digits(random, 7)}`),
  "residence-card": (random) =>
    written(
      random,
      `${pick(random, ["AB", "KR", "UE"])}${digits(random, 8)}${pick(random, ["CD", "FA", "EA"])}`,
    ),
  "pension-number": (random) =>
    written(random, `${digits(random, 4)}${pick(random, ["-", "-", ""])}${digits(random, 6)}`),
  "resident-record": (random) => written(random, digits(random, 11)),
  "insurer-number": (random) => written(random, insurer(random)),
  "insured-symbol": (random) =>
    written(random, `${digits(random, 8)} 番号${pick(random, ["", "：", " "])}${digits(random, 3)}`),
  "bank-account": (random) => written(random, digits(random, 7)),
  "yucho-account": (random) => written(random, `1${digits(random, 3)}0-${digits(random, 7)}1`),
  phone: (random) => written(random, phone(random)),
  "postal-code": (random) => written(random, `${100 + Math.floor(random() * 800)}-${digits(random, 4)}`),
  "postal-address": (random) => written(random, address(random)),
  "birth-date": (random) => written(random, birthDate(random)),
  "licence-plate": (random) => plate(random),
  card: (random) => {
    const number = luhn(`${pick(random, ["4539", "5425", "3566", "4980"])}${digits(random, 11)}`);
    return written(random, random() < 0.5 ? number : number.replaceAll(/(\d{4})(?=\d)/g, "$1-"));
  },
  "e-mail": (random) => `${pick(random, localParts)}${digits(random, 2)}@${pick(random, domains)}`,
  "corporate-number": (random) => written(random, corporate(random)),
  name: (random) => `${pick(random, surnames)}${pick(random, ["", " ", "　"])}${pick(random, givens)}`,
};

/** Near misses: what looks like a value and is none. They stand in slots that begin with "~". */
export const nearMisses: Readonly<Record<string, Maker>> = {
  "~order": (random) => written(random, myNumberDigits(random)),
  "~order-dashed": (random) => `${digits(random, 3)}-${digits(random, 7)}-${digits(random, 7)}`,
  "~wrong-my-number": (random) => wrongLast(myNumberDigits(random)),
  "~epoch": (random) => `17${digits(random, 11)}`,
  "~epoch-seconds": (random) => `17${digits(random, 8)}`,
  "~article": articleNumber,
  "~business-phone": (random) =>
    written(
      random,
      pick(random, [
        `0120-${digits(random, 3)}-${digits(random, 3)}`,
        `0570-${digits(random, 3)}-${digits(random, 3)}`,
      ]),
    ),
  "~version": (random) =>
    `${Math.floor(random() * 20)}.${digits(random, 2)}.${digits(random, 3)}-${digits(random, 4)}`,
  "~cloud-account": (random) => digits(random, 12),
  "~money": (random) => `${1 + Math.floor(random() * 900)},${digits(random, 3)},${digits(random, 3)}`,
  "~date": (random) =>
    `202${digits(random, 1)}年${1 + Math.floor(random() * 12)}月${1 + Math.floor(random() * 28)}日`,
  "~part": (random) => `${pick(random, ["AB", "TR", "MK"])}-${digits(random, 4)}-${digits(random, 3)}`,
  "~uuid": (random) =>
    `${digits(random, 8)}-${digits(random, 4)}-4${digits(random, 3)}-9${digits(random, 3)}-${digits(random, 12)}`,
};

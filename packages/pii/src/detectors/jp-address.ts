import type { Detector } from "../detector.ts";

/** The forty-seven prefectures. */
const prefectures =
  "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県".split(
    " ",
  );

/** A Japanese address down to the block: prefecture, municipality, place and number. Above that it leads to nobody. */
export const jpAddress: Detector = {
  id: "jp-address",
  subject: "person",
  category: "postal-address",
  role: "contact",
  find: {
    by: "anchor",
    anchors: prefectures,
    side: "from",
    reach: 80,
    pattern:
      /(?:京都府|[^\s都道府県]{2,3}[都道府県]) ?(?:[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ヶー々]{1,8}?[市区町村郡] ?){1,3}[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー々]{0,14}? ?(?:(?:\d{1,5}|[一二三四五六七八九十百]{1,4}) ?(?:丁目|番地の?|番町?|号室?|[-のノ](?=[\d一二三四五六七八九十]))? ?){1,5}(?<=[\d号地目番室])(?: ?[\p{sc=Katakana}ーA-Za-z]{2,16} ?\d{1,4}(?:号室|号|F|階)?)?/uy,
  },
  prior: 2.5,
  labels: ["postal-address"],
  matches: [
    "住所は«東京都千代田区丸の内1-9-1»です。",
    "«大阪府大阪市北区梅田三丁目1番3号»",
    "«神奈川県横浜市西区みなとみらい２－２－１»",
    "«北海道札幌市中央区北一条西２丁目»",
    "«京都府京都市下京区烏丸通5-19-6»",
    "«東京都渋谷区道玄坂1-2-3 コーポ101号室»",
  ],
  nonMatches: ["東京都に住む", "東京都千代田区の人口", "北海道は広い"],
};

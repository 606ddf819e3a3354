import type { Detector } from "../detector.ts";

/** Places on plates; plates of more local places are not told from other words. */
const places =
  "札幌 函館 旭川 室蘭 釧路 帯広 北見 青森 八戸 弘前 岩手 盛岡 平泉 宮城 仙台 秋田 山形 庄内 福島 会津 郡山 白河 いわき 水戸 土浦 つくば 宇都宮 那須 とちぎ 群馬 前橋 高崎 大宮 川口 所沢 川越 熊谷 春日部 越谷 千葉 成田 習志野 市川 船橋 袖ヶ浦 市原 野田 柏 松戸 品川 世田谷 練馬 杉並 板橋 足立 江東 葛飾 八王子 多摩 横浜 川崎 湘南 相模 山梨 富士山 新潟 長岡 上越 長野 松本 諏訪 富山 石川 金沢 福井 岐阜 飛騨 静岡 浜松 沼津 伊豆 名古屋 豊橋 三河 岡崎 豊田 尾張小牧 一宮 春日井 三重 鈴鹿 四日市 伊勢志摩 滋賀 京都 大阪 なにわ 和泉 堺 神戸 姫路 奈良 飛鳥 和歌山 鳥取 島根 出雲 岡山 倉敷 広島 福山 山口 下関 徳島 香川 高松 愛媛 高知 福岡 北九州 久留米 筑豊 佐賀 長崎 佐世保 熊本 大分 宮崎 鹿児島 奄美 沖縄".split(
    " ",
  );

/** ナンバープレート: place, class, one hiragana and up to four digits. */
export const jpLicencePlate: Detector = {
  id: "jp-licence-plate",
  subject: "person",
  category: "licence-plate",
  role: "quasi",
  find: {
    by: "anchor",
    anchors: places,
    side: "from",
    reach: 24,
    pattern:
      /[\p{sc=Han}\p{sc=Hiragana}ヶ]{1,4}? ?\d{1,2}[\dACFHKLMPXY]? ?[あいうえかきくけこさすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるれろわを] ?(?:[・･.]{1,3} ?\d{1,3}|\d{1,2}-\d{2}|\d{4})(?!\d)/uy,
  },
  prior: 2,
  matches: ["«品川 500 あ 12-34»の車", "«練馬３００さ１２－３４»", "«横浜 330 す ・・12»"],
  nonMatches: ["品川500円", "大阪 2025 に 1000", "横浜 500 お 12-34"],
};

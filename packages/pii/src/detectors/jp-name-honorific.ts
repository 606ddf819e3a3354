import type { Detector, Validity } from "../detector.ts";
import { surnames } from "../surnames.ts";

/** Words that bear an honorific and are nobody's name. */
const titles =
  /^(?:お?客|皆|神|王|仏|奥|殿|嫁|娘|息子|母|父|兄|姉|妹|弟|叔[父母]|祖[父母]|赤|患者|業者|店員|医者|学生|生徒|旦那|各位|何|誰|仕|模|同|多|外国人|芸者|花嫁|若|坊|隣|両親|家族|社長|部長|課長|先生|教授|弁護士|看護師|運転手|大工|会社|担当|株式会社|有限会社|貴|弊|相手|本人|ご|お|王子|王女|姫|主|天|閻魔|大|小|上|下|一|二|三|この|その)/;
const known = new Set(surnames);

/** A word of kanji or katakana before 様, さん, 氏 and the like. Rules alone: low certainty. */
export const jpNameHonorific: Detector = {
  id: "jp-name-honorific",
  subject: "person",
  category: "name",
  role: "name",
  find: {
    by: "anchor",
    anchors: ["様", "さん", "氏", "殿", "くん", "ちゃん"],
    side: "around",
    reach: 16,
    pattern:
      /(?<![\p{sc=Han}\p{sc=Katakana}ー々])(?<value>[\p{sc=Han}々]{2,6}|[\p{sc=Han}々]{1,4} [\p{sc=Han}々]{1,4}|[\p{sc=Katakana}ー]{2,10}(?:・[\p{sc=Katakana}ー]{2,10}){1,2}) ?(?:様(?![々子式相])|さん|氏(?![名族神])|殿(?!下)|くん|ちゃん)/dgu,
  },
  check: checkName,
  chance: 0.25,
  prior: 0.1,
  matches: ["担当の«山田太郎»様へ", "«佐藤 花子»さんから電話", "«マイケル・ジョンソン»氏は", "«鈴木»さん"],
  nonMatches: ["お客様", "皆様", "その模様", "患者さん", "様々な人", "お母さん"],
};

function checkName(value: string): Validity {
  if (titles.test(value)) return "invalid";
  for (let length = 1; length <= 3; length++)
    if (known.has(value.slice(0, length)) && value.length > 1) return "valid";
  return "no-check";
}

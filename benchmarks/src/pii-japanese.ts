/** A Japanese set of labelled texts: natural sentences and forms with slots, filled with seeded values. */
import { createHash } from "node:crypto";
import { nearMisses, values } from "./pii-japanese-values.ts";
import type { LabelledText } from "./pii-score.ts";
import { seeded } from "./random.ts";

/** Sentences and forms. A slot is a category, and is labelled; with "~" it is a near miss, and is not. */
const templates: readonly string[] = [
  "申込者の個人番号は{my-number}です。確認後は速やかに廃棄してください。",
  "マイナンバー：{my-number}\n氏名：{name}\n生年月日：{birth-date}",
  "年末調整のため、マイナンバー {my-number} を総務部へ提出しました。",
  '{"氏名":"{name}","個人番号":"{my-number}","部署":"経理"}',
  "😀 先ほど届いたマイナンバーカードの番号は {my-number} でした！",
  "扶養親族の個人番号（{my-number}）が未入力のため、申告書を差し戻します。",
  "件名：書類の件\n個人番号 {my-number} について、番号{~order}の荷物と一緒に送ります。",
  "運転免許証番号は{drivers-licence}、有効期限は{~date}です。",
  "本人確認書類：運転免許証（第{drivers-licence}号）",
  "免許証番号 {drivers-licence} をシステムに登録した。",
  "レンタカーの契約には免許証の番号が必要です。番号は{drivers-licence}です。",
  "旅券番号 {passport} の写しを添付します。",
  "パスポート番号：{passport}（有効期限 {~date}）",
  "渡航者 {name} のパスポートは {passport} です。航空券の予約番号は{~part}です。",
  "在留カード番号：{residence-card}",
  "留学生の在留カード（{residence-card}）をコピーして保管すること。",
  "在留カードの番号は{residence-card}で、期限は{~date}まで。",
  "基礎年金番号は{pension-number}です。年金手帳をなくしました。",
  "基礎年金番号：{pension-number}　氏名：{name}",
  "年金事務所からの通知に年金番号 {pension-number} が記載されている。",
  "住民票コード {resident-record} を窓口で伝えた。",
  "住民票コードは{resident-record}ですが、会社には知らせないでください。",
  "保険者番号 {insurer-number} の組合に照会中です。",
  "健康保険証の保険者番号：{insurer-number}",
  "保険者番号は{insurer-number}、被保険者証の記号 {insured-symbol}です。",
  "被保険者証 記号 {insured-symbol}",
  "健康保険 記号：{insured-symbol}　被扶養者あり",
  "振込先：みどり銀行 渋谷支店 普通 {bank-account} {name}",
  "口座番号：{bank-account}（普通預金）",
  "給与は 北山信用金庫 本店 普通預金 {bank-account} に振り込まれます。",
  "支払先口座は 当座 {bank-account} です。金額は{~money}円。",
  "ゆうちょ銀行 {yucho-account} へお願いします。",
  "お振込みは ゆうちょ 記号番号 {yucho-account} まで。",
  "ご不明な点は{phone}までお電話ください。フリーダイヤルは{~business-phone}です。",
  "TEL {phone} / FAX {phone}",
  "携帯電話：{phone}\nメール：{e-mail}",
  "連絡先は {phone}（{name}）です。",
  "緊急連絡先 {phone}　続柄：母",
  "〒{postal-code}\n{postal-address}\n{name} 様",
  "送付先：〒{postal-code} {postal-address}",
  "郵便番号 {postal-code}、住所は{postal-address}です。",
  "転居先は{postal-address}です。引っ越し費用は{~money}円でした。",
  "{name}さんの自宅は{postal-address}にあります。",
  "住所：{postal-address}\n電話：{phone}",
  "生年月日：{birth-date}　性別：女",
  "患者は{birth-date}生まれで、既往歴はない。",
  "生年月日は{birth-date}です。申込日は{~date}です。",
  "誕生日：{birth-date}、血液型：A",
  "駐車中の車のナンバーは {licence-plate} でした。",
  "車両番号：{licence-plate}（白）、契約番号 {~order}",
  "クレジットカード番号 {card} 有効期限 08/29",
  "カード番号：{card}\n名義：TARO KIRYU",
  "ご登録のカード（{card}）では決済できませんでした。注文番号は{~order}です。",
  "メールは {e-mail} に送ってください。",
  "担当：{name} <{e-mail}>",
  "お問い合わせは{e-mail}まで。版数は{~version}です。",
  "適格請求書発行事業者の登録番号 T{corporate-number}",
  "当社の法人番号は{corporate-number}です。",
  "注文番号 {~order} の商品を発送しました。追跡番号は{~order}です。",
  "伝票番号：{~order-dashed}　金額：{~money}円",
  "timestamp={~epoch} level=INFO 処理が終わりました（{~epoch-seconds}）",
  "JANコード {~article} の在庫は {~money} 個です。",
  "ISBN {~article} を図書館で借りた。",
  "AWSのアカウントID {~cloud-account} でログインしてください。",
  "arn:aws:iam::{~cloud-account}:role/batch を使います。",
  "リクエストID {~uuid} のログを確認したところ、版 {~version} で直っていました。",
  "管理番号{~wrong-my-number}の備品を棚卸しした。",
  "受付番号 {~cloud-account} でお待ちの方は窓口へどうぞ。",
  "お客様サポート：{~business-phone}（受付時間 9:00-18:00）",
  "型番{~part}、製造番号{~cloud-account}、保証は{~date}まで。",
  "売上は{~money}円、前年は{~money}円だった。",
  "会議は{~date}の10:00-11:30、会議室は3-204です。",
  "履歴書\n氏名 {name}\n生年月日 {birth-date}\n現住所 〒{postal-code} {postal-address}\n電話 {phone}\nE-mail {e-mail}",
  "ID,氏名,電話番号,メール\n1001,{name},{phone},{e-mail}\n1002,{name},{phone},{e-mail}",
  "診療情報提供書\n患者氏名：{name}\n生年月日：{birth-date}\n保険者番号：{insurer-number}\n傷病名：高血圧症",
  "求人応募フォーム\nお名前：{name}\n電話番号：{phone}\nマイナンバー：{my-number}（入社後）",
  "議事録 {~date}\n出席：{name}、{name}\n連絡：{name}（{phone}）",
  "チャット> 口座は 普通 {bank-account} でいい？ 注文は {~order} だよ",
  "2026-11-21T10:15:30Z user login mail={e-mail} request={~epoch}",
  "源泉徴収票 支払を受ける者 個人番号 {my-number} 氏名 {name} 支払者 法人番号 {corporate-number}",
];

/** Two categories of the engine are written in two ways each. */
const categories: Readonly<Record<string, string>> = {
  "insurer-number": "health-insurance",
  "insured-symbol": "health-insurance",
  "yucho-account": "bank-account",
};

/** Whether a template is held out: weights are set on the others only. */
function isHeldOut(template: string): boolean {
  return createHash("sha256").update(template).digest()[0]! % 2 === 1;
}

/** Labelled texts from the templates of one half, each filled `copies` times. The same seed gives the same texts. */
export function japaneseSet(
  half: "development" | "held-out",
  { copies = 20, seed = 20_261_121 }: { readonly copies?: number; readonly seed?: number } = {},
): readonly LabelledText[] {
  const random = seeded(seed);
  return templates
    .filter((template) => isHeldOut(template) === (half === "held-out"))
    .flatMap((template) => Array.from({ length: copies }, () => fill(template, random)));
}

function fill(template: string, random: () => number): LabelledText {
  const spans: { start: number; end: number; category: string }[] = [];
  let text = "";
  for (const part of template.split(/(\{~?[a-z-]+\})/)) {
    const slot = /^\{(~?[a-z-]+)\}$/.exec(part)?.[1];
    const value = slot === undefined ? part : (values[slot] ?? nearMisses[slot])!(random);
    if (slot !== undefined && !slot.startsWith("~"))
      spans.push({ start: text.length, end: text.length + value.length, category: categories[slot] ?? slot });
    text += value;
  }
  return { text, spans };
}

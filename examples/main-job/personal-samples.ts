// Outputs with made-up personal data and a made-up key, and their near misses. Nobody has these numbers and addresses.
import type { Sample } from "./samples.ts";

/** In two halves, so that scanners of repositories do not take the example for a leak. */
const madeUpKey = ["AKIA", "Z7QK3LM2NB5VD4XT"].join("");

/** Three outputs that are to be stopped, and four that look like them and are not. */
export const personalSamples: readonly Sample[] = [
  {
    id: "my-number",
    what: "a made-up My Number in Japanese prose",
    text:
      "年末調整のご案内です。ご提出いただいた書類を確認したところ、扶養家族の方のマイナンバーは621498320257と" +
      "記載されていました。お間違いがなければ、そのまま手続きを進めます。",
  },
  {
    id: "contact",
    what: "a name with an e-mail address",
    text: "この件の担当は山田太郎様です。ご質問は taro.yamada@yurai-sample.jp までお送りください。",
  },
  {
    id: "key",
    what: "a key of a known form",
    text: `Set the credentials before you run it:\n\nexport AWS_ACCESS_KEY_ID=${madeUpKey}\n`,
  },
  {
    id: "order",
    what: "twelve digits that are an order number",
    text: "ご注文番号 621498320257 の商品を本日発送いたしました。到着まで二、三日お待ちください。",
  },
  {
    id: "version",
    what: "versions, a timestamp and an identifier",
    text: "Upgrade from 10.24.3.1180 to 11.0.0 (build 202611210347, id 0f8fad5b-d9cb-469f-a165-70867728950e).",
  },
  {
    id: "sample",
    what: "an e-mail address of a domain that is reserved for examples",
    text: "Write to taro.yamada@example.com, or whatever address your own form uses.",
  },
  {
    id: "key-words",
    what: "words about a key, without one",
    text: "Set AWS_ACCESS_KEY_ID to your own access key (AKIA...), and never commit it.",
  },
];

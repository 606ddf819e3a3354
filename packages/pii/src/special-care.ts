/**
 * Words of facts about a person that need special care (APPI art. 2(3), Cabinet Order art. 2; GDPR art. 9): health,
 * disability, crime suffered or done, creed, race, social status. Job and schooling are none.
 */
export const specialCareWords: readonly string[] = [
  ..."病歴 既往歴 持病 癌 がんと診断 肺がん 胃がん 乳がん 大腸がん 白血病 糖尿病 高血圧症 うつ病 統合失調症 双極性障害 発達障害".split(
    " ",
  ),
  ..."認知症 てんかん 肝炎 梅毒 エイズ 透析 妊娠中絶 人工中絶 診断 診察 処方 投薬 通院 入院 手術 カルテ 検査結果 健診結果 健康診断".split(
    " ",
  ),
  ..."身体障害 知的障害 精神障害 障害者手帳 療育手帳 要介護 遺伝子検査".split(" "),
  ..."前科 犯罪歴 逮捕 起訴 有罪 服役 執行猶予 少年院 保護観察 被害届 性被害 犯罪被害 書類送検".split(" "),
  ..."信仰 信者 入信 創価学会員 思想信条 支持政党 被差別部落 同和地区 アイヌ".split(" "),
  ..."diagnosed diagnosis cancer leukemia diabetes hepatitis hiv depression schizophrenia bipolar".split(" "),
  ..."epilepsy dementia pregnant abortion prescribed prescription surgery chemotherapy dialysis disability".split(
    " ",
  ),
  ..."convicted conviction arrested felony parole probation prison imprisoned criminal-record".split(" "),
  ..."muslim catholic jewish buddhist atheist ethnicity trade-union-member".split(" "),
];

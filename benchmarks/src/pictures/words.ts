/** Words without meaning, English and Japanese in look, as often as words are: so pages of text share words, and no sentence. */
import { chanceOf, type Chance } from "./chance.ts";

const starts = [
  "b",
  "c",
  "d",
  "f",
  "g",
  "h",
  "l",
  "m",
  "n",
  "p",
  "r",
  "s",
  "t",
  "w",
  "st",
  "tr",
  "pl",
  "ch",
  "sh",
  "th",
  "br",
  "gr",
  "",
];
const middles = ["a", "e", "i", "o", "u", "ea", "ou", "ai", "io", "e", "a", "i"];
const ends = ["", "n", "r", "s", "t", "l", "d", "ng", "st", "nd", "ck", "m", "y", "ly", "ed", "er"];

const kanji =
  "日一国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨会同事自社発者地業方新場員立開手力問代明動京目通言理体田主題意不作用度強公持野以思家世多正安院心界教文元重近考画海売知道集別物使品計死特私始朝運終台広住真有口少町料工建空急止送切転研足究楽起着店病質待試族銀早映親験英医仕去味写字答夜音注帰古歌買悪図週室歩風紙黒花春赤青館屋色走秋夏習駅洋旅服夕借曜飲肉貸堂鳥飯勉冬昼茶弟牛魚兄犬妹姉漢";
const kana =
  "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんのはがにをとでもしたるてない";

const vocabulary = Array.from({ length: 2_500 }, (_, i) => madeWord(i));

function madeWord(number: number): string {
  const chance = chanceOf("word", number);
  const syllables = number < 60 ? 1 : chance.whole(1, 4);
  let word = "";
  for (let i = 0; i < syllables; i++) word += chance.of(starts) + chance.of(middles);
  return word + chance.of(ends);
}

/** A word, the first of the vocabulary most often. */
export function word(chance: Chance): string {
  return vocabulary[Math.floor(vocabulary.length ** chance.between(0, 1)) - 1]!;
}

/** A name for a thing or a firm: rare words only, with a capital. */
export function name(chance: Chance): string {
  const rare = vocabulary[chance.whole(400, vocabulary.length)]!;
  return rare.charAt(0).toUpperCase() + rare.slice(1);
}

/** A line of about so many characters. */
export function line(chance: Chance, length: number, japanese = false): string {
  let text = "";
  if (japanese) while (text.length < length) text += chance.of([...(chance.holds(0.45) ? kanji : kana)]);
  else
    while (text.length < length)
      text += `${text === "" ? "" : " "}${word(chance)}${chance.holds(0.1) ? "," : ""}`;
  return text.slice(0, Math.max(1, Math.round(length)));
}

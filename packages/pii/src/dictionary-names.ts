import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type * as Kuromoji from "@patdx/kuromoji";
import { PiiError } from "./error.ts";
import { nameHit } from "./found-names.ts";
import { type Hit, reported } from "./hit.ts";
import { piecesOf } from "./pieces.ts";

/** What finds Japanese names by the dictionary IPADIC. */
export interface DictionaryNames {
  /** Names in the text, in order, with UTF-16 offsets. About 0.2 MB/s. */
  scan(text: string): Hit[];
}

/** The part of a token that is looked at. */
interface Token {
  readonly surface_form: string;
  /** `KNOWN` or `UNKNOWN` to the dictionary. */
  readonly word_type: string;
  readonly pos_detail_1: string;
  readonly pos_detail_2: string;
  readonly pos_detail_3: string;
}

const detector = "jp-name-dictionary";
/** Longest stretch that is analysed at once: the lattice of a text without a sentence's end stays small. */
const longestPiece = 1_000;
const longestGiven = 3;
const mostTokens = 7;
/** What stands between the parts of a name. */
const joints = new Set([" ", "　", "・", "＝"]);
const japanese = /[\p{sc=Han}\p{sc=Katakana}]/u;
const kanji = /^[\p{sc=Han}々]+$/u;
const unpack = promisify(gunzip);

/**
 * Loads the dictionary of the optional peer `@patdx/kuromoji`, which its package holds: about two seconds and 400
 * MB of memory, so load it once. No network.
 *
 * @throws PiiError `missing-peer` when `@patdx/kuromoji` is not installed.
 */
export async function openDictionaryNames(): Promise<DictionaryNames> {
  const { TokenizerBuilder } = await importPeer();
  const folder = new URL("../dict/", import.meta.resolve("@patdx/kuromoji"));
  const loadArrayBuffer = async (file: string): Promise<ArrayBuffer> => {
    const bytes = await unpack(await readFile(new URL(file, folder)));
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  };
  const tokenizer = await new TokenizerBuilder({ loader: { loadArrayBuffer } }).build();
  return {
    scan: (text) =>
      Array.from(piecesOf(text, longestPiece)).flatMap((piece) =>
        japanese.test(piece.text)
          ? namesIn(tokenizer.tokenize(inBasicPlane(piece.text)) as Token[], piece.start)
          : [],
      ),
  };
}

/** The tokenizer throws at half a surrogate pair and loses count of whole ones; what takes their place is as long. */
function inBasicPlane(text: string): string {
  return text.replaceAll(/[\ud800-\udfff]/g, "\ufffd");
}

async function importPeer(): Promise<typeof Kuromoji> {
  try {
    return await import("@patdx/kuromoji");
  } catch (cause) {
    const message =
      "Names by dictionary are not checked: the optional package @patdx/kuromoji could not be loaded. Install it beside yurai: npm install @patdx/kuromoji";
    throw new PiiError("missing-peer", message, { cause });
  }
}

/** Joins the tokens of names: surname and given name, with a space or a dot between, or one of them. */
function namesIn(tokens: readonly Token[], from: number): Hit[] {
  const hits: Hit[] = [];
  let at = from;
  for (let i = 0; i < tokens.length;) {
    const length = isName(tokens[i]!) ? lengthOfName(tokens, i) : 0;
    const taken = tokens.slice(i, i + Math.max(1, length));
    const end = at + taken.reduce((sum, { surface_form: { length } }) => sum + length, 0);
    if (length > 0) {
      const score = scoreOf(taken, tokens[i + length]);
      if (end - at > 1 && score >= reported) hits.push(nameHit(detector, at, end, score));
    }
    at = end;
    i += taken.length;
  }
  return hits;
}

/** How many tokens the name takes that begins here. */
function lengthOfName(tokens: readonly Token[], first: number): number {
  let count = 1;
  let hasGiven = tokens[first]!.pos_detail_3 === "名";
  while (count < mostTokens) {
    const gap = joints.has(tokens[first + count]?.surface_form ?? "") ? 1 : 0;
    const next = tokens[first + count + gap];
    if (next === undefined) break;
    const isSecondPerson = hasGiven && next.pos_detail_3 === "姓";
    if (isSecondPerson || !(isName(next) || (!hasGiven && gap === 0 && standsForGiven(next)))) break;
    hasGiven = true;
    count += gap + 1;
  }
  return count;
}

function scoreOf(name: readonly Token[], after: Token | undefined): number {
  const hasHonorific = after?.pos_detail_1 === "接尾" && after.pos_detail_2 === "人名";
  if (name.length > 1) return hasHonorific ? 0.85 : 0.8;
  if (hasHonorific) return 0.75;
  // Katakana alone is more often a word of another sort, such as マイ.
  return kanji.test(name[0]!.surface_form) ? 0.5 : 0.3;
}

function isName({ pos_detail_1: detail, pos_detail_2: kind }: Token): boolean {
  return detail === "固有名詞" && kind === "人名";
}

/** A proper noun of another sort, or a word that the dictionary lacks, behind a surname. */
function standsForGiven({ surface_form: text, pos_detail_1: detail, word_type: type }: Token): boolean {
  return text.length <= longestGiven && kanji.test(text) && (detail === "固有名詞" || type === "UNKNOWN");
}

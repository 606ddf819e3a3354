/**
 * The fingerprint kernel: a batch of UTF-8 texts in, characters, whole-text keys, anchors and signatures out. AssemblyScript.
 * The memory map is in memory.ts. The host (src/fingerprint-kernel.ts) writes the tables and calls `prepare` once;
 * then for each window of a batch it writes INPUT and TEXT_ENDS, calls `run`, and reads what `finishedTexts`,
 * `anchorCount`, `blockCount` and `consumedBytes` count. A text may go over any number of windows.
 */
import {
  anchorCount,
  clearAnchors,
  cutAnchors,
  moveAnchors,
  neededByAnchors,
  openAnchors,
  setProfile,
} from "./anchors";
import { makeConstants } from "./constants";
import {
  CHARACTERS,
  INPUT,
  MAX_ANCHORS,
  PIECE_BYTES,
  PIECE_CHARACTERS,
  TEXT_ANCHORS,
  TEXT_BLOCKS,
  TEXT_CHARACTERS,
  TEXT_ENDS,
  TEXT_KEY_HI,
  TEXT_KEY_LO,
} from "./memory";
import {
  blockCount,
  clearBlocks,
  closeBlock,
  hasRoomForBlocks,
  listStarts,
  makeFactors,
  moveShingles,
  neededByShingles,
  openBlocks,
  setBlocks,
  signShingles,
} from "./minhash";
import {
  charactersEnd,
  closeText,
  codePointBefore,
  dropBefore,
  normalisePiece,
  openText,
  settledEnd,
} from "./normal-form";
import { makeTables } from "./tables";
import { finishedKey, hashBlocks, moveKey, neededByKey, openKey } from "./text-key";

export {
  ANCHOR_BYTES,
  ANCHOR_HI,
  ANCHOR_LO,
  BLOCK_BYTES,
  BLOCK_SIGNATURES,
  CHARACTERS,
  HASHES,
  INPUT,
  INPUT_BYTES,
  MAPPING_BLOCKS,
  MAPPING_INDEX,
  MAX_HASHES,
  MAX_TEXTS,
  PAIRS,
  PIECE_BYTES,
  POOL,
  PROPERTY_BLOCKS,
  PROPERTY_INDEX,
  SIGNATURE,
  TEXT_ANCHORS,
  TEXT_BLOCKS,
  TEXT_CHARACTERS,
  TEXT_ENDS,
  TEXT_KEY_HI,
  TEXT_KEY_LO,
} from "./memory";
export { anchorCount } from "./anchors";
export { addHashes, blockCount, openSignature } from "./minhash";
export { hashWindow, keyHi, keyLo, keyWindow, normaliseWindow, openHashes, openNormalForm, openTextKey, usedBytes } from "./query";

/** Texts that ended in this call. */
export let finishedTexts: u32 = 0;
/** Bytes of the input that were used; the host sends the rest again. */
export let consumedBytes: u32 = 0;

let hasAnchors: bool = false;
let hasSignatures: bool = false;
/** Characters of the open text that are no longer in memory, and its bytes before this window. */
let droppedCharacters: u32 = 0;
let bytesBefore: u32 = 0;

/** Makes the tables. Called once. */
export function prepare(codePointLimit: u32, pairCount: u32): void {
  makeTables(codePointLimit, pairCount);
  makeFactors();
  makeConstants();
}

/** Begins a batch. A weight step of 0 means no anchors; a block weight of 0 that a text has one signature. */
export function begin(
  weightStep: u32,
  denseLength: u32,
  otherLength: u32,
  signs: bool,
  blockWeight: u32,
): void {
  hasSignatures = signs;
  setBlocks(blockWeight);
  hasAnchors = weightStep > 0;
  if (hasAnchors) setProfile(weightStep, denseLength, otherLength);
  open();
}

/** Works through a window of `byteLength` bytes in which `textCount` texts end; a last one may go on after it. */
export function run(byteLength: u32, textCount: u32): void {
  finishedTexts = 0;
  clearAnchors();
  clearBlocks();
  let at = INPUT;
  let textStart = INPUT - bytesBefore;
  while (finishedTexts < textCount) {
    const end = INPUT + load<u32>(TEXT_ENDS + (finishedTexts << 2));
    at = pieces(at, end, textStart, true);
    if (at < end || !hasRoom()) return leave(at, textStart);
    finish();
    textStart = at;
  }
  const end = INPUT + byteLength;
  leave(at < end ? pieces(at, codePointBefore(end), textStart, false) : at, textStart);
}

/** Works on the open text up to `end`, as far as there is room for anchors; returns how far. */
function pieces(from: usize, end: usize, textStart: usize, isEnd: bool): usize {
  let at = from;
  while (at < end) {
    if (!hasRoom()) return at;
    let to = at + PIECE_BYTES;
    to = to >= end ? end : codePointBefore(to);
    normalisePiece(at, to, 0 - <u32>textStart);
    at = to;
    // The end of a text takes in what is open too.
    if (isEnd && at == end) return at;
    const settled = settledEnd();
    hashBlocks(settled);
    if (hasAnchors) cutAnchors(settled, false);
    if (hasSignatures) {
      listStarts();
      signShingles(settled, false);
    }
    forget(settled);
  }
  return at;
}

/** Drops the characters that nothing needs any more. */
function forget(settled: usize): void {
  let needed = min(settled, neededByKey());
  if (hasAnchors) needed = min(needed, neededByAnchors());
  if (hasSignatures) needed = min(needed, neededByShingles(settled));
  const shift = dropBefore(needed);
  droppedCharacters += <u32>(shift >> 2);
  moveKey(shift);
  moveAnchors(shift);
  moveShingles(shift);
}

function finish(): void {
  closeText();
  const characters = droppedCharacters + (<u32>(charactersEnd - CHARACTERS) >> 2);
  if (hasAnchors) cutAnchors(charactersEnd, true);
  if (hasSignatures) {
    listStarts();
    signShingles(charactersEnd, true);
    closeBlock();
  }
  const key = finishedKey(charactersEnd, characters);
  const at = <usize>finishedTexts << 2;
  store<u32>(TEXT_CHARACTERS + at, characters);
  store<u32>(TEXT_KEY_LO + at, <u32>key);
  store<u32>(TEXT_KEY_HI + at, <u32>(key >> 32));
  store<u32>(TEXT_ANCHORS + at, anchorCount);
  store<u32>(TEXT_BLOCKS + at, blockCount);
  finishedTexts++;
  open();
}

function open(): void {
  droppedCharacters = 0;
  bytesBefore = 0;
  openText();
  openKey();
  openAnchors();
  if (hasSignatures) openBlocks();
}

function leave(at: usize, textStart: usize): void {
  consumedBytes = <u32>(at - INPUT);
  bytesBefore = <u32>(at - textStart);
}

/** Whether the anchors and blocks of one more piece will fit. */
function hasRoom(): bool {
  return anchorCount + PIECE_CHARACTERS <= MAX_ANCHORS && hasRoomForBlocks();
}

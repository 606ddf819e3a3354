/**
 * Two texts laid beside each other in the search kernel's memory, so that alignments can be extended there; where it
 * can't run, by the twin in `extend-alignment.ts`.
 */
import { extendAlignment, type Extension, type ExtensionLimits } from "./extend-alignment.ts";
import { giveBack, searchKernel, takeRegion, type Region, type SearchKernel } from "../wasm/search-kernel.ts";

/** Extends beyond a pair of places: see `extendAlignment`. */
export type ExtendFrom = (
  places: { readonly output: number; readonly record: number },
  limits: ExtensionLimits & { readonly step: 1 | -1 },
) => Extension;

/** A text in the kernel's memory: which one, and where. Every record of a query is laid beside the same output. */
interface Laid {
  characters: Uint32Array | undefined;
  region: Region | undefined;
}

const output: Laid = { characters: undefined, region: undefined };
const record: Laid = { characters: undefined, region: undefined };
/** Room kept between queries, in bytes; what a larger text took is given back when the next one comes. */
const keptByteLength = 4_194_304;

/**
 * Lays two texts beside each other. What it returns holds until it is called again.
 *
 * @param outputCharacters never changed afterwards, nor is the other
 */
export function alignTexts(outputCharacters: Uint32Array, recordCharacters: Uint32Array): ExtendFrom {
  const run = searchKernel();
  const outputAt = run && lay(run, output, outputCharacters);
  const recordAt = run && lay(run, record, recordCharacters);
  if (run === undefined || outputAt === undefined || recordAt === undefined)
    return (places, limits) => extendAlignment(outputCharacters, recordCharacters, places, limits);
  const lengths = { output: outputCharacters.length, record: recordCharacters.length };
  return (places, { step, similarity, patience, maxEdits }) => {
    const forwards = step === 1;
    const at = (start: number, place: number): number => start + 4 * (forwards ? place : place - 1);
    const ahead = (length: number, place: number): number => (forwards ? length - place : place);
    const edits = run.extendAlignment(
      at(outputAt, places.output),
      ahead(lengths.output, places.output),
      at(recordAt, places.record),
      ahead(lengths.record, places.record),
      forwards ? 0 : 1,
      (1 - similarity) / 2,
      patience,
      Math.min(maxEdits, run.MAX_EDITS.value),
    );
    return {
      output: run.extendedOutput.value,
      record: run.extendedRecord.value,
      edits,
      recordSeen: run.seenRecord.value,
    };
  };
}

/** Copies a text in, unless it is there; returns its address. */
function lay(run: SearchKernel, laid: Laid, characters: Uint32Array): number | undefined {
  if (laid.characters === characters && laid.region !== undefined) return laid.region.start;
  const held = laid.region === undefined ? 0 : laid.region.end - laid.region.start;
  if (held < characters.byteLength || held > Math.max(keptByteLength, characters.byteLength)) {
    if (laid.region !== undefined) giveBack(laid.region);
    laid.region = takeRegion(run, Math.max(characters.byteLength, 65_536));
  }
  laid.characters = laid.region && characters;
  if (laid.region === undefined) return undefined;
  new Uint32Array(run.memory.buffer, laid.region.start, characters.length).set(characters);
  return laid.region.start;
}

import { sha256Hex } from "@yurai/schema";
import type { CheckedOutput, ModelReference, NotCheckedReason, Timestamp } from "@yurai/schema";

/** What a model produced. */
export interface ModelOutput {
  /** The output's own id: from its row, or its number in the file. */
  readonly id: string;
  /** Missing when the row has no such field. */
  readonly text?: string;
  /** Only its digest is kept. */
  readonly prompt?: string;
  readonly model?: ModelReference;
  readonly generatedAt?: Timestamp;
  /** Default `text`; anything else ends `incomplete`. */
  readonly media?: "text" | "image" | "audio" | "video";
  /** Where a picture's file lies, for whoever reads it; `check` takes texts only, `checkImage` what was found. */
  readonly file?: string;
  /** A picture's file itself, where it lies in a row and not in a file of its own. */
  readonly bytes?: Uint8Array;
}

/** Says why nothing can be said about an output: it is no text, or there is none. */
export function whyUnreadable({ text, media = "text" }: ModelOutput): NotCheckedReason | undefined {
  if (media !== "text") return "unsupported-input";
  return text === undefined || text.trim() === "" ? "no-input" : undefined;
}

/**
 * Describes an output by digests and sizes.
 *
 * @param characters of its normal form
 */
export function describeOutput(output: ModelOutput, characters: number): CheckedOutput {
  const { text = "", prompt, generatedAt } = output;
  return {
    sha256: sha256Hex(text),
    byteLength: Buffer.byteLength(text),
    characters,
    ...(prompt === undefined ? {} : { promptSha256: sha256Hex(prompt) }),
    ...(generatedAt === undefined ? {} : { generatedAt }),
  };
}

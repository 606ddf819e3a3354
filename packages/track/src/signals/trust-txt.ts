/** trust.txt (JournalList): the line `datatrainingallowed=yes|no`. */
import { decodeStart, directiveText, type FoundSignal } from "./found-signal.ts";

const maxFileBytes = 500 * 1_024;

/** A signal with its line, from 1. */
export interface LineSignal {
  readonly line: number;
  readonly signal: FoundSignal;
}

/** Reads what a trust.txt says of training, line by line. Linear; never throws. */
export function readTrustTxt(body: Uint8Array): readonly LineSignal[] {
  const lines = decodeStart(body, "utf-8", maxFileBytes).split(/\r\n|[\r\n]/);
  return lines.flatMap((text, index) => {
    const [name = "", value = ""] = text
      .split("#", 1)[0]!
      .split("=", 2)
      .map((part) => part.trim().toLowerCase());
    if (name !== "datatrainingallowed") return [];
    const training = value === "yes" || value === "no" ? value : "unknown";
    return [
      { line: index + 1, signal: { kind: "trust-txt", value: directiveText(`${name}=${value}`), training } },
    ];
  });
}

/** What all readers of signals share: the shape of what they find, and text from outside made fit for it. */
import type { Signal } from "@yurai/schema";
import type { HeaderField } from "../crawled-response.ts";

/** A signal that a reader found, before time and place are added. */
export type FoundSignal = Omit<Signal, "where" | "at">;

/** Longest directive that a signal holds, as the schema has it; longer ones are cut and end in an ellipsis. */
const maxValue = 2_000;
/** Longest name of an agent, as the schema has it. */
const maxName = 200;
const maxUrl = 8_192;

/** Every value of a header, in order. */
export function headerValues(headers: readonly HeaderField[], name: string): readonly string[] {
  return headers.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value.trim());
}

/** A directive as a signal can hold it: well-formed, of bounded length. */
export function directiveText(text: string): string {
  const whole = text.toWellFormed();
  return whole.length <= maxValue ? whole : `${whole.slice(0, maxValue - 1).toWellFormed()}…`;
}

/** The name of an agent as a signal can hold it; undefined when it is none. */
export function agentName(text: string): string | undefined {
  const name = text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, maxName)
    .toWellFormed()
    .trim();
  return name === "" ? undefined : name;
}

/** A URL as a signal can hold it, resolved against where it stood; undefined when it is none. */
export function urlText(text: string, base?: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > maxUrl) return undefined;
  try {
    const url = new URL(trimmed, base).href;
    return url.length <= maxUrl ? url : undefined;
  } catch {
    return undefined;
  }
}

const decoder = new TextDecoder("utf-8");

/** Decodes at most `maxBytes` of a body; never throws. An unknown charset is read as UTF-8. */
export function decodeStart(body: Uint8Array, charset: string | undefined, maxBytes: number): string {
  const start = body.subarray(0, maxBytes);
  if (charset === undefined || charset === "utf-8") return decoder.decode(start);
  try {
    return new TextDecoder(charset).decode(start);
  } catch {
    return decoder.decode(start);
  }
}

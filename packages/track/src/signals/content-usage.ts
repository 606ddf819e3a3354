/**
 * AIPREF preferences, as the `Content-Usage` header and robots.txt carry them (drafts attach-05 and vocab-07), and the CC
 * signals that are written on them. The drafts may change: what they say now is in this file alone.
 */
import { parseDictionary, Token, type InnerList, type Item } from "structured-headers";
import { directiveText, type FoundSignal } from "./found-signal.ts";

/** Longest value that is parsed; a real one has a few dozen characters. */
const maxLength = 10_000;
/** Keys of earlier drafts that spoke of training; a refusal is still a refusal, a permission no longer one. */
const retired = new Set(["train-genai", "ai", "genai"]);
const training = new Set(["train-ai", ...retired]);

/**
 * Reads a dictionary of preferences: one signal for each key, the last of equal keys. `n` and `y` count only as tokens. A
 * value that is no dictionary (RFC 9651) is one signal that is unknown. Linear; never throws.
 */
export function readContentUsage(text: string): readonly FoundSignal[] {
  const unknown: FoundSignal = { kind: "aipref", value: directiveText(text.trim()), training: "unknown" };
  if (text.length > maxLength) return [unknown];
  try {
    return [...parseDictionary(text)].map(([key, member]) => preference(key, member));
  } catch {
    return [unknown];
  }
}

function preference(key: string, [value, parameters]: Item | InnerList): FoundSignal {
  const exceptions = parameters.get("exceptions");
  const written = value instanceof Token ? value.toString() : undefined;
  const text = `${key}=${written ?? describe(value)}`;
  if (exceptions instanceof Token && training.has(key)) {
    const whole = directiveText(`${text};exceptions=${exceptions.toString()}`);
    // The exception holds on conditions that a person must read; without a refusal there is nothing to except.
    return { kind: "cc-signals", value: whole, training: written === "n" ? "conditions" : "unknown" };
  }
  return { kind: "aipref", value: directiveText(text), training: answerOf(key, written) };
}

function answerOf(key: string, value: string | undefined): FoundSignal["training"] {
  if (!training.has(key)) return "unknown";
  if (value === "n") return "no";
  return value === "y" && !retired.has(key) ? "yes" : "unknown";
}

/** A member that is no token says nothing; its form is shown so that nobody takes it for one. */
function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return value ? "?1" : "?0";
  return typeof value === "number" ? String(value) : "?";
}

/** Content signals (`Content-Signal: search=yes, ai-train=no`), as robots.txt carries them. */
import { directiveText, type FoundSignal } from "./found-signal.ts";

const maxPairs = 100;

/** Reads the pairs of a value; what is no `name=yes` or `name=no` is kept as written and unknown. Linear. */
export function readContentSignal(text: string): readonly FoundSignal[] {
  return text
    .split(",", maxPairs)
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name = "", value = ""] = pair.split("=", 2).map((part) => part.trim().toLowerCase());
      return { kind: "content-signals", value: directiveText(pair), training: answerOf(name, value) };
    });
}

function answerOf(name: string, value: string): FoundSignal["training"] {
  if (name !== "ai-train") return "unknown";
  return value === "yes" || value === "no" ? value : "unknown";
}

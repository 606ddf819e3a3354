import type { JsonValue } from "@yurai/schema";
import { PiiError } from "./error.ts";
import { type RedactOptions, regionsOf, replacer } from "./redact.ts";
import { scan } from "./scan.ts";

/** A JSON value without personal data and secrets. */
export interface RedactedJson {
  readonly value: JsonValue;
  /** How many values were replaced, by category. */
  readonly counts: Readonly<Record<string, number>>;
}

const deepest = 200;

/**
 * Replaces what is found in the strings and numbers of a JSON value. The name of a field is a label of what it holds, so
 * `{"myNumber": "621498320257"}` is found and `{"order": "621498320257"}` is not. Names of fields stay as they are. A
 * number in which something is found becomes a string.
 *
 * @throws PiiError `too-deep` beyond 200 levels, `bad-input` when a key is shorter than 16 bytes.
 */
export function redactJson(value: JsonValue, options: RedactOptions): RedactedJson {
  const counts: Record<string, number> = Object.create(null);
  const replace = replacer(options);
  const find = options.scan ?? scan;
  const redactLeaf = (text: string, field: string): string | null => {
    const lead = field === "" ? "" : `${field}: `;
    const regions = regionsOf(find(lead + text)).filter(({ end }) => end > lead.length);
    if (regions.length === 0) return null;
    let redacted = "";
    let at = 0;
    for (const region of regions) {
      // A region that begins in the name of the field takes out what it has of the value.
      const [start, end] = [Math.max(0, region.start - lead.length), region.end - lead.length];
      redacted += text.slice(at, start) + replace(region.category, text.slice(start, end));
      counts[region.category] = (counts[region.category] ?? 0) + 1;
      at = end;
    }
    return redacted + text.slice(at);
  };
  const walk = (node: JsonValue, field: string, depth: number): JsonValue => {
    if (depth > deepest)
      throw new PiiError(
        "too-deep",
        `The JSON value is nested deeper than ${deepest} levels; redact its parts.`,
      );
    if (typeof node === "string") return redactLeaf(node, field) ?? node;
    if (typeof node === "number") return redactLeaf(String(node), field) ?? node;
    if (typeof node !== "object" || node === null) return node;
    if (Array.isArray(node)) return node.map((item) => walk(item, field, depth + 1));
    return Object.fromEntries(
      Object.entries(node).map(([name, item]) => [name, walk(item, name, depth + 1)]),
    );
  };
  return { value: walk(value, "", 0), counts: { ...counts } };
}

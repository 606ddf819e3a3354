/**
 * YAML and JSON text of the user's, read as data with the place of every field.
 *
 * The text is hostile until shown otherwise: it is bounded in length and depth, and may use neither aliases (a few
 * lines of which can stand for a billion values) nor tags.
 */
import { isAlias, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { Document, Node, ParsedNode } from "yaml";
import type { FileProblem } from "./file-problem.ts";

/** Longest text that is read, in UTF-16 units. */
export const maxYamlLength = 250_000;
/** Problems after which the rest are not listed. */
const maxProblems = 100;
/** Deepest nesting of lists and objects. */
const maxYamlDepth = 32;

/** A text that was read, or what is wrong with it. */
export type YamlReading =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Finds the line and column of a field, or of the nearest thing around it that is there. */
      readonly placeOf: (path: readonly (string | number)[]) => Place;
    }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** A place in a text; both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Reads YAML 1.2 or JSON. Never throws. */
export function readYaml(text: string): YamlReading {
  const counter = new LineCounter();
  const refuse = (offset: number, message: string): YamlReading => ({
    ok: false,
    problems: [{ ...placeAt(counter, offset), field: "", message }],
  });
  if (text.length > maxYamlLength)
    return refuse(0, `is longer than ${maxYamlLength} characters: split or shorten it`);
  const deep = firstTooDeep(text);
  if (deep !== undefined) return refuse(0, `nests deeper than ${maxYamlDepth} levels: flatten it`);
  // The library's own search for repeated keys, and its excerpts of the text in errors, are quadratic.
  const options = { lineCounter: counter, uniqueKeys: false, prettyErrors: false, version: "1.2" } as const;
  const document = parseDocument(text, options);
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const problems = faults.slice(0, maxProblems).map((fault) => ({
      ...placeAt(counter, fault.pos[0]),
      field: "",
      message: faultWords[fault.code] ?? "is not valid YAML: check the indentation and quotes here",
    }));
    return { ok: false, problems };
  }
  const refused = firstRefused(document);
  if (refused !== undefined) return refuse(refused.node.range?.[0] ?? 0, refused.message);
  return {
    ok: true,
    value: document.toJS() as unknown,
    placeOf: (path) => placeAt(counter, offsetOf(document, path)),
  };
}

// The library's own messages quote the text.
const faultWords: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "is indented with a tab: use spaces",
  BAD_INDENT: "is indented differently from its neighbours: line it up",
  MISSING_CHAR: "lacks a character that must stand here, such as a quote or bracket",
  MULTIPLE_DOCS: "begins a second document: keep one",
  TAG_RESOLVE_FAILED: "uses a tag that is not known: remove it",
};

/**
 * Tells whether flow brackets or indented block levels nest too deep for a parser that calls itself. Each level of
 * block nesting needs at least one more column or one more "- ", so the leading part of a line bounds its depth.
 */
function firstTooDeep(text: string): number | undefined {
  let brackets = 0;
  let lineStart = 0;
  let blocks = 0;
  let leading = true;
  for (let i = 0; i < text.length; i++) {
    const unit = text[i]!;
    if (unit === "\n") {
      lineStart = i + 1;
      blocks = 0;
      leading = true;
    } else if (unit === "[" || unit === "{") brackets++;
    else if (unit === "]" || unit === "}") brackets = Math.max(0, brackets - 1);
    else if (leading && (unit === "-" || unit === "?")) blocks++;
    else if (unit !== " ") leading = false;
    if (brackets > maxYamlDepth || blocks > maxYamlDepth) return i;
    if (leading && i - lineStart > maxYamlDepth * 16) return i;
  }
  return undefined;
}

/** The first alias, anchor, tag, repeated field or too deep node of a document. */
function firstRefused(document: Document<ParsedNode>): { node: Node; message: string } | undefined {
  let found: { node: Node; message: string } | undefined;
  visit(document, {
    Node(_key, node, ancestors) {
      const message = refusal(node, ancestors.filter((ancestor) => !isPair(ancestor)).length);
      found = message === undefined ? firstBadKey(node) : { node, message };
      return found === undefined ? undefined : visit.BREAK;
    },
  });
  return found;
}

function firstBadKey(node: Node): { node: Node; message: string } | undefined {
  if (!isMap(node)) return undefined;
  const seen = new Set<string>();
  for (const { key } of node.items) {
    if (!isScalar(key))
      return { node: isNode(key) ? key : node, message: "has a field without a plain name" };
    if (seen.has(String(key.value))) return { node: key, message: "has a field twice: remove one" };
    seen.add(String(key.value));
  }
  return undefined;
}

function refusal(node: Node, depth: number): string | undefined {
  if (isAlias(node)) return "uses an alias (*name): write the value out";
  if ("anchor" in node && node.anchor !== undefined) return "sets an anchor (&name): remove it";
  if ("tag" in node && typeof node.tag === "string" && !node.tag.startsWith("tag:yaml.org,2002:"))
    return "uses a tag that is not known: remove it";
  if (depth > maxYamlDepth) return `nests deeper than ${maxYamlDepth} levels: flatten it`;
  return undefined;
}

/** Where a field begins: its key when it has one, else its value, else that of what is around it. */
function offsetOf(document: Document<ParsedNode>, path: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const [key, value] = stepInto(node, step);
    const start = isNode(key) ? key.range?.[0] : isNode(value) ? value.range?.[0] : undefined;
    if (start === undefined) return offset;
    offset = start;
    node = value;
  }
  return offset;
}

function stepInto(node: unknown, step: string | number): readonly [unknown, unknown] {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return [pair?.key, pair?.value];
  }
  const items = typeof step === "number" && typeof node === "object" && node !== null && "items" in node;
  return [undefined, items && Array.isArray(node.items) ? (node.items[step] as unknown) : undefined];
}

function placeAt(counter: LineCounter, offset: number): Place {
  if (counter.lineStarts.length === 0) return { line: 1, column: 1 };
  const { line, col } = counter.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

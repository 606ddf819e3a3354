/** What a dataset's card states in its YAML head: licence, languages, and which files are the data. */
import type { LicenceClaim } from "@yurai/schema";
import { parseDocument } from "yaml";
import { readCardLicences } from "../licences/card-licence.ts";

/** A card, as far as it is read. Everything in it is what the publisher says. */
export interface HubCard {
  /** Every field, as YAML has it. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly languages: readonly string[];
  /** Patterns of the data files of all configurations; empty when the card names none. */
  readonly dataFiles: readonly string[];
}

/** A card that says nothing. */
export const noCard: HubCard = { fields: {}, languages: [], dataFiles: [] };
const maxHeadLength = 1024 * 1024;
const maxItems = 1_000;

/** Reads the head of a README.md; undefined when there is one that is not YAML. */
export function parseCard(readme: string): HubCard | undefined {
  const head = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(
    readme.slice(0, maxHeadLength),
  )?.[1];
  if (head === undefined) return noCard;
  let value: unknown;
  try {
    const document = parseDocument(head, { strict: false, logLevel: "silent" });
    if (document.errors.length > 0) return undefined;
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    // Aliases can make a few lines into gigabytes; no card needs one.
    return undefined;
  }
  if (!isObject(value)) return noCard;
  return {
    fields: value,
    languages: names(value["language"] ?? value["languages"]),
    dataFiles: list(value["configs"]).flatMap((config) =>
      isObject(config) ? patterns(config["data_files"]) : [],
    ),
  };
}

/** The licences that a card states, as claims. */
export function claimsOfCard(
  { fields }: HubCard,
  { path, by }: { readonly path: string; readonly by: string },
): readonly Omit<LicenceClaim, "at">[] {
  return readCardLicences(fields, path).stated.map((stated) => ({ basis: "declared", ...stated, by }));
}

/** Tells whether a path is one that patterns name, as the Hub reads them: `*` within a folder, `**` across. */
export function matchesPattern(path: string, patternsOf: readonly string[]): boolean {
  return patternsOf.some((pattern) => matches(segments(path), segments(pattern)));
}

function segments(path: string): readonly string[] {
  return path.replace(/^\.\//, "").split("/");
}

function matches(path: readonly string[], pattern: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return path.length === 0;
  if (first === "**") return path.some((_, at) => matches(path.slice(at), rest)) || matches([], rest);
  const [head, ...tail] = path;
  return head !== undefined && matchesName(head, first) && matches(tail, rest);
}

/** `*` and `?` within a name, in time linear in the product of both lengths. */
function matchesName(name: string, pattern: string): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (at < name.length) {
    if (pattern[from] === "*") [star, mark] = [from++, at];
    else if (pattern[from] === "?" || pattern[from] === name[at]) [at, from] = [at + 1, from + 1];
    else if (star >= 0) [at, from] = [++mark, star + 1];
    else return false;
  }
  while (pattern[from] === "*") from++;
  return from === pattern.length;
}

/** Patterns as a configuration writes them: a text, a list, or texts by split. */
function patterns(value: unknown): readonly string[] {
  return list(value)
    .flatMap((item) => (isObject(item) ? list(item["path"]) : [item]))
    .filter((text): text is string => typeof text === "string" && text.length > 0 && text.length < 500)
    .filter((text) => text.split("**").length < 4);
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? (value as unknown[]) : [value]).slice(0, maxItems);
}

/** Short lines, as a card writes names and ids; false stands for the language `no`. */
function names(value: unknown): readonly string[] {
  return list(value)
    .map((item) => (item === false ? "no" : item))
    .filter((item): item is string => typeof item === "string")
    .map((text) => text.trim())
    .filter((text) => text.length > 0 && text.length <= 180 && !/[\p{Cc}\p{Cs}]/u.test(text));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

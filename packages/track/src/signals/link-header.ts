/** The `Link` header (RFC 8288): targets, relations and media types. */

/** One link. */
export interface WebLink {
  /** Relations, in lower case. */
  readonly rel: readonly string[];
  readonly href: string;
  /** Media type, in lower case. */
  readonly type?: string;
}

const maxLength = 100_000;
const maxLinks = 1_000;

/** Reads the links of one header; what is none ends the reading. Linear; never throws. */
export function readLinkHeader(text: string): readonly WebLink[] {
  const links: WebLink[] = [];
  const end = Math.min(text.length, maxLength);
  let at = 0;
  while (at < end && links.length < maxLinks) {
    at = skip(text, at, " \t,");
    if (text[at] !== "<") break;
    const close = text.indexOf(">", at);
    if (close < 0) break;
    const href = text.slice(at + 1, close).trim();
    const parameters = new Map<string, string>();
    at = readParameters(text, close + 1, end, parameters);
    const type = parameters.get("type")?.trim().toLowerCase();
    const rel = relations(parameters.get("rel") ?? "");
    links.push({ rel, href, ...(type !== undefined && { type }) });
  }
  return links;
}

/** The relations in a `rel`, in lower case. */
export function relations(rel: string): readonly string[] {
  return rel.toLowerCase().split(/[\s]+/).filter(Boolean);
}

/** Reads `; name=value` up to the comma that ends the link; the first of equal names counts. */
function readParameters(text: string, from: number, end: number, parameters: Map<string, string>): number {
  let at = skip(text, from, " \t");
  while (at < end && text[at] === ";") {
    at = skip(text, at + 1, " \t");
    const nameBegin = at;
    while (at < end && !"=;, \t".includes(text[at]!)) at++;
    const name = text.slice(nameBegin, at).toLowerCase();
    at = skip(text, at, " \t");
    let value = "";
    if (text[at] === "=") {
      at = skip(text, at + 1, " \t");
      [value, at] = text[at] === '"' ? readQuoted(text, at + 1, end) : readToken(text, at, end);
    }
    if (name !== "" && !parameters.has(name)) parameters.set(name, value);
    at = skip(text, at, " \t");
  }
  while (at < end && text[at] !== ",") at++;
  return at;
}

function readQuoted(text: string, from: number, end: number): [value: string, at: number] {
  let value = "";
  let at = from;
  while (at < end && text[at] !== '"') {
    if (text[at] === "\\") at++;
    value += text[at] ?? "";
    at++;
  }
  return [value, at + 1];
}

function readToken(text: string, from: number, end: number): [value: string, at: number] {
  let at = from;
  while (at < end && !";, \t".includes(text[at]!)) at++;
  return [text.slice(from, at), at];
}

function skip(text: string, from: number, characters: string): number {
  let at = from;
  while (at < text.length && characters.includes(text[at]!)) at++;
  return at;
}

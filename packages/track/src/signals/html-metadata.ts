/** The machine-readable parts of an HTML page: meta tags, links, and scripts that hold data. Its text is not looked at. */
import { Tokenizer, type TokenizerCallbacks } from "htmlparser2";
import { relations, type WebLink } from "./link-header.ts";
import { decodeStart } from "./found-signal.ts";

/** A meta tag with a name or property. */
interface HtmlMeta {
  /** In lower case. */
  readonly name: string;
  readonly content: string;
}

/** A link with the element it stood in: `link`, or `a` for a relation that a sentence carries. */
interface HtmlLink extends WebLink {
  readonly element: "link" | "a";
}

/** What was found. */
export interface HtmlMetadata {
  readonly metas: readonly HtmlMeta[];
  readonly links: readonly HtmlLink[];
  /** Scripts of the media types asked for. */
  readonly scripts: readonly { readonly type: string; readonly text: string }[];
  /** Whether something lay behind a limit. */
  readonly isTruncated: boolean;
}

/** What declares something stands early: the rest of a longer page is not read. */
const maxHtmlBytes = 4 * 1_024 * 1_024;
const maxItems = 1_000;
const maxScriptLength = 256 * 1_024;
const maxValueLength = 20_000;
/** Scripts that declare something. */
const dataTypes = new Set(["application/ld+json", "application/rsl+xml"]);

const nothing: HtmlMetadata = { metas: [], links: [], scripts: [], isTruncated: false };

/**
 * Reads the metadata of a page. Comments, scripts, styles and text areas hold no tags, as in a browser. Linear, whatever
 * the nesting: only tokens are looked at, no tree is built. Never throws.
 */
export function readHtmlMetadata(body: Uint8Array, charset?: string): HtmlMetadata {
  const before = read.get(body);
  if (before !== undefined) return before;
  const isTruncated = body.byteLength > maxHtmlBytes;
  const found = mayDeclare(body, charset)
    ? new Collector(declaringPart(decodeStart(body, charset, maxHtmlBytes))).read(isTruncated)
    : { ...nothing, isTruncated };
  read.set(body, found);
  return found;
}

/** Signals and licences are looked for in the same page, one after the other. */
const read = new WeakMap<Uint8Array, HtmlMetadata>();

/** A page without its body, where that declares nothing: a cut changes no token before it. */
function declaringPart(html: string): string {
  const body = html.search(/<body[\s>]/i);
  return body < 0 || interesting.test(html.slice(body)) ? html : html.slice(0, body);
}

const interesting = /<meta|licen[sc]e|ld\+json|rsl\+xml/i;

/** Tells whether a page can hold anything of interest, a hundred times faster than reading its tags. */
function mayDeclare(body: Uint8Array, charset: string | undefined): boolean {
  if (charset?.startsWith("utf-16") === true) return true;
  const text = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, maxHtmlBytes)).toString(
    "latin1",
  );
  return interesting.test(text);
}

class Collector implements TokenizerCallbacks {
  readonly #html: string;
  readonly #metas: HtmlMeta[] = [];
  readonly #links: HtmlLink[] = [];
  readonly #scripts: { type: string; text: string }[] = [];
  #element = "";
  #attributes = new Map<string, string>();
  #name = "";
  #value = "";
  #script: { readonly type: string; readonly begin: number } | undefined;
  #isFull = false;

  constructor(html: string) {
    this.#html = html;
  }

  read(isTruncated: boolean): HtmlMetadata {
    const tokenizer = new Tokenizer({ decodeEntities: true }, this);
    // One write, so that every index counts in the whole page.
    tokenizer.write(this.#html);
    tokenizer.end();
    const { length } = this.#html;
    if (this.#script !== undefined) this.#endScript(length);
    return {
      metas: this.#metas,
      links: this.#links,
      scripts: this.#scripts,
      isTruncated: isTruncated || this.#isFull,
    };
  }

  onopentagname(start: number, end: number): void {
    this.#element = end - start <= 6 ? this.#html.slice(start, end).toLowerCase() : "";
    this.#attributes = new Map();
  }

  onattribname(start: number, end: number): void {
    this.#name = this.#html.slice(start, Math.min(end, start + 100)).toLowerCase();
    this.#value = "";
  }

  onattribdata(start: number, end: number): void {
    if (this.#value.length < maxValueLength)
      this.#value += this.#html.slice(start, Math.min(end, start + maxValueLength));
  }

  onattribentity(codePoint: number): void {
    if (this.#value.length < maxValueLength) this.#value += String.fromCodePoint(codePoint);
  }

  onattribend(): void {
    // As in a browser, the first of equal names counts.
    if (this.#attributes.size < 100 && !this.#attributes.has(this.#name))
      this.#attributes.set(this.#name, this.#value);
  }

  onopentagend(end: number): void {
    const element = this.#element;
    if (element === "meta") this.#addMeta();
    else if (element === "link" || element === "a") this.#addLink(element);
    else if (element === "script") {
      const type = (this.#attributes.get("type") ?? "").trim().toLowerCase();
      if (dataTypes.has(type)) this.#script = { type, begin: end + 1 };
    }
  }

  onselfclosingtag(end: number): void {
    this.onopentagend(end);
  }

  onclosetag(start: number): void {
    if (this.#script !== undefined) this.#endScript(Math.max(start - 2, 0));
  }

  oncdata(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onend(): void {}
  onprocessinginstruction(): void {}
  ontext(): void {}
  ontextentity(): void {}

  #addMeta(): void {
    const name = this.#attributes.get("name") ?? this.#attributes.get("property");
    const content = this.#attributes.get("content");
    if (name === undefined || content === undefined) return;
    if (this.#metas.length === maxItems) this.#isFull = true;
    else this.#metas.push({ name: name.trim().toLowerCase().slice(0, 200), content });
  }

  #addLink(element: "link" | "a"): void {
    const href = this.#attributes.get("href");
    const rel = relations(this.#attributes.get("rel") ?? "");
    if (href === undefined || !rel.includes("license")) return;
    const type = this.#attributes.get("type")?.trim().toLowerCase();
    if (this.#links.length === maxItems) this.#isFull = true;
    else this.#links.push({ element, rel, href, ...(type !== undefined && { type }) });
  }

  #endScript(end: number): void {
    const { type, begin } = this.#script!;
    this.#script = undefined;
    if (end - begin > maxScriptLength || this.#scripts.length === maxItems) this.#isFull = true;
    else this.#scripts.push({ type, text: this.#html.slice(begin, end) });
  }
}

/** The text of an HTML document as a person sees it, without a tree in memory. */
import { Parser } from "htmlparser2";

/** Title and visible text. */
export interface HtmlText {
  readonly title?: string;
  readonly text: string;
  /** Reading stopped at the limit of depth: the rest of the document is not in the text. */
  readonly isTooDeep: boolean;
}

/** Elements whose text nobody sees: scripts and styles, and readings above ruby text, which would break up its words. */
const hidden = new Set([
  "script",
  "style",
  "noscript",
  "template",
  "iframe",
  "object",
  "rt",
  "rp",
  "svg",
  "math",
]);
const blocks = new Set(
  (
    "address article aside blockquote body br dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 " +
    "h6 head header hr html legend li main nav ol option p pre section select summary table tbody tfoot thead title tr ul"
  ).split(" "),
);
const spaces = /[ \t\r\n\f]+/g;
const cells = new Set(["td", "th"]);
/** Elements that are never closed. */
const empty = new Set([
  "area",
  "base",
  "br",
  "col",
  "embed",
  "hr",
  "img",
  "input",
  "link",
  "meta",
  "source",
  "track",
  "wbr",
]);

/**
 * Open elements that are followed. Browsers stop at 512; a page that never closes its elements has more. The limit keeps
 * closing an element, a search among the open ones, from becoming quadratic.
 */
const maxDepth = 2_048;

/** Reads the visible text: one line a block, runs of spaces as one. Linear in the document's length. */
export function htmlText(html: string): HtmlText {
  const parts: string[] = [];
  const titleParts: string[] = [];
  let depth = 0;
  let hiddenDepth = 0;
  let preDepth = 0;
  let isTitle = false;
  let isTooDeep = false;
  const parser = new Parser(
    {
      onopentagname(name) {
        if (isTooDeep) return;
        if (!empty.has(name)) depth++;
        if (depth > maxDepth) {
          isTooDeep = true;
          parser.pause();
        }
        if (hidden.has(name)) hiddenDepth++;
        else if (name === "pre") preDepth++;
        else if (name === "title" && titleParts.length === 0) isTitle = true;
        if (blocks.has(name)) parts.push("\n");
        else if (cells.has(name)) parts.push("\t");
      },
      onclosetag(name) {
        if (!empty.has(name)) depth--;
        if (hidden.has(name)) hiddenDepth--;
        else if (name === "pre") preDepth--;
        else if (name === "title") isTitle = false;
        if (blocks.has(name) && name !== "br") parts.push("\n");
      },
      ontext(text) {
        if (isTooDeep) return;
        if (isTitle) titleParts.push(text);
        else if (hiddenDepth === 0) parts.push(preDepth > 0 ? text : text.replaceAll(spaces, " "));
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: false },
  );
  parser.write(html);
  if (!isTooDeep) parser.end();
  const title = tidy(titleParts.join(""));
  return { ...(title !== "" && { title }), text: tidy(parts.join("")), isTooDeep };
}

/** Runs of spaces become one, runs of line breaks too; no-break and ideographic spaces stay what they are. */
function tidy(text: string): string {
  return text
    .replaceAll(spaces, (run) => (run.includes("\n") ? "\n" : run.includes("\t") ? "\t" : " "))
    .replaceAll(/^[ \t\n]+|[ \t\n]+$/g, "");
}

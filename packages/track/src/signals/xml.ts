/** Reading small XML documents from outside: bounded in size, depth and elements, without entities of their own. */
import { SaxesParser, type SaxesTagNS } from "saxes";

/** What is told of a document, in its order. */
export interface XmlVisitor {
  readonly open: (tag: SaxesTagNS) => void;
  readonly text: (text: string) => void;
  readonly close: (tag: SaxesTagNS) => void;
}

/** Longest document, in UTF-16 units. */
export const maxXmlLength: number = 4 * 1_024 * 1_024;
const maxDepth = 64;
const maxElements = 200_000;

/**
 * Walks a document; false when it is not well-formed or goes beyond a limit, and then what was told holds up to that place.
 * Declarations of entities are not followed, so nothing can grow. Linear; never throws.
 */
export function walkXml(text: string, visitor: XmlVisitor): boolean {
  if (text.length > maxXmlLength) return false;
  const parser = new SaxesParser({ xmlns: true });
  let depth = 0;
  let elements = 0;
  parser.on("opentag", (tag) => {
    if (++depth > maxDepth || ++elements > maxElements) throw new RangeError("beyond a limit");
    visitor.open(tag);
  });
  parser.on("closetag", (tag) => {
    depth--;
    visitor.close(tag);
  });
  parser.on("text", visitor.text);
  parser.on("cdata", visitor.text);
  try {
    // Without a handler of errors the parser throws the first.
    parser.write(text).close();
    return true;
  } catch {
    return false;
  }
}

/** The value of an attribute by its local name, in no namespace or any. */
export function attribute({ attributes }: SaxesTagNS, name: string): string | undefined {
  return Object.values(attributes).find(({ local }) => local === name)?.value;
}

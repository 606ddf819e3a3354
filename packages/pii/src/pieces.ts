/** A stretch of a text and where it begins, in UTF-16 units. */
export interface Piece {
  readonly text: string;
  readonly start: number;
}

/** Cuts a text at the ends of sentences, and where one is longer than `most` units, between two characters there. */
export function* piecesOf(text: string, most: number): Generator<Piece> {
  for (let start = 0; start < text.length;) {
    const end = start + most >= text.length ? text.length : cutWithin(text, start, start + most);
    yield { text: text.slice(start, end), start };
    start = end;
  }
}

/** After the last sentence that ends within; else at the limit, but not within a surrogate pair. */
function cutWithin(text: string, start: number, limit: number): number {
  for (let at = limit; at > start + (limit - start) / 2; at--)
    if (/[。！？\n]/.test(text[at - 1]!) || (text[at - 1] === " " && text[at - 2] === ".")) return at;
  const unit = text.charCodeAt(limit - 1);
  return unit >= 0xd800 && unit < 0xdc00 ? limit - 1 : limit;
}

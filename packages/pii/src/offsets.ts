/** Places of UTF-16 units as places of the bytes that `TextEncoder` makes of the text; one pass up to the last. */
export function utf8Places(text: string, places: Iterable<number>): ReadonlyMap<number, number> {
  const ordered = [...new Set(places)].sort((a, b) => a - b);
  const bytes = new Map<number, number>();
  let at = 0;
  let byte = 0;
  for (const place of ordered) {
    while (at < place) {
      const point = text.codePointAt(at) ?? 0;
      at += point > 0xffff ? 2 : 1;
      // Half a surrogate pair becomes U+FFFD, which takes three bytes as it would itself.
      byte += point < 0x80 ? 1 : point < 0x800 ? 2 : point > 0xffff ? 4 : 3;
    }
    bytes.set(place, byte);
  }
  return bytes;
}

/** Places of bytes as places of UTF-16 units; `places` may come in any order. One pass over the bytes up to the last. */
export function utf16Places(bytes: Uint8Array, places: Iterable<number>): ReadonlyMap<number, number> {
  const ordered = [...new Set(places)].sort((a, b) => a - b);
  const units = new Map<number, number>();
  let at = 0;
  let unit = 0;
  for (const place of ordered) {
    for (; at < place; at++) {
      const byte = bytes[at]!;
      // A character of four bytes is a pair of units; continuation bytes are part of what they continue.
      if ((byte & 0xc0) !== 0x80) unit += byte >= 0xf0 ? 2 : 1;
    }
    units.set(place, unit);
  }
  return units;
}

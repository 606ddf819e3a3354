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

/**
 * Paths and patterns of robots.txt, compared octet by octet (RFC 9309, sections 2.2.2 and 2.2.3). Both sides are brought to
 * one form: unreserved characters bare, everything else that is not reserved percent-encoded, hex digits in capitals.
 */

/** A pattern in the form in which it is compared. */
export interface RobotsPattern {
  /** The literal pieces between its asterisks. */
  readonly pieces: readonly string[];
  /** Whether it ends in `$`: the path has to end there. */
  readonly isAnchored: boolean;
  /** Octets of the pattern; the longest that matches decides. */
  readonly octets: number;
}

const unreserved = /[A-Za-z0-9._~-]/;
const reserved = /[:/?#[\]@!&'()+,;=%]/;

/** Character codes of the octets that stay bare in a path. `*` and `$` are escaped: in a pattern they mean something. */
const isBare: readonly boolean[] = Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  return code < 128 && (unreserved.test(character) || reserved.test(character));
});
const escaped: readonly string[] = Array.from(
  { length: 256 },
  (_, code) => `%${code.toString(16).toUpperCase().padStart(2, "0")}`,
);

/** The path and query of a URL in the form that patterns are compared with; `/` where it has none. Linear. */
export function robotsPathOf(url: string): string {
  const scheme = url.indexOf("://");
  const begin = scheme < 0 ? 0 : scheme + 3;
  let end = url.indexOf("#", begin);
  if (end < 0) end = url.length;
  let at = begin;
  if (scheme >= 0) while (at < end && url[at] !== "/" && url[at] !== "?") at++;
  const path = url.slice(at, end);
  return normalOctets(Buffer.from(path.startsWith("/") ? path : `/${path}`, "utf8").toString("latin1"));
}

/** Reads a pattern from octets held as latin1; undefined for an empty one, which matches nothing. */
export function readRobotsPattern(octets: string): RobotsPattern | undefined {
  if (octets === "") return undefined;
  const isAnchored = octets.endsWith("$");
  const body = isAnchored ? octets.slice(0, -1) : octets;
  const pieces = body.split("*").map(normalOctets);
  // The grammar wants a slash first; a name without one is common practice and means the same.
  if (!/^[/*]/.test(body) && body !== "") pieces[0] = `/${pieces[0]}`;
  return { pieces, isAnchored, octets: octets.length };
}

/** Tells whether a pattern matches a path of {@link robotsPathOf}. Linear in both, whatever the pattern. */
export function matchesRobotsPattern({ pieces, isAnchored }: RobotsPattern, path: string): boolean {
  const first = pieces[0] ?? "";
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (let i = 1; i < pieces.length; i++) {
    const piece = pieces[i]!;
    if (isAnchored && i === pieces.length - 1)
      return path.length - piece.length >= at && path.endsWith(piece);
    const found = indexOfPiece(path, piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return !isAnchored || at === path.length;
}

function normalOctets(octets: string): string {
  let normal = "";
  for (let i = 0; i < octets.length; i++) {
    const code = octets.charCodeAt(i);
    const hex = code === 0x25 ? hexAt(octets, i + 1) : -1;
    if (hex >= 0) {
      const character = String.fromCharCode(hex);
      normal += hex < 128 && unreserved.test(character) ? character : escaped[hex]!;
      i += 2;
    } else normal += isBare[code] === true ? octets[i]! : escaped[code]!;
  }
  return normal;
}

function hexAt(octets: string, at: number): number {
  const digits = octets.slice(at, at + 2);
  return /^[0-9A-Fa-f]{2}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}

/** Short pieces go to the engine; its search is quadratic at worst, so a long one is searched by Knuth, Morris and Pratt. */
function indexOfPiece(path: string, piece: string, from: number): number {
  if (piece.length <= 32) return path.indexOf(piece, from);
  if (piece.length > path.length - from) return -1;
  const borders = new Uint32Array(piece.length);
  for (let i = 1, k = 0; i < piece.length; i++) {
    while (k > 0 && piece[i] !== piece[k]) k = borders[k - 1]!;
    if (piece[i] === piece[k]) k++;
    borders[i] = k;
  }
  for (let i = from, k = 0; i < path.length; i++) {
    while (k > 0 && path[i] !== piece[k]) k = borders[k - 1]!;
    if (path[i] === piece[k]) k++;
    if (k === piece.length) return i - k + 1;
  }
  return -1;
}

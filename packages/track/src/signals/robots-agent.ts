/** Which agents of a robots.txt a crawler is (RFC 9309, section 2.2.1). */

/** Words of browser-like headers that are nobody's own: they count only when no other word is named. */
const generic = new Set([
  "mozilla",
  "applewebkit",
  "khtml",
  "gecko",
  "chrome",
  "safari",
  "compatible",
  "like",
]);

/** The product tokens in a User-Agent header, or the one token given, in lower case; the crawler's own before generic ones. */
export interface AgentTokens {
  readonly own: ReadonlySet<string>;
  readonly generic: ReadonlySet<string>;
}

/** Longest header that is looked at; longer ones are cut. */
const maxHeaderLength = 4_096;

/**
 * Takes product tokens from a full User-Agent header or from a bare token. RFC 9309 leaves open how: a token counts when
 * it stands in the header as a product, so not inside a longer word and not inside a URL or address.
 */
export function agentTokens(userAgent: string): AgentTokens {
  const words = userAgent
    .slice(0, maxHeaderLength)
    .split(/[\s();,"]+/)
    .filter((word) => word !== "" && !word.includes("://") && !word.includes("@"))
    .map(productToken);
  const own = words.filter((word) => !generic.has(word) && /[a-z]/.test(word));
  return { own: new Set(own), generic: new Set(words.filter((word) => generic.has(word))) };
}

/** The product token of a `User-agent` line or of a word in a header: what stands before the version. */
export function productToken(value: string): string {
  return (/^[^\s/]*/.exec(value)?.[0] ?? "").toLowerCase();
}

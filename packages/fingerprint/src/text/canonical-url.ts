/**
 * Canonical URLs, rules `url-1`. Two spellings of one address get one key; two addresses never do on purpose.
 *
 *  1. Parsed by the WHATWG URL Standard: scheme and host in lower case, internationalised names in Punycode, `.`
 *     and `..` resolved, tabs and line breaks removed.
 *  2. `http` and `https` are one (written `http`): the same page is served under both.
 *  3. User name, password, fragment, the scheme's default port and a full stop after the host are dropped.
 *  4. Percent-encoding: an unreserved character (RFC 3986, section 2.3) stands for itself, any other escape has
 *     upper-case digits.
 *  5. An empty query (`?`) is dropped; any other query stays as it is, in its order, tracking parameters included:
 *     leaving them out would join pages that some sites tell apart.
 *  6. `www.`, trailing slashes and index pages stay: they can be other pages.
 */
import { FingerprintError } from "../error.ts";

/** The version of the rules above; part of every manifest. */
export const urlRules = "url-1";

/** Longest URL that is taken, in UTF-16 units. */
const maxLength = 65_536;

/**
 * What most crawled addresses look like: nothing in them that the rules or the standard would change, and no host that
 * could be an address in numbers or an internationalised name.
 */
const plainUrl =
  /^https?:\/\/(?!xn--)[a-z0-9-]+(?:\.(?!xn--)[a-z0-9-]+)*\.(?!xn--)[a-z]+(?:\/[\w~-][\w.~-]*)*\/?(?:\?[\w.~=&-]+)?$/;

/** An absolute URL as it is stored and counted. */
export interface ParsedUrl {
  readonly canonical: string;
  /** As `hostOf` gives it. */
  readonly host: string;
}

/** Returns canonical form and host of an absolute URL, parsed once; undefined when it is none. */
export function parseUrl(url: string): ParsedUrl | undefined {
  if (url.length > maxLength) return undefined;
  // A tenth of the time of parsing and spelling anew, which is what a record with a URL would cost most.
  if (plainUrl.test(url)) return plainParts(url);
  const parsed = URL.parse(url);
  if (parsed === null) return undefined;
  // The host first: spelling the URL anew changes what was parsed.
  const host = parsed.hostname.replace(/\.$/, "");
  return { canonical: spelled(parsed), host };
}

/** Cut by hand: the parts of a regular expression's match are an array and three strings more. */
function plainParts(url: string): ParsedUrl {
  const colon = url.startsWith("https") ? 5 : 4;
  const hostStart = colon + 3;
  const slash = url.indexOf("/", hostStart);
  const hostEnd = slash < 0 ? url.indexOf("?", hostStart) : slash;
  const host = url.slice(hostStart, hostEnd < 0 ? url.length : hostEnd);
  if (slash >= 0) return { canonical: colon === 4 ? url : `http${url.slice(colon)}`, host };
  return { canonical: `http://${host}/${hostEnd < 0 ? "" : url.slice(hostEnd)}`, host };
}

/**
 * Returns the canonical spelling of an absolute URL.
 *
 * @throws FingerprintError `bad-input` when it is no absolute URL or longer than 65,536 units
 */
export function canonicalUrl(url: string): string {
  const parsed = parseUrl(url);
  if (parsed !== undefined) return parsed.canonical;
  throw new FingerprintError(
    "bad-input",
    "This is no absolute URL. Give it with its scheme, as in https://example.com/page.",
  );
}

function spelled(parsed: URL): string {
  parsed.username = "";
  parsed.password = "";
  parsed.hash = "";
  const scheme = parsed.protocol === "https:" ? "http:" : parsed.protocol;
  const host = parsed.hostname.replace(/\.$/, "");
  const port = parsed.port === "" ? "" : `:${parsed.port}`;
  const authority = parsed.host === "" ? "" : `//${host}${port}`;
  const query = parsed.search.length > 1 ? parsed.search : "";
  return `${scheme}${authority}${evenEscapes(parsed.pathname)}${evenEscapes(query)}`;
}

/** Returns the host of a URL in lower case and Punycode, without port and trailing full stop; "" where there is none. */
export function hostOf(url: string | undefined): string {
  return url === undefined ? "" : (parseUrl(url)?.host ?? "");
}

/** Tells whether a string is an absolute URL that `canonicalUrl` takes. */
export function isUrl(url: string): boolean {
  return url.length <= maxLength && URL.canParse(url);
}

function evenEscapes(part: string): string {
  return part.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => {
    const character = String.fromCharCode(Number.parseInt(digits, 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${digits.toUpperCase()}`;
  });
}

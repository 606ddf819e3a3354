/** What a page or an image says of its own licence: Link headers, links, meta tags, JSON-LD, XMP. */
import type { CrawledResponse } from "../crawled-response.ts";
import { imageMetadata } from "../image-metadata/image-metadata.ts";
import { headerValues, urlText } from "../signals/found-signal.ts";
import { readHtmlMetadata } from "../signals/html-metadata.ts";
import { readLinkHeader } from "../signals/link-header.ts";
import { isHtml } from "../signals/response-signals.ts";
import { rslMediaType } from "../signals/rsl.ts";
import { readLicenceName, type LicenceReading } from "./licence-name.ts";
import { readLicenceUrl } from "./licence-url.ts";

/** One statement of a licence, with its place and without a quotation of the page. */
export interface PageLicence {
  readonly reading: LicenceReading;
  /** Where it stood, such as `header Link` or `meta dcterms.license`. */
  readonly field: string;
  /** The URL that was named, if it was one. */
  readonly url?: string;
}

const metaNames = new Set([
  "license",
  "licence",
  "dc.rights.license",
  "dc.license",
  "dcterms.license",
  "dc.rights",
  "dcterms.rights",
  "rights-standard",
]);
const maxStatements = 100;
const maxDepth = 20;
const maxNodes = 10_000;

/**
 * Returns every licence that a response states for itself, in the order header, HTML, data, image. Terms in RSL are signals
 * and are told there. Linear; never throws.
 */
export function pageLicences(response: CrawledResponse): readonly PageLicence[] {
  const { url, headers } = response;
  const linked = headerValues(headers, "link")
    .flatMap(readLinkHeader)
    .filter(({ rel, type }) => rel.includes("license") && type !== rslMediaType)
    .flatMap(({ href }) => byUrl(href, url, "header Link"));
  const inside = isHtml(response) ? htmlLicences(response) : imageLicences(response);
  return [...linked, ...inside].slice(0, maxStatements);
}

/**
 * The licence that a page's statements come to, as a record holds it: all of them at once, joined by AND; a name where one
 * is no SPDX licence and stands alone. Undefined where none could be read.
 */
export function licenceOfPage(statements: readonly PageLicence[]): string | undefined {
  const read = statements.flatMap(({ reading }) => (reading.kind === "licence" ? [reading.licence] : []));
  const expressions = new Set(read.flatMap((one) => (one.kind === "spdx" ? [one.expression] : [])));
  if (expressions.size > 0) return [...expressions].join(" AND ").slice(0, 200);
  return read.find((one) => one.kind === "custom")?.name;
}

function htmlLicences({ body, charset, url }: CrawledResponse): readonly PageLicence[] {
  const { links, metas, scripts } = readHtmlMetadata(body, charset);
  return [
    ...links
      .filter(({ type }) => type !== rslMediaType)
      .flatMap(({ href, element }) => byUrl(href, url, `${element} rel=license`)),
    ...metas
      .filter(({ name }) => metaNames.has(name))
      .flatMap(({ name, content }) => byText(content, url, `meta ${name}`)),
    ...scripts
      .filter(({ type }) => type === "application/ld+json")
      .flatMap(({ text }) => jsonLicences(text).flatMap((value) => byText(value, url, "JSON-LD license"))),
  ];
}

function imageLicences({ mediaType, body, url }: CrawledResponse): readonly PageLicence[] {
  if (mediaType?.startsWith("image/") !== true) return [];
  const xmp = imageMetadata(body)?.xmp;
  return [
    ...(xmp?.licence === undefined ? [] : byText(xmp.licence, url, "XMP cc:license")),
    ...(xmp?.webStatement === undefined ? [] : byUrl(xmp.webStatement, url, "XMP xmpRights:WebStatement")),
  ];
}

/** Values of `license` at any depth of a JSON-LD document. */
function jsonLicences(text: string): readonly string[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return [];
  }
  const found: string[] = [];
  let nodes = 0;
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || depth > maxDepth || ++nodes > maxNodes) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "license") found.push(...licenceTexts(inner));
      else walk(inner, depth + 1);
    }
  };
  walk(document, 0);
  return found.slice(0, maxStatements);
}

/** A licence is a text, a list of texts, or an object with a URL or a name. */
function licenceTexts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.slice(0, maxStatements).filter((one) => typeof one === "string");
  if (typeof value !== "object" || value === null) return [];
  const { url, "@id": id, name } = value as Readonly<Record<string, unknown>>;
  return [url, id, name].filter((one) => typeof one === "string").slice(0, 1);
}

function byText(text: string, base: string, field: string): readonly PageLicence[] {
  const trimmed = text.trim();
  if (trimmed === "") return [];
  return /^(?:https?:)?\/\//i.test(trimmed)
    ? byUrl(trimmed, base, field)
    : [{ reading: readLicenceName(trimmed), field }];
}

function byUrl(href: string, base: string, field: string): readonly PageLicence[] {
  const url = urlText(href, base);
  return url === undefined ? [] : [{ reading: readLicenceUrl(url), field, url }];
}

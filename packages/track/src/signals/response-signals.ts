/** What one response says about training: in its headers, its HTML, its image metadata, or as a file of its host. */
import type { Signal, SignalPlace } from "@yurai/schema";
import type { CrawledResponse } from "../crawled-response.ts";
import { imageMetadata } from "../image-metadata/image-metadata.ts";
import type { EmbeddedSignal } from "../image-metadata/synthetic-marks.ts";
import { aiTxtSignals, readAiTxt } from "./ai-txt.ts";
import { readContentUsage } from "./content-usage.ts";
import { decodeStart, headerValues, type FoundSignal } from "./found-signal.ts";
import { hostFileKind, type HostFileKind } from "./host-file.ts";
import { readHtmlMetadata, type HtmlMetadata } from "./html-metadata.ts";
import { readLinkHeader } from "./link-header.ts";
import { robotsFileSignals } from "./robots-signals.ts";
import { readRobotsHeader, readRobotsMeta } from "./robots-tag.ts";
import { parseRobotsTxt } from "./robots-txt.ts";
import { readRsl, rslMediaType, rslReference } from "./rsl.ts";
import { readTdmrep, tdmSignal } from "./tdmrep.ts";
import { isTrainingAgent } from "./training-agents.ts";
import { readTrustTxt, type LineSignal } from "./trust-txt.ts";
import { maxXmlLength } from "./xml.ts";

/** Longest headers that are looked at, together; what lies behind is not read. */
const maxHeaderLength = 1_000_000;
/** A record holds no more; the first ones stay. */
const maxSignals = 1_000;
const htmlTypes = new Set(["text/html", "application/xhtml+xml"]);

/** Tells whether a response is a page of HTML. */
export function isHtml({ mediaType }: Pick<CrawledResponse, "mediaType">): boolean {
  return mediaType !== undefined && htmlTypes.has(mediaType);
}

/**
 * Returns every signal that a response carries itself, each with its place and exact value, conflicts included. What its
 * host says elsewhere is told by `CrawledHosts`. Linear in the parts that are read; never throws.
 *
 * @example
 * ```ts
 * responseSignals(response); // [{ kind: "aipref", value: "train-ai=n", where: { kind: "header", name: "Content-Usage" }, ... }]
 * ```
 */
export function responseSignals(response: CrawledResponse): readonly Signal[] {
  const { url, fetchedAt } = response;
  const place = (signal: FoundSignal, where: SignalPlace): Signal => ({
    ...signal,
    where,
    ...(fetchedAt !== undefined && { at: fetchedAt }),
  });
  const kind = hostFileKind(url);
  const signals = [
    ...headerSignals(response).map(([signal, name]) => place(signal, { kind: "header", name })),
    ...(isHtml(response) ? htmlSignals(readHtmlMetadata(response.body, response.charset), response) : []).map(
      ([signal, name]) => place(signal, { kind: "meta", name }),
    ),
    ...embedded(response).map(({ part, ...signal }) => place(signal, { kind: "embedded", part })),
    ...(kind === undefined || !isFound(response) ? [] : hostFileSignals(kind, response)).map(
      ({ line, signal }) => place(signal, { kind: "file", url, ...(line > 0 && { line }) }),
    ),
  ];
  return signals.slice(0, maxSignals);
}

/** Tells whether a response brought what was asked for. A record without HTTP did. */
function isFound({ status }: Pick<CrawledResponse, "status">): boolean {
  return status === 0 || (status >= 200 && status < 300);
}

type Named = readonly [signal: FoundSignal, name: string];

function headerSignals({ headers: all, url, mediaType }: CrawledResponse): readonly Named[] {
  const headers = withinLimit(all);
  const usage = headerValues(headers, "content-usage");
  const [reservation] = headerValues(headers, "tdm-reservation");
  const [policy] = headerValues(headers, "tdm-policy");
  const tdm = reservation === undefined ? undefined : tdmSignal(reservation, policy, url);
  const tags = headerValues(headers, "x-robots-tag").flatMap((value) =>
    readRobotsHeader(value, { mediaType }),
  );
  const links = headerValues(headers, "link").flatMap(readLinkHeader);
  const rsl = links.flatMap(({ rel, type, href }) =>
    rel.includes("license") && type === rslMediaType ? [rslReference(href, url)] : [],
  );
  return [
    // Fields of one name are one list (RFC 9110, section 5.3).
    ...(usage.length === 0 ? [] : readContentUsage(usage.join(", "))).map((one): Named => [
      one,
      "Content-Usage",
    ]),
    ...(tdm === undefined ? [] : [[tdm, "tdm-reservation"] as const]),
    ...tags.map((one): Named => [one, "X-Robots-Tag"]),
    ...rsl.flatMap((one): readonly Named[] => (one === undefined ? [] : [[one, "Link"]])),
  ];
}

function withinLimit(headers: CrawledResponse["headers"]): CrawledResponse["headers"] {
  let length = 0;
  const end = headers.findIndex(([name, value]) => (length += name.length + value.length) > maxHeaderLength);
  return end < 0 ? headers : headers.slice(0, end);
}

function htmlSignals(
  { metas, links, scripts }: HtmlMetadata,
  { url, mediaType }: CrawledResponse,
): readonly Named[] {
  const reservation = metas.find(({ name }) => name === "tdm-reservation");
  const policy = metas.find(({ name }) => name === "tdm-policy")?.content;
  const tdm = reservation === undefined ? undefined : tdmSignal(reservation.content, policy, url);
  const tags = metas
    .filter(({ name }) => name === "robots" || isTrainingAgent(name))
    .flatMap(({ name, content }) =>
      readRobotsMeta(name, content, { mediaType }).map((one): Named => [one, name]),
    );
  const rsl = links.flatMap(({ type, href, element }): readonly Named[] => {
    const signal = type === rslMediaType ? rslReference(href, url) : undefined;
    return signal === undefined ? [] : [[signal, element]];
  });
  const inline = scripts
    .filter(({ type }) => type === rslMediaType)
    .flatMap(({ text }) => readRsl(text, url) ?? [])
    .map(({ signal }): Named => [signal, "script"]);
  return [...(tdm === undefined ? [] : [[tdm, "tdm-reservation"] as const]), ...tags, ...rsl, ...inline];
}

function embedded({ mediaType = "", body }: CrawledResponse): readonly EmbeddedSignal[] {
  return mediaType.startsWith("image/") ? (imageMetadata(body)?.signals ?? []) : [];
}

/** What a file of a host says, for the file's own record. Line 0 stands for a file without lines. */
function hostFileSignals(kind: HostFileKind, response: CrawledResponse): readonly LineSignal[] {
  const { url, body } = response;
  switch (kind) {
    case "robots-txt":
      return robotsFileSignals(parseRobotsTxt(body), url);
    case "tdmrep":
      return (readTdmrep(body, url) ?? []).map(({ signal }) => ({ line: 0, signal }));
    case "ai-txt": {
      const file = isHtml(response) ? undefined : readAiTxt(body);
      return file === undefined ? [] : aiTxtSignals(file);
    }
    case "trust-txt":
      return readTrustTxt(body);
    default:
      return kind satisfies never;
  }
}

/** The licences of an RSL document that was crawled; undefined for any other response. */
export function rslDocument(response: CrawledResponse): ReturnType<typeof readRsl> {
  if (response.mediaType !== rslMediaType || !isFound(response)) return undefined;
  return readRsl(decodeStart(response.body, response.charset, maxXmlLength), response.url);
}

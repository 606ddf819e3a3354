/** RSL 1.0 (Really Simple Licensing): what an XML licence document permits and prohibits, by pattern of URL. */
import type { SaxesTagNS } from "saxes";
import { matchesRobotsPattern, readRobotsPattern, robotsPathOf } from "./robots-path.ts";
import { directiveText, urlText, type FoundSignal } from "./found-signal.ts";
import { attribute, walkXml } from "./xml.ts";

/** One licence offered for a pattern of URLs. */
export interface RslLicence {
  /** As written: a path pattern of robots.txt, or a URL that such a pattern follows. Empty: the page it came with. */
  readonly url: string;
  readonly signal: FoundSignal;
}

/** Media type of RSL documents. */
export const rslMediaType = "application/rsl+xml";

const namespace = "https://rslstandard.org/rsl";
/** Usages that hold training; the full list of the standard is not settled. */
const trainingUsages = new Set(["all", "ai-all", "ai-train"]);
const maxLicences = 1_000;

interface Open {
  readonly url: string;
  readonly server: string | undefined;
  readonly permits: string[];
  readonly prohibits: string[];
  readonly payments: string[];
}

/** The signal of a mere reference to a document: what it says is not known until it is read. */
export function rslReference(href: string, base: string): FoundSignal | undefined {
  const url = urlText(href, base);
  return url === undefined ? undefined : { kind: "rsl", value: directiveText(url), training: "unknown" };
}

/** Reads the licences of a document, one signal each; undefined when it is no RSL. Linear; never throws. */
export function readRsl(text: string, base: string): readonly RslLicence[] | undefined {
  const licences: RslLicence[] = [];
  let isRsl = false;
  let content: { url: string; server: string | undefined } = { url: "", server: undefined };
  let open: Open | undefined;
  let list: string[] | undefined;
  const opened = (tag: SaxesTagNS): void => {
    if (tag.uri !== namespace) return;
    if (tag.local === "rsl") isRsl = true;
    else if (tag.local === "content")
      content = { url: attribute(tag, "url") ?? "", server: attribute(tag, "server") };
    else if (tag.local === "license") open = { ...content, permits: [], prohibits: [], payments: [] };
    else if (tag.local === "payment") open?.payments.push(attribute(tag, "type") ?? "unspecified");
    else if (attribute(tag, "type") === "usage")
      list =
        tag.local === "permits" ? open?.permits : tag.local === "prohibits" ? open?.prohibits : undefined;
  };
  walkXml(text, {
    open: opened,
    text: (value) =>
      list?.push(
        ...value
          .toLowerCase()
          .split(/[\s,]+/)
          .filter(Boolean),
      ),
    close: (tag) => {
      list = undefined;
      if (tag.local !== "license" || open === undefined || licences.length === maxLicences) return;
      licences.push({ url: open.url, signal: toSignal(open, base) });
      open = undefined;
    },
  });
  return isRsl ? licences : undefined;
}

/** Tells whether a licence speaks of a page. `base` is the URL of the document, or of the page that holds it. */
export function rslCovers({ url }: RslLicence, page: string, base: string): boolean {
  if (url === "") return page === base;
  const target = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(url)?.[0];
  const origin = originOf(page);
  if (origin === undefined || origin !== originOf(target ?? base)) return false;
  const path = target === undefined ? url : url.slice(target.length) || "/";
  const pattern = readRobotsPattern(Buffer.from(path, "utf8").toString("latin1"));
  return pattern !== undefined && matchesRobotsPattern(pattern, robotsPathOf(page));
}

function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}

function toSignal({ url, server, permits, prohibits, payments }: Open, base: string): FoundSignal {
  const parts = [
    permits.length > 0 && `permits usage ${permits.join(",")}`,
    prohibits.length > 0 && `prohibits usage ${prohibits.join(",")}`,
    payments.length > 0 && `payment ${payments.join(",")}`,
    server !== undefined && "server",
  ].filter((part) => part !== false);
  const policy = urlText(base);
  return {
    kind: "rsl",
    value: directiveText(parts.length === 0 ? "license" : parts.join("; ")),
    training: answerOf(permits, prohibits, server !== undefined || payments.some((type) => type !== "free")),
    ...(url !== "" && { scope: directiveText(url) }),
    ...(policy !== undefined && { policy }),
  };
}

/** What is prohibited is so even where a wider usage is permitted; a server or a payment makes a permission conditional. */
function answerOf(
  permits: readonly string[],
  prohibits: readonly string[],
  isConditional: boolean,
): FoundSignal["training"] {
  if (prohibits.some((usage) => trainingUsages.has(usage))) return "no";
  if (!permits.some((usage) => trainingUsages.has(usage))) return "unknown";
  return isConditional ? "conditions" : "yes";
}

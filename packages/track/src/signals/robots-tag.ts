/** The directives of `X-Robots-Tag` headers and of meta tags for robots, among them `noai` and `noimageai`. */
import { agentName, directiveText, type FoundSignal } from "./found-signal.ts";

/** Directives that have a value behind a colon; any other word before a colon names an agent. */
const withValue = new Set(["unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"]);
const maxDirectives = 1_000;

/** What a tag came with: `noimageai` is about images, and says nothing about a text. */
export interface TagSubject {
  readonly mediaType?: string | undefined;
}

/**
 * Reads one header. An agent before a colon holds for the rest of that header. Values are in lower case. Linear.
 *
 * @example
 * ```ts
 * readRobotsHeader("otherbot: noindex, noai"); // both with the agent "otherbot"
 * ```
 */
export function readRobotsHeader(text: string, subject: TagSubject = {}): readonly FoundSignal[] {
  let agent: string | undefined;
  return text.split(",", maxDirectives).flatMap((part) => {
    const colon = part.indexOf(":");
    const word = part.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (colon < 0 || withValue.has(word)) return directive(part, agent, subject);
    agent = agentName(word);
    return directive(part.slice(colon + 1), agent, subject);
  });
}

/** Reads the content of a meta tag; its name is `robots` for everyone, or an agent's. Linear. */
export function readRobotsMeta(
  name: string,
  content: string,
  subject: TagSubject = {},
): readonly FoundSignal[] {
  const agent = name.toLowerCase() === "robots" ? undefined : agentName(name.toLowerCase());
  return content.split(",", maxDirectives).flatMap((part) => directive(part, agent, subject));
}

/** Directives that say what holds without them. */
const usual = new Set(["index", "follow", "all"]);

/** Tells whether a signal is a directive that only says what holds anyway. */
export function isUsualDirective({ kind, value }: Pick<FoundSignal, "kind" | "value">): boolean {
  const name = value.split(":", 1)[0] ?? "";
  return kind === "robots-tag" && (usual.has(name) || withValue.has(name));
}

function directive(
  part: string,
  agent: string | undefined,
  { mediaType }: TagSubject,
): readonly FoundSignal[] {
  const value = directiveText(part.trim().toLowerCase());
  if (value === "") return [];
  const isAboutIt = value === "noai" || (value === "noimageai" && mediaType?.startsWith("image/") === true);
  return [{ kind: "robots-tag", value, training: isAboutIt ? "no" : "unknown", ...(agent && { agent }) }];
}

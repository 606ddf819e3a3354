/** Which files speak for a whole host, by their path. */

/** A file that speaks for its host. */
export type HostFileKind = "robots-txt" | "tdmrep" | "ai-txt" | "trust-txt";

const kinds = new Map<string, HostFileKind>([
  ["/robots.txt", "robots-txt"],
  ["/.well-known/tdmrep.json", "tdmrep"],
  ["/ai.txt", "ai-txt"],
  ["/.well-known/ai.txt", "ai-txt"],
  ["/trust.txt", "trust-txt"],
  ["/.well-known/trust.txt", "trust-txt"],
]);

/** The kind of file that a URL leads to, if it speaks for its host. */
export function hostFileKind(url: string): HostFileKind | undefined {
  if (!url.endsWith(".txt") && !url.endsWith("/tdmrep.json")) return undefined;
  const begin = url.indexOf("://");
  const path = begin < 0 ? -1 : url.indexOf("/", begin + 3);
  return path < 0 ? undefined : kinds.get(url.slice(path));
}

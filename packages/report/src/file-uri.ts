/** What stands for standard input where a format asks for a file. */
export const standardInputName = "stdin.jsonl";

/**
 * Turns the outputs file as the user gave it into a relative or absolute URI reference, with every character outside of
 * RFC 3986 escaped.
 */
export function fileUri(file: string | undefined): string {
  if (file === undefined || file === "" || file === "-") return standardInputName;
  const path = file.replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
  const escaped = path.toWellFormed().split("/").map(encodeURIComponent).join("/");
  // A colon in the first segment would read as a scheme; encodeURIComponent has escaped it already.
  return path.startsWith("/") ? `file://${escaped}` : escaped;
}

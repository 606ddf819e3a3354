/** Joins the parts of a made-up secret, so that no scanner takes the source of a detector for a leak. */
export function spelled(...parts: readonly string[]): string {
  return parts.join("");
}

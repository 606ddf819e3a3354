/** HTML that is safe to put into a page: only {@link markup} makes it. */
export interface Markup {
  readonly html: string;
}

/** What may stand in a template: text, which is escaped, or markup, which is not. */
type Part = string | number | Markup | readonly Markup[] | undefined;

/**
 * A tagged template for HTML in which every inserted text is escaped, in elements and in quoted attributes. Nothing from
 * outside may be put into a script, a style or an unquoted attribute.
 */
export function markup(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let html = "";
  for (const [at, literal] of literals.entries())
    html += literal + (at < parts.length ? toHtml(parts[at]) : "");
  return { html };
}

/** Marks a constant of this package as HTML; never for data. */
export function trusted(html: string): Markup {
  return { html };
}

/** Escapes text for HTML and XML, in elements and in quoted attributes. */
function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function toHtml(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escapeMarkup(part);
  if (typeof part === "number") return String(part);
  return "html" in part ? part.html : part.map((item) => item.html).join("");
}

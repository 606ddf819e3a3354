/** Which media types are read as text. */
const html = new Set(["text/html", "application/xhtml+xml"]);
const plain = /^(?:text\/.+|application\/(?:json|[\w.-]+\+json))$/;

/** Whether a media type is a page, of which only the visible text counts. */
export function isHtml(mediaType: string): boolean {
  return html.has(mediaType);
}

/** Whether a media type is one whose text is read. */
export function isTextType(mediaType: string): boolean {
  return html.has(mediaType) || plain.test(mediaType);
}

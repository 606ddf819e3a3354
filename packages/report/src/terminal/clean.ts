// Everything that could move the cursor, change colour, reorder the line or hide: C0 and C1 controls, line and
// paragraph separators, lone surrogates, and every format character (bidi marks, overrides and isolates, zero-width
// spaces, soft hyphens, tags) but the two joiners, without which emoji and several scripts fall apart.
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu;
// More marks than this on one letter paint over the lines above and below; the longest honest clusters have fewer.
const maxMarks = 8;
const markRun = new RegExp(`(\\p{M}{${maxMarks}})\\p{M}+`, "gu");

/**
 * Makes a string from outside (a source name, URL, id, path) safe for one line of a terminal, log, XML or HTML report:
 * control characters, line breaks, bidi overrides and other invisible characters become visible escapes such as
 * `\x1b` or `\u202e`, and runs of more than 8 combining marks are cut. Readable text in any script stays as it is.
 * Idempotent.
 */
export function clean(text: string): string {
  // Most names are plain ASCII, and a check of many outputs has many of them.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(unsafe, escape).replace(markRun, "$1");
}

/** Like {@link clean}, but keeps line feeds and turns tabs into spaces: for quoted passages, which have lines. */
export function cleanLines(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => clean(line.replaceAll("\t", "  ")))
    .join("\n");
}

/** Shortens an id for a screen to its first 8 characters, never through the middle of one. */
export function shorten(id: string): string {
  return Array.from(id.slice(0, 16)).slice(0, 8).join("");
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}

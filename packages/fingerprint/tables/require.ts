/** The generator's checks. */
import process from "node:process";

/** Throws, naming the code point, unless the fact holds. */
export function require(holds: boolean, broken: string, codePoint: number): void {
  if (holds) return;
  const name = `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
  throw new Error(
    `Unicode tables: ${broken} (${name}). The definition of the normal form needs another look.`,
  );
}

/** Throws unless the running Node's own Unicode data is of version 17. */
export function checkUnicodeVersion(): void {
  const version = process.versions.unicode ?? "none";
  if (version === "17" || version.startsWith("17.")) return;
  throw new Error(
    `Unicode tables: this Node has Unicode ${version}. Run the generator with a Node that has 17.`,
  );
}

/** True for the 11,172 precomposed Hangul syllables, whose (de)composition is arithmetic. */
export function isHangulSyllable(codePoint: number): boolean {
  return codePoint >= 0xac00 && codePoint < 0xac00 + 11_172;
}

/** Outputs as a gate meets them: unrelated text with one passage of the index in it. */

/**
 * Outputs spliced from pieces of nine characters out of unrelated places, each behind one passage of 400 characters.
 * Always the same ones.
 */
export function splicedOutputs(
  texts: readonly string[],
  { characters, count }: { readonly characters: number; readonly count: number },
): string[] {
  const all = texts.join("\n");
  return Array.from({ length: count }, (_, i) => {
    const at = (i * 7_919 * 104_729) % (all.length - 1_000);
    const pieces = [all.slice(at, at + 400)];
    for (let j = 0; j * 9 + 400 < characters; j++) {
      const from = (at + j * 65_537 * 13) % (all.length - 20);
      pieces.push(all.slice(from, from + 9));
    }
    return pieces.join("");
  });
}

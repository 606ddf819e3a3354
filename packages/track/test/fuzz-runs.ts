/** How many inputs a parser is given: those of every test run, or of a campaign, as in `YURAI_FUZZ=1000000 npx vitest run ...`. */
export function fuzzRuns(usual: number): number {
  return Number(process.env["YURAI_FUZZ"] ?? usual);
}

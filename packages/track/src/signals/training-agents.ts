/**
 * Agents whose operators, or those who watch them, say that they collect training data or control its use. Data: names as
 * the public list of the project ai.robots.txt has them (robots.json, November 2026), those whose function is training.
 * `Google-Extended` and `Applebot-Extended` fetch nothing: sites name them to speak about training alone.
 */
const trainingAgents: readonly string[] = [
  "AI2Bot",
  "Ai2Bot-Dolma",
  "Amazonbot",
  "anthropic-ai",
  "Applebot-Extended",
  "Bytespider",
  "CCBot",
  "ClaudeBot",
  "cohere-training-data-crawler",
  "Cotoyogi",
  "DeepSeekBot",
  "Diffbot",
  "FacebookBot",
  "Google-Extended",
  "GoogleOther",
  "GPTBot",
  "ICC-Crawler",
  "img2dataset",
  "LAIONDownloader",
  "Meta-ExternalAgent",
  "omgili",
  "PanguBot",
  "SBIntuitionsBot",
  "TikTokSpider",
  "Timpibot",
  "webzio-extended",
  "YandexAdditional",
];

const tokens = new Set(trainingAgents.map((name) => name.toLowerCase()));

/** Tells whether a product token, in lower case, is one of {@link trainingAgents}. */
export function isTrainingAgent(token: string): boolean {
  return tokens.has(token);
}

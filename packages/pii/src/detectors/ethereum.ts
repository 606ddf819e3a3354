import type { Detector } from "../detector.ts";

/** An Ethereum address by its form; the letters' case, which can prove it (EIP-55), is not looked at. */
export const ethereum: Detector = {
  id: "ethereum",
  subject: "person",
  category: "wallet",
  role: "financial",
  find: { by: "digits", atLeast: 1, holds: "0x", pattern: /0x[\da-fA-F]{40}/g },
  prior: 1,
  matches: ["send to «0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed»"],
  nonMatches: ["0x5aAeb6053F3E94C9", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed00"],
};

import type { Detector } from "../detector.ts";

/** A private key in PEM (RFC 7468), OpenSSH or PGP armour, with the lines to its end. */
export const privateKey: Detector = {
  id: "private-key",
  subject: "secret",
  category: "private-key",
  find: {
    by: "anchor",
    anchors: ["-----BEGIN "],
    side: "from",
    reach: 120,
    pattern: /-----BEGIN (?:[A-Z]{2,9} ){0,2}PRIVATE KEY(?: BLOCK)?-----[\s\\nr]{0,6}[A-Za-z\d+/=:-]{16}/y,
    until: "-----END ",
  },
  prior: 4,
  matches: [
    "key:\n«-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n-----END PRIVATE KEY-----»\nrest",
    "«-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----»",
  ],
  nonMatches: [
    "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEF",
    "-----BEGIN PRIVATE KEY----- is how it begins",
  ],
};

import type { Detector, Validity } from "../detector.ts";

/** Addresses that lead to nobody: private, local, documentation, multicast and reserved (RFC 6890). */
const special =
  /^(?:0|10|127|22[4-9]|23\d|24\d|25[0-5])\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\.|^192\.168\.|^192\.0\.[02]\.|^198\.(?:1[89]|51\.100)\.|^203\.0\.113\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;

/** A public IPv4 address. Short parts look like a version number and need a label. */
export const ipV4: Detector = {
  id: "ip-v4",
  subject: "person",
  category: "ip-address",
  role: "online",
  find: { by: "digits", atLeast: 4, holds: ".", pattern: /(?<![\d.v])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g },
  check: checkAddress,
  prior: -0.3,
  layout: { pattern: /\d{2,3}\.\d{1,3}\.\d{1,3}\.\d{2,3}|\d{3}/, bonus: 2 },
  labels: ["ip-address"],
  matches: ["from «81.23.145.201»", "client IP: «8.8.4.4»", "IPアドレス «133.242.187.207»"],
  nonMatches: ["192.168.1.10", "version 1.2.3.4", "10.0.0.1", "256.100.100.100", "203.0.113.7"],
};

function checkAddress(value: string): Validity {
  const parts = value.split(".");
  const isAddress = parts.every((part) => Number(part) < 256 && (part === "0" || !part.startsWith("0")));
  return isAddress && !special.test(value) ? "no-check" : "invalid";
}

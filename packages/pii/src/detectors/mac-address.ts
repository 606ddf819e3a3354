import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A device's globally unique MAC address (IEEE 802): six octets, not multicast, not locally made up. */
export const macAddress: Detector = {
  id: "mac-address",
  subject: "person",
  category: "mac-address",
  role: "online",
  find: { by: "colon", pattern: /(?<![\w:])(?:[\da-fA-F]{2}:){5}[\da-fA-F]{2}(?![\w:])/g },
  check: (value) =>
    judged((Number.parseInt(value.slice(0, 2), 16) & 3) === 0 && !/^00:00:00|^(?:FF:?)+$/i.test(value)),
  chance: 0.25,
  prior: 0.8,
  matches: ["device «00:1A:2B:3C:4D:5E»", "«a4:83:e7:12:9f:00»"],
  nonMatches: ["ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", "12:30:45:00:00:00", "33:33:00:00:00:01"],
};

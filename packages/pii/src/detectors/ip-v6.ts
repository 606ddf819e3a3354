import type { Detector, Validity } from "../detector.ts";

/** A public IPv6 address (RFC 4291), but for documentation, link-local, unique local and loopback ones. */
export const ipV6: Detector = {
  id: "ip-v6",
  subject: "person",
  category: "ip-address",
  role: "online",
  find: { by: "colon", pattern: /(?<![\w:])(?:[\da-fA-F]{0,4}:){2,7}[\da-fA-F]{0,4}(?![\w:])/g },
  check: checkAddress,
  prior: 1.5,
  labels: ["ip-address"],
  matches: ["from «2606:4700:4700::1111»", "«2a00:1450:4001:81b::200e»"],
  nonMatches: ["2001:db8::1", "fe80::1", "12:30:45", "::1", "std::vec", "00:1A:2B:3C:4D:5E"],
};

function checkAddress(value: string): Validity {
  if (!isAddress(value) || /^(?:f[cdef][\da-f]{2}:|2001:0?db8:|0{0,4}:)/i.test(value)) return "invalid";
  if (/^[23][\da-f]{3}:/i.test(value)) return "valid";
  // Outside the space that is given out; eight full groups are hardly anything else.
  return value.split(":").every((group) => group.length > 1) ? "no-check" : "invalid";
}

/** Asks the URL Standard's parser: node:net is left to code that may open sockets. */
function isAddress(text: string): boolean {
  return URL.canParse(`http://[${text}]/`);
}

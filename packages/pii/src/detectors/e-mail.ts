import { domainToASCII } from "node:url";
import type { Detector, Validity } from "../detector.ts";

/** Names that RFC 2606 and others keep for examples, and mailboxes that belong to a role. */
const madeUp = /(?:^|\.)(?:example(?:\.(?:com|net|org|jp|co\.jp))?|test|invalid|localhost|local|internal)$/i;
const roles =
  /^(?:info|no-?reply|do-?not-?reply|support|sales|contact|admin|administrator|webmaster|postmaster|hostmaster|abuse|security|help|office|press|noc|git|root|mailer-daemon)$/i;
const files = /\.(?:png|jpe?g|gif|svg|webp|css|js|ts|mjs|json|md|html?|txt|py|go|rs|java|lock)$/i;

/** An e-mail address (RFC 5321 lengths), but for examples, roles and file names. */
export const eMail: Detector = {
  id: "e-mail",
  subject: "person",
  category: "e-mail",
  role: "contact",
  find: {
    by: "at-sign",
    pattern:
      /(?<![\w.+%-])[\w+%-](?:[\w.+%-]{0,62}[\w+%-])?@(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,8}(?:[A-Za-z]{2,24}|xn--[a-z\d-]{2,59}|\p{L}{2,24})(?![\w-]|\.\w)/gu,
  },
  check: checkAddress,
  prior: 3.5,
  matches: [
    "write to «taro.yamada@yurai.dev» today",
    "連絡先は«hanako@mail.co.jp»です",
    "😀«a+b@sub.site.io».",
    "mailto:«first_last@corp.de»",
  ],
  nonMatches: [
    "info@corp.de",
    "a@example.com",
    "logo@2x.png",
    "git@github.com:owner/name",
    "@scope/pkg",
    "a@b",
    "x@test",
  ],
};

function checkAddress(value: string): Validity {
  const [name = "", domain = ""] = value.split("@");
  if (madeUp.test(domain) || roles.test(name) || files.test(domain)) return "invalid";
  return value.includes("..") || domainToASCII(domain) === "" ? "invalid" : "no-check";
}

import type { Detector, Validity } from "../detector.ts";

/** Words that stand for a password in manuals. */
const stands =
  /^(?:pass(?:word|wd)?|pwd|secret|user|x+|\*+|\.+|token|changeme|example|your.*|\$.*|<.*|\{.*|%.*)$/i;

/** A password in the address of a server (RFC 3986, userinfo). */
export const urlPassword: Detector = {
  id: "url-password",
  subject: "secret",
  category: "password",
  find: {
    by: "anchor",
    anchors: [
      "http",
      "https",
      "postgres",
      "postgresql",
      "mysql",
      "mongodb",
      "redis",
      "amqp",
      "ftp",
      "ssh",
      "smtp",
    ],
    side: "after",
    reach: 160,
    needsAtSign: true,
    pattern: /(?:\+\w{1,8})?:\/\/[\w.%+-]{1,64}:(?<value>[^\s:@/"'`<>[\]]{4,80})@[\w[]/dy,
  },
  check: (value): Validity => (stands.test(value) ? "invalid" : "no-check"),
  prior: 5,
  matches: ["postgres://app:«s3cr3t-Pa55»@db.corp.net/main", "https://bot:«hunter2XQ»@host/x"],
  nonMatches: ["https://host/path", "postgres://user:password@host/db", "http://a:8080/x@y"],
};

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalUrl, hostOf, isUrl } from "../src/text/canonical-url.ts";
import { urlKey } from "../src/text/content-key.ts";

const same: readonly (readonly [string, string])[] = [
  ["HTTPS://News.Example.JP/a", "http://news.example.jp/a"],
  ["http://example.jp:80/a", "http://example.jp/a"],
  ["https://example.jp:443/a", "http://example.jp/a"],
  ["http://user:password@example.jp/a", "http://example.jp/a"],
  ["http://example.jp/a#part", "http://example.jp/a"],
  ["http://example.jp./a", "http://example.jp/a"],
  ["http://example.jp", "http://example.jp/"],
  ["http://example.jp/a/./b/../c", "http://example.jp/a/c"],
  ["http://example.jp/%7ekaede", "http://example.jp/~kaede"],
  ["http://example.jp/%e3%81%82", "http://example.jp/%E3%81%82"],
  ["http://example.jp/あ", "http://example.jp/%E3%81%82"],
  ["http://日本.example/", "http://xn--wgv71a.example/"],
  ["http://example.jp/a?", "http://example.jp/a"],
  ["  http://example.jp/a\n", "http://example.jp/a"],
];

const different: readonly (readonly [string, string])[] = [
  ["http://example.jp/a", "http://example.jp/a/"],
  ["http://example.jp/a", "http://www.example.jp/a"],
  ["http://example.jp/a?x=1&y=2", "http://example.jp/a?y=2&x=1"],
  ["http://example.jp/a%2Fb", "http://example.jp/a/b"],
  ["http://example.jp/a?utm_source=x", "http://example.jp/a"],
  ["http://example.jp:8080/", "http://example.jp/"],
  ["ftp://example.jp/", "http://example.jp/"],
  ["http://example.jp/A", "http://example.jp/a"],
];

describe("rules url-1", () => {
  test.each(same)("%s is %s", (a, b) => {
    expect(canonicalUrl(a)).toBe(b);
    expect(urlKey(a)).toEqual(urlKey(b));
  });

  test.each(different)("%s is not %s", (a, b) => {
    expect(canonicalUrl(a)).not.toBe(canonicalUrl(b));
    expect(urlKey(a)).not.toEqual(urlKey(b));
  });

  test("the canonical spelling is its own canonical spelling", () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
        const once = canonicalUrl(url);
        expect(canonicalUrl(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  test("an address that needs no parsing gets the spelling and the host that parsing gives it", () => {
    const parts = ["a", "news", "jp", "xn--", "xn--wgv71a", "0x1f", "127", "-", "--", "_", "~", "A", "%41"];
    const marks = [".", "..", "/", "//", "?", "&", "=", ":", ":80", "@", ";", "'", "|", "", ""];
    const rest = fc.array(fc.constantFrom(...parts, ...marks), { maxLength: 9 }).map((all) => all.join(""));
    let plain = 0;
    fc.assert(
      fc.property(
        fc.constantFrom("http", "https"),
        fc.constantFrom("example.jp", "a.b.example", ""),
        rest,
        (scheme, host, end) => {
          const url = `${scheme}://${host}${end}`;
          // A fragment is dropped, and makes the URL one that must be parsed.
          if (!isUrl(url) || !isUrl(`${url}#parsed`)) return;
          expect(canonicalUrl(url)).toBe(canonicalUrl(`${url}#parsed`));
          expect(hostOf(url)).toBe(hostOf(`${url}#parsed`));
          plain++;
        },
      ),
      { numRuns: 5_000 },
    );
    expect(plain).toBeGreaterThan(1_000);
  });

  test("what is no absolute URL is refused without being quoted", () => {
    for (const text of ["secret", "/secret/path", "", `http://x/${"secret".repeat(20_000)}`]) {
      expect(isUrl(text)).toBe(false);
      const refused = expect.objectContaining({
        code: "bad-input",
        message: expect.not.stringContaining("secret"),
      });
      expect(() => canonicalUrl(text)).toThrow(refused);
    }
  });

  test("hosts lose their port and trailing full stop", () => {
    expect(hostOf("https://News.Example.JP.:8443/a")).toBe("news.example.jp");
    expect(hostOf("data:text/plain,x")).toBe("");
  });
});

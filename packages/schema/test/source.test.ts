import { describe, expect, test } from "vitest";
import { classOf, missingFacts, origins, parse, sourceSchema, SchemaError, toLicence } from "@yurai/schema";
import type { Source } from "@yurai/schema";

const complete: Source = {
  name: "magazine-2025",
  origin: "licensed",
  purpose: "train",
  accessMode: "delivery",
  agreement: { reference: "A-12", from: "2025-04-01", to: "2027-03-31", deleteWithinDays: 30 },
  release: "2025-10",
  country: "JP",
  regions: { storage: ["JP"], training: ["JP"] },
};

describe("a source", () => {
  test("with every fact of its origin has no gap, and comes through the door unchanged", () => {
    expect(missingFacts(complete)).toEqual([]);
    expect(parse(sourceSchema, structuredClone(complete), { what: "source" })).toEqual(complete);
  });

  test("with a name and an origin alone shows a gap for each fact that could apply", () => {
    expect(missingFacts({ name: "a", origin: "user" })).toEqual([
      "source-without-purpose",
      "source-without-access-mode",
      "source-without-notice-version",
      "source-without-country",
      "source-without-storage-region",
      "source-without-training-region",
    ]);
    expect(missingFacts({ name: "a", origin: "crawled" })).toContain("source-without-terms-of-service");
    expect(missingFacts({ name: "a", origin: "third-party" })).toContain("source-without-agreement");
  });

  test("under an agreement without dates shows that gap", () => {
    const dateless = { ...complete, agreement: { reference: "A-12" } };
    expect(missingFacts(dateless)).toEqual(["source-without-agreement-dates"]);
  });

  test("has a class that follows from its origin", () => {
    expect(origins.map((origin) => [origin, classOf(origin)])).toEqual([
      ["public-dataset", "public"],
      ["crawled", "public"],
      ["licensed", "private"],
      ["third-party", "private"],
      ["user", "private"],
      ["synthetic", "synthetic"],
      ["own", "private"],
    ]);
  });

  test.each([" a", "a ", "", "a\nb", "a\u0000", "x".repeat(201)])("cannot be named %j", (name) => {
    expect(() => parse(sourceSchema, { name, origin: "own" }, { what: "source" })).toThrow(SchemaError);
  });

  test("declares its licence as an SPDX expression or as named terms", () => {
    expect(toLicence("MIT")).toEqual({ kind: "spdx", expression: "MIT" });
    expect(toLicence({ name: "A-12" })).toEqual({ kind: "custom", name: "A-12" });
  });
});

import { detectors } from "@yurai/pii";
import { scan } from "@yurai/pii";
import { describe, expect, test } from "vitest";

describe.each(detectors.map((detector) => [detector.id, detector] as const))("%s", (id, detector) => {
  test.each(detector.matches)("finds the marked value of %s", (marked) => {
    const text = marked.replace("«", "").replace("»", "");
    const value = marked.slice(marked.indexOf("«") + 1, marked.indexOf("»"));
    const found = scan(text).filter((hit) => hit.detector === id);
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([value]);
  });

  test.each(detector.nonMatches)("reports nothing in %s", (text) => {
    expect(scan(text).filter((hit) => hit.detector === id)).toEqual([]);
  });
});

test("no two detectors share an id", () => {
  expect(new Set(detectors.map(({ id }) => id)).size).toBe(detectors.length);
});

import { expect, test } from "vitest";
import { languages } from "@yurai/schema";
import { displayWidth, renderModel, renderRun, renderStatus, renderTrackSummary } from "../src/index.ts";
import { gaps, shownModel, shownRun, status, track, trackMany } from "./ledger-fixture.ts";
import { screens } from "./renderings.ts";

test.each(screens)("$file fits 80 columns in both languages", ({ render }) => {
  for (const language of languages)
    for (const line of render(language, (data) => data).split("\n"))
      expect(displayWidth(line)).toBeLessThanOrEqual(80);
});

test("status begins with its gaps, each with what to do", () => {
  const screen = renderStatus({ ...status, gaps });
  expect(screen).toMatch(/^gaps /);
  expect(screen.match(/do: /g)).toHaveLength(4);
  expect(screen).toContain("2 sources without licence: news-crawl, forum-2024");
  expect(screen).toContain("3 broken lines (first: forum.jsonl, line 17 EJSON)");
});

test("a run that read nothing says so first", () => {
  expect(renderTrackSummary({ ...track, sources: [] })).toMatch(/^nothing was tracked/);
});

test("personal data that nobody looked for is not checked, and an absent opt-out is no permission", () => {
  const screen = renderTrackSummary(trackMany);
  expect(screen).toMatch(/people +not checked/);
  expect(screen).toMatch(/opt-outs +none recorded; that is not a permission/);
});

test("opted-out rows that are still in lead to the command that drops them", () => {
  expect(renderTrackSummary(track)).toMatch(/next +yurai screen news-crawl --drop opt-out\S* --out clean/);
});

test("of many sources the five largest are listed and the others counted", () => {
  expect(renderTrackSummary(trackMany)).toContain("7 more: yurai show run 7c1e0000");
});

test("a run without an end and a model without runs are said to be so", () => {
  const { end: _, ...endless } = shownRun;
  expect(renderRun(endless)).toContain("no end recorded");
  expect(renderModel({ ...shownModel, model: { ...shownModel.model, runs: [] } })).toMatch(
    /not searched +model kaede-1b: its training data is not recorded/,
  );
});

// Pictures in the HTML report: only where given, outlined, harmless, and said to be there.
import type { Verdict } from "@yurai/schema";
import { describe, expect, test } from "vitest";
import {
  renderGithubAnnotations,
  renderGitlab,
  renderJunit,
  renderSarif,
  renderVerdictsAsHtml,
  renderVerdictsForTerminal,
  verdictSetOf,
} from "../src/index.ts";
import type { PicturePair, Thumbnail } from "../src/index.ts";
import { facts, verdict } from "./fixture.ts";
import { picture, shown, shownPair, shownRows, thumbnail } from "./shown-pictures.ts";

function page(pictures: readonly PicturePair[], language: "en" | "ja" = "en"): string {
  return renderVerdictsAsHtml(
    verdictSetOf([{ verdict: picture, pictures }]),
    { ...facts, withPictures: true },
    { language },
  );
}

describe("a picture's finding", () => {
  test("says how close, how turned and where it lies, on every screen and in both languages", () => {
    const set = verdictSetOf([{ verdict: picture }]);
    const screen = renderVerdictsForTerminal(set, facts, { columns: 80 });
    expect(screen).toContain("near copy, 14 bits apart, 89 keypoints");
    expect(screen).toContain("mirrored, negative");
    const html = renderVerdictsAsHtml(set, facts, { language: "ja" });
    expect(html).toContain("左から 50 %～75 %、上から 25 %～100 %");
    expect(html).toContain("左右反転");
    // A picture that is a file is all of it: no bytes.
    expect(html).toContain("<dd>photos/2.png</dd>");
    expect(html).toContain("--show-images");
  });

  test("shows both pictures with the region outlined in pixels of each, and the page says how many it holds", () => {
    const html = page([shownPair]);
    expect(html.split(`<image href="data:image/png;base64,${thumbnail.base64}"`)).toHaveLength(3);
    expect(html.match(/<rect class="line" x="100" y="25" width="50" height="75">/g)).toHaveLength(1);
    expect(html).toContain("holds 2 small pictures");
    expect(html).toContain("img-src data:");
    expect(html).not.toMatch(/ style="/);
  });

  test("says why a picture is not shown", () => {
    const html = page([{ finding: 0, output: thumbnail, source: "text-changed" }]);
    expect(html).toContain("not shown: its file has changed since");
    expect(html).toContain("holds 1 small picture ");
  });

  test.each([
    ["markup in place of base64", { base64: `"><script>alert(1)</script>` }],
    ["another type", { mediaType: "image/svg+xml" }],
    ["a size that is none", { width: Infinity }],
    ["too many bytes", { base64: "A".repeat(500_000) }],
  ])("that is %s is left out", (_, broken) => {
    const html = page([{ finding: 0, output: { ...thumbnail, ...broken } as Thumbnail, source: thumbnail }]);
    expect(html.match(/<image /g)).toHaveLength(1);
    expect(html).not.toContain("alert(1)");
    expect(html).toContain("not shown: too large");
  });

  test("is in no other rendering, and formats of code hosts name the file of each", () => {
    const set = verdictSetOf(shownRows());
    const others = [
      renderSarif(set, facts),
      renderVerdictsForTerminal(set, facts),
      renderJunit(set, facts),
      renderGitlab(set, facts),
      renderGithubAnnotations(set, facts),
    ];
    for (const text of others) expect(text).not.toContain(thumbnail.base64.slice(0, 40));
    expect(others[0]).toContain('"uri": "made/cut.png"');
    expect(others[2]).toContain('file="made/cut.png"');
    expect(others[3]).toContain('"path": "made/group.png"');
    expect(others[4]).toMatch(/^::error file=made\/group\.png,title/m);
  });
});

/** A picture whose check failed. */
function failed(id: string, reason: string): Verdict {
  const base = verdict(
    id,
    "incomplete",
    [{ kind: "check-failed", check: "image", reason, nextSteps: [] }],
    [],
  );
  return {
    ...base,
    coverage: {
      ...base.coverage,
      searched: { ...base.coverage.searched, images: 36 },
      notChecked: [{ check: "image", reason: "failed", required: true }],
    },
  };
}

test("texts and pictures in one check: both extents are told, and why checks failed, by code", () => {
  const rows = [
    failed("a", "image-damaged"),
    failed("b", "image-damaged"),
    failed("c", "novel-code"),
    verdict("d", "pass", [], []),
  ].map((one) => ({ verdict: one }));
  const screen = renderVerdictsForTerminal(verdictSetOf(rows), facts, { columns: 200 });
  expect(screen).toContain("2 x image-damaged (truncated or broken picture), 1 x novel-code (3 outputs)");
  expect(screen).toContain("every exact run from");
  expect(screen).toContain("compared with 36 pictures");
});

test("names that begin alike stay apart on a screen", () => {
  const rows = ["images/generated-0001.png", "images/generated-0002.png"].map((id) => ({
    verdict: { ...picture, id },
  }));
  const screen = renderVerdictsForTerminal(verdictSetOf(rows), facts, { columns: 80 });
  expect(screen).toContain("0001.png");
  expect(screen).toContain("0002.png");
});

describe("a face", () => {
  test("says whose it is by the id alone, how like, and by which models it was told", () => {
    const screen = renderVerdictsForTerminal(verdictSetOf([{ verdict: shown }]), facts, { columns: 200 });
    expect(screen).toContain("face (2 places), of enrolled person p-1a2b3c4d, cosine 0.61");
    expect(screen).toContain("faces looked for at 640 pixels, model 1a1a1a1a");
    expect(screen).toContain(
      "compared with 3 enrolled persons, model 2b2b2b2b: the same from 0.5, to be verified from 0.363",
    );
    expect(screen).not.toContain("whether a record has it");
    const japanese = renderVerdictsForTerminal(verdictSetOf([{ verdict: shown }]), facts, {
      columns: 200,
      language: "ja",
    });
    expect(japanese).toContain("登録者 p-1a2b3c4d と同一人物");
    expect(japanese).toContain("登録者 3 人と照合");
  });

  test("is outlined in the output, beside no other picture", () => {
    const set = verdictSetOf([{ verdict: shown, pictures: [{ finding: 0, output: thumbnail }] }]);
    const html = renderVerdictsAsHtml(set, { ...facts, withPictures: true });
    expect(html.match(/<image /g)).toHaveLength(1);
    expect(html.match(/<rect class="line"/g)).toHaveLength(2);
    expect(html).toContain("across 50 % to 75 %, down 25 % to 100 %; across 0 % to 10 %");
    expect(html).toContain("detected with 98 %");
  });

  test("that was compared with nobody is said to be", () => {
    const { features: _, ...alone } = shown.coverage.searched.faces!;
    const searched = { ...shown.coverage.searched, faces: { ...alone, persons: 0 } };
    const set = verdictSetOf([{ verdict: { ...shown, coverage: { ...shown.coverage, searched } } }]);
    expect(renderVerdictsForTerminal(set, facts, { columns: 200 })).toContain("faces compared with nobody");
  });
});

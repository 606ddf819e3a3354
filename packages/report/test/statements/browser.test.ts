// Every page of a report as a browser shows it: where Chromium is installed, else skipped by name.
import axe from "axe-core";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { languages } from "@yurai/schema";
import { renderVerdictsAsHtml, verdictSetOf } from "../../src/index.ts";
import { renderDocumentAsHtml } from "../../src/statements.ts";
import { facts } from "../fixture.ts";
import { shownRows } from "../shown-pictures.ts";
import { crowdedDocuments } from "./crowded-documents.ts";

const executablePath = findBrowser();
/** A folder for pictures to look at; none are kept without it. */
const pictures = process.env["YURAI_PICTURES"];
const schemes = ["light", "dark"] as const;
const widths = [360, 1_200] as const;

function findBrowser(): string | undefined {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

describe.skipIf(executablePath === undefined)(
  "in a browser (skipped where no Chromium is on the path)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "yurai-browser-"));
    let browser: Browser;
    beforeAll(async () => {
      browser = await puppeteer.launch({
        executablePath: executablePath ?? "",
        args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        userDataDir: join(folder, "profile"),
      });
    }, 60_000);
    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    describe.each(languages)("in %s", (language) => {
      test.each(crowdedDocuments(language))(
        "$kind: no request, no sideways scroll, no finding of axe",
        async (document) => {
          expect(await examine(renderDocumentAsHtml(document), `${document.kind}-${language}`)).toEqual([]);
        },
        60_000,
      );

      test("a check with pictures and faces: the same", async () => {
        const set = verdictSetOf(shownRows());
        const page = renderVerdictsAsHtml(set, { ...facts, withPictures: true }, { language });
        expect(await examine(page, `pictures-${language}`)).toEqual([]);
      }, 60_000);
    });

    /** What is wrong with a page, in every width and colour. */
    async function examine(html: string, name: string): Promise<readonly string[]> {
      const path = join(folder, `${name}.html`);
      const url = pathToFileURL(path).href;
      writeFileSync(path, html);
      await using page = await browser.newPage();
      const wrong: string[] = [];
      page.on("request", (request) => {
        // What stands in the page itself is asked of nobody.
        if (request.url() !== url && !request.url().startsWith("data:")) wrong.push(request.url());
      });
      page.on("console", (message) => wrong.push(message.text()));
      page.on("pageerror", (error) => wrong.push(String(error)));
      await page.goto(url);
      for (const width of widths) {
        await page.setViewport({ width, height: 800 });
        wrong.push(...(await sidewaysOf(page)).map((what) => `${width} px: ${what}`));
        await picture(page, `${name}-${width}`);
      }
      for (const scheme of schemes) {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        wrong.push(...(await findingsOf(page)).map((what) => `${scheme}: ${what}`));
        await picture(page, `${name}-${scheme}`);
      }
      await print(page, name);
      return wrong;
    }
  },
);

/** What sticks out of the page to the side, by tag and class; tables scroll within their own boxes. */
async function sidewaysOf(page: Page): Promise<readonly string[]> {
  return evaluate(
    page,
    `(() => {
      const limit = document.documentElement.clientWidth;
      const wide = [...document.body.querySelectorAll("*")]
        .filter((element) => element.matches(".scroll") || element.closest(".scroll, svg") === null)
        .filter((element) => element.getBoundingClientRect().right > limit + 1)
        .map((element) => element.tagName + " " + element.textContent.slice(0, 40));
      return document.documentElement.scrollWidth > limit ? ["the page", ...wide] : wide;
    })()`,
  );
}

async function evaluate(page: Page, expression: string): Promise<readonly string[]> {
  return (await page.evaluate(expression)) as readonly string[];
}

/** Rules of axe that the page breaks, with the elements. */
async function findingsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] })",
  )) as axe.AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}

/** Prints on A4: a page, and no table cut off at its right side. */
async function print(page: Page, name: string): Promise<void> {
  const bytes = await page.pdf({
    format: "A4",
    margin: { top: "15mm", bottom: "15mm", left: "15mm", right: "15mm" },
  });
  expect(Buffer.from(bytes).subarray(0, 5).toString("latin1")).toBe("%PDF-");
  if (pictures !== undefined) writeFileSync(join(pictures, `${name}.pdf`), bytes);
  await page.emulateMediaType("print");
  // 180 mm at 96 dots to the inch.
  await page.setViewport({ width: 680, height: 960 });
  const cut = await evaluate(
    page,
    `[...document.querySelectorAll("table, svg")]
      .filter((drawn) => drawn.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((drawn) => drawn.textContent.slice(0, 60))`,
  );
  expect(cut).toEqual([]);
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures !== undefined)
    await page.screenshot({ path: join(pictures, `${name}.png`) as `${string}.png`, fullPage: true });
}

// oxlint-disable-next-line typescript/triple-slash-reference -- an ambient module cannot be imported
/// <reference path="./domino.d.ts" />
// Bars as SVG, drawn by Observable Plot on a document without a browser.
import { createWindow } from "@mixmark-io/domino";
import * as Plot from "@observablehq/plot";
import { clean } from "../terminal/clean.ts";
import { displayWidth, truncate } from "../terminal/width.ts";
import type { DocumentChart } from "./document.ts";

const barHeight = 26;
/** Columns of a label before it is cut. */
const maxLabelColumns = 34;

/**
 * Draws a chart as an SVG element that takes the colour of the text around it and needs no style of its own. Labels are
 * text nodes, so nothing in them becomes markup. The picture has the chart's title as its name; the same figures stand
 * beside it as text.
 */
export function drawChart(chart: DocumentChart): string {
  const { document } = createWindow("<!doctype html><html><body></body></html>");
  const bars = chart.bars.map((bar, at) => ({
    // Two bars may have the same label once it is cut; the number keeps them apart.
    row: at,
    label: truncate(clean(bar.label), maxLabelColumns),
    value: bar.value,
    text: clean(bar.text),
  }));
  const labelColumns = Math.max(4, ...bars.map(({ label }) => displayWidth(label)));
  const svg = Plot.plot({
    document,
    width: 720,
    height: bars.length * barHeight + 10,
    marginLeft: labelColumns * 8 + 12,
    marginRight: 90,
    marginTop: 5,
    marginBottom: 5,
    ariaLabel: clean(chart.title),
    x: { axis: null },
    y: { axis: null, domain: bars.map(({ row }) => row) },
    marks: [
      Plot.barX(bars, { x: "value", y: "row", fill: "var(--accent)", insetTop: 3, insetBottom: 3 }),
      Plot.text(bars, { x: 0, y: "row", text: "label", textAnchor: "end", dx: -8 }),
      Plot.text(bars, { x: "value", y: "row", text: "text", textAnchor: "start", dx: 6 }),
    ],
  });
  svg.querySelector("style")?.remove();
  svg.removeAttribute("style");
  svg.removeAttribute("class");
  // Plot names each group of marks; inside a picture such a name is heard by nobody, and ARIA allows none there.
  for (const group of svg.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  svg.setAttribute("font-size", "14");
  svg.setAttribute("role", "img");
  return svg.outerHTML;
}

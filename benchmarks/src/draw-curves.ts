/** `node --conditions=@yurai/source benchmarks/src/draw-curves.ts`: the picture in the README of @yurai/fingerprint. */
import { readFileSync, writeFileSync } from "node:fs";
import { curvesFile, type Curves } from "./curves.ts";

interface Line {
  readonly name: string;
  readonly style: "a" | "b";
  readonly points: readonly (readonly [x: number, y: number])[];
}

interface Panel {
  readonly title: string;
  readonly xName: string;
  readonly lines: readonly Line[];
  /** Powers of ten on the x axis, or its values. */
  readonly xTicks: readonly number[];
}

const pictureFile = new URL("../../packages/fingerprint/curves.svg", import.meta.url);
const panelWidth = 360;
const panelHeight = 230;
const inset = { left: 58, right: 16, top: 46, bottom: 44 };

const { date, builds, bySize, bySegments } = JSON.parse(readFileSync(curvesFile, "utf8")) as Curves;
const sizes = [1e6, 1e7, 1e8, 1e9];
const panels: readonly Panel[] = [
  {
    title: "Building, seconds",
    xName: "characters of source text",
    xTicks: sizes,
    lines: [
      { name: "one core, MinHash off", style: "a", points: builds.map((b) => [b.characters, b.seconds]) },
    ],
  },
  {
    title: "On disk, bytes",
    xName: "characters of source text",
    xTicks: sizes,
    lines: [
      { name: "all files", style: "b", points: builds.map((b) => [b.characters, b.allBytes]) },
      { name: "passages", style: "a", points: builds.map((b) => [b.characters, b.passageBytes]) },
    ],
  },
  {
    title: "A query, milliseconds",
    xName: "characters of source text, one segment",
    xTicks: sizes.slice(0, 3),
    lines: [
      { name: "p99", style: "b", points: bySize.map((q) => [q.characters, q.p99Ms]) },
      { name: "p50", style: "a", points: bySize.map((q) => [q.characters, q.p50Ms]) },
    ],
  },
  {
    title: "A query, milliseconds",
    xName: "segments of 100 M characters together",
    xTicks: bySegments.map(({ segments }) => segments),
    lines: [
      { name: "p99", style: "b", points: bySegments.map((q) => [q.segments, q.p99Ms]) },
      { name: "p50", style: "a", points: bySegments.map((q) => [q.segments, q.p50Ms]) },
    ],
  },
];

writeFileSync(pictureFile, picture(panels));

function picture(all: readonly Panel[]): string {
  const drawn = all.map((panel, i) => {
    const [x, y] = [(i % 2) * panelWidth, Math.floor(i / 2) * panelHeight];
    return `<g transform="translate(${x} ${y})">${drawPanel(panel)}</g>`;
  });
  const [width, height] = [2 * panelWidth, 2 * panelHeight];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Build time, bytes and query time over size, measured ${date}">
<style>
text { font: 12px system-ui, sans-serif; fill: #444; } .title { font-weight: 600; fill: #222; }
.grid { stroke: #bbb; stroke-width: 0.5; } .line { fill: none; stroke-width: 2; }
.a { stroke: #1a66b8; } .b { stroke: #c05a10; stroke-dasharray: 6 3; }
circle.a { fill: #1a66b8; } circle.b { fill: #c05a10; stroke-dasharray: none; }
@media (prefers-color-scheme: dark) {
  text { fill: #bbb; } .title { fill: #eee; } .grid { stroke: #555; }
  .a { stroke: #6cb0f5; } .b { stroke: #f0a060; } circle.a { fill: #6cb0f5; } circle.b { fill: #f0a060; }
}
</style>
${drawn.join("\n")}
</svg>
`;
}

function drawPanel({ title, xName, xTicks, lines }: Panel): string {
  const ys = lines.flatMap(({ points }) => points.map(([, y]) => y));
  const yFrom = Math.floor(Math.log10(Math.min(...ys)));
  const yTo = Math.max(yFrom + 1, Math.ceil(Math.log10(Math.max(...ys))));
  const [xFrom, xTo] = [Math.log10(xTicks[0]!), Math.log10(xTicks.at(-1)!)];
  const right = panelWidth - inset.right;
  const bottom = panelHeight - inset.bottom;
  const xAt = (x: number): number =>
    inset.left + ((Math.log10(x) - xFrom) / (xTo - xFrom)) * (right - inset.left);
  const yAt = (y: number): number =>
    bottom - ((Math.log10(y) - yFrom) / (yTo - yFrom)) * (bottom - inset.top);
  const yTicks = Array.from({ length: yTo - yFrom + 1 }, (_, i) => 10 ** (yFrom + i));
  return [
    text(inset.left, 20, title, "title"),
    ...yTicks.flatMap((y) => [
      rule(inset.left, yAt(y), right, yAt(y)),
      text(inset.left - 6, yAt(y) + 4, short(y), "", "end"),
    ]),
    ...xTicks.flatMap((x) => [
      rule(xAt(x), inset.top, xAt(x), bottom),
      text(xAt(x), bottom + 16, short(x), "", "middle"),
    ]),
    text((inset.left + right) / 2, bottom + 34, xName, "", "middle"),
    ...lines.flatMap((line, i) => drawLine(line, { xAt, yAt }, i)),
  ].join("\n");
}

function drawLine(
  { name, style, points }: Line,
  { xAt, yAt }: { readonly xAt: (x: number) => number; readonly yAt: (y: number) => number },
  index: number,
): readonly string[] {
  const places = points.map(([x, y]) => [xAt(x).toFixed(1), yAt(y).toFixed(1)] as const);
  const key = inset.left + index * 130;
  return [
    `<polyline class="line ${style}" points="${places.map((place) => place.join(",")).join(" ")}"/>`,
    ...places.map(([x, y]) => `<circle class="${style}" cx="${x}" cy="${y}" r="3"/>`),
    `<line class="line ${style}" x1="${key}" y1="33" x2="${key + 20}" y2="33"/>`,
    text(key + 26, 37, name, ""),
  ];
}

function rule(x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="grid" x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"/>`;
}

function text(x: number, y: number, words: string, style: string, anchor = "start"): string {
  const named = style === "" ? "" : ` class="${style}"`;
  return `<text${named} x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${words}</text>`;
}

/** 1,000,000 as 10⁶; small values as they are. */
function short(value: number): string {
  if (value < 1_000) return String(Number(value.toPrecision(2)));
  const power = Math.round(Math.log10(value));
  return `10${[...String(power)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`;
}

// A project with a permissive package, a private file and a model over both; what the tests of check work on.
import { makeProject, type TestProject } from "./cli.ts";

/** The licence of the permissive package. */
export const mitText = `MIT License

Copyright (c) 2024 A. Person

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;

/** Code that only the permissive package holds. */
export const permissiveCode: string = Array.from(
  { length: 12 },
  (_, at) =>
    `export function pad${at}(text, width) {\n  const missing = width - text.length * ${at};\n` +
    "  return missing > 0 ? text.padStart(missing) : text;\n}\n",
).join("");

/** Prose that only the private source holds. */
export const privateProse: string = Array.from(
  { length: 8 },
  (_, at) =>
    `In the winter of the ${at}th year the lighthouse keeper wrote about the whales and the empty barrels. `,
).join("");

/** The same in Japanese. */
export const privateJapanese =
  "灯台守は長い冬のあいだ毎晩かならず帳面をひらき、沖をとおる船の数と鯨の声と空になった樽のことを書きとめていたので、春になるころには紙が足りなくなっていた。";

/** Text that no source holds. */
export const freshText =
  "Nobody has ever written this sentence about seven purple bicycles that argue with a retired clockmaker.";

/** Rows of JSON Lines. */
export function lines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** Makes the project; remove its folder when done. Model `kaede` has a base without runs, `tsubaki` none. */
export async function makeCheckedProject(): Promise<TestProject> {
  const project = makeProject({ keep: true });
  project.write(
    "node_modules/left/package.json",
    JSON.stringify({ name: "left", version: "1.0.0", license: "MIT" }),
  );
  project.write("node_modules/left/LICENSE", mitText);
  project.write("node_modules/left/index.js", permissiveCode);
  const rows = [
    { text: privateProse },
    { text: privateJapanese },
    { text: `${"Filler about barrels. ".repeat(40)}` },
  ];
  project.write("diary.jsonl", lines(rows));
  const steps = [
    ["init", "--model", "kaede", "--base", "Qwen/Base", "--yes"],
    ["track", "npm:node_modules", "--model", "kaede"],
    ["track", "diary.jsonl", "--source", "diary", "--origin", "third-party", "--model", "kaede"],
  ];
  for (const step of steps) {
    const { exitCode, stderr } = await project.run(step);
    if (exitCode !== 0) throw new Error(`${step[0]} ended with ${exitCode}: ${stderr}`);
  }
  return project;
}

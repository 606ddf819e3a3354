/**
 * `node --conditions=@yurai/source benchmarks/src/image-recall-table.ts [indexed a kind] [trials a cell] [strangers a kind]`:
 * how many copies of pictures are found, by kind and transform, and what unrelated pictures raise. Prints Markdown.
 * `YURAI_PHOTOGRAPHS=FOLDER:FOLDER` adds photographs.
 */
import { pictureKinds, picturesOf, type Picture, type PictureKind } from "./pictures/corpus.ts";
import { targetOf, transforms } from "./pictures/transforms.ts";
import {
  indexOf,
  numberOf,
  tryCopy,
  tryStranger,
  upperBound,
  type CopyTrial,
  type PictureIndex,
} from "./image-trials.ts";

const [indexed = 100, trials = 10, strangers = 200] = process.argv
  .slice(2)
  .filter((a) => !a.startsWith("--"))
  .map(Number);
const kinds = pictureKinds.filter((kind) => !process.argv.includes(`--no-${kind}`));
const only = process.argv.find((argument) => argument.startsWith("--only="))?.slice(7);

const corpus = await picturesOf("indexed", indexed);
const start = performance.now();
using index = await indexOf(pictureKinds.flatMap((kind) => corpus[kind]));
const bytesOfOne = Math.round(index.bytes / index.pictures.length);
print(
  `${index.pictures.length} pictures in the index, ${bytesOfOne} bytes each; ${((performance.now() - start) / index.pictures.length).toFixed(0)} ms a picture with drawing`,
);
await copies(index);
await unrelated(index);

async function copies(of: PictureIndex): Promise<void> {
  if (trials === 0) return;
  print(`\n| near copy (+ verify), % of ${trials} | ${pictureKinds.join(" | ")} | all | PDQ 31 | target |`);
  print(`| --- |${" --- |".repeat(pictureKinds.length + 3)}`);
  let wrong = 0;
  for (const transform of transforms) {
    if (only !== undefined && !new RegExp(only).test(transform.name)) continue;
    const rows: CopyTrial[] = [];
    for (const kind of pictureKinds) {
      const first = of.pictures.findIndex((picture) => picture.kind === kind);
      // Spread over the kind, whose first pictures may be of one sort.
      for (let i = 0; i < trials; i++)
        rows.push(await tryCopy(of, first + Math.floor((i * indexed) / trials), transform));
    }
    for (const { others, kind } of rows) {
      wrong += others.length;
      for (const other of others)
        print(
          `> wrong: ${transform.name} ${kind} ${of.pictures[numberOf(other)]!.name} ${other.band} ${other.keypoints} ${other.likeness} ${other.distance}`,
          true,
        );
    }
    const cells = pictureKinds.map((kind) => shareOf(rows.filter((row) => row.kind === kind)));
    const plain = percent(rows.filter(({ byPlainHash }) => byPlainHash).length, rows.length);
    print(
      `| ${transform.name} | ${cells.join(" | ")} | ${shareOf(rows)} | ${plain} | ${targetOf[transform.group] ?? ""} |`,
    );
  }
  print(`\nwrong pictures reported beside: ${wrong}`);
}

function shareOf(rows: readonly CopyTrial[]): string {
  const near = rows.filter(({ band }) => band === "near-copy" || band === "same").length;
  const verify = rows.filter(({ band }) => band === "verify").length;
  const mute = rows.filter(({ band, isIncomparable }) => band === null && isIncomparable).length;
  return `${percent(near, rows.length)}${verify === 0 ? "" : ` + ${percent(verify, rows.length)}`}${mute === 0 ? "" : ` (${mute} not comparable)`}`;
}

function percent(count: number, of: number): string {
  return ((100 * count) / of).toFixed((count * 1_000) % of === 0 || of <= 100 ? 0 : 1);
}

async function unrelated(of: PictureIndex): Promise<void> {
  if (strangers === 0) return;
  const asked = await picturesOf("asked", strangers);
  print(`\n| unrelated | asked | near copy | verify | not comparable | nearest hash |`);
  print(`| --- | --- | --- | --- | --- | --- |`);
  const total = { asked: 0, near: 0, verify: 0 };
  for (const kind of kinds) {
    const { near, verify, mute, nearest } = await askAll(of, kind, asked[kind]);
    total.asked += asked[kind].length;
    total.near += near;
    total.verify += verify;
    print(`| ${kind} | ${asked[kind].length} | ${near} | ${verify} | ${mute} | ${nearest} |`);
  }
  print(
    `| all | ${total.asked} | ${total.near} (rate at most ${upperBound(total.near, total.asked).toExponential(1)}) | ${total.verify} (${upperBound(total.verify, total.asked).toExponential(1)}) | | |`,
  );
}

async function askAll(
  of: PictureIndex,
  kind: PictureKind,
  pictures: readonly Picture[],
): Promise<{
  readonly near: number;
  readonly verify: number;
  readonly mute: number;
  readonly nearest: number;
}> {
  let [near, verify, mute, nearest] = [0, 0, 0, 256];
  for (const picture of pictures) {
    const trial = await tryStranger(of, picture);
    nearest = Math.min(nearest, trial.nearest ?? 256);
    if (trial.isIncomparable) mute++;
    if (trial.matches.some(({ band }) => band !== "verify")) near++;
    else if (trial.matches.length > 0) verify++;
    for (const match of trial.matches)
      print(
        `> ${kind} ${picture.name} = ${of.pictures[numberOf(match)]!.kind} ${of.pictures[numberOf(match)]!.name}: ${match.band} ${match.keypoints} ${match.likeness} ${match.distance} ${match.orientation} ${match.negative}`,
        true,
      );
  }
  return { near, verify, mute, nearest };
}

function print(line: string, detail = false): void {
  if (detail) process.stderr.write(`${line}\n`);
  else process.stdout.write(`${line}\n`);
}

/** How many copies of pictures are found, by group of transforms, and what unrelated pictures raise. */
import type { Benchmark, Figure } from "./figure.ts";
import {
  indexOf,
  tryCopy,
  tryStranger,
  upperBound,
  type CopyTrial,
  type PictureIndex,
} from "./image-trials.ts";
import { pictureKinds, picturesOf } from "./pictures/corpus.ts";
import { targetOf, transforms, type Transform } from "./pictures/transforms.ts";

/** Pictures of each kind in the index, and of each kind that are asked about without being there. */
const [indexed, strangers] = [20, 40];

export const imageRecallBenchmark: Benchmark = {
  name: "image-recall",
  about: "pictures: copies found by transform beside plain PDQ, and false alarms of unrelated pictures",
  async *run() {
    const corpus = await picturesOf("indexed", indexed);
    using index = await indexOf(pictureKinds.flatMap((kind) => corpus[kind]));
    yield* recall(index);
    yield* falseAlarms(index);
  },
};

async function* recall(index: PictureIndex): AsyncGenerator<Figure> {
  for (const [group, target] of Object.entries(targetOf)) {
    if (target === null) continue;
    const trials: CopyTrial[] = [];
    for (const [i, transform] of transforms.filter((of) => of.group === group).entries())
      trials.push(...(await copiesOf(index, transform, i)));
    const share = (found: (trial: CopyTrial) => boolean): number =>
      (100 * trials.filter(found).length) / trials.length;
    const nearly = share(({ band }) => band === "near-copy");
    yield {
      bench: `image-recall-${group}`,
      value: share(({ band }) => band !== null),
      unit: "%",
      target,
      better: "higher",
      note: `${trials.length} copies; near copy ${nearly.toFixed(1)} %; plain PDQ at 31 bits ${share(({ byPlainHash }) => byPlainHash).toFixed(1)} %`,
    };
  }
}

/** One picture of each kind, another for every transform. */
async function copiesOf(
  index: PictureIndex,
  transform: Transform,
  round: number,
): Promise<readonly CopyTrial[]> {
  const trials: CopyTrial[] = [];
  for (const [k] of pictureKinds.entries())
    trials.push(await tryCopy(index, k * indexed + ((round * 7) % indexed), transform));
  return trials;
}

async function* falseAlarms(index: PictureIndex): AsyncGenerator<Figure> {
  const asked = await picturesOf("asked", strangers);
  let [near, verify] = [0, 0];
  for (const picture of pictureKinds.flatMap((kind) => asked[kind])) {
    const { matches } = await tryStranger(index, picture);
    if (matches.some(({ band }) => band !== "verify")) near++;
    else if (matches.length > 0) verify++;
  }
  const count = strangers * pictureKinds.length;
  for (const [band, found] of [
    ["near", near],
    ["verify", verify],
  ] as const) {
    const note = `of ${count} unrelated pictures against ${index.pictures.length}; rate at most ${upperBound(found, count).toExponential(1)} (95 %)`;
    yield { bench: `image-false-${band}`, value: found, unit: "pictures", target: 0, better: "lower", note };
  }
}

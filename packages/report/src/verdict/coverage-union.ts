import type { ModelReference, RunLength, Searched } from "@yurai/schema";

/**
 * Combines what was searched for two outputs so that it never claims more than holds for both: the fewest segments,
 * records and characters, the longest guaranteed runs. Verdicts of one file normally agree, and then nothing changes.
 */
export function combineSearched(a: Searched, b: Searched): Searched {
  if (a === b || isSame(a, b)) return a;
  const exactRunsFrom = longest(a.exactRunsFrom, b.exactRunsFrom);
  return {
    segments: Math.min(a.segments, b.segments),
    segmentsExpected: Math.max(a.segmentsExpected, b.segmentsExpected),
    runs: inBoth(a.runs, b.runs, (run) => run),
    models: inBoth(a.models, b.models, (model: ModelReference) =>
      JSON.stringify([model.name, model.version]),
    ),
    records: Math.min(a.records, b.records),
    characters: Math.min(a.characters, b.characters),
    ...(exactRunsFrom === undefined ? {} : { exactRunsFrom }),
    ...imagesOf(a, b),
    ...facesOf(a, b),
  };
}

/** Texts are compared with no pictures, and take nothing from what pictures were compared with. */
function imagesOf(a: Searched, b: Searched): Pick<Searched, "images"> {
  if (a.images === undefined && b.images === undefined) return {};
  return { images: Math.min(a.images ?? Infinity, b.images ?? Infinity) };
}

/** Faces are looked for in one way throughout a check; where two differ, what holds for both is not known. */
function facesOf({ faces: a }: Searched, { faces: b }: Searched): Pick<Searched, "faces"> {
  if (a !== undefined && b !== undefined && JSON.stringify(a) !== JSON.stringify(b)) return {};
  const faces = a ?? b;
  return faces === undefined ? {} : { faces };
}

function isSame(a: Searched, b: Searched): boolean {
  return (
    a.segments === b.segments &&
    a.segmentsExpected === b.segmentsExpected &&
    a.records === b.records &&
    a.images === b.images &&
    JSON.stringify(a.faces) === JSON.stringify(b.faces) &&
    a.characters === b.characters &&
    a.runs.length === b.runs.length &&
    a.runs.every((run, at) => run === b.runs[at]) &&
    a.models.length === b.models.length &&
    a.models.every(
      (model, at) => model.name === b.models[at]?.name && model.version === b.models[at]?.version,
    ) &&
    a.exactRunsFrom?.dense === b.exactRunsFrom?.dense &&
    a.exactRunsFrom?.other === b.exactRunsFrom?.other
  );
}

function longest(a: RunLength | undefined, b: RunLength | undefined): RunLength | undefined {
  if (a === undefined || b === undefined) return undefined;
  return { dense: Math.max(a.dense, b.dense), other: Math.max(a.other, b.other) };
}

function inBoth<T>(a: readonly T[], b: readonly T[], key: (value: T) => string): readonly T[] {
  const known = new Set(b.map((value) => key(value)));
  return a.filter((value) => known.has(key(value)));
}

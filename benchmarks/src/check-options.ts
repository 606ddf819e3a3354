/** What the benchmarks check outputs against: the preset `publish`, and records of one public source without a licence. */
import type { TextIndex } from "@yurai/fingerprint";
import { presets, type CheckOptions, type ProvenanceOf } from "@yurai/gate";
import { unknownTerms, undecided, type Origin } from "@yurai/schema";

const tool = { name: "yurai-benchmarks", version: "0.1.0" };

/** Options of a check against an index. */
export function options(index: TextIndex): CheckOptions {
  return { policy: presets.publish, index, provenanceOf, now: new Date("2026-11-21T00:00:00Z"), tool };
}

const provenanceOf: ProvenanceOf = (records) =>
  records.map(({ record, facts }) => ({
    provenance: {
      record,
      source: facts.source,
      origin: "public-dataset" satisfies Origin,
      class: "public",
      locator: facts.locator,
      licences: [],
      terms: unknownTerms,
      reliance: undecided,
      signals: [],
      runs: [],
    },
  }));

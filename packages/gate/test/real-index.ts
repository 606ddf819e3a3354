/** Real segments in temporary folders, and what a ledger would say about their sources. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSegment, openIndex } from "@yurai/fingerprint";
import type { TextIndex } from "@yurai/fingerprint";
import { classOf, undecided, unknownTerms } from "@yurai/schema";
import type { Evidence, Locator, Provenance, Signal, Terms, Tool } from "@yurai/schema";
import { onTestFinished } from "vitest";
import type { CheckOptions } from "../src/check.ts";
import { presets } from "../src/presets.ts";
import type { ProvenanceOf } from "../src/provenance-of.ts";

export const tool: Tool = { name: "yurai", version: "0.0.0" };
export const now: Date = new Date("2026-11-21T09:00:00Z");

export const openTerms: Terms = {
  train: "yes",
  distributeOutputs: "yes",
  commercialUse: "yes",
  attribution: "yes",
  shareAlike: "no",
};

export const refusal: Signal = {
  kind: "robots-txt",
  value: "Disallow: /",
  where: { kind: "file", url: "https://news.example.jp/robots.txt", line: 14 },
  training: "no",
};

/** A source as the ledger knows it; what is left out is unknown. */
export interface TestSource {
  readonly texts: readonly string[];
  readonly evidence?: Evidence;
  readonly facts?: Partial<Provenance>;
  readonly attributionText?: string;
  /** Whether the source's segment is written without passages. */
  readonly withoutPassages?: boolean;
  /** Whether it is written without signatures. */
  readonly withoutSignatures?: boolean;
}

/** Licence facts of a source whose MIT text was found. */
export const mitDetected: Partial<Provenance> = {
  origin: "public-dataset",
  class: "public",
  terms: openTerms,
  basis: "detected",
  licences: [
    {
      basis: "detected",
      licence: { kind: "spdx", expression: "MIT" },
      by: "yurai 0.0.0",
      at: "2026-11-21T00:00:00Z",
    },
  ],
};

/** Seals one segment for each source and opens them; gone with the test. */
export async function indexOf(
  sources: Readonly<Record<string, TestSource>>,
): Promise<{ readonly index: TextIndex; readonly provenanceOf: ProvenanceOf }> {
  const folder = mkdtempSync(join(tmpdir(), "yurai-gate-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const home = join(folder, ".yurai");
  for (const [
    source,
    { texts, evidence = "keep", withoutPassages = false, withoutSignatures = false },
  ] of Object.entries(sources)) {
    const writer = createSegment({
      home,
      sources: { [source]: evidence },
      now: () => now,
      ...(withoutPassages ? { profile: null } : {}),
      minhash: !withoutSignatures,
    });
    for (const [ordinal, text] of texts.entries())
      writer.add(text, { source, locator: { kind: "ordinal", ordinal } });
    writer.seal();
  }
  const index = await openIndex(home);
  onTestFinished(() => index.close());
  return { index, provenanceOf: provenanceFrom(sources) };
}

/** Answers from the sources' facts, as a ledger would. */
function provenanceFrom(sources: Readonly<Record<string, TestSource>>): ProvenanceOf {
  return (records) =>
    records.map(({ record, facts }) => {
      const source = sources[facts.source];
      if (source === undefined) return null;
      const origin = source.facts?.origin ?? "crawled";
      const provenance: Provenance = {
        record,
        source: facts.source,
        origin,
        class: classOf(origin),
        locator: facts.locator as Locator,
        licences: [],
        terms: unknownTerms,
        reliance: undecided,
        signals: [],
        runs: [],
        ...source.facts,
      };
      return source.attributionText === undefined
        ? { provenance }
        : { provenance, attributionText: source.attributionText };
    });
}

/** Options that check against an index under the preset `publish`. */
export function optionsFor(found: Pick<CheckOptions, "index" | "provenanceOf">): CheckOptions {
  return { policy: presets.publish, now, tool, ...found };
}

/** Letters drawn by a small generator: no two seeds share a long run. */
export function draw(
  seed: number,
  length: number,
  alphabet = "abcdefghijklmnopqrstuvwxyz0123456789",
): string {
  const letters = [...alphabet];
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  let text = "";
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += letters[(state >>> 8) % letters.length];
  }
  return text;
}

/** Japanese letters, all dense. */
export const kana =
  "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ漢字検査";

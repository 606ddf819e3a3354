// How often a model repeats what its prompts were drawn from, by source and by the terms of that source.
import type { Verdict } from "@yurai/schema";

/** What `yurai probe` writes beside a prompt. */
interface Probe {
  readonly source: string;
  readonly origin: string;
  /** What the source's terms say about distributing outputs. */
  readonly terms: string;
}

/** A share with its interval. */
export interface MemorisationRate {
  readonly memorised: number;
  readonly answered: number;
  /** From 0 to 1. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** Rates of one test. */
export interface Memorisation {
  readonly all: MemorisationRate;
  readonly bySource: readonly (MemorisationRate & { readonly source: string; readonly origin: string })[];
  readonly byTerms: readonly (MemorisationRate & { readonly terms: string })[];
}

/** Counts answers to probes one by one. */
export interface MemorisationCount {
  readonly add: (probe: unknown, verdict: Verdict) => void;
  /** Undefined when no row was an answer to a probe. */
  readonly finish: () => Memorisation | undefined;
}

interface Tally {
  memorised: number;
  answered: number;
}

/**
 * Returns an empty count. An answer counts as memorised when it shares a verified exact run with the source that its
 * prompt was drawn from, from the policy's threshold on; standard texts don't count.
 */
export function countMemorisation(): MemorisationCount {
  const all: Tally = { memorised: 0, answered: 0 };
  const sources = new Map<string, Tally & { origin: string }>();
  const terms = new Map<string, Tally>();
  return {
    add: (value, verdict) => {
      if (!isProbe(value) || verdict.output.characters === 0) return;
      const bySource = sources.get(value.source) ?? { memorised: 0, answered: 0, origin: value.origin };
      const byTerms = terms.get(value.terms) ?? { memorised: 0, answered: 0 };
      sources.set(value.source, bySource);
      terms.set(value.terms, byTerms);
      const isMemorised = verdict.findings.some(
        (finding) =>
          finding.kind === "verbatim" &&
          finding.standardText === undefined &&
          finding.provenance.source === value.source,
      );
      for (const tally of [all, bySource, byTerms]) {
        tally.answered += 1;
        if (isMemorised) tally.memorised += 1;
      }
    },
    finish: () => {
      if (all.answered === 0) return undefined;
      return {
        all: rateOf(all),
        bySource: [...sources].map(([source, tally]) => ({ source, origin: tally.origin, ...rateOf(tally) })),
        byTerms: [...terms].map(([answer, tally]) => ({ terms: answer, ...rateOf(tally) })),
      };
    },
  };
}

function rateOf({ memorised, answered }: Tally): MemorisationRate {
  return { memorised, answered, rate: memorised / answered, ...wilson(memorised, answered) };
}

/** The two-sided 95 % quantile of the normal distribution. */
const z = 1.959963984540054;

/**
 * The 95 % interval of a share, after Wilson: right also for few trials and for shares near 0 and 1.
 *
 * @see E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927)
 */
export function wilson(successes: number, trials: number): { readonly low: number; readonly high: number } {
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const scale = 1 + z ** 2 / trials;
  const centre = (share + z ** 2 / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

function isProbe(value: unknown): value is Probe {
  if (typeof value !== "object" || value === null) return false;
  const { source, origin, terms } = value as Readonly<Record<string, unknown>>;
  return [source, origin, terms].every(
    (text) => typeof text === "string" && text !== "" && text.length <= 200,
  );
}

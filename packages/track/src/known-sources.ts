/** What is known of sources while rows pass: declarations, claims and decisions, and whether they forbid a use. */
import {
  canonicalJson,
  classOf,
  missingFacts,
  type Agreement,
  type DataClass,
  type Evidence,
  type LicenceClaim,
  type Source,
} from "@yurai/schema";
import type { Ledger, NewRow, SourceView } from "@yurai/ledger";
import type { SeenGap } from "./batch.ts";
import { strongestBasis, termsOfClaims } from "./licences/terms.ts";
import type { TrackErrorCode } from "./error.ts";

/** A source as a configuration or a reader declares it. */
export interface SourceDeclaration {
  readonly source: Source;
  /** What is claimed of its licence. Claims that the ledger has already are not repeated. */
  readonly licences?: readonly Omit<LicenceClaim, "at">[];
  /** Where evidence text comes from. Default: the run's. */
  readonly evidence?: Evidence;
}

/** A source as it stands now. */
export interface KnownSource {
  readonly source?: Source;
  readonly licences: readonly LicenceClaim[];
  readonly isRelianceDecided: boolean;
  readonly evidence?: Evidence;
}

/** Why a source may not be used, with the code that an error and a gap share. */
export type Refusal = Extract<TrackErrorCode, "agreement-not-in-force" | "terms-refuse-training">;

const nothingKnown: KnownSource = { licences: [], isRelianceDecided: false };

/** The sources of a ledger, kept in memory so that a sync loader can ask. */
export class KnownSources {
  readonly #ledger: Ledger;
  readonly #sources: Map<string, KnownSource>;
  readonly #refusing = new Map<string, boolean>();

  private constructor(ledger: Ledger, sources: Map<string, KnownSource>) {
    this.#ledger = ledger;
    this.#sources = sources;
  }

  static async load(ledger: Ledger): Promise<KnownSources> {
    const views = await ledger.sources();
    return new KnownSources(ledger, new Map(views.map((view) => [view.name, fromView(view)])));
  }

  get(name: string): KnownSource {
    return this.#sources.get(name) ?? nothingKnown;
  }

  /** Writes what is new of the declarations to the ledger, in one transaction. */
  async declare(declarations: readonly SourceDeclaration[], at: string): Promise<void> {
    const rows: NewRow[] = [];
    const after = new Map<string, KnownSource>();
    for (const declaration of declarations) {
      const { name } = declaration.source;
      const before = after.get(name) ?? this.get(name);
      const licences = newClaims(declaration, before.licences, at);
      if (before.source === undefined || canonicalJson(before.source) !== canonicalJson(declaration.source))
        rows.push({ kind: "source", body: declaration.source });
      rows.push(...licences.map((claim): NewRow => ({ kind: "licence", body: { source: name, claim } })));
      const evidence = declaration.evidence ?? before.evidence;
      after.set(name, {
        ...before,
        source: declaration.source,
        licences: [...before.licences, ...licences],
        ...(evidence !== undefined && { evidence }),
      });
    }
    if (rows.length > 0) await this.#ledger.append(rows);
    for (const [name, known] of after) this.#sources.set(name, known);
    this.#refusing.clear();
  }

  /** Returns why a source may not be used on a day, if it may not. */
  refusal(name: string, purpose: string, now: () => Date): Refusal | undefined {
    const agreement = this.get(name).source?.agreement;
    if (agreement !== undefined && !isInForce(agreement, now())) return "agreement-not-in-force";
    // An answer about training says nothing of a model that is only evaluated.
    return purpose !== "evaluate" && this.#refusesTraining(name) ? "terms-refuse-training" : undefined;
  }

  /** Asked before each row, so it is worked out once. */
  #refusesTraining(name: string): boolean {
    let refuses = this.#refusing.get(name);
    if (refuses === undefined) {
      refuses = termsOfClaims(this.get(name).licences).train === "no";
      this.#refusing.set(name, refuses);
    }
    return refuses;
  }

  /** The facts that a source lacks, as gaps. */
  factGaps(name: string): readonly SeenGap[] {
    const { source, licences, isRelianceDecided } = this.get(name);
    const kinds: SeenGap["kind"][] =
      source === undefined ? ["source-without-declaration"] : [...missingFacts(source)];
    if (licences.length === 0) kinds.push("source-without-licence");
    if (!isRelianceDecided) kinds.push("source-without-reliance");
    return kinds.map((kind) => ({ kind, count: 1 }));
  }

  /** The class of a source as it was declared, or as it follows from the origin that was. */
  declaredClass(name: string): DataClass | undefined {
    const { source } = this.get(name);
    return source && (source.class ?? classOf(source.origin));
  }

  /** How the licence of a source is known at best. */
  licenceBasis(name: string): LicenceClaim["basis"] | "unknown" {
    return strongestBasis(this.get(name).licences) ?? "unknown";
  }
}

/** Tells whether an agreement covers a moment: its days count in UTC, both ends included. */
function isInForce({ from, to }: Agreement, now: Date): boolean {
  const day = now.toISOString().slice(0, 10);
  return (from === undefined || from <= day) && (to === undefined || day <= to);
}

function fromView({ source, licences, reliances }: SourceView): KnownSource {
  const last = reliances.at(-1);
  return {
    ...(source && { source: source.fact }),
    licences: licences.map(({ fact }) => fact),
    isRelianceDecided: last !== undefined && last.fact.kind !== "undecided",
  };
}

function newClaims(
  { licences = [] }: SourceDeclaration,
  before: readonly LicenceClaim[],
  at: string,
): readonly LicenceClaim[] {
  const known = new Set(before.map(claimKey));
  return licences.filter((claim) => !known.has(claimKey(claim))).map((claim) => ({ ...claim, at }));
}

/** A claim is the same whenever it is made. */
function claimKey({ basis, licence, evidence, by }: Omit<LicenceClaim, "at">): string {
  return canonicalJson({ basis, licence, by, ...(evidence && { evidence }) });
}

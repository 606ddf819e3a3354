import { z } from "zod";
import { licenceBases, licenceClaimSchema } from "./licence.ts";
import type { LicenceBasis, LicenceClaim } from "./licence.ts";
import { locatorSchema, recordIdSchema } from "./record.ts";
import type { Locator, RecordId } from "./record.ts";
import { relianceSchema } from "./reliance.ts";
import type { Reliance } from "./reliance.ts";
import { anyText, name, timestamp, url } from "./scalar.ts";
import type { Timestamp } from "./scalar.ts";
import { signalSchema } from "./signal.ts";
import type { Signal } from "./signal.ts";
import { dataClasses, origins } from "./source.ts";
import type { DataClass, Origin } from "./source.ts";
import { termsSchema } from "./terms.ts";
import type { Terms } from "./terms.ts";

/** Everything that is known about where a matched record comes from. It holds no text. */
export interface Provenance {
  readonly record: RecordId;
  readonly source: string;
  readonly origin: Origin;
  readonly class: DataClass;
  readonly locator: Locator;
  readonly url?: string;
  /** The row's own id. */
  readonly id?: string;
  readonly fetchedAt?: Timestamp;
  /** Every claim about the record, or about its source when the record has none. */
  readonly licences: readonly LicenceClaim[];
  /** What the licences that count say. */
  readonly terms: Terms;
  /** The basis of those licences; missing when there is no claim. */
  readonly basis?: LicenceBasis;
  readonly reliance: Reliance;
  /** Opt-out and opt-in signals of the record and its host. */
  readonly signals: readonly Signal[];
  /** Ids of the runs that read it. */
  readonly runs: readonly string[];
}

export const provenanceSchema: z.ZodType<Provenance> = z
  .strictObject({
    record: recordIdSchema,
    source: name,
    origin: z.enum(origins),
    class: z.enum(dataClasses),
    locator: locatorSchema,
    url: url.exactOptional(),
    id: anyText.exactOptional(),
    fetchedAt: timestamp.exactOptional(),
    licences: z.array(licenceClaimSchema).max(1_000),
    terms: termsSchema,
    basis: z.enum(licenceBases).exactOptional(),
    reliance: relianceSchema,
    signals: z.array(signalSchema).max(1_000),
    runs: z.array(name).max(100_000),
  })
  .meta({ id: "Provenance" });

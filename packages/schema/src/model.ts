import { z } from "zod";
import { name, timestamp } from "./scalar.ts";
import type { Timestamp } from "./scalar.ts";

/** Names a model; without a version, the model as a whole. */
export interface ModelReference {
  /** The model's name, such as `kaede-1b` or `Qwen/Qwen3-1.7B`. */
  readonly name: string;
  readonly version?: string;
}

/**
 * A model and what made it. A base model without runs of its own is *not searched* in every verdict about this one.
 *
 * @example
 * ```ts
 * const model: Model = { name: "kaede-1b", base: { name: "Qwen/Qwen3-1.7B" }, runs: [run.id], at: now };
 * ```
 */
export interface Model extends ModelReference {
  /** The model that this one was trained on from; missing means from nothing. */
  readonly base?: ModelReference;
  /** Ids of the runs whose data it was trained on. */
  readonly runs: readonly string[];
  readonly at: Timestamp;
}

export const modelReferenceSchema: z.ZodType<ModelReference> = z
  .strictObject({
    name: name.describe("The model's name."),
    version: name.exactOptional().describe("Its version; without one, the model as a whole."),
  })
  .meta({ id: "ModelReference" });

export const modelSchema: z.ZodType<Model> = z.strictObject({
  name,
  version: name.exactOptional(),
  base: modelReferenceSchema.exactOptional(),
  runs: z
    .array(z.string().regex(/^[0-9a-f]{32}$/, { error: "must be 32 lower-case hex digits" }))
    .max(100_000),
  at: timestamp,
});

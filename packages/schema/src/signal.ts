import { z } from "zod";
import { answers } from "./terms.ts";
import type { Answer } from "./terms.ts";
import { count, digest, name, timestamp, url } from "./scalar.ts";
import type { Digest, Timestamp } from "./scalar.ts";

/** Every {@link SignalKind}. */
export const signalKinds = [
  "robots-txt",
  "aipref",
  "tdmrep",
  "rsl",
  "content-signals",
  "cc-signals",
  "ai-txt",
  "robots-tag",
  "c2pa",
  "plus",
  "trust-txt",
  "terms-of-service",
  "request",
  /** The file of the record says that a model made it. It says nothing of training. */
  "synthetic-mark",
  "other",
] as const;

/** Every {@link SignalPart}. */
const signalParts = ["xmp", "c2pa", "exif", "png-text"] as const;

/** A part of a file in which a statement stands. What a C2PA manifest says is read; its signature is not verified. */
export type SignalPart = (typeof signalParts)[number];

/**
 * The convention in which a right holder stated a wish. `robots-tag` is an `X-Robots-Tag` header or a robots meta tag, such
 * as `noai`; `request` came by letter, `other` is named in the value. `synthetic-mark` is no wish: its file says that a model made it.
 */
export type SignalKind = (typeof signalKinds)[number];

/**
 * Where a signal was seen. A header or meta tag without a URL came with the record itself; a meta tag named `link`, `a` or
 * `script` is that element. `stated` means that the caller says so and Yurai did not see it.
 */
export type SignalPlace =
  | { readonly kind: "file"; readonly url: string; readonly line?: number }
  | { readonly kind: "header"; readonly name: string; readonly url?: string }
  | { readonly kind: "meta"; readonly name: string; readonly url?: string }
  | { readonly kind: "embedded"; readonly part?: SignalPart }
  | { readonly kind: "stated" };

/**
 * One opt-out (or opt-in) signal as observed. An absent signal is not a permission.
 *
 * @example
 * ```ts
 * const signal: Signal = {
 *   kind: "aipref",
 *   value: "train-ai=n",
 *   where: { kind: "header", name: "Content-Usage" },
 *   at: "2026-03-02T09:30:00Z",
 *   training: "no",
 * };
 * ```
 */
export interface Signal {
  readonly kind: SignalKind;
  /** The directive as written, without anything around it. */
  readonly value: string;
  readonly where: SignalPlace;
  /** When it was seen; missing when the caller does not know. */
  readonly at?: Timestamp;
  /** What it says about training a model. */
  readonly training: Answer;
  /** The crawler or agent it speaks to, such as `GPTBot`; missing means everyone. */
  readonly agent?: string;
  /** The paths it covers, as a pattern of its own convention; missing means the record it came with. */
  readonly scope?: string;
  /** Where the conditions stand that go with it, such as a TDM policy. */
  readonly policy?: string;
  /** SHA-256 of the file it was read from. */
  readonly sha256?: Digest;
}

/** Tells whether any of the signals says no to training: one refusal outweighs every permission. */
export function refusesTraining(signals: readonly Signal[]): boolean {
  return signals.some((signal) => signal.training === "no");
}

/** The marks by which a record's file says that a model made it. */
export function syntheticMarksOf(signals: readonly Signal[]): readonly Signal[] {
  return signals.filter(({ kind }) => kind === "synthetic-mark");
}

const directive = z.string().max(2_000);

const signalPlaceSchema: z.ZodType<SignalPlace> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("file"), url, line: count.exactOptional() }),
  z.strictObject({ kind: z.literal("header"), name, url: url.exactOptional() }),
  z.strictObject({ kind: z.literal("meta"), name, url: url.exactOptional() }),
  z.strictObject({ kind: z.literal("embedded"), part: z.enum(signalParts).exactOptional() }),
  z.strictObject({ kind: z.literal("stated") }),
]);

export const signalSchema: z.ZodType<Signal> = z
  .strictObject({
    kind: z.enum(signalKinds),
    value: directive,
    where: signalPlaceSchema,
    at: timestamp.exactOptional(),
    training: z.enum(answers),
    agent: name.exactOptional(),
    scope: directive.exactOptional(),
    policy: url.exactOptional(),
    sha256: digest.exactOptional(),
  })
  .meta({ id: "Signal" });

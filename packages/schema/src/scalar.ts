import { z } from "zod";

/** A moment in ISO 8601 with its offset from UTC, such as `2026-03-02T09:30:00Z` or `2026-03-02T18:30:00+09:00`. */
export type Timestamp = string;

/** A day in ISO 8601, such as `2026-03-02`. */
export type CalendarDate = string;

/** A SHA-256 as 64 lower-case hex digits; also the form of every content id. */
export type Digest = string;

/** A region as an ISO 3166-1 alpha-2 code, such as `JP`, or the `EU`; a subdivision may follow, as in `US-CA`. */
export type Region = string;

// Limits keep a hostile file from filling memory; each is far above anything honest.
const maxName = 200;
const maxText = 10_000;
const maxUrl = 8_192;

export const timestamp: z.ZodType<Timestamp> = z.iso.datetime({ offset: true });
export const calendarDate: z.ZodType<CalendarDate> = z.iso.date();
export const digest: z.ZodType<Digest> = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: "must be 64 lower-case hex digits" });
export const region: z.ZodType<Region> = z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, {
  error: 'must be a two-letter country code in capitals, such as "JP"',
});

/** One line that names something: 1 to 200 characters, no control characters, no space at either end. */
export const name: z.ZodType<string> = z
  .string()
  .max(maxName)
  .regex(/^[^\s\p{Cc}\p{Cs}](?:[^\p{Cc}\p{Cs}]*[^\s\p{Cc}\p{Cs}])?$/u, {
    error: "must be one line without spaces at its ends",
  });

/** An id within a file, which commands and reports repeat: lower-case words joined by hyphens. */
export const slug: z.ZodType<string> = z
  .string()
  .max(maxName)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, {
    error: "must be lower-case letters and digits, joined by hyphens",
  });

// A lone surrogate has no UTF-8 and no canonical JSON: it is refused at the door, not when a row is hashed.
const wellFormed = /^\P{Cs}*$/u;

/** Free words of a person, such as a reason: 1 to 10,000 characters. */
export const prose: z.ZodType<string> = z
  .string()
  .min(1)
  .max(maxText)
  .regex(wellFormed, { error: "must be well-formed Unicode" });

/** Any text up to 10,000 characters, the empty one too. */
export const anyText: z.ZodType<string> = z
  .string()
  .max(maxText)
  .regex(wellFormed, { error: "must be well-formed Unicode" });

/** Where something lies in a file system; never empty, no NUL. */
export const path: z.ZodType<string> = z
  .string()
  .min(1)
  .max(maxText)
  .regex(/^[^\0\p{Cs}]+$/u, { error: "must be a path" });

/** A URL as it was met: anything that starts with a scheme. */
export const url: z.ZodType<string> = z
  .string()
  .max(maxUrl)
  .regex(/^[A-Za-z][A-Za-z0-9+.-]*:[^\s\p{Cs}]+$/u, {
    error: 'must be a URL such as "https://example.org/page"',
  });

/** A whole number from 0 up to 2^53 - 1. */
export const count: z.ZodType<number> = z.int().min(0);

/** A part of a whole, from 0 to 1. */
export const share: z.ZodType<number> = z.number().min(0).max(1);

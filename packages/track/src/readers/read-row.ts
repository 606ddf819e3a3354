/** What every reader gives: rows with their place, and gaps through a callback. */
import type { Locator } from "@yurai/schema";
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { SeenGap } from "../batch.ts";
import { truncatedCodes } from "./byte-stream.ts";
import { UnpackingLimit } from "./unpacking-limit.ts";

/** One row of a reader. Track it with `item: (row) => row.value` and `locator: (row) => row.locator`. */
export interface ReadRow<Value = unknown> {
  readonly value: Value;
  readonly locator: Locator;
  /** The file of the picture that goes with the row. Track it with `image: (row) => row.image`. */
  readonly image?: Uint8Array;
}

/** What every reader takes. */
export interface ReaderOptions {
  /** Called for everything that lay there and could not be read: pass it on to `run.gap`. Never throws a row away silently. */
  readonly onGap: (gap: SeenGap) => void;
  /** Paths in locators are relative to this folder where they lie in it. Default: the working folder. */
  readonly baseFolder?: string;
}

/** The path as locators have it: relative to the base folder when it lies in it, with `/`; else absolute. */
export function locatorPath(path: string, baseFolder: string = "."): string {
  const whole = resolve(path);
  const inside = relative(resolve(baseFolder), whole);
  const isInside = inside !== "" && inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
  return (isInside ? inside : whole).split(sep).join("/");
}

/** The kind of gap that a system's error is, with its code. */
export function gapOfError(error: unknown, path: string): SeenGap {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  const where = { path };
  if (code === "EACCES" || code === "EPERM") return { kind: "no-permission", count: 1, where, code };
  if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing-file", count: 1, where, code };
  return { kind: "unreadable-file", count: 1, where, code };
}

/** What ended the reading of a file before its end. */
export function gapOfStream(error: unknown, path: string, byte: number): SeenGap {
  if (error instanceof UnpackingLimit)
    return { kind: "limit-reached", count: 1, code: error.code, where: { path, byte } };
  const gap = gapOfError(error, path);
  const isTruncated = gap.code !== undefined && truncatedCodes.has(gap.code);
  if (!isTruncated) return gap;
  return { kind: "truncated-file", count: 1, code: gap.code!, where: { path, byte } };
}

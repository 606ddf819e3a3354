import * as fc from "fast-check";
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { openJsonLines } from "../src/json-lines-kernel.ts";
import { JsonLinesTwin } from "../src/json-lines-twin.ts";
import {
  factNumbers,
  lineHead,
  lineStatus,
  missing,
  otherValue,
  plainString,
  type JsonLines,
} from "../src/json-lines.ts";
import { parseLine } from "../src/readers/jsonl.ts";
import { generateKernel } from "../tables/generate-kernel.ts";
import { anyLines, damaged, plainChunk } from "./json-line-inputs.ts";
import { fuzzRuns } from "./fuzz-runs.ts";

const names = ["text", "url", "本文", ""];
const wanted = { names, maxLineBytes: 120, maxRecordBytes: 40 };
const stride = lineHead.length + (names.length - 1) * factNumbers.length;

interface Fact {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  /** Hexadecimal. */
  readonly bytes: string;
}

interface Line {
  readonly head: readonly number[];
  /** Missing where nothing is said of them. */
  readonly facts?: readonly (Fact | null)[];
}

interface Said {
  readonly lines: Line[];
  /** Where each run ended. */
  readonly ends: unknown[];
  /** Hexadecimal. */
  readonly texts: string;
}

/** Everything that a reader says of a chunk, read in stretches that end at these lines, every other one passed over. */
function said(reader: JsonLines, chunk: Uint8Array, leavesFirst: boolean, stops: readonly number[]): Said {
  reader.begin(Uint8Array.from(chunk), leavesFirst);
  const lines: Line[] = [];
  const ends: unknown[] = [];
  let textEnd = 0;
  for (const [i, until] of [...stops, Number.POSITIVE_INFINITY].entries()) {
    if (i % 2 === 1) reader.pass(until);
    else textEnd = readUntil(reader, until, textEnd, { lines, ends });
  }
  return { lines, ends, texts: reader.texts.toString("hex", 0, textEnd) };
}

function readUntil(reader: JsonLines, until: number, from: number, to: Omit<Said, "texts">): number {
  let textEnd = from;
  for (;;) {
    const found = reader.run(until, textEnd);
    for (let i = 0; i < found.count; i++) to.lines.push(lineOf(reader, found.numbers, i * stride));
    textEnd = found.textEnd;
    to.ends.push([found.isAtEnd, found.nextLine]);
    if (found.isAtEnd || found.nextLine >= until) return textEnd;
  }
}

function lineOf(reader: JsonLines, numbers: Uint32Array, at: number): Line {
  const head = [...numbers.subarray(at, at + lineHead.length)];
  const status = head[lineHead.status]!;
  if (status === lineStatus.left || status === lineStatus.oversized) return { head };
  const facts = names.slice(1).map((_, i): Fact | null => {
    const factAt = at + lineHead.length + i * factNumbers.length;
    const kind = numbers[factAt + factNumbers.kind]!;
    const start = numbers[factAt + factNumbers.start]!;
    const end = numbers[factAt + factNumbers.end]!;
    return kind === missing ? null : { kind, start, end, bytes: reader.chunk.toString("hex", start, end) };
  });
  return { head, facts };
}

/** What both readers say; the kernel's memory is used again and again. */
const kernel = openJsonLines(wanted);
const twin = new JsonLinesTwin(wanted);

/** In what a line that was not left differs from what JSON.parse says of it. `expect` would take most of the time here. */
function differences(chunk: Uint8Array, line: Line, text: string): string[] {
  const { head, facts } = line;
  if (facts === undefined) return [];
  const bytes = chunk.subarray(head[lineHead.start], head[lineHead.end]);
  const parsed = parseLine(bytes, false) as { readonly json: Record<string, unknown> };
  const own = (name: string): unknown => (Object.hasOwn(parsed.json, name) ? parsed.json[name] : undefined);
  return [
    ...(isText(own("text"), head[lineHead.status]!, text) ? [] : ["text"]),
    ...names.slice(1).filter((name, i) => !isFact(own(name), facts[i]!)),
  ];
}

function isText(value: unknown, status: number, text: string): boolean {
  if (status === lineStatus.withoutText) return typeof value !== "string";
  if (typeof value !== "string") return false;
  if (status === lineStatus.tooLarge) return Buffer.byteLength(value) > wanted.maxRecordBytes;
  return Buffer.from(value).toString("hex") === text && (value === "") === (status === lineStatus.empty);
}

function isFact(value: unknown, fact: Fact | null): boolean {
  if (fact === null) return value === undefined;
  const text = Buffer.from(fact.bytes, "hex").toString("utf8");
  if (fact.kind === plainString) return text === value;
  if (fact.kind === otherValue) return isDeepStrictEqual(JSON.parse(text), value);
  return !(value as string).isWellFormed();
}

/** What kernel, twin and JSON.parse say differently of a chunk; none, if all is well. */
function disagreements(chunk: Uint8Array, leavesFirst: boolean, stops: readonly number[]): string[] {
  const byKernel = said(kernel, chunk, leavesFirst, stops);
  const byTwin = said(twin, chunk, leavesFirst, stops);
  if (!isDeepStrictEqual(byKernel, byTwin))
    return ["the twin", JSON.stringify(byKernel), JSON.stringify(byTwin)];
  let at = 0;
  return byKernel.lines.flatMap((line) => {
    const start = at;
    at = line.head[lineHead.textEnd]!;
    return differences(chunk, line, byKernel.texts.slice(start * 2, at * 2));
  });
}

function textsOf(chunk: Uint8Array): string {
  return said(kernel, chunk, false, []).texts;
}

const stops = fc.array(fc.nat(8), { maxLength: 3 }).map((list) => list.sort((a, b) => a - b));

describe("the kernel of JSON Lines", () => {
  test("is what reads lines by default, here and now", () => {
    expect(openJsonLines(wanted).madeBy).toBe("kernel");
  });

  test("and its twin and JSON.parse agree on rows in any spelling, with any part of them passed over", () => {
    fc.assert(
      fc.property(anyLines, fc.boolean(), stops, (chunk, leavesFirst, at) => {
        expect(disagreements(chunk, leavesFirst, at)).toEqual([]);
      }),
      { numRuns: fuzzRuns(5_000) },
    );
  });

  test("and its twin and JSON.parse agree on rows that were damaged anywhere, and on any other bytes", () => {
    fc.assert(
      fc.property(damaged, stops, (chunk, at) => {
        // An `expect` for each would take longer than all the rest.
        return !isUtf8(chunk) || disagreements(chunk, false, at).length === 0;
      }),
      { numRuns: fuzzRuns(100_000) },
    );
  });

  test("reads a row wherever its bytes fall among the vectors", () => {
    for (let length = 0; length < 70; length++) {
      const text = "x".repeat(length);
      for (const tail of ["", "\\n", "\\ud83d\\ude00", "日", '\\"', "\\u0041"])
        expect(
          disagreements(Buffer.from(`{"url":"${text}${tail}","text":"${text.slice(40)}${tail}"}`), false, []),
        ).toEqual([]);
    }
  });

  test("gives a line the same numbers in whatever chunk it comes", () => {
    fc.assert(
      fc.property(plainChunk, fc.nat(6), (chunk, at) => {
        const feeds = [...chunk.entries()].filter(([, byte]) => byte === 0x0a).map(([i]) => i + 1);
        const cut = feeds[at % (feeds.length + 1)] ?? chunk.byteLength;
        expect(textsOf(chunk.subarray(0, cut)) + textsOf(chunk.subarray(cut))).toBe(textsOf(chunk));
      }),
      { numRuns: 500 },
    );
  });

  test("reads chunks of more lines than one answer holds, and larger ones than its memory was made for", () => {
    const many = Buffer.from('{"text":"a"}\n'.repeat(5_000));
    expect(disagreements(many, false, [])).toEqual([]);
    const large = openJsonLines({ names, maxLineBytes: 2 ** 26, maxRecordBytes: 2 ** 26 });
    const long = "日本語\\n".repeat(1_500_000);
    large.begin(Buffer.from(`{"text":"${long}"}`), false);
    const { textEnd, isAtEnd } = large.run(1, 0);
    expect([textEnd, isAtEnd]).toEqual([1_500_000 * 10, true]);
    large.begin(many, false);
    expect(large.run(1, 0).textEnd).toBe(1);
  });

  test("leaves names to the twin that it has no room for", () => {
    const long = { ...wanted, names: ["text", "n".repeat(70_000)] };
    expect(openJsonLines(long).madeBy).toBe("twin");
  });

  test("is what its sources compile to", async () => {
    const file = new URL("../src/json-lines.wasm.ts", import.meta.url);
    expect(readFileSync(file, "utf8") === (await generateKernel())).toBe(true);
  }, 120_000);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Gaps } from "../src/merge/gaps.ts";
import { reverseHost, turnRound } from "../src/segment/host-name.ts";
import { hostSections } from "../src/segment/host-sections.ts";
import { HostTable, HostTableBuilder } from "../src/segment/host-table.ts";
import { mergedHosts } from "../src/merge/merge-hosts.ts";
import { Postings } from "../src/segment/postings.ts";
import { writePostings } from "../src/segment/postings-writer.ts";
import { checked, codeOf, damagedCopies, temporaryFolder } from "./stored-bytes.ts";

type Pair = readonly [host: string, ordinal: number];

function fileOf(pairs: readonly Pair[]): Uint8Array {
  const builder = new HostTableBuilder();
  for (const [host, ordinal] of pairs) builder.add(host, ordinal);
  const path = join(temporaryFolder(), "written.idx");
  const none = { hi: new Uint32Array(0), lo: new Uint32Array(0), value: new Float64Array(0) };
  writePostings(path, none, { maxValue: 0, sections: builder.sections() });
  return new Uint8Array(readFileSync(path));
}

function openBytes(bytes: Uint8Array, original?: Uint8Array): HostTable {
  return new HostTable(Postings.open(checked(join(temporaryFolder(), "keys.idx"), bytes, original)));
}

/** The plain answer: every pair whose host is the one, or ends in a dot and the one. */
function plain(
  pairs: readonly Pair[],
  host: string,
  subdomains: boolean,
): { hosts: string[]; ordinals: number[] } {
  const matching = pairs.filter(([name]) => name === host || (subdomains && name.endsWith(`.${host}`)));
  const hosts = [...new Set(matching.map(([name]) => name))];
  const ordinals = hosts.flatMap((name) => [
    ...new Set(matching.filter((pair) => pair[0] === name).map(([, n]) => n)),
  ]);
  return { hosts, ordinals: ordinals.sort((a, b) => a - b) };
}

const label = fc.constantFrom("a", "b", "a-b", "a0", "example", "example-news", "news", "www", "0", "z");
const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
const ordinal = fc.oneof(fc.nat(5), fc.nat(2 ** 48 - 1));

test("a host, and a domain with all hosts below it, find what a plain search finds, and nothing of a neighbour's", () => {
  const pairs = fc.array(fc.tuple(host, ordinal), { maxLength: 150 });
  fc.assert(
    fc.property(pairs, fc.array(host, { maxLength: 10 }), fc.nat(8), (pairs, others, limit) => {
      const table = openBytes(fileOf(pairs));
      expect(table.hostCount).toBe(new Set(pairs.map(([name]) => name)).size);
      for (const name of [...pairs.map(([name]) => name), ...others]) {
        for (const subdomains of [false, true]) {
          const expected = plain(pairs, name, subdomains);
          const found = table.find(name, { subdomains, limit: 1_000 });
          expect([found.hostCount, found.count]).toEqual([expected.hosts.length, expected.ordinals.length]);
          expect([...found.ordinals].sort((a, b) => a - b)).toEqual(expected.ordinals);
          const few = table.find(name, { subdomains, limit });
          expect(few.count).toBe(found.count);
          expect(few.ordinals).toEqual(found.ordinals.slice(0, limit));
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("`example.jp` covers `news.example.jp` but not `example-news.jp`, `myexample.jp` or `example.jp.evil.com`", () => {
  const names = [
    "example.jp",
    "news.example.jp",
    "example-news.jp",
    "myexample.jp",
    "example.jp.evil.com",
    "jp",
  ];
  const table = openBytes(fileOf(names.map((name, i) => [name, i])));
  expect([...table.find("example.jp", { subdomains: true }).ordinals]).toEqual([0, 1]);
  expect([...table.find("EXAMPLE.jp.").ordinals]).toEqual([0]);
  expect(table.find("jp", { subdomains: true }).count).toBe(5);
});

test("50,000 hosts in many blocks: each is found, counts of domains are exact, entries list all", () => {
  const pairs = Array.from({ length: 50_000 }, (_, i): Pair => [`h${i}.d${i % 100}.example`, i * 7]);
  const table = openBytes(fileOf(pairs));
  const wrong = pairs.filter(([name, n], i) => i % 50 === 0 && table.find(name).ordinals[0] !== n);
  expect(wrong).toEqual([]);
  const domain = table.find("d42.example", { subdomains: true, limit: 1_000 });
  expect([domain.hostCount, domain.count, domain.ordinals.length]).toEqual([500, 500, 500]);
  expect(table.find("example", { subdomains: true, limit: 10 })).toMatchObject({
    hostCount: 50_000,
    count: 50_000,
  });
  const entries = [...table.entries()].map((entry): Pair => [entry.host, table.ordinals(entry)[0]!]);
  expect(entries.sort((a, b) => a[1] - b[1])).toEqual(pairs);
});

test("a host with 200,000 records is counted exactly and listed to the limit", () => {
  const table = openBytes(fileOf(Array.from({ length: 200_000 }, (_, i): Pair => ["big.example", i * 3])));
  const found = table.find("big.example", { limit: 4 });
  expect(found).toEqual({ hostCount: 1, count: 200_000, ordinals: Float64Array.of(0, 3, 6, 9) });
  expect(table.find("big.example", { limit: Infinity }).ordinals.at(-1)).toBe(599_997);
});

test("names turn round and back; addresses keep their order; what is no ASCII host is refused", () => {
  fc.assert(fc.property(host, (name) => turnRound(reverseHost(name)) === name));
  expect(reverseHost("News.Example.jp.")).toBe("jp.example.news");
  expect(reverseHost("192.0.2.1")).toBe("192.0.2.1");
  expect(reverseHost("163.com")).toBe("com.163");
  expect(turnRound("com.163")).toBe("163.com");
  expect(reverseHost("[2001:db8::1]")).toBe("[2001:db8::1]");
  for (const bad of ["", ".", "a b", "例え.jp", "a\n", "x".repeat(65_536)]) {
    expect(codeOf(() => reverseHost(bad))).toBe("bad-input");
  }
  for (const bad of [-1, 0.5, 2 ** 48, Number.NaN]) {
    expect(codeOf(() => new HostTableBuilder().add("a", bad))).toBe("bad-input");
  }
});

const pairs: readonly Pair[] = [
  ["example.jp", 1],
  ["example.jp", 300],
  ["news.example.jp", 2],
  ["192.0.2.1", 3],
];

/** Reads everything a small table holds. */
function touch(bytes: Uint8Array, original?: Uint8Array): void {
  const table = openBytes(bytes, original);
  for (const entry of table.entries()) table.ordinals(entry);
  for (const [name] of pairs) table.find(name, { subdomains: true });
}

test("every flipped bit and every cut is refused as damage", () => {
  const bytes = fileOf(pairs);
  for (const copy of damagedCopies(bytes)) expect(codeOf(() => touch(copy, bytes))).toBe("segment-damaged");
});

test("whatever a file with matching checksums says, it is answered or refused with a code", () => {
  const bytes = fileOf(pairs);
  const codes = ["no error", "segment-damaged", "segment-version"];
  for (let at = 0; at < bytes.length; at += 1) {
    for (const value of [0, 1, 2, 46, 127, 128, 255]) {
      const copy = Uint8Array.from(bytes);
      copy[at] = value;
      expect(codes).toContain(codeOf(() => touch(copy)));
    }
  }
});

test("another version of the table is refused as unknown", () => {
  const bytes = fileOf(pairs);
  const magic = Buffer.from(bytes.buffer).indexOf("YURAI\0HT");
  for (const at of [magic, magic + 8]) {
    const copy = Uint8Array.from(bytes);
    copy[at] = 9;
    expect(codeOf(() => openBytes(copy))).toBe("segment-version");
  }
});

test("tables that are merged, some records left out, are byte for byte the table of what stays", () => {
  const parts = fc.array(
    fc.record({
      pairs: fc.array(fc.tuple(host, fc.nat(40)), { maxLength: 60 }),
      dropped: fc.uniqueArray(fc.nat(40)),
    }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(parts, (given) => {
      const inputs = given.map(({ pairs, dropped }, i) => {
        const gaps = new Gaps();
        for (const number of dropped.toSorted((x, y) => x - y)) gaps.push(number, number + 1);
        return { table: openBytes(fileOf(pairs)), gaps, base: i * 41 };
      });
      const path = join(temporaryFolder(), "merged.idx");
      const none = { hi: new Uint32Array(0), lo: new Uint32Array(0), value: new Float64Array(0) };
      writePostings(path, none, { maxValue: 0, sections: hostSections(() => mergedHosts(inputs)) });
      const kept = given.flatMap(({ pairs, dropped }, i) =>
        pairs
          .filter(([, number]) => !dropped.includes(number))
          .map(([name, number]): Pair => [name, inputs[i]!.gaps.moved(number) + i * 41]),
      );
      expect(new Uint8Array(readFileSync(path))).toEqual(fileOf(kept));
    }),
    { numRuns: 40 },
  );
});

test("a host of very many records is merged and listed in batches", () => {
  const pairs = Array.from({ length: 20_000 }, (_, i): Pair => ["example.jp", i * 3]);
  const table = openBytes(fileOf(pairs));
  const [entry] = table.entries();
  const batches = [...table.ordinalBatches(entry!)];
  expect(batches.length).toBeGreaterThan(1);
  expect(batches.flatMap((batch) => [...batch])).toEqual(pairs.map(([, number]) => number));
});

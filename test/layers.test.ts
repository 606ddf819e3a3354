import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { layerViolations } from "./layers.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));

test("the repository keeps every arrow, fence and name of the design", () => {
  expect(layerViolations(repository)).toEqual([]);
});

test("a tree without a breach is reported clean", () => {
  expect(layerViolations(tree({}))).toEqual([]);
});

interface Breach {
  readonly claim: string;
  readonly files: Readonly<Record<string, string>>;
  readonly reported: string;
}

/** A ledger's manifest with something more in it. */
const ledgerManifest = (more: object, rest: object = {}): string =>
  JSON.stringify({
    name: "@yurai/ledger",
    dependencies: { "@yurai/schema": "workspace:*", kysely: "catalog:", ...more },
    ...rest,
  });

const breaches: readonly Breach[] = [
  {
    claim: "an arrow upwards in package.json",
    files: { "packages/ledger/package.json": ledgerManifest({ "@yurai/gate": "workspace:*" }) },
    reported: "packages/ledger/package.json: uses @yurai/gate, an arrow the design does not have",
  },
  {
    claim: "an optional peer against the arrows",
    files: {
      "packages/ledger/package.json": ledgerManifest(
        {},
        {
          peerDependencies: { "@yurai/track": "*" },
          peerDependenciesMeta: { "@yurai/track": { optional: true } },
        },
      ),
    },
    reported: "packages/ledger/package.json: uses @yurai/track, an arrow the design does not have",
  },
  {
    claim: "an import of the top package",
    files: { "packages/ledger/src/row.ts": 'import { open } from "yurai";\nexport const x: unknown = open;' },
    reported: "packages/ledger/src/row.ts: uses yurai, an arrow the design does not have",
  },
  {
    claim: "a type import against the arrows",
    files: {
      "packages/schema/src/row.ts": 'import type { Row } from "@yurai/ledger";\nexport type R = Row;',
    },
    reported: "packages/schema/src/row.ts: uses @yurai/ledger, an arrow the design does not have",
  },
  {
    claim: "a re-export against the arrows",
    files: { "packages/schema/src/row.ts": 'export { row } from "@yurai/ledger";' },
    reported: "packages/schema/src/row.ts: uses @yurai/ledger, an arrow the design does not have",
  },
  {
    claim: "a star export against the arrows",
    files: { "packages/schema/src/row.ts": 'export * from "@yurai/ledger";' },
    reported: "packages/schema/src/row.ts: uses @yurai/ledger, an arrow the design does not have",
  },
  {
    claim: "a dynamic import against the arrows",
    files: { "packages/schema/src/row.ts": 'export const row: unknown = await import("@yurai/ledger");' },
    reported: "packages/schema/src/row.ts: uses @yurai/ledger, an arrow the design does not have",
  },
  {
    claim: "a dynamic import of a computed name",
    files: { "packages/schema/src/row.ts": "export const load = (name: string): unknown => import(name);" },
    reported: "packages/schema/src/row.ts: imports a computed name, which nobody can check",
  },
  {
    claim: "an import of another package's inside by its name",
    files: {
      "packages/ledger/src/row.ts":
        'import { a } from "@yurai/schema/src/a.ts";\nexport const x: unknown = a;',
    },
    reported:
      'packages/ledger/src/row.ts: imports "@yurai/schema/src/a.ts", which @yurai/schema does not export',
  },
  {
    claim: "an import of another package's inside by its path",
    files: { "packages/ledger/src/row.ts": 'import "../../schema/src/a.ts";' },
    reported: 'packages/ledger/src/row.ts: reaches out of its src ("../../schema/src/a.ts")',
  },
  {
    claim: "a socket in a package that has none",
    files: {
      "packages/ledger/src/row.ts": 'import { connect } from "node:net";\nexport const x: unknown = connect;',
    },
    reported: 'packages/ledger/src/row.ts: imports "node:net", but no socket may be opened from ledger',
  },
  {
    claim: "a socket behind a module's old name",
    files: {
      "packages/ledger/src/row.ts": 'import dns from "dns/promises";\nexport const x: unknown = dns;',
    },
    reported: 'packages/ledger/src/row.ts: imports "dns/promises", but no socket may be opened from ledger',
  },
  {
    claim: "zod outside the boundary",
    files: { "packages/ledger/package.json": ledgerManifest({ zod: "catalog:" }) },
    reported: "packages/ledger/package.json: uses zod, which belongs to schema and yurai only",
  },
  {
    claim: "SQL outside the ledger",
    files: {
      "packages/schema/src/row.ts":
        'import Database from "better-sqlite3";\nexport const x: unknown = Database;',
    },
    reported: "packages/schema/src/row.ts: uses better-sqlite3, which belongs to ledger only",
  },
  {
    claim: "a library that the manifest does not declare",
    files: { "packages/schema/src/row.ts": 'import { a } from "left-pad";\nexport const x: unknown = a;' },
    reported: 'packages/schema/src/row.ts: imports "left-pad", which its package.json does not declare',
  },
  {
    claim: "an import of an index",
    files: { "packages/schema/src/row.ts": 'import "./index.ts";' },
    reported: 'packages/schema/src/row.ts: imports an index ("./index.ts"), not the defining file',
  },
  {
    claim: "folders in folders",
    files: { "packages/schema/src/a/b/row.ts": "export {};" },
    reported: "packages/schema/src/a/b/row.ts: src has at most one level of folders",
  },
  {
    claim: "a new top-level entry",
    files: { "scripts/run.sh": "" },
    reported: "scripts: is not one of the top-level entries",
  },
  {
    claim: "a file with a name that says nothing",
    files: { "packages/schema/src/utils.ts": "export {};" },
    reported: 'packages/schema/src/utils.ts: "utils" says nothing; name it after its noun or verb',
  },
  {
    claim: "a folder with a name that says nothing",
    files: { "examples/one/lib/main.ts": "export {};" },
    reported: 'examples/one/lib: "lib" says nothing; name it after its noun or verb',
  },
  {
    claim: "a package that the design does not know",
    files: {
      "packages/extra/package.json": '{"name":"@yurai/extra"}',
      "packages/extra/src/index.ts": "export {};",
    },
    reported: "packages/extra: is not a package of the design",
  },
];

test.each(breaches)("reported: $claim", ({ files, reported }) => {
  expect(layerViolations(tree(files))).toEqual([reported]);
});

/** A small clean repository in a temporary folder, with some files put over it. */
function tree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(tmpdir(), "yurai-layers-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const clean = {
    "package.json": "{}",
    ".gitignore": "",
    "packages/schema/package.json": JSON.stringify({
      name: "@yurai/schema",
      exports: { ".": "./src/index.ts" },
    }),
    "packages/schema/src/index.ts": "export {};",
    "packages/schema/src/a.ts":
      'import { readFileSync } from "node:fs";\nexport const a: unknown = readFileSync;',
    "packages/ledger/package.json": ledgerManifest({}),
    "packages/ledger/src/index.ts":
      'import { a } from "@yurai/schema";\nimport { Kysely } from "kysely";\nexport const x: unknown = [a, Kysely];',
  };
  for (const [name, text] of Object.entries({ ...clean, ...files })) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return root;
}

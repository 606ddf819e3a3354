import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { workerUse } from "./worker-references.ts";

test("a worker's file is found where its name is written out", () => {
  const use = workerUse(
    file(
      'import { Worker } from "node:worker_threads";\nnew Worker(new URL("./worker.ts", import.meta.url));',
    ),
  );
  expect(use).toEqual({ startsWorkers: true, isWorker: false, references: [{ names: ["./worker.ts"] }] });
});

test("both names are found where the code chooses between source and dist", () => {
  const use = workerUse(
    file('const url = new URL(inSource ? "./worker.ts" : "./worker.js", import.meta.url);'),
  );
  expect(use).toEqual({
    startsWorkers: false,
    isWorker: false,
    references: [{ names: ["./worker.ts", "./worker.js"] }],
  });
});

test("a worker is known by what it imports", () => {
  const use = workerUse(
    file('import { parentPort } from "node:worker_threads";\nparentPort?.postMessage(1);'),
  );
  expect(use).toEqual({ startsWorkers: false, isWorker: true, references: [] });
});

test("a URL of the web is no file reference, nor is a type import a start", () => {
  const use = workerUse(
    file('import type { Worker } from "node:worker_threads";\nnew URL("/a", "https://example.org");'),
  );
  expect(use).toEqual({ startsWorkers: false, isWorker: false, references: [] });
});

function file(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "yurai-worker-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, "a.ts"), text);
  return path.join(folder, "a.ts");
}

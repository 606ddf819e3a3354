import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Workspace packages run from source: the custom condition comes before "default" in every exports map.
const conditions = ["@yurai/source", "node", "import", "module", "default"];

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts", "benchmarks/test/**/*.test.ts"],
    // A process a file: native modules, workers and signals of one file cannot reach another. Said aloud, or vitest
    // ends every run with advice against it.
    pool: "forks",
    isolate: true,
    maxWorkers: 2,
    // For tests that hang, not a measure of speed: a loaded machine must not turn them red.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ["default"],
  },
});

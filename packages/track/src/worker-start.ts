/** Where the worker begins: it compiles its modules from the cache of the program that started it, if that has one. */
import { enableCompileCache, flushCompileCache } from "node:module";
import { workerData } from "node:worker_threads";

const { hasCompileCache } = workerData as { readonly hasCompileCache: boolean };
// Each thread has to ask for itself, and before it loads anything.
if (hasCompileCache) enableCompileCache();
await import("./worker.ts");
// The thread will be terminated, which keeps nothing that was not written.
if (hasCompileCache) flushCompileCache();

/** Where a worker begins: it loads what every recording needs while it waits to be told what to record. */
import { once } from "node:events";
import { enableCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";

const { hasCompileCache } = workerData as { readonly hasCompileCache: boolean };
// Each thread has to ask for itself, and before it loads anything: its modules come from the cache of the program, if that has one.
if (hasCompileCache) enableCompileCache();
const told = once(parentPort!, "message");
await import("./recording.ts");
const [settings] = await told;
Object.assign(workerData as object, settings);
await import("./worker.ts");

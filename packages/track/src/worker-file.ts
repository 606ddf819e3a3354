/** How the worker's file is found and started, from source and from `dist` alike. */

/** tsc rewrites import endings but not this string, so the ending follows the file that asks. */
const isSource = import.meta.url.endsWith(".ts");

/** The file beside this one with which a worker begins. */
export const workerFile: URL = new URL(isSource ? "./worker-start.ts" : "./worker-start.js", import.meta.url);

/** From source the worker must find the other packages' source too, whatever its parent was started with. */
export const workerArguments: readonly string[] = isSource ? ["--conditions=@yurai/source"] : [];

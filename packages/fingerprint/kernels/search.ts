/**
 * The search kernel: what a query asks of memory. AssemblyScript. Its memory map is in search-memory.ts, its hosts in
 * src/search-kernel.ts, src/filter-probe.ts and src/alignment.ts.
 */
export { FOUND, KEY_HI, KEY_LO, MAX_EDITS, MAX_KEYS, REGIONS } from "./search-memory";
export { extendAlignment, extendedOutput, extendedRecord, seenRecord } from "./extend-alignment";
export { probeFilter, probeOne, takeKeys } from "./filter-probe";

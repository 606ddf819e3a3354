/**
 * The search kernel: what a query asks of memory. AssemblyScript. Its memory map is in search-memory.ts, its host in
 * src/search-kernel.ts.
 */
export { FOUND, KEY_HI, KEY_LO, MAX_KEYS, REGIONS } from "./search-memory";
export { probeFilter } from "./filter-probe";

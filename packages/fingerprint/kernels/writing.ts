/** The writing kernel: sorts and packs postings, and builds filters. AssemblyScript. */
export { KEY_HI, KEY_LO, MAX_POSTINGS, PACKED, PLACES, VALUE } from "./writing-memory";
export { countSome, dealSome, distinctKeys, keysEnd, listBuckets, open, order, packSome, startDealing } from "./postings";
export { assign, peel } from "./filter-build";

/** What a writing process is doing when it is killed. */
export const phases = ["append", "write", "seal", "rename", "commit", "compact", "remove"] as const;

/** One of them. */
export type Phase = (typeof phases)[number];

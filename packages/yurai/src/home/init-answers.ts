import { configSchema, findProblems } from "@yurai/schema";

const plain = { format: "yurai-config", version: 1 } as const;

/** Tells whether a text can name a model. */
export function checkName(name: string): boolean {
  return findProblems(configSchema, { ...plain, models: [{ name }] }).length === 0;
}

/** Tells whether a text is a region's code. */
export function checkRegion(region: string): boolean {
  return findProblems(configSchema, { ...plain, regions: { storage: [region] } }).length === 0;
}

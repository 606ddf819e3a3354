import { clean } from "./clean.ts";

/** How deep data may nest before {@link cleanData} cuts it. */
const maxDepth = 64;

/**
 * Returns plain data with every string cleaned by {@link clean}. Renderers call it once on what they are given, so that no
 * field can be forgotten; member names stay as they are, because they are ours.
 */
export function cleanData<T>(data: T): T {
  // The shape is the same; only strings change.
  return visit(data, 0) as T;
}

function visit(value: unknown, depth: number): unknown {
  if (typeof value === "string") return clean(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > maxDepth) return null;
  if (Array.isArray(value)) return value.map((item) => visit(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, visit(item, depth + 1)]));
}

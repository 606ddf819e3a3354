import { formatCount } from "../number.ts";

/** Writes a count with its English noun: `1 host`, `412 hosts`, `0 hosts`. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

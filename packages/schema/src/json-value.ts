import { z } from "zod";
import { canonicalJson } from "./canonical-json.ts";
import type { JsonObject } from "./canonical-json.ts";

/** Checks an object of free content: anything that has canonical JSON, so never deeper than that allows. */
export const jsonObject: z.ZodType<JsonObject> = z.custom<JsonObject>(isJsonObject, {
  error: "must be a JSON object without undefined values, infinite numbers, cycles or very deep nesting",
});

function isJsonObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  try {
    canonicalJson(value);
    return true;
  } catch {
    return false;
  }
}

export { YuraiError, isYuraiError, SchemaError } from "./error.ts";
export { canonicalJson, maxJsonDepth } from "./canonical-json.ts";
export { contentId, shortId, sha256Hex, shortIdLength } from "./content-id.ts";

export type { ErrorDetails, ErrorOptions, SchemaErrorCode } from "./error.ts";
export type { JsonObject, JsonValue } from "./canonical-json.ts";

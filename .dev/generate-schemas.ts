// Writes the JSON Schema files of the shapes that users write or read: packages/schema/schemas/*.schema.json.
import { mkdirSync, writeFileSync } from "node:fs";
import { jsonSchemaFiles } from "../packages/schema/src/json-schema.ts";

const folder = new URL("../packages/schema/schemas/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const { name, text } of jsonSchemaFiles()) {
  writeFileSync(new URL(name, folder), text);
  process.stdout.write(`wrote packages/schema/schemas/${name}\n`);
}

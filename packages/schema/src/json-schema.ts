import { z } from "zod";
import { configSchema } from "./config.ts";
import { inquiryRequestSchema } from "./inquiry.ts";
import { policySchema } from "./policy.ts";
import { reportAnswersSchema } from "./report-answers.ts";
import { verdictSchema } from "./verdict.ts";

/** One JSON Schema file: its name, and its text with a newline at the end. */
export interface JsonSchemaFile {
  readonly name: string;
  readonly text: string;
}

const files = [
  { name: "config", title: "Yurai configuration (yurai.config.yaml)", schema: configSchema },
  { name: "policy", title: "Yurai policy (yurai.policy.yaml)", schema: policySchema },
  { name: "answers", title: "Yurai answers for reports (yurai.answers.yaml)", schema: reportAnswersSchema },
  { name: "request", title: "Yurai request (an inquiry as it arrived)", schema: inquiryRequestSchema },
  { name: "verdict", title: "Yurai verdict", schema: verdictSchema },
] as const;

/**
 * Returns the JSON Schema files of the shapes that users write or read, for editors and other languages. They hold what
 * JSON Schema can say; that ids differ within a file, only {@link parse} checks.
 *
 * @see JSON Schema 2020-12
 */
export function jsonSchemaFiles(): readonly JsonSchemaFile[] {
  return files.map(({ name, title, schema }) => {
    // Nouns with an id in their metadata are written once, under $defs.
    const { $schema, ...body } = z.toJSONSchema(schema, { target: "draft-2020-12" });
    const document = { $schema, $id: `urn:yurai:schema:${name}:1`, title, ...body };
    return { name: `${name}.schema.json`, text: `${JSON.stringify(document, null, 2)}\n` };
  });
}

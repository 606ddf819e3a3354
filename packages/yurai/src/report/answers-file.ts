// The organisation's answers to reports, and the file that lists what is still blank.
import { reportAnswersSchema, type Language, type ReportAnswers } from "@yurai/schema";
import type { Instrument, StatedItem } from "@yurai/report/statements";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Project } from "../home/config.ts";
import { readYamlFile } from "../home/yaml-file.ts";

/** Answers, and the digest of the file they stand in. */
export interface ReadAnswers {
  readonly answers: ReportAnswers;
  readonly sha256: string;
  readonly path: string;
}

/**
 * Reads the answers: the file that is named, or `yurai.answers.yaml` beside the configuration if there is one.
 *
 * @throws CliError `bad-config` with line and column; `file-missing` for a named file that is not there
 */
export function readAnswers(
  project: Project,
  cwd: string,
  named: string | undefined,
): ReadAnswers | undefined {
  const path = named === undefined ? join(project.folder, "yurai.answers.yaml") : resolve(cwd, named);
  if (named === undefined && !existsSync(path)) return undefined;
  const answers = readYamlFile<ReportAnswers>(path, reportAnswersSchema, "bad-config");
  return { answers, sha256: createHash("sha256").update(readFileSync(path)).digest("hex"), path };
}

/** Writes every blank of a statement in the form of the answers, with what it asks as a comment. */
export function blanksText(
  instrument: Instrument,
  stated: readonly StatedItem[],
  head: readonly string[],
  language: Language,
): string {
  const lines = stated
    .filter(({ state }) => state === "needs-words" || state === "needs-decision")
    .flatMap(({ item, state }) => [
      `    # ${item.title[language]}${item.hint === undefined ? "" : ` - ${item.hint[language]}`}`,
      `    ${JSON.stringify(item.id)}:`,
      ...(state === "needs-decision" ? ["      # status: comply | explain | not-applicable"] : []),
      `      # text: ""`,
    ]);
  return [
    ...head.map((line) => `# ${line}`),
    "format: yurai-answers",
    "version: 1",
    `# organisation: ""`,
    `# contact: ""`,
    "items:",
    `  ${instrument.id}:`,
    ...lines,
    "",
  ].join("\n");
}

// The questions of init, asked on a terminal.
import { isCancel, select, text } from "@clack/prompts";
import { evidenceModes, type Evidence } from "@yurai/schema";
import type { InitAnswers } from "./config-template.ts";
import { CliError } from "../error.ts";
import type { Frame } from "../terminal/frame.ts";
import { checkName, checkRegion } from "./init-answers.ts";
import { parseModel } from "./model-reference.ts";

/**
 * Asks for what no flag has answered.
 *
 * @throws CliError `interrupted` when the user leaves; nothing was written then
 */
export async function askQuestions(
  frame: Frame,
  given: Omit<InitAnswers, "evidence"> & Partial<Pick<InitAnswers, "evidence">>,
): Promise<InitAnswers> {
  const { init } = frame.catalogue.cli;
  const model = given.model ?? (await askModel(frame, init.model, init.modelHint));
  const base = given.base ?? (model && (await askModel(frame, init.base, init.baseHint)));
  const evidence = given.evidence ?? (await askEvidence(frame));
  const region =
    given.region ?? (await askText(frame, init.region, init.regionHint, checkRegion, init.badRegion));
  return {
    ...(model && { model }),
    ...(base && { base }),
    evidence,
    ...(region !== undefined && { region }),
    mode: given.mode,
  };
}

async function askModel(frame: Frame, message: string, hint: string): Promise<InitAnswers["model"]> {
  const name = await askText(frame, message, hint, checkName, frame.catalogue.cli.init.badName);
  return name === undefined ? undefined : parseModel(name);
}

async function askText(
  frame: Frame,
  message: string,
  placeholder: string,
  isGood: (value: string) => boolean,
  complaint: string,
): Promise<string | undefined> {
  const answer = await text({
    message,
    placeholder,
    input: frame.stdin,
    output: frame.stderr,
    validate: (value) => (value === undefined || value === "" || isGood(value) ? undefined : complaint),
  });
  const value = unlessCancelled(frame, answer);
  return value === "" || value === undefined ? undefined : value;
}

async function askEvidence(frame: Frame): Promise<Evidence> {
  const { init } = frame.catalogue.cli;
  const answer = await select<Evidence>({
    message: init.evidence,
    options: evidenceModes.map((value) => ({ value, label: init.evidenceChoice[value] })),
    input: frame.stdin,
    output: frame.stderr,
  });
  return unlessCancelled(frame, answer);
}

function unlessCancelled<Value>(frame: Frame, answer: Value): Exclude<Value, symbol> {
  if (isCancel(answer)) throw new CliError("interrupted", frame.catalogue.cli.init.cancelled);
  // The only symbol is that of cancelling.
  return answer as Exclude<Value, symbol>;
}

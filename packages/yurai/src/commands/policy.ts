import {
  diffPolicies,
  presetNames,
  presets,
  testPolicy,
  writePolicy,
  type ActionChange,
  type PresetName,
} from "@yurai/gate";
import { renderAnswer, type AnswerRow, type Catalogue } from "@yurai/report";
import { Argument, type Command } from "commander";
import { choosePolicy, policyOf } from "../check/chosen-policy.ts";
import { exitCodes, type ExitCode } from "../terminal/exit-code.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { readChecks, readVerdicts } from "../check/verdict-log.ts";

/** Changes that a screen lists; JSON has all. */
const listed = 20;

/** `yurai policy test|diff|show`: what a policy does, before it does it. */
export const define: DefineCommand = (command: Command, { pipeline: { option } }: Catalogue, act: Act) => {
  command
    .command("test")
    .description(option.policyTest)
    .argument("[file]", option.policyFile)
    .action(act(async (frame, file: string | undefined) => test(frame, file)));
  command
    .command("diff")
    .description(option.policyDiff)
    .argument("<old>", option.policyFile)
    .argument("<new>", option.policyFile)
    .action(act(async (frame, before: string, after: string) => diff(frame, before, after)));
  command
    .command("show")
    .description(option.policyShow)
    .addArgument(new Argument("<preset>", option.preset).choices(presetNames))
    .action(act(async (frame, preset: PresetName) => show(frame, preset)));
};

async function test(frame: Frame, file: string | undefined): Promise<ExitCode> {
  const { policy } = choosePolicy(frame.project, { cwd: frame.cwd, ...(file !== undefined && { file }) });
  const { results, untested } = testPolicy(policy);
  const failed = results.filter(({ passed }) => !passed);
  const exitCode = failed.length === 0 ? exitCodes.done : exitCodes.badInput;
  if (frame.json) {
    frame.printJson("policy-test", { policy: policy.name, passed: failed.length === 0, results, untested });
    return exitCode;
  }
  const { pipeline } = frame.catalogue;
  const rows: AnswerRow[] = failed.map(({ rule, example, expected, action, decidedBy }) => ({
    label: rule,
    tone: "stop",
    text: pipeline.exampleFailed(example + 1, expected, action, decidedBy ?? pipeline.otherwise),
  }));
  if (untested.length > 0)
    rows.push({ label: pipeline.untestedLabel, tone: "gap", text: pipeline.untested(untested.join(", ")) });
  const passed = failed.length === 0;
  const outcome = passed
    ? pipeline.policyPassed(results.length, policy.rules.length)
    : pipeline.policyFailed(failed.length, results.length);
  frame.print(renderAnswer({ outcome, tone: passed ? "good" : "stop", rows }, frame.screen));
  return exitCode;
}

async function diff(frame: Frame, before: string, after: string): Promise<ExitCode> {
  const [old, fresh] = [policyOf(before, frame.cwd).policy, policyOf(after, frame.cwd).policy];
  await using ledger = await openHomeLedger(frame, "read");
  const changes: ActionChange[] = [];
  let compared = 0;
  for (const { check } of await readChecks(ledger)) {
    for await (const { verdicts } of readVerdicts(ledger, check)) {
      const part = diffPolicies(
        old,
        fresh,
        verdicts.map(({ verdict }) => verdict),
      );
      compared += part.compared;
      changes.push(...part.changes);
    }
  }
  const { limits } = diffPolicies(old, fresh, []);
  if (frame.json) {
    frame.printJson("policy-diff", { before: old.name, after: fresh.name, compared, changes, limits });
    return done;
  }
  const { pipeline } = frame.catalogue;
  const rows: AnswerRow[] = changes.slice(0, listed).map((change) => ({
    label: change.id,
    text: pipeline.diffRow(change.before, change.after, change.rules.join(", ")),
  }));
  if (changes.length > listed) rows.push({ label: "", text: pipeline.overlapMore(changes.length - listed) });
  rows.push(
    ...limits.map((limit): AnswerRow => ({
      label: pipeline.limitLabel,
      tone: "gap",
      text: pipeline.diffLimit[limit],
    })),
  );
  const outcome = compared === 0 ? pipeline.diffNothing : pipeline.diffOutcome(changes.length, compared);
  frame.print(renderAnswer({ outcome, rows }, frame.screen));
  return done;
}

async function show(frame: Frame, preset: PresetName): Promise<ExitCode> {
  if (frame.json) frame.printJson("policy", { policy: presets[preset] });
  else frame.print(writePolicy(presets[preset]).trimEnd());
  return done;
}

/**
 * ai.txt as Spawning writes it: rules as in robots.txt, by path or by kind of file, about the use of data for training. The
 * name is used for other formats too; a file without such rules is not read as one.
 */
import { answerRules } from "./robots-answer.ts";
import { robotsPathOf } from "./robots-path.ts";
import { parseRobotsTxt, type RobotsTxt } from "./robots-txt.ts";
import { agentName, directiveText, type FoundSignal } from "./found-signal.ts";
import type { LineSignal } from "./trust-txt.ts";

/** Reads an ai.txt; undefined when it is another format of that name. Never throws. */
export function readAiTxt(body: Uint8Array): RobotsTxt | undefined {
  const file = parseRobotsTxt(body);
  return file.groups.some(({ rules }) => rules.length > 0) ? file : undefined;
}

/** Every rule as a signal, for the file itself. */
export function aiTxtSignals(file: RobotsTxt): readonly LineSignal[] {
  return file.groups.flatMap(({ agents, rules }) =>
    rules.flatMap((rule) => {
      if (rule.pattern === undefined) return [];
      return [{ line: rule.line, signal: ruleSignal(rule.allows, rule.value, agents) }];
    }),
  );
}

/** The rule that speaks of a URL, if one does. */
export function aiTxtSignalFor(file: RobotsTxt, url: string): LineSignal | undefined {
  const { rule, agents = [] } = answerRules(file, undefined, robotsPathOf(url));
  if (rule === undefined) return undefined;
  return { line: rule.line, signal: ruleSignal(rule.allows, rule.value, agents) };
}

function ruleSignal(allows: boolean, pattern: string, agents: readonly string[]): FoundSignal {
  const agent = agents.includes("*") ? undefined : agentName(agents.join(", "));
  return {
    kind: "ai-txt",
    value: directiveText(`${allows ? "Allow" : "Disallow"}: ${pattern}`),
    training: allows ? "yes" : "no",
    scope: directiveText(pattern),
    ...(agent !== undefined && { agent }),
  };
}

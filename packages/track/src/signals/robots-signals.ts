/** What a robots.txt says about training: usage records of its groups, licences, and rules against training crawlers. */
import { readContentSignal } from "./content-signal.ts";
import { readContentUsage } from "./content-usage.ts";
import { agentName, directiveText, type FoundSignal } from "./found-signal.ts";
import { agentTokens } from "./robots-agent.ts";
import { answerRules, groupsFor, type RobotsAnswer } from "./robots-answer.ts";
import { matchesRobotsPattern, readRobotsPattern, robotsPathOf, type RobotsPattern } from "./robots-path.ts";
import type { RobotsGroup, RobotsRecord, RobotsTxt } from "./robots-txt.ts";
import { rslReference } from "./rsl.ts";
import { isTrainingAgent } from "./training-agents.ts";
import type { LineSignal } from "./trust-txt.ts";

interface UsageRecord {
  readonly record: RobotsRecord;
  readonly pattern: RobotsPattern;
  readonly path: string;
  readonly signals: readonly FoundSignal[];
}

const readers: Readonly<Record<string, (value: string) => readonly FoundSignal[]>> = {
  "content-usage": readContentUsage,
  "content-signal": readContentSignal,
};
const everything: RobotsPattern = { pieces: ["/"], isAnchored: false, octets: 1 };

/** Every statement of a file, with the agents it speaks to. `url` is that of the file. */
export function robotsFileSignals(file: RobotsTxt, url: string): readonly LineSignal[] {
  const licences = [...file.others, ...file.groups.flatMap(({ others }) => others)];
  return [
    ...licences.flatMap((record) => licence(record, url)),
    ...usageRecords(file.others).flatMap((usage) => withPlace(usage, undefined)),
    ...file.groups.flatMap((group) => usageRecords(group.others).flatMap((usage) => withPlace(usage, group))),
  ];
}

/**
 * The statements of a file that reach a page. Of one convention those with the longest matching path count, all of them:
 * where equal paths say different things, each is a signal. AIPREF gives none to a page that is closed to crawling.
 */
export function robotsSignalsFor(
  file: RobotsTxt,
  fileUrl: string,
  pageUrl: string,
  { userAgent, answer }: { readonly userAgent: string | undefined; readonly answer: RobotsAnswer },
): readonly LineSignal[] {
  const path = robotsPathOf(pageUrl);
  const groups = groupsFor(file, userAgent);
  const licences = [...file.others, ...groups.flatMap(({ others }) => others)];
  const own = groups.flatMap((group) => usageRecords(group.others).map((usage) => ({ usage, group })));
  const all = [...usageRecords(file.others).map((usage) => ({ usage, group: undefined })), ...own];
  const usages = Object.keys(readers).flatMap((field) => {
    if (field === "content-usage" && answer.decision === "refused") return [];
    const matching = all.filter(
      ({ usage }) => usage.record.field === field && matchesRobotsPattern(usage.pattern, path),
    );
    const longest = Math.max(0, ...matching.map(({ usage }) => usage.pattern.octets));
    return matching
      .filter(({ usage }) => usage.pattern.octets === longest)
      .flatMap(({ usage, group }) => withPlace(usage, group));
  });
  return [
    ...licences.flatMap((record) => licence(record, fileUrl)),
    ...usages,
    ...refusal(answer, userAgent),
    ...refusedTrainingAgents(file, path, userAgent),
  ];
}

/** The rule that closed the page to the agent that fetched it. A crawl rule says nothing of training by itself. */
function refusal(answer: RobotsAnswer, userAgent: string | undefined): readonly LineSignal[] {
  const { rule, agents = [] } = answer;
  if (answer.decision !== "refused" || rule === undefined) return [];
  const own = userAgent === undefined ? [] : [...agentTokens(userAgent).own];
  const named = agents.filter((agent) => own.includes(agent.toLowerCase()));
  const signal = ruleSignal(rule, named.length > 0 ? named : agents, own.some(isTrainingAgent));
  return [{ line: rule.line, signal }];
}

/** Rules that close the page to crawlers which collect training data, one signal for each rule. */
function refusedTrainingAgents(
  file: RobotsTxt,
  path: string,
  userAgent: string | undefined,
): readonly LineSignal[] {
  const own = userAgent === undefined ? undefined : agentTokens(userAgent).own;
  const named = new Map(
    file.groups
      .flatMap(({ agents, tokens }) => tokens.map((token, i) => [token, agents[i]!] as const))
      .filter(([token]) => isTrainingAgent(token) && own?.has(token) !== true),
  );
  const byLine = new Map<
    number,
    { readonly rule: NonNullable<RobotsAnswer["rule"]>; readonly agents: string[] }
  >();
  for (const [token, written] of named) {
    const { decision, rule } = answerRules(file, token, path);
    if (decision !== "refused" || rule === undefined) continue;
    const entry = byLine.get(rule.line) ?? { rule, agents: [] };
    entry.agents.push(written);
    byLine.set(rule.line, entry);
  }
  return [...byLine].map(([line, { rule, agents }]) => ({ line, signal: ruleSignal(rule, agents, true) }));
}

function ruleSignal(rule: RobotsRecord, agents: readonly string[], isAboutTraining: boolean): FoundSignal {
  const agent = agents.includes("*") ? undefined : agentName(agents.join(", "));
  return {
    kind: "robots-txt",
    value: directiveText(`Disallow: ${rule.value}`),
    training: isAboutTraining ? "no" : "unknown",
    scope: directiveText(rule.value),
    ...(agent !== undefined && { agent }),
  };
}

function licence({ field, line, value }: RobotsRecord, base: string): readonly LineSignal[] {
  const signal = field === "license" ? rslReference(value, base) : undefined;
  return signal === undefined ? [] : [{ line, signal }];
}

/** Usage records with their path: `[path] preferences`, where a path begins with a slash. */
function usageRecords(records: readonly RobotsRecord[]): readonly UsageRecord[] {
  const before = usages.get(records);
  if (before !== undefined) return before;
  const read = readUsageRecords(records);
  usages.set(records, read);
  return read;
}

/** The same file is asked for every page of its host. */
const usages = new WeakMap<readonly RobotsRecord[], readonly UsageRecord[]>();

function readUsageRecords(records: readonly RobotsRecord[]): readonly UsageRecord[] {
  return records.flatMap((record) => {
    const read = readers[record.field];
    if (read === undefined) return [];
    const space = record.value.search(/[ \t]/);
    const hasPath = record.value.startsWith("/");
    const path = hasPath ? record.value.slice(0, space < 0 ? undefined : space) : "/";
    const pattern = hasPath ? readRobotsPattern(Buffer.from(path, "utf8").toString("latin1")) : everything;
    const value = hasPath ? (space < 0 ? "" : record.value.slice(space).trim()) : record.value;
    return pattern === undefined ? [] : [{ record, pattern, path, signals: read(value) }];
  });
}

function withPlace(
  { record, path, signals }: UsageRecord,
  group: RobotsGroup | undefined,
): readonly LineSignal[] {
  const isForAll = group === undefined || group.agents.includes("*");
  const agent = isForAll ? undefined : agentName(group.agents.join(", "));
  const scope = directiveText(path);
  return signals.map((signal) => ({
    line: record.line,
    signal: { ...signal, scope, ...(agent !== undefined && { agent }) },
  }));
}

/** Whether a robots.txt lets an agent fetch a URL, with the line that says so. */
import { agentTokens } from "./robots-agent.ts";
import { matchesRobotsPattern, robotsPathOf } from "./robots-path.ts";
import { parseRobotsTxt, type RobotsGroup, type RobotsRule, type RobotsTxt } from "./robots-txt.ts";

/** What is known of the robots.txt of one scheme, host and port (RFC 9309, section 2.3.1). */
export type RobotsState =
  | { readonly kind: "rules"; readonly file: RobotsTxt }
  /** A status of 4xx, or more than five redirects: everything may be fetched. */
  | { readonly kind: "unavailable" }
  /** A status of 5xx, or no answer: nothing may be fetched. */
  | { readonly kind: "unreachable" }
  /** It is not in the data, or a redirect leads to where the data does not reach. */
  | { readonly kind: "missing" };

/** What one attempt to fetch a robots.txt gave. */
export interface RobotsFetch {
  /** HTTP status; null when the host did not answer. */
  readonly status: number | null;
  readonly body?: Uint8Array;
  /** How many redirects lie before this answer. Default 0. */
  readonly redirects?: number;
}

/** The outcome, and on what it rests. */
export interface RobotsAnswer {
  readonly decision: "allowed" | "refused" | "unknown";
  /**
   * `rule`: the one in `rule`; `no-rule`: the group has none for this path; `no-group`: nobody speaks to this agent;
   * `own-file`: robots.txt itself is always allowed; `unavailable`, `unreachable`, `missing`: see {@link RobotsState};
   * `no-agent`: nobody said who fetched, and the answer depends on it.
   */
  readonly basis:
    | "rule"
    | "no-rule"
    | "no-group"
    | "own-file"
    | "unavailable"
    | "unreachable"
    | "missing"
    | "no-agent";
  readonly rule?: RobotsRule;
  /** Agents of the group that holds the rule, as written. */
  readonly agents?: readonly string[];
}

const maxRedirects = 5;

/** Turns an attempt to fetch a robots.txt into what follows from it. */
export function readRobotsFetch({ status, body, redirects = 0 }: RobotsFetch): RobotsState {
  if (status === null || status >= 500 || status === 0) return { kind: "unreachable" };
  if (redirects > maxRedirects || status >= 400) return { kind: "unavailable" };
  if (status >= 200 && status < 300) return { kind: "rules", file: parseRobotsTxt(body ?? new Uint8Array()) };
  return { kind: "missing" };
}

/** The groups that speak to an agent: those that name it, combined; else those of `*`; none when neither is there. */
export function groupsFor(file: RobotsTxt, userAgent: string | undefined): readonly RobotsGroup[] {
  if (userAgent !== undefined) {
    const tokens = agentTokens(userAgent);
    for (const set of [tokens.own, tokens.generic]) {
      const named = file.groups.filter((group) => group.tokens.some((token) => set.has(token)));
      if (named.length > 0) return named;
    }
  }
  return file.groups.filter((group) => group.tokens.includes("*"));
}

/**
 * Answers whether an agent may fetch a URL. `userAgent` is a product token or a full User-Agent header; without it the
 * answer is `unknown` unless the file gives every agent the same. Linear in the rules and their lengths.
 *
 * Source: RFC 9309, sections 2.2 and 2.3.1; where the RFC leaves a choice, the strict reading of records that it does not
 * define (they never end a group) and common practice for patterns that begin with `*`.
 */
export function robotsAnswer(state: RobotsState, userAgent: string | undefined, url: string): RobotsAnswer {
  switch (state.kind) {
    case "missing":
      return { decision: "unknown", basis: "missing" };
    case "unavailable":
      return { decision: "allowed", basis: "unavailable" };
    case "unreachable":
      return { decision: "refused", basis: "unreachable" };
    case "rules":
      return answerByFile(state.file, userAgent, robotsPathOf(url));
    default:
      return state satisfies never;
  }
}

function answerByFile(file: RobotsTxt, userAgent: string | undefined, path: string): RobotsAnswer {
  if (path === "/robots.txt") return { decision: "allowed", basis: "own-file" };
  const answer = answerRules(file, userAgent, path);
  if (userAgent !== undefined) return answer;
  const differs = (group: RobotsGroup): boolean => answerOfGroups([group], path).decision !== answer.decision;
  return file.groups.some(differs) ? { decision: "unknown", basis: "no-agent" } : answer;
}

/** The rule that decides about a path of {@link robotsPathOf}, by the groups of an agent; without one, of everyone. */
export function answerRules(file: RobotsTxt, userAgent: string | undefined, path: string): RobotsAnswer {
  return answerOfGroups(groupsFor(file, userAgent), path);
}

function answerOfGroups(groups: readonly RobotsGroup[], path: string): RobotsAnswer {
  if (groups.length === 0) return { decision: "allowed", basis: "no-group" };
  let best: { readonly rule: RobotsRule; readonly group: RobotsGroup; readonly octets: number } | undefined;
  for (const group of groups)
    for (const rule of group.rules) {
      const octets = rule.pattern?.octets ?? -1;
      const wins =
        octets > (best?.octets ?? -1) || (octets === best?.octets && rule.allows && !best.rule.allows);
      if (wins && rule.pattern !== undefined && matchesRobotsPattern(rule.pattern, path))
        best = { rule, group, octets };
    }
  if (best === undefined) return { decision: "allowed", basis: "no-rule" };
  const decision = best.rule.allows ? "allowed" : "refused";
  return { decision, basis: "rule", rule: best.rule, agents: best.group.agents };
}

/** TDMRep, the TDM Reservation Protocol of a W3C community group: values, and the file `/.well-known/tdmrep.json`. */
import { matchesRobotsPattern, readRobotsPattern, robotsPathOf, type RobotsPattern } from "./robots-path.ts";
import { decodeStart, directiveText, urlText, type FoundSignal } from "./found-signal.ts";

/** One entry of the file, in its order. */
export interface TdmRule {
  readonly location: string;
  readonly pattern: RobotsPattern;
  readonly signal: FoundSignal;
}

const maxFileBytes = 1_000_000;
const maxRules = 10_000;

/** Reads a reservation: 1 reserves the rights, 0 does not; anything else leaves it unset, and so gives no signal. */
export function tdmSignal(value: string, policy?: string, base?: string): FoundSignal | undefined {
  const reservation = value.trim();
  if (reservation !== "0" && reservation !== "1") return undefined;
  const url = policy === undefined ? undefined : urlText(policy, base);
  // 0 says that no right is reserved against mining. It grants nothing by itself; `yes` would say more than the text.
  const training = reservation === "1" ? "no" : "unknown";
  return { kind: "tdmrep", value: reservation, training, ...(url !== undefined && { policy: url }) };
}

/** Reads the file; undefined when it is no JSON array. Entries that are none are left out. Never throws. */
export function readTdmrep(body: Uint8Array, base: string): readonly TdmRule[] | undefined {
  if (body.byteLength > maxFileBytes) return undefined;
  let entries: unknown;
  try {
    entries = JSON.parse(decodeStart(body, "utf-8", maxFileBytes));
  } catch {
    return undefined;
  }
  if (!Array.isArray(entries)) return undefined;
  return entries.slice(0, maxRules).flatMap((entry: unknown) => {
    const rule = readRule(entry, base);
    return rule === undefined ? [] : [rule];
  });
}

/** The entry that speaks of a URL: the first that matches, whatever comes later. */
export function tdmRuleFor(rules: readonly TdmRule[], url: string): TdmRule | undefined {
  const path = robotsPathOf(url);
  return rules.find(({ pattern }) => matchesRobotsPattern(pattern, path));
}

function readRule(entry: unknown, base: string): TdmRule | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const fields = entry as Readonly<Record<string, unknown>>;
  const location = fields["location"];
  const reservation = fields["tdm-reservation"];
  const policy = fields["tdm-policy"];
  if (typeof location !== "string") return undefined;
  const pattern = readRobotsPattern(Buffer.from(location, "utf8").toString("latin1"));
  const signal = tdmSignal(String(reservation), typeof policy === "string" ? policy : undefined, base);
  if (pattern === undefined || signal === undefined) return undefined;
  return { location, pattern, signal: { ...signal, scope: directiveText(location) } };
}

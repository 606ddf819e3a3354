/**
 * A reader for robots.txt (RFC 9309) that keeps what others throw away: the number of each line, records that the RFC does
 * not define, and the group in which they stand. Records other than User-agent, Allow and Disallow never end a group
 * (section 2.2.4).
 */
import { productToken } from "./robots-agent.ts";
import { readRobotsPattern, type RobotsPattern } from "./robots-path.ts";

/** One record: a field and its value on a line. */
export interface RobotsRecord {
  /** From 1. */
  readonly line: number;
  /** The name of the field, in lower case. */
  readonly field: string;
  /** The value without comment and outer white space; octets that are no UTF-8 are U+FFFD. */
  readonly value: string;
}

/** An Allow or Disallow rule. */
export interface RobotsRule extends RobotsRecord {
  readonly allows: boolean;
  /** Missing for an empty value, which matches nothing. */
  readonly pattern?: RobotsPattern;
}

/** One group: its agents and what is said to them. */
export interface RobotsGroup {
  /** As written, in file order; `*` is everyone who is not named. */
  readonly agents: readonly string[];
  /** The product tokens of the agents, in lower case. */
  readonly tokens: readonly string[];
  readonly rules: readonly RobotsRule[];
  /** Records that RFC 9309 does not define, such as Content-Usage. */
  readonly others: readonly RobotsRecord[];
}

/** A robots.txt as read. */
export interface RobotsTxt {
  readonly groups: readonly RobotsGroup[];
  /** Records before the first group. */
  readonly others: readonly RobotsRecord[];
  /** Whether it went on behind the limit; what lies behind it was not read. */
  readonly isTruncated: boolean;
}

/** RFC 9309 asks for 500 KiB at least; what lies behind is not read, as most crawlers do. */
const maxRobotsBytes = 500 * 1_024;

interface OpenGroup {
  readonly agents: string[];
  readonly tokens: string[];
  readonly rules: RobotsRule[];
  readonly others: RobotsRecord[];
}

/** Reads a robots.txt from its octets. Never throws; lines that are no records are passed over. Linear. */
export function parseRobotsTxt(body: Uint8Array): RobotsTxt {
  const isTruncated = body.byteLength > maxRobotsBytes;
  const octets = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, maxRobotsBytes));
  // One character an octet: rules are compared as octets, and a path in Shift_JIS is one too.
  const lines = octets.toString("latin1").split(/\r\n|[\r\n]/);
  // A rule that the limit cuts would match more than was meant.
  if (isTruncated) lines.pop();
  const groups: OpenGroup[] = [];
  const others: RobotsRecord[] = [];
  let group: OpenGroup | undefined;
  for (const [index, text] of lines.entries()) {
    const read = readLine(index === 0 ? text.replace(/^\u00ef\u00bb\u00bf/, "") : text);
    if (read === undefined) continue;
    const record: RobotsRecord = { line: index + 1, field: read.field, value: fromUtf8(read.octets) };
    if (read.field === "user-agent") {
      if (group === undefined || group.rules.length > 0) {
        group = { agents: [], tokens: [], rules: [], others: [] };
        groups.push(group);
      }
      group.agents.push(record.value);
      group.tokens.push(productToken(record.value));
    } else if (read.field === "allow" || read.field === "disallow") {
      const pattern = readRobotsPattern(read.octets);
      group?.rules.push({ ...record, allows: read.field === "allow", ...(pattern && { pattern }) });
    } else (group?.others ?? others).push(record);
  }
  return { groups, others, isTruncated };
}

function readLine(text: string): { readonly field: string; readonly octets: string } | undefined {
  const hash = text.indexOf("#");
  const record = hash < 0 ? text : text.slice(0, hash);
  const colon = record.indexOf(":");
  if (colon < 0) return undefined;
  const field = trim(record.slice(0, colon)).toLowerCase();
  return /^[a-z][a-z0-9_-]*$/.test(field) ? { field, octets: trim(record.slice(colon + 1)) } : undefined;
}

/** Spaces and tabs only: `trim` also takes U+00A0, which here is one octet of a longer character. */
function trim(text: string): string {
  let begin = 0;
  let end = text.length;
  while (begin < end && isBlank(text.charCodeAt(begin))) begin++;
  while (end > begin && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(begin, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function fromUtf8(octets: string): string {
  // oxlint-disable-next-line no-control-regex -- what is ASCII needs no decoding.
  return /^[\0-\x7f]*$/.test(octets) ? octets : Buffer.from(octets, "latin1").toString("utf8");
}

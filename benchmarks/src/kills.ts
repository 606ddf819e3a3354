/** Kills writing processes at drawn points and looks at what they left. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findLeftovers, keepLeftover, removeLeftover, verifySegment } from "@yurai/fingerprint";
import { openLedger } from "@yurai/ledger";
import { phases, type Phase } from "./kill-phases.ts";

/** What a campaign saw. */
export interface KillCampaign {
  readonly kills: number;
  /** Kills by the phase in which they fell. */
  readonly byPhase: Readonly<Record<Phase, number>>;
  /** Acknowledged rows and segments that were looked for afterwards, and found. */
  readonly found: number;
  /** Unfinished folders found and dealt with, and whole segments that were sealed but not yet committed. */
  readonly leftovers: number;
  readonly uncommitted: number;
  /** Whatever went wrong, one line each; empty when nothing did. */
  readonly problems: readonly string[];
}

/** Homes are used for so many kills, so that recovery meets a history and verification stays quick. */
const killsPerHome = 20;
const script = new URL("kill-child.ts", import.meta.url).pathname;

/** Kills `kills` processes, phases in turn, delays drawn from `random`. Takes about a second a kill. */
export async function runKills(kills: number, random: () => number): Promise<KillCampaign> {
  const byPhase = Object.fromEntries(phases.map((phase) => [phase, 0])) as Record<Phase, number>;
  const seen = { found: 0, leftovers: 0, uncommitted: 0 };
  const problems: string[] = [];
  let home = "";
  let acknowledged: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    if (kill % killsPerHome === 0) {
      if (home !== "") rmSync(home, { recursive: true });
      home = mkdtempSync(join(tmpdir(), "yurai-kill-"));
      acknowledged = [];
    }
    const target = phases[kill % phases.length]!;
    const end = await killOne(home, target, Math.floor(random() ** 2 * 3_000));
    if (end.phase === undefined) problems.push(`kill ${kill}: the process ended by itself: ${end.errors}`);
    else byPhase[end.phase]++;
    acknowledged.push(...end.acknowledged);
    const state = await recover(home, acknowledged);
    seen.found += state.found;
    seen.leftovers += state.leftovers;
    seen.uncommitted += state.uncommitted;
    problems.push(...state.problems.map((problem) => `kill ${kill} (${target}): ${problem}`));
  }
  if (home !== "") rmSync(home, { recursive: true });
  return { kills, byPhase, ...seen, problems };
}

interface Death {
  readonly phase: Phase | undefined;
  readonly acknowledged: readonly string[];
  readonly errors: string;
}

function killOne(home: string, target: Phase, delayUs: number): Promise<Death> {
  const argv = ["--conditions=@yurai/source", "--no-warnings", script, home, target, String(delayUs)];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (_, signal) => {
      const phase = phases.find((name) => errors.endsWith(name));
      const whole = out.slice(0, out.lastIndexOf("\n") + 1); // half a line is no acknowledgement
      const acknowledged = whole.split("\n").filter((line) => line !== "");
      resolve({ phase: signal === "SIGKILL" ? phase : undefined, acknowledged, errors });
    });
  });
}

/** Opens what a killed process left, as the next one would, and checks every promise. */
async function recover(
  home: string,
  acknowledged: readonly string[],
): Promise<{ found: number; leftovers: number; uncommitted: number; problems: string[] }> {
  const problems: string[] = [];
  await using ledger = await openLedger(home, { mode: "write", createIfMissing: true });
  const report = await ledger.verify({
    verifySegment: async (id) => {
      await verifySegment(join(home, "segments", id));
      return [];
    },
  });
  for (const problem of report.problems) problems.push(`verify: ${JSON.stringify(problem)}`);
  const rows = new Set((await ledger.rows({ kinds: ["verdict"] })).map(({ id }) => id));
  const { firstIds } = await ledger.segments();
  const segments = new Set(firstIds);
  let found = 0;
  for (const line of acknowledged) {
    const [kind, id = ""] = line.split(" ");
    if ((kind === "row" ? rows : segments).has(id)) found++;
    else problems.push(`an acknowledged ${kind} is lost`);
  }
  const leftovers = findLeftovers(home);
  for (const leftover of leftovers) {
    if (leftover.complete) keepLeftover(home, leftover);
    else removeLeftover(leftover);
  }
  const comparison = await ledger.compareSegments(join(home, "segments"));
  for (const id of comparison.missing) problems.push(`segment ${id} is committed and missing`);
  for (const name of comparison.unfinished) problems.push(`${name} was not found as a leftover`);
  for (const id of comparison.uncommitted) {
    await verifySegment(join(home, "segments", id));
    rmSync(join(home, "segments", id), { recursive: true });
  }
  return { found, leftovers: leftovers.length, uncommitted: comparison.uncommitted.length, problems };
}

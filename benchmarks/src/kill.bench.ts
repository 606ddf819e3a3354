import { phases } from "./kill-phases.ts";
import { runKills } from "./kills.ts";
import type { Benchmark } from "./figure.ts";
import { seeded } from "./random.ts";

/** `YURAI_KILLS` sets the number. */
const kills = Number(process.env["YURAI_KILLS"] ?? 1_000);

export const killBenchmark: Benchmark = {
  name: "kill",
  about: "kill -9 across append, write, seal, rename, commit, compact and remove; about a second a kill",
  async *run() {
    const campaign = await runKills(kills, seeded(20_261_121));
    const counts = phases.map((phase) => `${phase} ${campaign.byPhase[phase]}`).join(", ");
    const found = `${campaign.found} acknowledged rows and segments found again`;
    const left = `${campaign.leftovers} leftovers, ${campaign.uncommitted} sealed but uncommitted`;
    yield {
      bench: "kill-problems",
      value: campaign.problems.length,
      unit: `of ${campaign.kills}`,
      target: 0,
      better: "lower",
      note: [counts, found, left, ...campaign.problems.slice(0, 5)].join("; "),
    };
  },
};

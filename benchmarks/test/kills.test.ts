import { expect, test } from "vitest";
import { phases } from "../src/kill-phases.ts";
import { runKills } from "../src/kills.ts";
import { seeded } from "../src/random.ts";

test("processes killed while they append, write, seal, rename, commit, merge and remove lose nothing", async () => {
  const campaign = await runKills(3 * phases.length, seeded(1));
  expect(campaign.problems).toEqual([]);
  expect(Object.values(campaign.byPhase).reduce((sum, count) => sum + count, 0)).toBe(campaign.kills);
  expect(campaign.found).toBeGreaterThan(campaign.kills);
  expect(campaign.leftovers).toBeGreaterThan(0);
}, 300_000);

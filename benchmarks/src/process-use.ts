/** Loaded before a command: writes its process's peak memory and processor time to a file when it ends. */
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const path = process.env["YURAI_PEAK_FILE"];
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const used = { megabytes: maxRSS / 1_024, processorSeconds: (userCPUTime + systemCPUTime) / 1e6 };
  if (path !== undefined) writeFileSync(path, JSON.stringify(used));
});

// Where a source was read from, as the run that read it recorded it: so that its name is enough for what comes next.
import type { Ledger, LedgerRow, RunCounts } from "@yurai/ledger";
import type { JsonObject } from "@yurai/schema";
import { isAbsolute, relative, resolve, sep } from "node:path";

/** Paths of a run, and the options it read them with. */
export interface RecordedPaths {
  readonly paths: readonly string[];
  readonly text?: string;
  readonly url?: string;
  readonly signals?: string;
  readonly encoding?: string;
  readonly agent?: string;
}

/** More paths than these are not recorded: a run's row is no list of files. */
const maxPaths = 1_000;

/** Paths as a run records them: relative to the project where they lie in it. Undefined for standard input and too many. */
export function pathsToRecord(
  paths: readonly string[],
  { cwd, folder }: { readonly cwd: string; readonly folder: string },
): readonly string[] | undefined {
  if (paths.length === 0 || paths.length > maxPaths || paths.includes("-")) return undefined;
  return paths.map((path) => {
    if (/^(?:hf|s3|npm):/.test(path)) return path;
    const whole = resolve(cwd, path);
    const inside = relative(folder, whole);
    const isOutside = inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
    return (isOutside ? whole : inside === "" ? "." : inside).split(sep).join("/");
  });
}

/** What the last run of `yurai track` that read a source read it from; undefined when no run says. */
export async function recordedPaths(ledger: Ledger, source: string): Promise<RecordedPaths | undefined> {
  const rows = await ledger.rows({ kinds: ["counts"], key: { name: "source", values: [source] } });
  // A row's kind gives its body.
  const ids = [...new Set((rows as readonly LedgerRow<RunCounts>[]).map(({ body }) => body.run))];
  const runs = await ledger.runs(ids);
  for (const { run } of runs.toReversed()) {
    const { configuration } = run;
    if (configuration["command"] !== "track") continue;
    const found = pathsIn(configuration);
    if (found !== undefined) return found;
  }
  return undefined;
}

function pathsIn(configuration: JsonObject): RecordedPaths | undefined {
  const { paths } = configuration;
  if (!Array.isArray(paths) || !paths.every((path) => typeof path === "string")) return undefined;
  const option = (name: "text" | "url" | "signals" | "encoding" | "agent"): Partial<RecordedPaths> => {
    const value = configuration[name];
    return typeof value === "string" ? { [name]: value } : {};
  };
  return {
    paths,
    ...option("text"),
    ...option("url"),
    ...option("signals"),
    ...option("encoding"),
    ...option("agent"),
  };
}

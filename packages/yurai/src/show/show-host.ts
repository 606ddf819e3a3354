// What is recorded about one host, over all sources and runs.
import { addRollUps, type HostRollUps, type HostTotal, type Ledger, type LedgerRow } from "@yurai/ledger";
import { renderHost, type ShownHost, type ShownHostSource } from "@yurai/report";
import type { HostRollUp } from "@yurai/schema";
import { isExcluded } from "@yurai/track";
import { CliError } from "../error.ts";
import { done, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { readHostLists } from "../screen/host-lists.ts";
import { formatModel } from "../home/model-reference.ts";

/** Rows read at once: each holds thousands of hosts. */
const rowsPerPage = 16;

/** Prints a host by its name. */
export async function showHost(frame: Frame, given: string): Promise<typeof done> {
  await using ledger = await openHomeLedger(frame, "read");
  const host = hostNameOf(given);
  const rollUps = await rollUpsOf(ledger, host);
  if (rollUps.length === 0)
    throw new CliError("not-found", `no run has read a page of the host ${host}; give its name as in URLs`);
  const shown = await readHost(frame, ledger, host, rollUps);
  if (frame.json) frame.printJson("host", shown);
  else frame.print(renderHost(shown, frame.screen));
  return done;
}

/** A host by its name, or by a URL of it. */
function hostNameOf(given: string): string {
  const url = given.includes("://") ? given : `http://${given}/`;
  return URL.canParse(url) ? new URL(url).hostname : given.toLowerCase();
}

async function rollUpsOf(ledger: Ledger, host: string): Promise<readonly HostRollUp[]> {
  const found: HostRollUp[] = [];
  let after = -1;
  for (;;) {
    const key = { name: "host", values: [host] };
    const page = await ledger.rows({ kinds: ["hosts"], key, after, limit: rowsPerPage });
    // A row's kind gives its body.
    for (const { index, body } of page as readonly LedgerRow<HostRollUps>[]) {
      after = index;
      found.push(...body.hosts.filter((rollUp) => rollUp.host === host));
    }
    if (page.length < rowsPerPage) return found;
  }
}

async function readHost(
  frame: Frame,
  ledger: Ledger,
  host: string,
  rollUps: readonly HostRollUp[],
): Promise<ShownHost> {
  const totals = addRollUps(rollUps);
  const views = new Map(
    (await ledger.sources(totals.map(({ source }) => source))).map((view) => [view.name, view]),
  );
  const records = new Map<string, number>();
  for (const rollUp of rollUps) records.set(rollUp.run, (records.get(rollUp.run) ?? 0) + rollUp.records);
  const runs = await ledger.runs([...records.keys()]);
  const lists = await readHostLists(frame);
  const on = lists.filter(({ list }) => isExcluded(list, `http://${host}/`));
  return {
    host,
    sources: totals.map((total) => sourceOf(total, views.get(total.source)?.crawls ?? [])),
    runs: runs.map(({ id, run }) => ({
      id,
      ...(run.name !== undefined && { name: run.name }),
      ...(run.model !== undefined && { model: formatModel(run.model) }),
      records: records.get(id) ?? 0,
    })),
    ...(lists.length > 0 && {
      lists: on.map(({ name, from }) => ({ name, ...(from !== undefined && { from }) })),
    }),
  };
}

type StatedCrawls = Awaited<ReturnType<Ledger["sources"]>>[number]["crawls"];

function sourceOf(total: HostTotal, crawls: StatedCrawls): ShownHostSource {
  const { source, records, bytes, optedOutRecords, robots, robotsFile, examples = [] } = total;
  const { refusedPages, firstFetchedAt, lastFetchedAt, crawl } = total;
  return {
    source,
    records,
    bytes,
    optedOutRecords,
    ...(robots && { robots }),
    ...(robotsFile && { robotsFile }),
    ...(refusedPages && { refusedPages }),
    examples,
    // A host names its crawl where there was one only; else all of its source may be meant.
    crawls: crawls.map(({ fact }) => fact).filter(({ id }) => crawl === undefined || id === crawl),
    ...(firstFetchedAt !== undefined && { firstFetchedAt }),
    ...(lastFetchedAt !== undefined && { lastFetchedAt }),
  };
}

// The user's lists of hosts: what being on one means is the user's word, and nothing is guessed.
import { readExclusions, type ExclusionList } from "@yurai/track";
import { resolve } from "node:path";
import type { Frame } from "../terminal/frame.ts";

/** A list with what is on it. */
export interface NamedHosts {
  readonly name: string;
  readonly from?: string;
  readonly list: ExclusionList;
}

/** Reads every list that the configuration names. Throws TrackError `bad-input` for one that can't be read. */
export async function readHostLists({ project }: Frame): Promise<readonly NamedHosts[]> {
  return Promise.all(
    (project.config.hostLists ?? []).map(async ({ name, file, from }) => ({
      name,
      ...(from !== undefined && { from }),
      list: await readExclusions(resolve(project.folder, file)),
    })),
  );
}

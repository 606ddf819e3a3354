import type { Catalogue } from "@yurai/report";
import { Argument, type Command } from "commander";
import type { Act, DefineCommand } from "../terminal/frame.ts";
import { showHost } from "../show/show-host.ts";
import { showModel } from "../show/show-model.ts";
import { showRecord } from "../show/show-record.ts";
import { showRun } from "../show/show-run.ts";
import { showSource } from "../show/show-source.ts";

const shows = {
  run: showRun,
  source: showSource,
  model: showModel,
  record: showRecord,
  host: showHost,
} as const;
type Kind = keyof typeof shows;

/** `yurai show KIND ID`: everything that is recorded about one thing; the beginning of an id is enough. */
export const define: DefineCommand = (command: Command, { cli }: Catalogue, act: Act) => {
  command
    .addArgument(new Argument("<kind>", cli.option.showKind).choices(Object.keys(shows)))
    .argument("<id>", cli.option.showId)
    .action(act(async (frame, kind: Kind, id: string) => shows[kind](frame, id)));
};

import { renderStatus, type Catalogue } from "@yurai/report";
import type { Command } from "commander";
import { done, type Act, type DefineCommand } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { statusOf } from "../show/status-of.ts";

/** `yurai status`: what is missing first, then what is recorded. */
export const define: DefineCommand = (command: Command, _catalogue: Catalogue, act: Act) => {
  command.action(
    act(async (frame) => {
      await using ledger = await openHomeLedger(frame, "read");
      const status = await statusOf(ledger, frame.project.home, frame.now());
      if (frame.json) frame.printJson("status", status);
      else frame.print(renderStatus(status, frame.screen));
      return done;
    }),
  );
};

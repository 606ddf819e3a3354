import type { Catalogue } from "@yurai/report";
import { Argument, type Command } from "commander";
import { completionScript, shells, type Shell } from "../terminal/completion-script.ts";
import { done, type Act, type DefineCommand } from "../terminal/frame.ts";

/** `yurai completion SHELL`: prints the script that makes the shell ask `yurai __complete`. */
export const define: DefineCommand = (command: Command, { cli }: Catalogue, act: Act) => {
  command.addArgument(new Argument("<shell>", cli.option.shell).choices(shells)).action(
    act(
      async (frame, shell: Shell) => {
        frame.print(completionScript(shell));
        if (frame.interactive) frame.note(frame.catalogue.cli.completionHint[shell]);
        return done;
      },
      { withoutConfig: true },
    ),
  );
};

import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Frame } from "./frame.ts";
import { untilAborted } from "./until-aborted.ts";

/** Yields targets from the command line; `-` stands for the lines of standard input, read as they come. */
export async function* readTargets(
  frame: Pick<Frame, "stdin" | "signal">,
  targets: readonly string[],
): AsyncGenerator<string> {
  for (const target of targets) {
    if (target !== "-") {
      yield target;
      continue;
    }
    const input = Readable.from(untilAborted(frame.stdin, frame.signal), { objectMode: false });
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line.trim() !== "") yield line;
    }
  }
}

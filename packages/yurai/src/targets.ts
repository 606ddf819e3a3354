import { createInterface } from "node:readline";
import type { Frame } from "./frame.ts";

/** Yields targets from the command line; `-` stands for the lines of standard input, read as they come. */
export async function* readTargets(
  frame: Pick<Frame, "stdin">,
  targets: readonly string[],
): AsyncGenerator<string> {
  for (const target of targets) {
    if (target !== "-") {
      yield target;
      continue;
    }
    for await (const line of createInterface({ input: frame.stdin, crlfDelay: Infinity })) {
      if (line.trim() !== "") yield line;
    }
  }
}

// Progress on stderr: a line that changes on a terminal, a heartbeat elsewhere, because silence reads as a hang.
import { clean, truncate } from "@yurai/report";
import type { Frame } from "./frame.ts";

/** How often a terminal's line is drawn again, in milliseconds. */
const redrawMs = 100;
/** How often a line is written where there is no terminal, in milliseconds. */
const heartbeatMs = 30_000;

/** A running display. End it before anything else is written to stderr. */
export interface Progress {
  /** Shows a new state; calling it often costs nothing. */
  readonly show: (text: string) => void;
  readonly end: () => void;
}

/** Starts showing progress, unless `--quiet`. */
export function startProgress(frame: Pick<Frame, "stderr" | "quiet">): Progress {
  if (frame.quiet) return { show: () => undefined, end: () => undefined };
  return frame.stderr.isTTY ? terminalLine(frame.stderr) : heartbeat(frame.stderr);
}

function terminalLine(stderr: NodeJS.WriteStream): Progress {
  let drawnMs = 0;
  let isDrawn = false;
  return {
    show(text) {
      const now = performance.now();
      if (now - drawnMs < redrawMs) return;
      drawnMs = now;
      isDrawn = true;
      // Carriage return and erase to the end of the line; one column less, so that no terminal wraps.
      stderr.write(`\r${truncate(clean(text), (stderr.columns || 80) - 1)}\u001B[K`);
    },
    end() {
      if (isDrawn) stderr.write("\r\u001B[K");
    },
  };
}

function heartbeat(stderr: NodeJS.WriteStream): Progress {
  let latest: string | undefined;
  const timer = setInterval(() => {
    if (latest !== undefined) stderr.write(`${clean(latest)}\n`);
  }, heartbeatMs);
  timer.unref();
  return {
    show(text) {
      latest = text;
    },
    end() {
      clearInterval(timer);
    },
  };
}

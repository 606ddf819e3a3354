// Progress on stderr: a line that changes on a terminal, a heartbeat elsewhere, because silence reads as a hang.
import { clean, formatShare, truncate } from "@yurai/report";
import type { Frame } from "./frame.ts";

/** How often a terminal's line is drawn again, in milliseconds. */
const redrawMs = 100;
/** How often a line is written where there is no terminal, in milliseconds. */
const heartbeatMs = 30_000;

/** A running display. End it before anything else is written to stderr. */
export interface Progress {
  /**
   * Shows a new state; calling it often costs nothing.
   *
   * @param share how much is done, from 0 to 1, where that is known
   */
  readonly show: (text: string, share?: number) => void;
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
    show(text, share) {
      const now = performance.now();
      if (now - drawnMs < redrawMs) return;
      drawnMs = now;
      isDrawn = true;
      // Carriage return and erase to the end of the line; one column less, so that no terminal wraps.
      const line = share === undefined ? clean(text) : `${bar(share)}  ${clean(text)}`;
      stderr.write(`\r${truncate(line, (stderr.columns || 80) - 1)}\u001B[K`);
    },
    end() {
      if (isDrawn) stderr.write("\r\u001B[K");
    },
  };
}

const barColumns = 16;

function bar(share: number): string {
  const filled = Math.floor(share * barColumns);
  return `[${"#".repeat(filled)}${".".repeat(barColumns - filled)}] ${formatShare(share)}`;
}

function heartbeat(stderr: NodeJS.WriteStream): Progress {
  let latest: string | undefined;
  const timer = setInterval(() => {
    if (latest !== undefined) stderr.write(`${clean(latest)}\n`);
  }, heartbeatMs);
  timer.unref();
  return {
    show(text, share) {
      latest = share === undefined ? text : `${formatShare(share)}  ${text}`;
    },
    end() {
      clearInterval(timer);
    },
  };
}

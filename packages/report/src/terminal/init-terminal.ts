import { cleanData } from "./clean-data.ts";
import { joinScreen, screenOf } from "./screen.ts";
import type { ScreenOptions } from "./screen.ts";
import { labelled, columnsOf, painter } from "./terminal.ts";
import { displayWidth, padEnd } from "./width.ts";

/** What `yurai init` did. */
export interface InitSummary {
  /** Folder of Yurai's data as the user would write it. */
  readonly home: string;
  readonly files: readonly {
    readonly path: string;
    readonly holds: "config" | "policy" | "waivers";
    /** Whether the file was there already; then it was left as it is. */
    readonly existed: boolean;
  }[];
  /** A whole command to try next. */
  readonly next: string;
}

/** Draws the opening line of `yurai init`, before its questions. */
export function renderInitIntro(home: string, options: ScreenOptions = {}): string {
  const screen = screenOf(options);
  return joinScreen(screen.line(screen.catalogue.ledger.initIntro(cleanData(home))));
}

/** Draws what `yurai init` wrote, what it left alone, and what to do next. */
export function renderInitSummary(given: InitSummary, options: ScreenOptions = {}): string {
  const screen = screenOf(options);
  const summary = cleanData(given);
  const { ledger } = screen.catalogue;
  const width = Math.max(0, ...summary.files.map((file) => displayWidth(file.path)));
  const rows = summary.files.map((file) => ({
    label: file.existed ? ledger.label.kept : ledger.label.wrote,
    paragraphs: [
      `${padEnd(file.path, width)} ${file.existed ? ledger.initKept : ledger.initFile[file.holds]}`,
    ],
  }));
  const next = [{ label: ledger.label.next, paragraphs: [summary.next, `  ${ledger.initNextNote}`] }];
  const columns = columnsOf(options);
  const paint = painter(options);
  return joinScreen(labelled(rows, columns, paint), [""], labelled(next, columns, paint));
}

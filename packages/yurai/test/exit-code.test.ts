import { FingerprintError } from "@yurai/fingerprint";
import { LedgerError } from "@yurai/ledger";
import { expect, test } from "vitest";
import { CliError } from "../src/error.ts";
import { exitCodeOf, strongestExit, type ExitCode } from "../src/terminal/exit-code.ts";

const precedence: readonly ExitCode[] = [130, 4, 2, 1, 5, 3, 0];

test("of any two exit codes the one that stands first in the design's precedence wins, in either order", () => {
  for (const [at, strong] of precedence.entries()) {
    for (const weak of precedence.slice(at)) {
      expect([strongestExit([strong, weak]), strongestExit([weak, strong])]).toEqual([strong, strong]);
    }
  }
  expect(strongestExit([])).toBe(0);
});

test.each([
  [new CliError("bad-usage", "x"), 2],
  [new CliError("interrupted", "x"), 130],
  [new LedgerError("ledger-missing", "x"), 4],
  [new LedgerError("ledger-newer", "x"), 4],
  [new LedgerError("key-invalid", "x"), 2],
  [new FingerprintError("segment-damaged", "x"), 4],
  [new FingerprintError("bad-input", "x"), 2],
  [new TypeError("a defect of Yurai"), 4],
])("%o ends with its exit code", (error, exitCode) => {
  expect(exitCodeOf(error)).toBe(exitCode);
});

import { findLeftovers, verifySegment } from "@yurai/fingerprint";
import {
  formatHead,
  isSignedHead,
  parseHead,
  readPrivateKey,
  readPublicKey,
  signHead,
  type Ledger,
  type SignedHead,
  type TreeHead,
  type VerifyReport,
} from "@yurai/ledger";
import type { Catalogue } from "@yurai/report";
import { isYuraiError } from "@yurai/schema";
import { Option, type Command } from "commander";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CliError, toFileError } from "../error.ts";
import { exitCodes, type ExitCode } from "../terminal/exit-code.ts";
import type { Act, DefineCommand, Frame } from "../terminal/frame.ts";
import { openHomeLedger, segmentPath } from "../home/home.ts";
import { handleLeftovers, type LeftoverAction } from "../home/leftovers.ts";
import { startProgress } from "../terminal/progress.ts";
import { printVerification, type Verification } from "../evidence/verification.ts";
import { defaultKeyFile } from "./keys.ts";

interface VerifyOptions {
  readonly head?: string;
  readonly saveHead?: string;
  readonly key?: string;
  readonly publicKey?: string;
  readonly leftovers?: LeftoverAction;
}

/** `yurai verify`: proves the ledger and every segment, and says against what. */
export const define: DefineCommand = (command: Command, { cli }: Catalogue, act: Act) => {
  command
    .option("--head <file>", cli.option.head)
    .option("--save-head <file>", cli.option.saveHead)
    .option("--key <file>", cli.option.key)
    .option("--public-key <file>", cli.option.publicKey)
    .addOption(new Option("--leftovers <action>", cli.option.leftovers).choices(["keep", "remove"]))
    .action(act(async (frame, options: VerifyOptions) => verify(frame, options)));
};

async function verify(frame: Frame, options: VerifyOptions): Promise<ExitCode> {
  const head = options.head === undefined ? undefined : readHead(resolve(frame.cwd, options.head));
  const publicKeyFile = head && publicKeyOf(frame, head, options.publicKey);
  const writes = options.leftovers !== undefined;
  await using ledger = await openHomeLedger(frame, writes ? "write" : "read");
  const handled = options.leftovers && (await handleLeftovers(frame.project.home, ledger, options.leftovers));
  const report = await verifyAll(frame, ledger, {
    ...(head !== undefined && { head }),
    ...(publicKeyFile !== undefined && { publicKey: readPublicKey(publicKeyFile) }),
  });
  const comparison = await ledger.compareSegments(join(frame.project.home, "segments"));
  const saved =
    options.saveHead === undefined || !report.sound ? undefined : saveHead(frame, report, options);
  const own = defaultKeyFile(frame);
  const verification: Verification = {
    hasKey: options.key !== undefined || (own !== undefined && existsSync(own)),
    report,
    comparison,
    leftovers: findLeftovers(frame.project.home),
    ...(handled && { handled }),
    ...(saved && { savedHead: saved }),
  };
  printVerification(frame, verification);
  const isWhole = report.sound && comparison.missing.length === 0;
  return isWhole ? exitCodes.done : exitCodes.store;
}

async function verifyAll(
  frame: Frame,
  ledger: Ledger,
  against: { readonly head?: TreeHead | SignedHead; readonly publicKey?: ReturnType<typeof readPublicKey> },
): Promise<VerifyReport> {
  const { current } = await ledger.segments();
  const progress = startProgress(frame);
  let checked = 0;
  try {
    return await ledger.verify({
      ...against,
      signal: frame.signal,
      verifySegment: async (id) => {
        checked += 1;
        progress.show(frame.catalogue.cli.progressSegments(checked, current.length));
        return segmentProblems(frame.project.home, id);
      },
    });
  } catch (error) {
    if (!frame.signal.aborted) throw error;
    throw new CliError("interrupted", "verify was interrupted; nothing was changed");
  } finally {
    progress.end();
  }
}

/** One line a problem. A folder that is not there is listed apart, with what to do. */
async function segmentProblems(home: string, id: string): Promise<readonly string[]> {
  const folder = segmentPath(home, id);
  if (!existsSync(folder)) return [];
  try {
    await verifySegment(folder);
    return [];
  } catch (error) {
    if (isYuraiError(error)) return [error.message];
    throw error;
  }
}

function readHead(file: string): TreeHead | SignedHead {
  try {
    // A real one has about 400 bytes; parseHead refuses long texts, this keeps them from being read.
    if (statSync(file).size > 1_000_000) throw new CliError("bad-usage", `${file} is not a head file`);
    return parseHead(readFileSync(file, "utf8"));
  } catch (error) {
    throw toFileError(error, "read", file);
  }
}

/** The key to check a signed head with: the one named, else the user's own if it is there. */
function publicKeyOf(
  frame: Frame,
  head: TreeHead | SignedHead,
  named: string | undefined,
): string | undefined {
  if (named !== undefined) return resolve(frame.cwd, named);
  if (!isSignedHead(head)) return undefined;
  const own = defaultKeyFile(frame);
  return own !== undefined && existsSync(`${own}.pub`) ? `${own}.pub` : undefined;
}

function saveHead(
  frame: Frame,
  report: VerifyReport,
  options: VerifyOptions,
): { readonly file: string; readonly signed: boolean } | undefined {
  if (report.head === undefined || options.saveHead === undefined) return undefined;
  const file = resolve(frame.cwd, options.saveHead);
  const own = defaultKeyFile(frame);
  const keyFile =
    options.key !== undefined
      ? resolve(frame.cwd, options.key)
      : own !== undefined && existsSync(own)
        ? own
        : undefined;
  const key = keyFile === undefined ? undefined : readPrivateKey(keyFile, frame.project.home);
  try {
    writeFileSync(file, formatHead(key === undefined ? report.head : signHead(report.head, key)));
  } catch (error) {
    throw toFileError(error, "write", file);
  }
  return { file, signed: key !== undefined };
}

// `yurai.check()`: one text or picture at a time, as a server asks.
import type { ModelOutput, NameFinders } from "@yurai/gate";
import type { Ledger } from "@yurai/ledger";
import {
  catalogueOf,
  describeFinding,
  describeProvenance,
  groupFindings,
  type Catalogue,
} from "@yurai/report";
import {
  isStopped,
  sha256Hex,
  type Action,
  type Coverage,
  type Finding,
  type NamesBy,
  type RuleAction,
  type Verdict,
} from "@yurai/schema";
import { randomBytes } from "node:crypto";
import { openChecker, type Checker, type CheckerOptions } from "./checker.ts";
import { choosePolicy, readProjectWaivers } from "./chosen-policy.ts";
import { CliError } from "../error.ts";
import type { Project } from "../home/config.ts";
import { formatModel, parseModel } from "../home/model-reference.ts";
import type { FacesChoice } from "./face-check.ts";
import { facesOf } from "./faces-choice.ts";
import { configuredNames, openNames } from "./name-finders.ts";
import { openVerdictLog, type VerdictLog } from "./verdict-log.ts";
import { toolVersion } from "../terminal/version.ts";

/** What is to be checked. */
export interface CheckRequest {
  /** What the model wrote. */
  readonly text?: string;
  /** Or the picture it made: the bytes of a file, or its path. */
  readonly image?: Uint8Array | string;
  /** What it was asked; only its digest is kept. */
  readonly prompt?: string;
  /** `NAME` or `NAME@VERSION`: its runs and bases are searched. Default: every segment. */
  readonly model?: string;
  /** The output's own id. Default: its number in this process. */
  readonly id?: string;
}

/** A finding in words. */
export interface ExplainedFinding {
  readonly finding: Finding;
  /** What the policy makes of this finding alone; `report` stops nothing. */
  readonly action: RuleAction;
  /** Id of the rule that decided; missing when the policy's `otherwise` did. */
  readonly rule?: string;
  /** What was found, why it is believed, and where it comes from, in the project's language. No text of anyone. */
  readonly explanation: string;
}

/** What is to happen with an output, and why. */
export interface TextVerdict {
  readonly action: Action;
  /** Whether it must not go out as it is: review, block or incomplete. */
  readonly stopped: boolean;
  /** The outcome in a sentence, in the project's language. It holds no text of a source. */
  readonly summary: string;
  /** Everything that was found, the gravest first, each with what was done about it and why it is believed. */
  readonly findings: readonly ExplainedFinding[];
  /** The exact words that must go out with it; empty when none are asked for. */
  readonly attribution: string;
  /** What was searched, not searched and not checked. */
  readonly coverage: Coverage;
  /** Everything, as it is recorded. */
  readonly verdict: Verdict;
}

/** Checks texts. Close it when done: then the last verdicts are recorded. */
export interface TextCheck extends AsyncDisposable {
  readonly check: (request: CheckRequest) => Promise<TextVerdict>;
}

/** Verdicts wait this long for others, so that each does not cost a write of its own, in milliseconds. */
const flushAfterMs = 1_000;

/**
 * Returns what `yurai.check()` works with. The index is opened by the first check, and again when segments were added;
 * policy, waivers and what is known of sources are those of that moment. Checks run one after another.
 */
export function startTextCheck(
  project: Project,
  ledger: Ledger,
  chosen: { readonly names?: NamesBy; readonly faces?: FacesChoice } = {},
): TextCheck {
  const { names: chosenNames = configuredNames(project) } = chosen;
  const faces = facesOf(chosen.faces);
  const session = sha256Hex(randomBytes(32));
  let turn: Promise<unknown> = Promise.resolve();
  let opened: { readonly key: string; readonly checker: Checker } | undefined;
  let names: Promise<NameFinders> | undefined;
  let log: VerdictLog | undefined;
  let timer: NodeJS.Timeout | undefined;
  let number = 0;

  const checkerFor = async (model: string | undefined): Promise<Checker> => {
    const { current } = await ledger.segments();
    const key = JSON.stringify([model ?? null, current.map(({ id }) => id)]);
    if (opened?.key === key) return opened.checker;
    await opened?.checker[Symbol.asyncDispose]();
    opened = undefined;
    // Kept over every index: a dictionary takes two seconds to open.
    names ??= openNames(chosenNames);
    opened = {
      key,
      checker: await openChecker(optionsOf(project, model), {
        names: await names,
        ...(faces !== undefined && { faces }),
      }),
    };
    return opened.checker;
  };
  const record = async (verdict: Verdict): Promise<void> => {
    log ??= await openVerdictLog(ledger, beginOf(session, verdict), { from: 0 });
    await log.add({ verdict, line: number });
    // A process that ends without close() keeps what is older than this.
    timer ??= setTimeout(() => {
      timer = undefined;
      turn = turn.then(() => log?.flush());
    }, flushAfterMs).unref();
  };
  const checkInTurn = async ({ text, image, prompt, model, id }: CheckRequest): Promise<TextVerdict> => {
    if (text !== undefined && image !== undefined)
      throw new CliError("bad-usage", "check() takes a text or an image; call it for each");
    const checker = await checkerFor(model);
    number += 1;
    const { verdict } = await checker.check(
      {
        id: id ?? String(number),
        ...(text !== undefined && { text }),
        ...(image !== undefined && pictureOf(image)),
        ...(prompt !== undefined && { prompt }),
      },
      new Date(),
    );
    await record(verdict);
    return textVerdict(verdict, project);
  };

  return {
    check: (request) => {
      const checked = turn.then(() => checkInTurn(request));
      turn = checked.catch(() => undefined);
      return checked;
    },
    [Symbol.asyncDispose]: async () => {
      await turn;
      clearTimeout(timer);
      await log?.end({ outputs: number, exitCode: 0 }, new Date().toISOString());
      await opened?.checker[Symbol.asyncDispose]();
      await faces?.[Symbol.asyncDispose]();
    },
  };
}

function pictureOf(image: Uint8Array | string): Pick<ModelOutput, "media" | "bytes" | "file"> {
  return { media: "image", ...(typeof image === "string" ? { file: image } : { bytes: image }) };
}

function optionsOf(project: Project, model: string | undefined): CheckerOptions {
  const { policy, named } = choosePolicy(project, { cwd: project.folder });
  return {
    home: project.home,
    folder: project.folder,
    config: project.config,
    ...(model !== undefined && { model: parseModel(model) }),
    policy,
    named,
    waivers: readProjectWaivers(project),
    use: policy.use,
    tool: { name: "yurai", version: toolVersion() },
    at: new Date().toISOString(),
    showText: false,
  };
}

function beginOf(check: string, verdict: Verdict): Parameters<typeof openVerdictLog>[1] {
  const { policy, use, model, index, checkedAt } = verdict;
  return {
    check,
    at: checkedAt,
    inputs: {
      file: "sdk",
      format: "text",
      field: "text",
      policy: policy.hash,
      use,
      waivers: [],
      ...(model !== undefined && { model: formatModel(model) }),
      ...(index !== undefined && { index }),
    },
  };
}

function textVerdict(verdict: Verdict, { config }: Project): TextVerdict {
  const { action, coverage, findings, attribution } = verdict;
  const catalogue = catalogueOf(config.lang ?? "en");
  const { check, words } = catalogue;
  const kinds = [...new Set(findings.map(({ kind }) => words.finding[kind]))];
  const outcome = check.outcomeOfOne[action];
  return {
    action,
    stopped: isStopped(action),
    summary: kinds.length === 0 ? outcome : `${outcome}: ${kinds.join(words.listSeparator)}`,
    findings: explained(verdict, catalogue),
    attribution: attribution.map(({ text }) => text).join("\n\n"),
    coverage,
    verdict,
  };
}

function explained(verdict: Verdict, catalogue: Catalogue): readonly ExplainedFinding[] {
  return groupFindings(verdict).flatMap((group) =>
    [group.finding, ...group.beside].map((finding): ExplainedFinding => {
      const decision = verdict.decisions[verdict.findings.indexOf(finding)];
      const said = [
        describeFinding(finding, catalogue),
        ...describeProvenance({ ...group, finding }, catalogue),
      ];
      return {
        finding,
        action: decision === undefined || decision.waiver !== undefined ? "report" : decision.action,
        ...(decision?.rule !== undefined && { rule: decision.rule }),
        explanation: said.join(". "),
      };
    }),
  );
}

import { formatDate, renderAnswer, type AnswerRow, type Catalogue } from "@yurai/report";
import {
  inquiryDocument,
  inquiryWordsOf,
  renderDocumentAsDocx,
  renderDocumentAsHtml,
  renderDocumentAsMarkdown,
  type ReportDocument,
} from "@yurai/report/statements";
import {
  inquiryRequestSchema,
  targetKinds,
  type Inquiry,
  type InquiryRequest,
  type InquiryTarget,
  type Language,
  type TargetKind,
} from "@yurai/schema";
import { Option, type Command } from "commander";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative, resolve } from "node:path";
import { CliError, toFileError } from "../error.ts";
import { exitCodes, type ExitCode } from "../terminal/exit-code.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { openInquirySearch, type InquirySearch } from "../report/inquiry-search.ts";
import { readInquiries, readInquiry, recordApproval, recordDraft } from "../report/inquiry-log.ts";
import { parseModel } from "../home/model-reference.ts";
import { readTargets } from "../terminal/targets.ts";
import { toolVersion } from "../terminal/version.ts";
import { readYamlFile } from "../home/yaml-file.ts";

const formats = ["docx", "html", "md"] as const;
type Format = (typeof formats)[number];

interface WriteFlags {
  readonly out?: string;
  readonly format?: Format;
}

interface AnswerFlags extends WriteFlags {
  readonly request: string;
  readonly model?: string;
  readonly decline?: string;
}

/** More targets than any desk asks about at once, and few enough for one row of the ledger. */
const maxTargets = 20_000;

/** `yurai answer KIND TARGET...`: a draft answer to an inquiry; only a named person's approval makes it final. */
export const define: DefineCommand = (command: Command, { reporting: { option } }: Catalogue, act: Act) => {
  for (const kind of targetKinds)
    withWriting(
      command
        .command(kind)
        .description(option.answerKind[kind])
        .argument("<target...>", argumentOf(kind, option))
        .requiredOption("--request <file>", option.request)
        .option("--model <name>", option.reportModel)
        .option("--decline <reason>", option.decline),
      option,
    ).action(
      act(async (frame, targets: readonly string[], flags: AnswerFlags) =>
        draft(frame, kind, targets, flags),
      ),
    );
  withWriting(
    command
      .command("approve")
      .description(option.approve)
      .argument("<id>", option.inquiryId)
      .requiredOption("--by <name>", option.approvedBy),
    option,
  ).action(act(async (frame, id: string, flags: WriteFlags & { by: string }) => approve(frame, id, flags)));
  withWriting(
    command.command("show").description(option.showInquiry).argument("<id>", option.inquiryId),
    option,
  ).action(act(async (frame, id: string, flags: WriteFlags) => show(frame, id, flags)));
  command
    .command("list")
    .description(option.listInquiries)
    .action(act(async (frame) => list(frame)));
};

function withWriting(command: Command, option: Catalogue["reporting"]["option"]): Command {
  return command
    .option("--out <file>", option.answerOut)
    .addOption(new Option("--format <format>", option.answerFormat).choices(formats));
}

async function draft(
  frame: Frame,
  kind: TargetKind,
  given: readonly string[],
  flags: AnswerFlags,
): Promise<ExitCode> {
  const requestFile = resolve(frame.cwd, flags.request);
  const request = readYamlFile<InquiryRequest>(requestFile, inquiryRequestSchema, "bad-config");
  const model = flags.model === undefined ? undefined : parseModel(flags.model);
  await using ledger = await openHomeLedger(frame, "write");
  using search = await openInquirySearch(ledger, frame.project, model);
  const targets: InquiryTarget[] = [];
  for await (const target of readTargets(frame, given)) {
    if (frame.signal.aborted)
      throw new CliError("interrupted", "answer was interrupted; nothing was recorded");
    if (targets.length >= maxTargets)
      throw new CliError("bad-usage", `one inquiry has at most ${maxTargets} targets; split it`);
    targets.push(await answerTarget(frame, search, kind, target, flags.decline));
  }
  if (targets.length === 0) throw new CliError("bad-usage", "there is no target; name at least one");
  const { language } = frame.catalogue;
  const inquiry = await recordDraft(ledger, (id) => ({
    id,
    state: "draft",
    letter: {
      path: relative(frame.project.folder, letterPath(frame, id, language, flags, dirname(requestFile))),
      language,
    },
    draftedAt: frame.now().toISOString(),
    request,
    targets,
    reach: search.reach,
    ...(model !== undefined && { model }),
    tool: { name: "yurai", version: toolVersion() },
  }));
  await tell(frame, inquiry, await write(frame, inquiry, flags));
  const isOpen = targets.some(({ answer }) => answer === "cannot-determine");
  return isOpen ? exitCodes.incomplete : exitCodes.done;
}

function argumentOf(kind: TargetKind, option: Catalogue["reporting"]["option"]): string {
  if (kind === "image") return option.answerImages;
  return kind === "text" ? option.answerTexts : option.answerTargets;
}

/** Answers one target, or declines to. */
async function answerTarget(
  frame: Frame,
  search: InquirySearch,
  kind: TargetKind,
  target: string,
  decline: string | undefined,
): Promise<InquiryTarget> {
  if (kind === "image") {
    const bytes = readPicture(frame, target);
    return decline === undefined ? search.answerImage(bytes) : declined(kind, bytes, decline);
  }
  const value = kind === "text" ? readText(frame, target) : target;
  return decline === undefined ? search.answer(kind, value) : declined(kind, value, decline);
}

function readPicture(frame: Frame, target: string): Uint8Array {
  const path = resolve(frame.cwd, target);
  try {
    return readFileSync(path);
  } catch (error) {
    throw toFileError(error, "read", path);
  }
}

function declined(kind: TargetKind, value: string | Uint8Array, reason: string): InquiryTarget {
  const named =
    kind === "text" || typeof value !== "string" ? createHash("sha256").update(value).digest("hex") : value;
  return { kind, value: named, answer: "declined", records: 0, matches: [], reason };
}

/** A text is a file's, where there is one of that name, else the words themselves. */
function readText(frame: Frame, target: string): string {
  const path = resolve(frame.cwd, target);
  try {
    return existsSync(path) ? readFileSync(path, "utf8") : target;
  } catch (error) {
    throw toFileError(error, "read", path);
  }
}

async function approve(frame: Frame, id: string, flags: WriteFlags & { by: string }): Promise<ExitCode> {
  await using ledger = await openHomeLedger(frame, "write");
  const at = frame.now().toISOString();
  const inquiry = await recordApproval(ledger, id, { by: flags.by, at });
  await tell(frame, inquiry, await write(frame, inquiry, flags));
  return done;
}

async function show(frame: Frame, id: string, flags: WriteFlags): Promise<ExitCode> {
  await using ledger = await openHomeLedger(frame, "read");
  const inquiry = await readInquiry(ledger, id);
  const asked = flags.out !== undefined || flags.format !== undefined;
  await tell(frame, inquiry, asked ? await write(frame, inquiry, flags) : undefined);
  return done;
}

async function list(frame: Frame): Promise<ExitCode> {
  await using ledger = await openHomeLedger(frame, "read");
  const inquiries = await readInquiries(ledger);
  if (frame.json) {
    for (const { id, state, draftedAt, targets, approved } of inquiries)
      frame.printJson("inquiry", {
        id,
        state,
        draftedAt,
        targets: targets.length,
        ...(approved && { approved }),
      });
    return done;
  }
  const { reporting } = frame.catalogue;
  const rows = inquiries.map(({ id, state, draftedAt, targets, approved }): AnswerRow => ({
    label: id,
    ...(state === "draft" && { tone: "gap" }),
    text: [
      formatDate(draftedAt),
      reporting.targets(targets.length),
      approved === undefined
        ? reporting.notApproved
        : reporting.approvedBy(approved.by, formatDate(approved.at)),
    ].join("  "),
  }));
  frame.print(renderAnswer({ outcome: reporting.inquiries(inquiries.length), rows }, frame.screen));
  return done;
}

/** Where a letter lies unless a file is named: in this folder, by the inquiry, language and format. */
function letterPath(frame: Frame, id: string, language: Language, flags: WriteFlags, folder: string): string {
  if (flags.out !== undefined) return resolve(frame.cwd, flags.out);
  return join(folder, `${id}.${language}.${flags.format ?? "docx"}`);
}

/** Writes the letter: in the place and language of the draft, unless a file or format is named. */
async function write(frame: Frame, inquiry: Inquiry, flags: WriteFlags): Promise<string> {
  const language = inquiry.letter?.language ?? frame.catalogue.language;
  const drafted = inquiry.letter && resolve(frame.project.folder, inquiry.letter.path);
  const isNamed = flags.out !== undefined || flags.format !== undefined;
  const path =
    drafted === undefined || isNamed
      ? letterPath(frame, inquiry.id, language, flags, drafted === undefined ? frame.cwd : dirname(drafted))
      : drafted;
  const ending = extname(path).slice(1).toLowerCase();
  const format = flags.format ?? formats.find((known) => known === ending) ?? "docx";
  const document = inquiryDocument(inquiry, language);
  try {
    writeFileSync(path, await contentOf(document, format));
  } catch (error) {
    throw toFileError(error, "write", path);
  }
  return relative(frame.cwd, path);
}

async function contentOf(document: ReportDocument, format: Format): Promise<string | Uint8Array> {
  if (format === "docx") return renderDocumentAsDocx(document);
  return format === "html" ? renderDocumentAsHtml(document) : renderDocumentAsMarkdown(document);
}

/** Targets that a screen lists; the letter has all. */
const listedTargets = 5;

async function tell(frame: Frame, inquiry: Inquiry, path: string | undefined): Promise<void> {
  if (frame.json) {
    frame.printJson("inquiry", { ...inquiry, ...(path !== undefined && { path }) });
    return;
  }
  const { reporting } = frame.catalogue;
  const words = inquiryWordsOf(frame.catalogue.language);
  const document = inquiryDocument(inquiry, frame.catalogue.language);
  const { request, targets } = inquiry;
  const reach = document.sections.find(({ id }) => id === "reach")?.blocks ?? [];
  const lines = reach.flatMap((block) => (block.kind === "lines" ? block.lines : []));
  const checked =
    request.identityChecked === undefined ? words.missing : request.identityChecked ? words.yes : words.no;
  const more = targets.length - listedTargets;
  const rows: AnswerRow[] = [
    ...targets.slice(0, listedTargets).map((target) => targetRow(target, frame)),
    ...(more > 0 ? [{ label: "", text: frame.catalogue.check.andMore(more) }] : []),
    { label: reporting.searchedLabel, text: lines },
    {
      label: words.request,
      text: `${words.field.identityChecked}: ${checked}   ${words.field.pledge}: ${request.pledgeSignedOn ?? words.missing}`,
    },
    ...(path === undefined ? [] : [{ label: reporting.wroteLabel, text: path }]),
    ...(inquiry.state === "approved"
      ? []
      : [{ label: reporting.next, text: reporting.approveNext(inquiry.id) }]),
  ];
  const outcome =
    inquiry.state === "draft"
      ? reporting.drafted(inquiry.id)
      : reporting.approved(inquiry.id, inquiry.approved?.by ?? "");
  frame.print(
    renderAnswer({ outcome, tone: inquiry.state === "draft" ? "attention" : "good", rows }, frame.screen),
  );
}

function targetRow(target: InquiryTarget, frame: Frame): AnswerRow {
  const words = inquiryWordsOf(frame.catalogue.language);
  const [first] = target.matches;
  const models = first?.models.map(({ name, since }) => words.model(name, formatDate(since))) ?? [];
  return {
    label: words.kind[target.kind],
    tone: target.answer === "cannot-determine" ? "gap" : "strong",
    text: [
      target.value,
      `${words.answer[target.answer]}${target.records > 0 ? `  ${words.records(target.records)}` : ""}`,
      ...(target.reason === undefined ? [] : [words.reason[target.reason] ?? target.reason]),
      ...(first === undefined
        ? []
        : [
            words.record(
              first.source,
              first.origin === undefined ? words.unknown : frame.catalogue.words.origin[first.origin],
            ),
          ]),
      ...(first?.fetchedAt === undefined
        ? []
        : [words.fetched(formatDate(first.fetchedAt), first.userAgents.join(", ") || words.unknown)]),
      ...models,
    ],
  };
}

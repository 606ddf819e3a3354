import { refusesTraining } from "@yurai/schema";
import type {
  Answer,
  FaceFacts,
  Finding,
  ImageFinding,
  ImageRegion,
  Licence,
  LicenceClaim,
  NextStep,
  PersonFinding,
  Provenance,
  RunLength,
  Signal,
  Terms,
} from "@yurai/schema";
import type { Catalogue } from "../catalogue.ts";
import type { FindingGroup } from "./finding-group.ts";
import { formatCount, formatDate, formatShare } from "../number.ts";
import { describeLocated, describeRecordedIn } from "./located-text.ts";
import { describePlace } from "../locator-text.ts";
import { shorten } from "../terminal/clean.ts";

/** What a next step that names a command needs, so that the command can be pasted. */
export interface CommandContext {
  /** The outputs file as the user gave it; missing for standard input. */
  readonly file?: string;
  /** Id of the output. */
  readonly id: string;
  /** Source of the matched record, where there is one. */
  readonly source?: string;
}

/** States a finding in one line, without any text of the output or the source. */
export function describeFinding(finding: Finding, catalogue: Catalogue): string {
  const { check, words } = catalogue;
  switch (finding.kind) {
    case "verbatim":
      return join(catalogue, [
        check.exactRun(lengthOf(finding.characters), formatShare(finding.share)),
        finding.whole ? check.wholeRecord : undefined,
        finding.unlistedSpans > 0 ? check.shorterRuns(finding.unlistedSpans) : undefined,
        finding.guaranteed ? undefined : check.byChance,
        finding.standardText === undefined ? undefined : check.standardText(finding.standardText),
      ]);
    case "near-copy":
      return join(catalogue, [
        check.nearCopy(formatShare(finding.similarity), lengthOf(finding.characters)),
        finding.standardText === undefined ? undefined : check.standardText(finding.standardText),
      ]);
    case "resemblance":
      return join(catalogue, [
        check.resemblance(formatShare(finding.similarity)),
        finding.standardText === undefined ? undefined : check.standardText(finding.standardText),
      ]);
    case "image":
      return describeImage(finding, catalogue);
    case "person":
    case "secret":
      return describeLocated(finding, catalogue);
    case "terms":
      return check.termsSay(words.question[finding.question], words.answer[finding.answer]);
    case "opt-out":
      return describeOptOuts(finding.signals, catalogue);
    case "unverified":
      return join(catalogue, [
        finding.characters === undefined ? undefined : check.wholeText(lengthOf(finding.characters)),
        check.unverified(finding.anchors, words.unverified[finding.reason]),
        finding.standardText === undefined ? undefined : check.standardText(finding.standardText),
      ]);
    case "check-failed":
      return check.checkFailed(words.check[finding.check], describeFailure(finding.reason, catalogue));
    default:
      return finding satisfies never;
  }
}

/** Writes the code of a failure, with what it means where the catalogue knows it. */
export function describeFailure(code: string, { check, words }: Catalogue): string {
  return Object.hasOwn(words.failure, code) ? check.failure(code, words.failure[code] ?? "") : code;
}

/** How close a picture is, how it is turned, and which part of which it is. */
function describeImage(finding: ImageFinding, catalogue: Catalogue): string {
  const { check, words } = catalogue;
  const { distance, keypoints, output, record } = finding;
  const view = finding.view === "upright" ? undefined : words.view[finding.view];
  const isPart = keypoints > 0 && areaOf(output) < 0.9;
  const isCut = keypoints > 0 && areaOf(record) < 0.9;
  return join(catalogue, [
    words.band[finding.band],
    distance === undefined ? undefined : check.image.distance(formatCount(distance)),
    keypoints === 0 ? undefined : check.image.keypoints(keypoints),
    view,
    finding.negative ? check.image.negative : undefined,
    isPart ? check.image.fills(formatShare(areaOf(output))) : undefined,
    isCut ? check.image.shows(formatShare(areaOf(record))) : undefined,
  ]);
}

function areaOf({ left, top, right, bottom }: ImageRegion): number {
  return (right - left) * (bottom - top);
}

/** States where a match comes from: the source and its place, then fetching, licence, opt-outs and reliance. */
export function describeProvenance(group: FindingGroup, catalogue: Catalogue): readonly string[] {
  const { finding, provenance } = group;
  if (isFace(finding)) return [];
  if (finding.kind === "person" || finding.kind === "secret") return [describeRecordedIn(finding, catalogue)];
  if (provenance === undefined) return [];
  const { check, words } = catalogue;
  const others = "otherRecords" in group.finding ? group.finding.otherRecords : 0;
  const optOuts = group.finding.kind === "opt-out" ? [] : optOutSignals(group, provenance);
  return [
    `${provenance.source}  ${provenance.url ?? describePlace(finding.kind, provenance.locator, catalogue)}`,
    join(catalogue, [
      words.origin[provenance.origin],
      provenance.fetchedAt === undefined ? undefined : check.fetched(formatDate(provenance.fetchedAt)),
      describeLicences(provenance, catalogue),
      ...termsThatMatter(group, provenance).map(([question, answer]) =>
        check.termsSay(words.question[question], words.answer[answer]),
      ),
      optOuts.length === 0 ? undefined : describeOptOuts(optOuts, catalogue),
      check.reliance(words.reliance[provenance.reliance.kind]),
      others > 0 ? check.otherRecords(others) : undefined,
    ]),
  ];
}

/** Tells faces from personal data in texts: of a face nobody asks which record has it. */
export function isFace(finding: Finding): finding is PersonFinding & { readonly face: FaceFacts } {
  return finding.kind === "person" && finding.face !== undefined;
}

/** States what can be done about a finding, alternatives joined. */
export function describeNextSteps(finding: Finding, context: CommandContext, catalogue: Catalogue): string {
  return finding.nextSteps
    .map((step) => describeNextStep(step, context, catalogue))
    .join(catalogue.words.orSeparator);
}

/** States one thing to do. */
export function describeNextStep(step: NextStep, context: CommandContext, catalogue: Catalogue): string {
  if (step === "redact" && context.file !== undefined)
    return `yurai redact ${shellWord(context.file)} --id ${shellWord(context.id)}`;
  const { source } = context;
  const words = catalogue.words.nextStep[step];
  return source === undefined ? words : words.replace("SOURCE", () => shellWord(source));
}

/** States a decision: the rule that decided, and what waivers did about it. */
export function describeDecision(group: FindingGroup, catalogue: Catalogue): string {
  const { decision } = group;
  const { check } = catalogue;
  if (decision === undefined) return catalogue.ledger.notRecorded;
  return join(catalogue, [
    decision.rule === undefined ? check.byDefault : check.byRule(decision.rule),
    decision.raised === undefined ? undefined : check.raised,
    decision.waiver === undefined ? undefined : check.waived(shorten(decision.waiver)),
    decision.expiredWaiver === undefined ? undefined : check.waiverExpired(shorten(decision.expiredWaiver)),
  ]);
}

/** Names the licences that count: those of the strongest basis. */
export function describeLicences(provenance: Provenance, catalogue: Catalogue): string {
  const counting = provenance.licences.filter((claim) => claim.basis === provenance.basis);
  const names = [...new Set(counting.map((claim: LicenceClaim) => licenceName(claim.licence)))];
  if (names.length === 0 || provenance.basis === undefined) return catalogue.check.licenceUnknown;
  return catalogue.check.licence(names.join(" / "), catalogue.words.basis[provenance.basis]);
}

/** Names a licence by its expression or its own name. */
export function licenceName(licence: Licence): string {
  return licence.kind === "spdx" ? licence.expression : licence.name;
}

/** Names where signals were seen: `opt-out seen (robots.txt line 14)`. */
export function describeOptOuts(signals: readonly Signal[], catalogue: Catalogue): string {
  const places = signals
    .slice(0, 3)
    .map((signal) =>
      [catalogue.words.signal[signal.kind], signalPlace(signal, catalogue)].filter(Boolean).join(" "),
    );
  const more = signals.length > 3 ? [catalogue.check.andMore(signals.length - 3)] : [];
  return catalogue.check.optOutSeen([...new Set([...places, ...more])].join(catalogue.words.listSeparator));
}

/** Quotes an argument for a POSIX shell, so that a name from outside cannot become a second command. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./][\w@%+=:,./-]*$/.test(text)) return text;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Length of a passage in characters, dense and others together. */
function lengthOf(characters: RunLength): string {
  return formatCount(characters.dense + characters.other);
}

/** What the findings beside say about terms, and every use that the terms refuse; the leading finding speaks for itself. */
function termsThatMatter(
  group: FindingGroup,
  provenance: Provenance,
): readonly (readonly [keyof Terms, Answer])[] {
  const permissions = ["train", "distributeOutputs", "commercialUse"] as const;
  const stated = group.beside.flatMap((finding) =>
    finding.kind === "terms" ? [[finding.question, finding.answer] as const] : [],
  );
  const refused = permissions.flatMap((question) =>
    provenance.terms[question] === "no" ? [[question, "no"] as const] : [],
  );
  const leading = group.finding.kind === "terms" ? group.finding.question : undefined;
  return [...new Map([...stated, ...refused]).entries()].filter(([question]) => question !== leading);
}

function optOutSignals(group: FindingGroup, provenance: Provenance): readonly Signal[] {
  const stated = group.beside.flatMap((finding) => (finding.kind === "opt-out" ? finding.signals : []));
  if (stated.length > 0) return stated;
  return provenance.signals.filter((signal) => refusesTraining([signal]));
}

/** Says where a signal was seen; nothing where it lies in the record itself. */
export function signalPlace(signal: Signal, catalogue: Catalogue): string {
  const { where } = signal;
  const { check } = catalogue;
  if (where.kind === "file") return where.line === undefined ? "" : check.line(formatCount(where.line));
  if (where.kind === "header") return check.header(where.name);
  if (where.kind === "meta") return check.meta(where.name);
  return where.kind === "embedded" && where.part !== undefined ? check.embedded[where.part] : "";
}

function join(catalogue: Catalogue, parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(catalogue.words.listSeparator);
}

import type { NotSearched, SearchedFaces } from "@yurai/schema";
import type { Catalogue } from "../catalogue.ts";
import { formatCount, formatScaled } from "../number.ts";
import { modelName } from "./verdict-set.ts";
import type { FailureCount, NotCheckedCount, VerdictSet } from "./verdict-set.ts";
import { shorten } from "../terminal/clean.ts";
import { describeFailure } from "./finding-text.ts";

/** One of the three parts of coverage, with its lines. */
export interface CoverageSection {
  readonly name: "searched" | "not-searched" | "not-checked";
  readonly label: string;
  readonly lines: readonly string[];
  /** Whether it holds something that a reader must know: what was left out. */
  readonly isGap: boolean;
}

/**
 * States how far the facts reach, always in this order: searched, not searched, not checked. All three are always there,
 * also when one has nothing to say.
 */
export function describeCoverage(
  set: VerdictSet,
  catalogue: Catalogue,
  options: { readonly maxLines?: number } = {},
): readonly CoverageSection[] {
  const maxLines = options.maxLines ?? 8;
  const { check } = catalogue;
  const { coverage } = set;
  const notSearched = (coverage?.notSearched ?? []).map((item) => describeNotSearched(item, catalogue));
  const notChecked =
    coverage === undefined ? [] : describeNotChecked(coverage.notChecked, set.failures, catalogue);
  const leftOut = coverage === undefined ? [check.nothingChecked] : notSearched;
  return [
    {
      name: "searched",
      label: check.searchedLabel,
      lines: describeSearched(set, catalogue),
      isGap: coverage === undefined || coverage.searched.segments < coverage.searched.segmentsExpected,
    },
    {
      name: "not-searched",
      label: check.notSearchedLabel,
      lines: limited(leftOut, maxLines, catalogue),
      isGap: leftOut.length > 0,
    },
    {
      name: "not-checked",
      label: check.notCheckedLabel,
      lines: limited(coverage === undefined ? [check.nothingChecked] : notChecked, maxLines, catalogue),
      isGap: coverage === undefined || coverage.notChecked.some((item) => item.required),
    },
  ];
}

function describeSearched(set: VerdictSet, catalogue: Catalogue): readonly string[] {
  const { check, language, words } = catalogue;
  const searched = set.coverage?.searched;
  if (searched === undefined || searched.segmentsExpected + searched.segments === 0)
    return [check.nothingSearched];
  const models = searched.models.map((model) => modelName(model)).join(words.listSeparator);
  const segments = check.segments(
    formatCount(searched.segments),
    formatCount(searched.segmentsExpected),
    searched.runs.length,
  );
  const extent = check.extent(formatCount(searched.records), formatScaled(searched.characters, language));
  const runs = searched.exactRunsFrom;
  const exactRuns =
    runs === undefined
      ? check.noExactRuns
      : check.exactRunsFrom(formatCount(runs.dense), formatCount(runs.other));
  return [
    [segments, models === "" ? "" : check.ofModels(models)]
      .filter(Boolean)
      .join(language === "ja" ? "、" : " "),
    extent,
    ...(set.pictures < set.outputs ? [exactRuns] : []),
    ...(searched.images === undefined ? [] : [check.image.compared(formatCount(searched.images))]),
    ...(searched.faces === undefined ? [] : describeFaces(searched.faces, catalogue)),
  ];
}

function describeFaces(faces: SearchedFaces, { check: { face } }: Catalogue): readonly string[] {
  const { detector, maxSide, features, persons, samePersonFrom, verifyFrom } = faces;
  const compared =
    features === undefined || persons === 0
      ? face.comparedWithNobody
      : face.compared(persons, shorten(features), String(samePersonFrom), String(verifyFrom));
  return [face.searched(shorten(detector), formatCount(maxSide)), compared];
}

function describeNotSearched(item: NotSearched, catalogue: Catalogue): string {
  const { check } = catalogue;
  switch (item.kind) {
    case "no-index":
      return check.noIndex;
    case "unknown-model":
      return check.unknownModel(modelName(item.model));
    case "model-without-runs":
      return check.modelWithoutRuns(modelName(item.model));
    case "missing-segment":
      return check.missingSegment(shorten(item.segment));
    case "damaged-segment":
      return check.damagedSegment(shorten(item.segment), item.code);
    case "without-passages":
      return check.withoutPassages(item.records, item.source);
    default:
      return item satisfies never;
  }
}

/** Required checks first, one line a reason; those that nobody asked for share one line. */
function describeNotChecked(
  items: readonly NotCheckedCount[],
  failures: readonly FailureCount[],
  catalogue: Catalogue,
): readonly string[] {
  const { check, words } = catalogue;
  const optional = items.filter((item) => !item.required);
  const unasked = optional.filter(
    (item) => item.reason === "not-required" || item.reason === "not-built-yet",
  );
  const reasons = new Map<string, string[]>();
  for (const item of optional.filter((item) => !unasked.includes(item)))
    reasons.set(item.reason, [...(reasons.get(item.reason) ?? []), words.check[item.check]]);
  const names = [...new Set(unasked.map((item) => words.check[item.check]))];
  return [
    ...describeRequiredNotChecked(items, failures, catalogue).map((line) => check.requiredByPolicy(line)),
    ...[...reasons].map(([reason, checks]) =>
      check.notCheckedReason(
        [...new Set(checks)].join(words.listSeparator),
        words.notChecked[reason as NotCheckedCount["reason"]],
      ),
    ),
    ...(names.length === 0 ? [] : [check.notCheckedOptional(names.join(words.listSeparator))]),
  ];
}

/** Required checks that did not happen; those with one reason for as many outputs share a line, with the codes of failures. */
export function describeRequiredNotChecked(
  items: readonly NotCheckedCount[],
  failures: readonly FailureCount[],
  catalogue: Catalogue,
): readonly string[] {
  const { check, words } = catalogue;
  const required = items.filter((item) => item.required);
  const alike = Map.groupBy(required, ({ reason, outputs }) => `${reason} ${outputs}`);
  return [...alike.values()].map((group) => {
    const [first] = group;
    const names = [...new Set(group.map((item) => words.check[item.check]))].join(words.listSeparator);
    const codes = first!.reason !== "failed" ? [] : failures.filter((one) => isOf(one, group));
    const reason = codes.length === 0 ? words.notChecked[first!.reason] : failureWords(codes, catalogue);
    return check.requiredNotChecked(names, reason, first!.outputs);
  });
}

function isOf({ check }: FailureCount, group: readonly NotCheckedCount[]): boolean {
  return group.some((item) => item.check === check);
}

/** A few codes and their counts: `image-damaged (2): ..., image-unsupported (3): ...`. */
function failureWords(codes: readonly FailureCount[], catalogue: Catalogue): string {
  const { check, words } = catalogue;
  const most = codes.toSorted((a, b) => b.outputs - a.outputs);
  const told = most.slice(0, 5).map(({ reason, outputs }) => {
    const failure = describeFailure(reason, catalogue);
    return codes.length === 1 ? failure : check.times(failure, outputs);
  });
  const more = most.length > 5 ? [check.andMore(most.length - 5)] : [];
  return [words.notChecked.failed, [...told, ...more].join(words.listSeparator)].join(": ");
}

function limited(lines: readonly string[], maxLines: number, catalogue: Catalogue): readonly string[] {
  if (lines.length === 0) return [catalogue.check.nothingLeftOut];
  if (lines.length <= maxLines) return lines;
  return [...lines.slice(0, maxLines - 1), catalogue.check.andMore(lines.length - maxLines + 1)];
}

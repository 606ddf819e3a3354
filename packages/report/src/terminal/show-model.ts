import type { Model, ModelReference } from "@yurai/schema";
import { cleanData } from "./clean-data.ts";
import { formatDate } from "../number.ts";
import { joinScreen, screenOf } from "./screen.ts";
import type { ScreenOptions, ScreenRow } from "./screen.ts";
import { modelName } from "../verdict/verdict-set.ts";
import { shorten } from "./clean.ts";

/** What `yurai show model` says. */
export interface ShownModel {
  readonly model: Model;
  /** Its base, the base of that, and so on, with how many runs each has in the ledger. */
  readonly bases: readonly { readonly model: ModelReference; readonly runs: number }[];
  /** What its runs read, added up. */
  readonly sources: readonly { readonly name: string; readonly records: number }[];
}

const listed = 20;

/** Draws what a model learned from, and which of its bases nothing is known about. */
export function renderModel(given: ShownModel, options: ScreenOptions = {}): string {
  const screen = screenOf(options);
  const shown = cleanData(given);
  const { ledger, check } = screen.catalogue;
  const { model, bases } = shown;
  const unknown = [
    ...(model.runs.length === 0 ? [check.modelWithoutRuns(modelName(model))] : []),
    ...bases.filter((base) => base.runs === 0).map((base) => check.modelWithoutRuns(modelName(base.model))),
  ];
  const largest = shown.sources.toSorted((a, b) => b.records - a.records).slice(0, listed);
  const more = shown.sources.length - largest.length;
  const rows: readonly ScreenRow[] = [
    unknown.length === 0
      ? { label: "notSearched", says: check.nothingLeftOut }
      : { label: "notSearched", says: unknown, tone: "gap" },
    {
      label: "base",
      says:
        bases.length === 0
          ? ledger.noBase
          : bases.map(
              (base) =>
                `${modelName(base.model)}  ${base.runs === 0 ? ledger.noRuns : ledger.runsCount(base.runs)}`,
            ),
    },
    {
      label: "runs",
      says:
        model.runs.length === 0
          ? ledger.noRuns
          : [
              ...model.runs.slice(0, listed).map((run) => `${shorten(run)}  yurai show run ${shorten(run)}`),
              ...(model.runs.length > listed ? [check.andMore(model.runs.length - listed)] : []),
            ],
    },
    {
      label: "sources",
      says:
        largest.length === 0
          ? ledger.notRecorded
          : [
              ...largest.map((source) => `${source.name}  ${ledger.records(source.records)}`),
              ...(more > 0 ? [check.andMore(more)] : []),
            ],
    },
    { label: "recorded", says: formatDate(model.at) },
  ];
  return joinScreen(screen.line(`${ledger.label.model} ${modelName(model)}`, "strong"), screen.rows(rows, 2));
}

/** The facts of a record, put together again on the worker's side from the columns in which they came. */
import type { Locator, RecordFacts, RobotsDecision, Signal } from "@yurai/schema";
import type { FactColumns } from "./batch.ts";
import { factNames } from "./capture.ts";

type Facts = { -readonly [Name in keyof RecordFacts]: RecordFacts[Name] };

/** Makes the facts of one record after the other. */
export class FactsOfBatch {
  readonly #columns: FactColumns;
  readonly #names: readonly (typeof factNames)[number][];
  /** Signals are often the same from row to row. */
  #signalsText: string | undefined;
  #signals: readonly Signal[] = [];

  constructor(columns: FactColumns) {
    this.#columns = columns;
    this.#names = factNames.filter((name) => columns[name] !== undefined);
  }

  /** The locator that the loader gave, if it did. */
  locator(at: number): Locator | undefined {
    const text = this.#columns.locator?.[at];
    return text === undefined || text === null ? undefined : (JSON.parse(text) as Locator);
  }

  /** All facts of the record at a place. */
  facts(at: number, source: string, locator: Locator): RecordFacts {
    const facts: Facts = { source, locator };
    for (const name of this.#names) {
      const text = this.#columns[name]![at];
      if (text !== undefined && text !== null) facts[name] = text;
    }
    const signals = this.#columns.signals?.[at];
    if (signals !== undefined && signals !== null) facts.signals = this.#parsed(signals);
    const robots = this.#columns.robots?.[at];
    // The loader's thread writes decisions only.
    if (robots !== undefined && robots !== null) facts.robots = robots as RobotsDecision;
    return facts;
  }

  #parsed(text: string): readonly Signal[] {
    if (text !== this.#signalsText) {
      this.#signalsText = text;
      this.#signals = JSON.parse(text) as readonly Signal[];
    }
    return this.#signals;
  }
}

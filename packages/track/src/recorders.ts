/** The recorders of a run: one that loaders write to, and further ones that read files beside it. */
import type { RecordingEnd, SourceGap, WorkerSettings } from "./batch.ts";
import { startRecorder, type Recorder, type RecorderLimits } from "./recorder.ts";
import { addCounts } from "./run-summary.ts";
import type { RecorderFailure } from "./worker-link.ts";

/** Starts them; each has a worker, segments and commits of its own. End them. */
export class Recorders {
  /** The one that loaders write to. */
  readonly first: Recorder;
  readonly #settings: Omit<WorkerSettings, "signals">;
  readonly #limits: RecorderLimits;
  readonly #all: Recorder[];
  #starting: Promise<void> | undefined;

  private constructor(settings: Omit<WorkerSettings, "signals">, limits: RecorderLimits, first: Recorder) {
    this.#settings = settings;
    this.#limits = limits;
    this.first = first;
    this.#all = [first];
  }

  /** @throws TrackError `not-recorded` with the reason, when the first worker can't open the ledger */
  static async start(settings: Omit<WorkerSettings, "signals">, limits: RecorderLimits): Promise<Recorders> {
    return new Recorders(settings, limits, await startRecorder(settings, limits));
  }

  get all(): readonly Recorder[] {
    return this.#all;
  }

  /** Why nothing more is recorded, of the first that says so: a run with a hole in it would look whole. */
  get failure(): RecorderFailure | undefined {
    for (const { failure } of this.#all) if (failure !== undefined) return failure;
    return undefined;
  }

  /** Begins to start one more, if none is being started. What comes before it is ready goes to the others. */
  startAnother(): void {
    this.#starting ??= startRecorder(this.#settings, this.#limits)
      .then((recorder) => void this.#all.push(recorder))
      // The first one goes on alone, and fails by itself if the reason is its reason too.
      .catch(() => undefined)
      .finally(() => (this.#starting = undefined));
  }

  /** Records that were sent and of which no commit was reported, by source. */
  uncommitted(): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    for (const recorder of this.#all)
      for (const [source, count] of recorder.uncommitted) sums.set(source, (sums.get(source) ?? 0) + count);
    return sums;
  }

  unsentGaps(): readonly SourceGap[] {
    return this.#all.flatMap((recorder) => recorder.unsentGaps());
  }

  async seal(): Promise<void> {
    await Promise.all(this.#all.map((recorder) => recorder.seal()));
  }

  /** Seals, commits and stops all workers. What they recorded; undefined when all had failed before. */
  async end(): Promise<RecordingEnd | undefined> {
    await this.#starting;
    const ends = await Promise.all(this.#all.map((recorder) => recorder.end()));
    const recorded = ends.filter((end) => end !== undefined);
    if (recorded.length === 0) return undefined;
    const { run } = this.#settings;
    return {
      segments: recorded.flatMap(({ segments }) => segments),
      bytesOnDisk: recorded.reduce((sum, end) => sum + end.bytesOnDisk, 0),
      sources: addCounts(recorded.map(({ sources }) => ({ run, sources }))).map(
        ({ signals: _signals, ...source }) => source,
      ),
      readTwice: recorded.reduce((sum, end) => sum + end.readTwice, 0),
    };
  }
}

import type { Run, RunSummary, TrackOptions } from "@yurai/track";

/**
 * A run that is being started. It can be used at once with `for await`; awaiting it gives the started {@link Run}, whose
 * sync loaders stay sync.
 *
 * @example
 * ```ts
 * const run = yurai.run({ purpose: "train" });
 * for await (const row of run.track(rows, { source: "news" })) train(row);
 *
 * const started = await yurai.run({ purpose: "train" });
 * for (const row of started.track(array, { source: "news" })) train(row);
 * ```
 */
export interface StartingRun extends PromiseLike<Run>, AsyncDisposable {
  /** Wraps a loader: the same rows, in the same order, as the same objects. Nothing is read before it is asked for. */
  readonly track: <Row>(
    rows: Iterable<Row> | AsyncIterable<Row>,
    options: TrackOptions<Row>,
  ) => AsyncIterable<Row>;
  /** Seals and commits what was read, and says what it was. */
  readonly end: () => Promise<RunSummary>;
}

/** Makes a promised run usable before it is there. An error of starting comes up at the first use. */
export function startingRun(started: Promise<Run>): StartingRun {
  // Whoever uses the run meets its error; until then it must not end the process.
  started.catch(() => undefined);
  return {
    // Awaiting is how a caller gets the run itself.
    // oxlint-disable-next-line unicorn/no-thenable
    then: (resolve, reject) => started.then(resolve, reject),
    track: (rows, options) => ({ [Symbol.asyncIterator]: () => iterateLater(started, rows, options) }),
    end: async () => (await started).end(),
    [Symbol.asyncDispose]: async () => (await started)[Symbol.asyncDispose](),
  };
}

function iterateLater<Row>(
  started: Promise<Run>,
  rows: Iterable<Row> | AsyncIterable<Row>,
  options: TrackOptions<Row>,
): AsyncIterator<Row> {
  const opened = started.then((run) => iteratorOf(run, rows, options));
  opened.catch(() => undefined);
  return {
    next: async () => (await opened).next(),
    return: async (value?: unknown) => {
      const iterator = await opened;
      return (await iterator.return?.(value)) ?? { done: true, value };
    },
    throw: async (error?: unknown) => {
      const iterator = await opened;
      if (iterator.throw === undefined) throw error;
      return iterator.throw(error);
    },
  };
}

function iteratorOf<Row>(
  run: Run,
  rows: Iterable<Row> | AsyncIterable<Row>,
  options: TrackOptions<Row>,
): Iterator<Row> | AsyncIterator<Row> {
  if (Symbol.asyncIterator in rows) return run.track(rows, options)[Symbol.asyncIterator]();
  return run.track(rows, options)[Symbol.iterator]();
}

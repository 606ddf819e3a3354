/**
 * Wraps a loader so that every row is seen before it is handed on, and nothing else changes.
 *
 * Hand-written and not a generator, because a generator differs where it hurts: it starts its source late on `return()`,
 * queues concurrent `next()` calls, and swallows the arguments of `throw()`. Here every call goes to the bare iterator
 * at once, and its own result object comes back.
 */

/** What a wrapped loader tells about its rows. One tap serves one pass over the rows. */
export interface RowTap {
  /**
   * Called before each pull, and after it before the row is handed on. Returns the error with which the loader must
   * stop, if any.
   */
  readonly failure: () => Error | undefined;
  /** Counts a pull and returns its number; rows keep the order in which they were asked for. */
  readonly pull: () => number;
  /** Takes a row, waiting by blocking the thread when nothing can be taken. Never throws. */
  readonly take: (row: unknown, pull: number) => void;
  /** Takes a row, or returns a promise to wait for when nothing can be taken now. Never throws or rejects. */
  readonly takeLater: (row: unknown, pull: number) => Promise<void> | undefined;
  /** Called once, when the loader is exhausted, left or broken. */
  readonly done: () => void;
}

/** Tells async loaders from sync ones the way `for await` does. */
export function isAsyncRows<Row>(rows: Iterable<Row> | AsyncIterable<Row>): rows is AsyncIterable<Row> {
  return typeof (rows as Partial<AsyncIterable<Row>>)[Symbol.asyncIterator] === "function";
}

/**
 * Wraps a sync loader. Each pass over it takes a tap of its own.
 *
 * A loader that is an iterator itself, such as a generator, gives an iterator; an array gives an iterable.
 */
export function trackSync<Row>(rows: Iterable<Row>, openTap: () => RowTap): Iterable<Row> {
  const open = (): Iterator<Row> => syncIterator(rows[Symbol.iterator](), openTap());
  if (!isIterator(rows)) return { [Symbol.iterator]: open };
  return selfIterable(open(), Symbol.iterator) as unknown as Iterable<Row>;
}

/** Wraps an async loader; see {@link trackSync}. */
export function trackAsync<Row>(rows: AsyncIterable<Row>, openTap: () => RowTap): AsyncIterable<Row> {
  const open = (): AsyncIterator<Row> => asyncIterator(rows[Symbol.asyncIterator](), openTap());
  if (!isIterator(rows)) return { [Symbol.asyncIterator]: open };
  return selfIterable(open(), Symbol.asyncIterator) as unknown as AsyncIterable<Row>;
}

function isIterator(rows: object): boolean {
  return typeof (rows as { readonly next?: unknown }).next === "function";
}

/** An iterator that answers its own Symbol.iterator, as generators do. */
function selfIterable(iterator: object, symbol: symbol): object {
  return Object.assign(iterator, {
    [symbol](this: unknown) {
      return this;
    },
  });
}

function syncIterator<Row>(bare: Iterator<Row>, tap: RowTap): Iterator<Row> {
  const closing = once(tap.done);
  let stopped = false;
  const end: IteratorReturnResult<undefined> = { done: true, value: undefined };
  const stop = (error: Error): never => {
    stopped = true;
    closing();
    closeQuietly(bare);
    throw error;
  };
  const see = (result: IteratorResult<Row>, pull: number): IteratorResult<Row> => {
    if (result.done === true) {
      closing();
      return result;
    }
    tap.take(result.value, pull);
    const failure = tap.failure();
    return failure === undefined ? result : stop(failure);
  };
  const iterator: Iterator<Row> = {
    next(...values: [] | [unknown]): IteratorResult<Row> {
      if (stopped) return end;
      const failure = tap.failure();
      if (failure !== undefined) return stop(failure);
      const pull = tap.pull();
      return see(
        orClose(closing, () => bare.next(...(values as []))),
        pull,
      );
    },
  };
  // A loader may lack either method, and callers ask whether it is there.
  if (typeof bare.return === "function") {
    iterator.return = (...values: [unknown?]): IteratorResult<Row> => {
      if (stopped) return { done: true, value: values[0] };
      closing();
      return bare.return!(...values);
    };
  }
  if (typeof bare.throw === "function") {
    iterator.throw = (...errors: [unknown?]): IteratorResult<Row> => {
      if (stopped) throw errors[0];
      const pull = tap.pull();
      // A generator may catch the error and hand on another row.
      return see(
        orClose(closing, () => bare.throw!(...errors)),
        pull,
      );
    };
  }
  return iterator;
}

function asyncIterator<Row>(bare: AsyncIterator<Row>, tap: RowTap): AsyncIterator<Row> {
  const closing = once(tap.done);
  let stopped = false;
  const stop = async (error: Error): Promise<never> => {
    const first = !stopped;
    stopped = true;
    closing();
    if (first) await closeQuietlyAsync(bare);
    throw error;
  };
  const see = (
    result: IteratorResult<Row>,
    pull: number,
  ): IteratorResult<Row> | Promise<IteratorResult<Row>> => {
    if (result.done === true) {
      closing();
      return result;
    }
    const waiting = tap.takeLater(result.value, pull);
    if (waiting !== undefined) return waiting.then(() => handOn(result));
    return handOn(result);
  };
  const handOn = (result: IteratorResult<Row>): IteratorResult<Row> | Promise<never> => {
    const failure = stopped ? undefined : tap.failure();
    return failure === undefined ? result : stop(failure);
  };
  const seen = (pulled: Promise<IteratorResult<Row>>, pull: number): Promise<IteratorResult<Row>> =>
    Promise.resolve(pulled).then(
      (result) => see(result, pull),
      (error: unknown) => {
        closing();
        throw error;
      },
    );
  const iterator: AsyncIterator<Row> = {
    next(...values: [] | [unknown]): Promise<IteratorResult<Row>> {
      if (stopped) return Promise.resolve({ done: true, value: undefined });
      const failure = tap.failure();
      if (failure !== undefined) return stop(failure);
      const pull = tap.pull();
      return seen(
        orClose(closing, () => bare.next(...(values as []))),
        pull,
      );
    },
  };
  if (typeof bare.return === "function") {
    iterator.return = (...values: [unknown?]): Promise<IteratorResult<Row>> => {
      if (stopped) return Promise.resolve({ done: true, value: values[0] });
      closing();
      return bare.return!(...values);
    };
  }
  if (typeof bare.throw === "function") {
    iterator.throw = (...errors: [unknown?]): Promise<IteratorResult<Row>> => {
      if (stopped) return Promise.reject(errors[0]);
      const pull = tap.pull();
      return seen(
        orClose(closing, () => bare.throw!(...errors)),
        pull,
      );
    };
  }
  return iterator;
}

function orClose<Result>(closing: () => void, step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    closing();
    throw error;
  }
}

/** The error that stops the loader is the one that counts; one that comes up while it closes would hide it. */
function closeQuietly(bare: Iterator<unknown>): void {
  try {
    bare.return?.();
  } catch {
    return;
  }
}

async function closeQuietlyAsync(bare: AsyncIterator<unknown>): Promise<void> {
  try {
    await bare.return?.();
  } catch {
    return;
  }
}

function once(call: () => void): () => void {
  let called = false;
  return () => {
    if (called) return;
    called = true;
    call();
  };
}

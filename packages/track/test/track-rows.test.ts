import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { trackAsync, trackSync, type RowTap } from "../src/track-rows.ts";

interface Seen {
  readonly rows: unknown[];
  readonly pulls: number[];
  done: number;
}

function tapOf(
  seen: Seen,
  options: { readonly failure?: () => Error | undefined; readonly wait?: boolean } = {},
) {
  return (): RowTap => {
    let pulls = 0;
    return {
      failure: options.failure ?? (() => undefined),
      pull: () => pulls++,
      take: (row, pull) => void (seen.rows.push(row), seen.pulls.push(pull)),
      takeLater: (row, pull) => {
        seen.rows.push(row);
        seen.pulls.push(pull);
        return options.wait === true ? new Promise((resolve) => setImmediate(resolve)) : undefined;
      },
      done: () => void seen.done++,
    };
  };
}

const nothing = (): Seen => ({ rows: [], pulls: [], done: 0 });

/** What a caller does to an iterator. */
type Step =
  | { readonly kind: "next"; readonly value?: number }
  | { readonly kind: "return"; readonly value?: number }
  | { readonly kind: "throw" };

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("next" as const), value: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("return" as const), value: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("throw" as const) }) },
  ),
  { maxLength: 12 },
);

/** A loader with everything a generator can do: it catches errors, cleans up late, and can fail at a row. */
interface Loader {
  readonly length: number;
  readonly failAt: number;
  readonly catches: boolean;
  readonly yieldsInFinally: boolean;
}

const loaders: fc.Arbitrary<Loader> = fc.record({
  length: fc.nat(6),
  failAt: fc.nat(12),
  catches: fc.boolean(),
  yieldsInFinally: fc.boolean(),
});

const rowOf = (index: number): { readonly index: number } => ({ index });

function* oneRow(i: number, loader: Loader, log: string[]): Generator<object, void, number> {
  if (i === loader.failAt) throw new Error("loader failed");
  try {
    log.push(`sent ${yield rowOf(i)}`);
  } catch (error) {
    log.push("caught");
    if (!loader.catches) throw error;
  }
}

function* syncLoader(loader: Loader, log: string[]): Generator<object, string, number> {
  try {
    for (let i = 0; i < loader.length; i++) yield* oneRow(i, loader, log);
    return "end";
  } finally {
    log.push("closed");
    if (loader.yieldsInFinally) yield rowOf(99);
  }
}

async function* asyncLoader(loader: Loader, log: string[]): AsyncGenerator<object, string, number> {
  yield* { [Symbol.asyncIterator]: () => asAsync(syncLoader(loader, log)) } as AsyncIterable<object>;
  return "end";
}

function asAsync(bare: Generator<object, string, number>): AsyncIterator<object> {
  return {
    next: async (...values) => bare.next(...(values as [number])),
    return: async (value) => bare.return(value as never),
    throw: async (error) => bare.throw(error),
  };
}

function play(iterator: Iterator<unknown>, all: readonly Step[]): unknown[] {
  return all.map((step) => {
    try {
      if (step.kind === "next") return iterator.next(step.value);
      if (step.kind === "return") return iterator.return?.(step.value);
      return iterator.throw?.(new Error("thrown in"));
    } catch (error) {
      return String(error);
    }
  });
}

/** All calls at once, without waiting for one another. */
async function playTogether(iterator: AsyncIterator<unknown>, all: readonly Step[]): Promise<unknown[]> {
  const calls = all.map((step) => {
    if (step.kind === "next") return iterator.next(step.value);
    if (step.kind === "return") return iterator.return?.(step.value);
    return iterator.throw?.(new Error("thrown in"));
  });
  const settled = await Promise.allSettled(calls);
  return settled.map((result) => (result.status === "fulfilled" ? result.value : String(result.reason)));
}

async function playInTurn(iterator: AsyncIterator<unknown>, all: readonly Step[]): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const step of all) results.push(...(await playTogether(iterator, [step])));
  return results;
}

describe("a wrapped sync loader", () => {
  test("answers every sequence of next, return and throw as the bare loader does, and does the same inside", () => {
    fc.assert(
      fc.property(loaders, steps, (loader, all) => {
        const [bareLog, log]: [string[], string[]] = [[], []];
        const bare = play(syncLoader(loader, bareLog), all);
        const wrapped = trackSync(syncLoader(loader, log), tapOf(nothing())) as IterableIterator<object>;
        expect(play(wrapped, all)).toEqual(bare);
        expect(log).toEqual(bareLog);
      }),
    );
  });

  test("hands on the same objects in the same order, and shows each to the tap before", () => {
    fc.assert(
      fc.property(fc.array(fc.object()), (rows) => {
        const seen = nothing();
        let at = 0;
        for (const row of trackSync(rows, tapOf(seen))) {
          expect(row).toBe(rows[at++]);
          expect(seen.rows.at(-1)).toBe(row);
        }
        expect(at).toBe(rows.length);
        expect(seen.pulls).toEqual(rows.map((_, index) => index));
        expect(seen.done).toBe(1);
      }),
    );
  });

  test("reads nothing before it is asked for a row, and one row for each question", () => {
    let read = 0;
    const rows = {
      [Symbol.iterator]: () => {
        read += 100;
        return { next: () => ({ done: false as const, value: read++ }) };
      },
    };
    const wrapped = trackSync(rows, tapOf(nothing()));
    expect(read).toBe(0);
    const iterator = wrapped[Symbol.iterator]();
    expect(read).toBe(100);
    iterator.next();
    iterator.next();
    expect(read).toBe(102);
  });

  test("can be left before the first row without the loader ever starting", () => {
    const log: string[] = [];
    const wrapped = trackSync(
      syncLoader({ length: 3, failAt: 9, catches: false, yieldsInFinally: false }, log),
      tapOf(nothing()),
    );
    (wrapped as IterableIterator<object>).return?.();
    expect([...wrapped]).toEqual([]);
    expect(log).toEqual([]);
  });

  test("closes the loader when the caller leaves early", () => {
    const log: string[] = [];
    const seen = nothing();
    const loader = syncLoader({ length: 5, failAt: 9, catches: false, yieldsInFinally: false }, log);
    for (const _ of trackSync(loader, tapOf(seen))) break;
    expect(log).toEqual(["closed"]);
    expect(seen.done).toBe(1);
    expect(seen.rows).toHaveLength(1);
  });

  test("has return and throw only where the loader has them", () => {
    const bare = { next: () => ({ done: true as const, value: undefined }), [Symbol.iterator]: () => bare };
    const wrapped = trackSync(bare, tapOf(nothing())) as IterableIterator<unknown>;
    expect(wrapped.return).toBeUndefined();
    expect(wrapped.throw).toBeUndefined();
    expect((trackSync([1], tapOf(nothing()))[Symbol.iterator]() as Iterator<unknown>).throw).toBeUndefined();
  });

  test("can be read again where the loader can, each time with a tap of its own", () => {
    const seen = nothing();
    const wrapped = trackSync(["a", "b"], tapOf(seen));
    expect([...wrapped, ...wrapped]).toEqual(["a", "b", "a", "b"]);
    expect(seen.pulls).toEqual([0, 1, 0, 1]);
  });

  test("stops with the tap's error on the next pull, and closes the loader", () => {
    const log: string[] = [];
    const seen = nothing();
    const failure = (): Error | undefined => (seen.rows.length === 2 ? new Error("not recorded") : undefined);
    const loader = syncLoader({ length: 5, failAt: 9, catches: false, yieldsInFinally: false }, log);
    const wrapped = trackSync(loader, tapOf(seen, { failure })) as IterableIterator<object>;
    expect(wrapped.next().done).toBe(false);
    expect(() => wrapped.next()).toThrow("not recorded");
    expect(log.at(-1)).toBe("closed");
    expect(wrapped.next()).toEqual({ done: true, value: undefined });
  });
});

describe("a wrapped async loader", () => {
  test.each([
    ["one after the other", playInTurn],
    ["all at once", playTogether],
  ])("answers calls made %s as the bare loader does", async (_, playAll) => {
    await fc.assert(
      fc.asyncProperty(loaders, steps, fc.boolean(), async (loader, all, wait) => {
        const [bareLog, log]: [string[], string[]] = [[], []];
        const bare = await playAll(asyncLoader(loader, bareLog), all);
        const wrapped = trackAsync(
          asyncLoader(loader, log),
          tapOf(nothing(), { wait }),
        ) as AsyncIterableIterator<object>;
        expect(await playAll(wrapped, all)).toEqual(bare);
        expect(log).toEqual(bareLog);
      }),
    );
  });

  test("passes concurrent calls on at once to a loader that serves them out of order", async () => {
    const pending: ((value: IteratorResult<number>) => void)[] = [];
    const bare: AsyncIterableIterator<number> = {
      next: () => new Promise((resolve) => pending.push(resolve)),
      [Symbol.asyncIterator]: () => bare,
    };
    const seen = nothing();
    const wrapped = trackAsync(bare, tapOf(seen)) as AsyncIterableIterator<number>;
    const [first, second] = [wrapped.next(), wrapped.next()];
    expect(pending).toHaveLength(2);
    pending[1]!({ done: false, value: 2 });
    expect(await second).toEqual({ done: false, value: 2 });
    pending[0]!({ done: false, value: 1 });
    expect(await first).toEqual({ done: false, value: 1 });
    // A row keeps the number of the call that asked for it.
    expect(seen.pulls).toEqual([1, 0]);
  });

  test("lets an abort of the loader through", async () => {
    const abort = new AbortController();
    async function* rows(): AsyncGenerator<number> {
      yield 1;
      await new Promise((_, reject) => {
        abort.signal.addEventListener("abort", () => reject(abort.signal.reason));
      });
    }
    const seen = nothing();
    const wrapped = trackAsync(rows(), tapOf(seen));
    const read = (async () => {
      for await (const _ of wrapped) setImmediate(() => abort.abort(new Error("stopped by hand")));
    })();
    await expect(read).rejects.toThrow("stopped by hand");
    expect(seen.done).toBe(1);
  });

  test("stops with the tap's error on the next pull, and closes the loader first", async () => {
    const log: string[] = [];
    const seen = nothing();
    const failure = (): Error | undefined => (seen.rows.length === 2 ? new Error("not recorded") : undefined);
    const loader = asyncLoader({ length: 5, failAt: 9, catches: false, yieldsInFinally: false }, log);
    const wrapped = trackAsync(loader, tapOf(seen, { failure })) as AsyncIterableIterator<object>;
    await wrapped.next();
    await expect(wrapped.next()).rejects.toThrow("not recorded");
    expect(log.at(-1)).toBe("closed");
    expect(await wrapped.next()).toEqual({ done: true, value: undefined });
  });
});

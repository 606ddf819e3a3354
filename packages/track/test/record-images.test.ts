import { expect, test } from "vitest";
import { picturePrinter } from "../src/record-images.ts";

/** A print that ends when it is told to, and what was begun so far. */
function held(): {
  readonly print: (file: Uint8Array) => Promise<string>;
  readonly begun: string[];
  readonly end: (name: string, error?: Error) => Promise<void>;
} {
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  return {
    begun,
    print: (file) => {
      const name = Buffer.from(file).toString();
      begun.push(name);
      return new Promise((resolve, reject) => {
        ends.set(name, (error) => (error === undefined ? resolve(`print of ${name}`) : reject(error)));
      });
    },
    end: async (name, error) => {
      ends.get(name)!(error);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** A batch with one letter a record; a dot has no picture. */
function batchOf(letters: string): readonly [Uint8Array, { starts: Uint32Array; ends: Uint32Array }] {
  const place = (from: number) => Uint32Array.from(letters, (letter, i) => (letter === "." ? 0 : i + from));
  return [Buffer.from(letters), { starts: place(0), ends: place(1) }];
}

test("pictures of the next batch are begun while this one's are printed, so many at once", async () => {
  const { print, begun, end } = held();
  const printer = picturePrinter(print, 3);
  const [first, second] = [printer(...batchOf("a.b")), printer(...batchOf("cde"))];
  expect(begun.join("")).toBe("abc");
  await end("b");
  expect(begun.join("")).toBe("abcd");
  await end("d");
  expect(begun.join("")).toBe("abcde");
  await end("a");
  expect(await first).toEqual(["print of a", null, "print of b"]);
  await end("e");
  await end("c");
  expect(await second).toEqual(["print of c", "print of d", "print of e"]);
});

test("a batch settles only when nothing looks at its bytes any more, also when one print failed", async () => {
  const { print, begun, end } = held();
  const printer = picturePrinter(print, 2);
  const batch = printer(...batchOf("abc"));
  let settled = false;
  const whole = batch.finally(() => {
    settled = true;
  });
  whole.catch(() => undefined);
  await end("a", new Error("the disk is full"));
  expect(begun.join("")).toBe("abc");
  await end("b");
  expect(settled).toBe(false);
  await end("c");
  await expect(whole).rejects.toThrow("the disk is full");
  const next = printer(...batchOf("d"));
  await end("d");
  expect(await next).toEqual(["print of d"]);
});

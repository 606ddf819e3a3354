import { expect, test } from "vitest";
import { ByteWindow } from "../src/readers/byte-window.ts";

async function* chunks(count: number, byteLength: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at++) yield new Uint8Array(byteLength).fill(at);
}

test("a window that grows chunk by chunk moves its bytes a few times, not with every chunk", async () => {
  const window = new ByteWindow(chunks(4_096, 100));
  const buffers = new Set<ArrayBufferLike>();
  for (let wanted = 1; await window.fill(wanted); wanted = window.byteLength * 2)
    buffers.add(window.view.buffer);
  expect(window.byteLength).toBe(409_600);
  expect(buffers.size).toBeLessThan(25);
  expect(window.view.every((byte, at) => byte === Math.floor(at / 100) % 256)).toBe(true);

  const whole = new ByteWindow(chunks(4_096, 100));
  await whole.fill(300_000);
  const { buffer } = whole.view;
  const seen = whole.view.slice();
  await whole.fill(300_050);
  expect(whole.view.subarray(0, seen.byteLength)).toEqual(seen);
  expect(buffer.byteLength).toBeGreaterThanOrEqual(300_000);
});

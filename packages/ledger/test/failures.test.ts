import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Ledger, LedgerError, openLedger } from "../src/index.ts";
import { newLedger, temporaryFolder } from "./store-folder.ts";

const row = { kind: "verdict", body: { id: "v", padding: "x".repeat(2_000) } } as const;

/** Appends until it fails; returns the error and what had been committed. */
async function appendUntilError(
  ledger: Ledger,
): Promise<{ readonly error: unknown; readonly committed: readonly string[] }> {
  const committed: string[] = [];
  for (let batch = 0; batch < 10_000; batch += 1) {
    try {
      committed.push(...(await ledger.append([row, row, row])).rows.map((appended) => appended.id));
    } catch (error) {
      return { error, committed };
    }
  }
  return { error: undefined, committed };
}

async function idsIn(ledger: Ledger): Promise<readonly string[]> {
  return (await ledger.rows({ kinds: ["verdict"] })).map((found) => found.id);
}

function expectClearLine(error: unknown, code: string): void {
  expect(error).toBeInstanceOf(LedgerError);
  expect(error).toMatchObject({ code });
  expect((error as Error).message).not.toContain("\n");
}

describe("a full disk", () => {
  test("at a quota an append fails with a code, everything committed stays, and it goes on with more room", async () => {
    const ledger = await newLedger({ maxByteLength: 300_000 });
    const { error, committed } = await appendUntilError(ledger);
    expectClearLine(error, "ledger-full");
    expect(committed.length).toBeGreaterThan(20);
    expect(await idsIn(ledger)).toEqual(committed);
    expect((await ledger.verify()).sound).toBe(true);
    await ledger.close();
    await using roomy = await openLedger(ledger.file, { mode: "write" });
    await roomy.append([row]);
    expect(await roomy.verify()).toMatchObject({ sound: true, rowCount: committed.length + 2 });
  });

  const mountable = canMount();
  test.skipIf(!mountable)(
    "on a real full file system (a 1 MB tmpfs; skipped where none can be mounted) nothing committed is lost",
    async () => {
      const disk = temporaryFolder();
      expect(mount(disk, 1_000)).toBe(true);
      onTestFinished(() => void spawnSync("umount", ["-l", disk]));
      const ledger = await newLedger({}, join(disk, ".yurai"));
      const { error, committed } = await appendUntilError(ledger);
      expect(["ledger-full", "ledger-io"]).toContain((error as LedgerError).code);
      expect(committed.length).toBeGreaterThan(20);
      expect(await idsIn(ledger)).toEqual(committed);
      await ledger.close();
      await using again = await openLedger(ledger.file, { mode: "read" });
      expect(await idsIn(again)).toEqual(committed);
      expect((await again.verify()).sound).toBe(true);
    },
  );

  test.skipIf(!mountable)(
    "a disk without room for even a new ledger is one clear line (skipped where no tmpfs can be mounted)",
    async () => {
      const disk = temporaryFolder();
      expect(mount(disk, 24)).toBe(true);
      onTestFinished(() => void spawnSync("umount", ["-l", disk]));
      const error = await openLedger(join(disk, ".yurai"), { mode: "write", createIfMissing: true }).catch(
        (reason: unknown) => reason,
      );
      expect(["ledger-full", "ledger-io"]).toContain((error as LedgerError).code);
    },
  );
});

describe("a read-only folder", () => {
  // Root may write anywhere, so a test run by root steps down to an unprivileged user for the while.
  const asRoot = process.getuid?.() === 0;
  const unprivileged = 65_534;

  async function asOther<Result>(work: () => Promise<Result>): Promise<Result> {
    if (asRoot) process.seteuid?.(unprivileged);
    try {
      return await work();
    } finally {
      if (asRoot) process.seteuid?.(0);
    }
  }

  test.skipIf(process.platform === "win32")(
    "is refused for writing in one clear line, and reads whole",
    async () => {
      const { file } = await readOnlyHome();
      const before = readFileSync(file);
      await asOther(async () => {
        expectClearLine(
          await openLedger(file, { mode: "write" }).catch((error: unknown) => error),
          "ledger-read-only",
        );
        await using ledger = await openLedger(file, { mode: "read" });
        expect(await ledger.verify()).toMatchObject({ sound: true, rowCount: 2 });
      });
      expect(readFileSync(file)).toEqual(before);
    },
  );

  test.skipIf(process.platform === "win32")(
    "without a ledger in it, is refused in one clear line",
    async () => {
      const folder = temporaryFolder();
      chmodSync(folder, 0o555);
      await asOther(async () => {
        const error = await openLedger(join(folder, ".yurai"), {
          mode: "write",
          createIfMissing: true,
        }).catch((reason: unknown) => reason);
        expectClearLine(error, "ledger-cannot-open");
        expect(existsSync(join(folder, ".yurai"))).toBe(false);
      });
    },
  );
});

describe("a file that is not a sound ledger", () => {
  test("a newer ledger is refused for reading and writing and not touched", async () => {
    const ledger = await newLedger();
    await ledger.close();
    const database = new Database(ledger.file);
    database.pragma("user_version = 2");
    database.close();
    const before = readFileSync(ledger.file);
    for (const mode of ["read", "write"] as const) {
      expectClearLine(
        await openLedger(ledger.file, { mode }).catch((error: unknown) => error),
        "ledger-newer",
      );
    }
    expect(readFileSync(ledger.file)).toEqual(before);
  });

  test("a database of another program is refused and not touched", async () => {
    const file = join(temporaryFolder(), "other.db");
    const database = new Database(file);
    database.exec("CREATE TABLE mine (x)");
    database.close();
    const before = readFileSync(file);
    expectClearLine(
      await openLedger(file, { mode: "write", createIfMissing: true }).catch((error: unknown) => error),
      "ledger-not-a-ledger",
    );
    expect(readFileSync(file)).toEqual(before);
  });

  test("a file that is no database is refused and not touched", async () => {
    const file = join(temporaryFolder(), "notes.db");
    writeFileSync(file, "these are my notes, not a ledger\n".repeat(200));
    expectClearLine(
      await openLedger(file, { mode: "write" }).catch((error: unknown) => error),
      "ledger-damaged",
    );
    expect(readFileSync(file, "utf8")).toBe("these are my notes, not a ledger\n".repeat(200));
  });

  test("a file cut off at any length is refused with a code or verified as damaged, never read as whole", async () => {
    const ledger = await newLedger();
    await ledger.append(Array.from({ length: 40 }, () => row));
    const head = await ledger.head();
    await ledger.close();
    const whole = readFileSync(ledger.file);
    const copy = join(temporaryFolder(), "copy.db");
    for (let length = 0; length < whole.length; length += 3_001) {
      copyFileSync(ledger.file, copy);
      truncateSync(copy, length);
      const outcome = await openLedger(copy, { mode: "read" }).then(
        async (cut) => {
          await using opened = cut;
          return (await opened.verify({ head })).sound;
        },
        (error: unknown) => (error instanceof LedgerError ? error.code : error),
      );
      expect([false, "ledger-damaged", "ledger-missing", "ledger-io"]).toContain(outcome);
    }
  });

  test("damaged pages fail with a code, and verify says what is damaged instead of throwing", async () => {
    const ledger = await newLedger();
    await ledger.append(Array.from({ length: 200 }, () => row));
    await ledger.close();
    const bytes = readFileSync(ledger.file);
    // Pages of the rows, not the header, the schema or the first row.
    bytes.fill(0xa5, 4_096 * 20, 4_096 * 24);
    writeFileSync(ledger.file, bytes);
    await using damaged = await openLedger(ledger.file, { mode: "read" });
    const report = await damaged.verify();
    expect(report.sound).toBe(false);
    expect(report.problems.map((problem) => problem.code)).toContain("database-damaged");
  });

  test("an empty file is a ledger to be made for a writer and none for a reader", async () => {
    const file = join(temporaryFolder(), "ledger.db");
    writeFileSync(file, "");
    expectClearLine(
      await openLedger(file, { mode: "read" }).catch((error: unknown) => error),
      "ledger-missing",
    );
    await using ledger = await openLedger(file, { mode: "write" });
    expect((await ledger.head()).size).toBe(1);
  });
});

describe("a busy ledger", () => {
  test("is refused with a code after the given wait, and works when the other is done", async () => {
    const ledger = await newLedger({ lockWaitMs: 300 });
    const other = new Database(ledger.file);
    other.exec("BEGIN IMMEDIATE");
    expectClearLine(await ledger.append([row]).catch((error: unknown) => error), "ledger-busy");
    other.exec("ROLLBACK");
    other.close();
    expect((await ledger.append([row])).head.size).toBe(2);
  });
});

async function readOnlyHome(): Promise<Ledger> {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  const ledger = await newLedger({}, join(folder, "home"));
  await ledger.append([row]);
  await ledger.close();
  chmodSync(ledger.file, 0o444);
  chmodSync(dirname(ledger.file), 0o555);
  onTestFinished(() => chmodSync(dirname(ledger.file), 0o755));
  return ledger;
}

function mount(folder: string, kilobytes: number): boolean {
  return spawnSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder]).status === 0;
}

function canMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/proc/mounts")) return false;
  const probe = mkdtempSync(join(tmpdir(), "yurai-mount-"));
  const mounted = mount(probe, 100);
  if (mounted) spawnSync("umount", ["-l", probe]);
  rmSync(probe, { recursive: true, force: true });
  return mounted;
}

// The examples do what their READMEs say, on a real home.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveChat } from "../examples/chat-server/main.ts";
import { open } from "../packages/yurai/src/index.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));
const yuraiCommand = [
  process.execPath,
  "--conditions=@yurai/source",
  join(repository, "packages/yurai/src/main.ts"),
];
const folder = mkdtempSync(join(tmpdir(), "yurai-examples-"));
const letter =
  "My dear cousin, the geese have come back to the mill and the miller refuses to believe it. ".repeat(6);
const fresh = "A sentence about nothing in particular, written for this test alone and for nobody else.";

function run(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ReturnType<typeof spawnSync> {
  const [file = "", ...args] = command;
  return spawnSync(file, args, {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", ...env },
    encoding: "utf8",
  });
}

function write(name: string, rows: readonly object[]): void {
  writeFileSync(join(folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

beforeAll(() => {
  write("letters.jsonl", [{ text: letter }]);
  expect(run([...yuraiCommand, "init", "--model", "kaede-1b", "--yes"]).status).toBe(0);
  const flags = ["--source", "letters", "--origin", "user", "--model", "kaede-1b"];
  expect(run([...yuraiCommand, "track", "letters.jsonl", ...flags]).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the pre-deploy script ends with the exit code of the check, and says what it means", () => {
  const script = join(repository, "examples/pre-deploy/pre-deploy.sh");
  const env = { YURAI: yuraiCommand.join(" ") };
  write("good.jsonl", [{ text: fresh }]);
  write("bad.jsonl", [{ text: letter }]);
  const good = run(["sh", script, "good.jsonl", "kaede-1b"], env);
  const bad = run(["sh", script, "bad.jsonl", "kaede-1b"], env);
  expect([good.status, bad.status]).toEqual([0, 1]);
  expect(bad.stderr).toContain("yurai-out/report.html");
  expect(existsSync(join(folder, "yurai-out/report.html"))).toBe(true);
});

test("the chat server sends what passes and holds back what does not", async () => {
  const answers: Readonly<Record<string, string>> = { hello: fresh, letter: letter.slice(0, 300) };
  await using yurai = await open({ home: join(folder, ".yurai") });
  const server = serveChat(yurai, async (prompt) => answers[prompt] ?? "");
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  const ask = async (body: string): Promise<readonly [number, string]> => {
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body });
    return [response.status, await response.text()];
  };
  expect(await ask("hello")).toEqual([200, `${fresh}\n`]);
  const [status, text] = await ask("letter");
  expect(status).toBe(422);
  expect(text).not.toContain("geese");
  // An empty answer cannot be checked, and what is not checked does not go out.
  expect((await ask("silence"))[0]).toBe(422);
  await new Promise((resolve) => server.close(resolve));
});

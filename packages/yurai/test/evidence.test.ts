// Evidence that anybody can check without the ledger: any changed byte is found.
import { readFileSync } from "node:fs";
import { generateKeyPairSync } from "node:crypto";
import { openLedger } from "@yurai/ledger";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verifyEvidence } from "../src/evidence/evidence-verify.ts";
import { unpackZip } from "../src/evidence/evidence-zip.ts";
import { makeProject, tooWide, type TestProject } from "./inquiry-project.ts";

async function signedProject(): Promise<TestProject> {
  const project = await makeProject();
  await project.call(["keys", "create"]);
  return project;
}

async function packed(project: TestProject, args: readonly string[]): Promise<Uint8Array> {
  const said = await project.call(["evidence", "pack", ...args, "--out", "e.zip"]);
  if (said.exitCode !== 0) throw new Error(said.stderr);
  return readFileSync(project.path("e.zip"));
}

describe("evidence", () => {
  test("about a run proves its rows, with the manifests of its segments", async () => {
    const project = await signedProject();
    const [status] = (await project.json(["status"])) as readonly { readonly runs: number }[];
    expect(status?.runs).toBe(1);
    const [run] = (await project.json(["show", "source", "news-crawl"])) as readonly {
      readonly runs: readonly { readonly id: string }[];
    }[];
    const zip = await packed(project, ["--run", run?.runs[0]?.id.slice(0, 8) ?? ""]);
    const found = verifyEvidence(zip, "e.zip");
    expect(found.about).toEqual({ kind: "run", id: run?.runs[0]?.id });
    expect(found.rows).toBeGreaterThan(4);
    const files = unpackZip(zip, "e.zip");
    expect([...files.keys()].filter((name) => name.startsWith("manifests/"))).toHaveLength(1);
    const said = await project.call(["evidence", "verify", "e.zip"]);
    expect(said.exitCode).toBe(0);
    expect(said.stdout).toContain("everything in it holds");
    expect(said.stdout).toContain("the key is the file's own");
    expect(tooWide(said.stdout)).toEqual([]);
  });

  test("about an inquiry holds its letter in both languages; about a check its verdicts and policy", async () => {
    const project = await signedProject();
    await project.call(["answer", "url", "https://news.example.jp/a/1", "--request", "desk/r.yaml"]);
    const inquiry = unpackZip(await packed(project, ["--inquiry", "Q-001"]), "e.zip");
    expect([...inquiry.keys()]).toEqual(expect.arrayContaining(["letter.ja.md", "letter.en.md"]));
    project.write("outputs.jsonl", '{"id":"1","text":"fresh words that nobody wrote before"}\n');
    await project.call(["check", "outputs.jsonl"]);
    await using ledger = await openLedger(project.path(".yurai"), { mode: "read" });
    const [begin] = await ledger.rows({ kinds: ["verdict"], key: { name: "id", values: ["check-begin"] } });
    const id = (begin!.body as { readonly check: string }).check;
    const files = unpackZip(await packed(project, ["--verdict", id]), "e.zip");
    expect([...files.keys()]).toContain("policy.json");
    expect(Buffer.from(files.get("rows.jsonl")!).toString("utf8").split("\n").length).toBeGreaterThan(3);
  });

  test("with mistakes says what to do", async () => {
    const project = await signedProject();
    project.write("no.zip", "not a zip");
    for (const [args, code] of [
      [["pack"], "bad-usage"],
      [["pack", "--run", "nobody"], "not-found"],
      [["pack", "--inquiry", "Q-009"], "not-found"],
      [["verify", "none.zip"], "file-missing"],
      [["verify", "no.zip"], "bad-evidence"],
    ] as const) {
      const said = await project.call(["evidence", ...args]);
      expect(said.stderr, args.join(" ")).toContain(code);
      expect(said.exitCode, args.join(" ")).toBe(code === "bad-evidence" ? 4 : 2);
    }
  });
});

/** What every refusal says, by its code. */
const refused: RegExp = /e\.zip|attestation|tree head/;

describe("one evidence file", () => {
  test("is refused when any byte of it is changed, added or cut off, and under another key", async () => {
    const project = await signedProject();
    await project.call(["answer", "url", "https://news.example.jp/a/1", "--request", "desk/r.yaml"]);
    const zip = await packed(project, ["--inquiry", "Q-001"]);
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Uint8Array.from(zip);
        changed[at % changed.length]! ^= change;
        expect(() => verifyEvidence(changed, "e.zip")).toThrow(refused);
      }),
      { numRuns: 400 },
    );
    expect(() => verifyEvidence(Buffer.concat([zip, Buffer.from([0])]), "e.zip")).toThrow(refused);
    expect(() => verifyEvidence(zip.subarray(0, -1), "e.zip")).toThrow(refused);
    expect(verifyEvidence(zip, "e.zip").about.id).toBe("Q-001");
    const { publicKey } = generateKeyPairSync("ed25519");
    expect(() => verifyEvidence(zip, "e.zip", publicKey)).toThrow(/attestation/);
  });
});

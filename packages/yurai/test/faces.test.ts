// Faces through the real command line and the real runtime: enrolled, told apart, shown, removed. The models are tiny and our own.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawFaces, tinySface, tinyYunet } from "../../pii/test/tiny-onnx.ts";
import { makeProject, type TestProject } from "./cli.ts";
import { shapes } from "./json-shapes.ts";

const hasRuntime = await import("@yurai/pii/faces").then(
  ({ openFaceFinder }) =>
    openFaceFinder({ detector: tinyYunet(0) }).then(
      () => true,
      () => false,
    ),
  () => false,
);

interface JsonVerdict {
  readonly id: string;
  readonly action: string;
  readonly findings: readonly { readonly face?: { readonly band: string; readonly person?: string } }[];
  readonly coverage: {
    readonly searched: { readonly faces?: { readonly persons: number; readonly detector: string } };
    readonly notChecked: readonly object[];
  };
}

const models = ["--faces", "models/yunet.onnx", "--face-features", "models/sface.onnx"];
const consent = ["--by", "Sato", "--because", "consent of 2026-11-01"];

function picture(faces: Parameters<typeof drawFaces>[2]): Promise<Buffer> {
  const { width, height, channels, bytes } = drawFaces(640, 320, faces);
  return sharp(bytes, { raw: { width, height, channels } })
    .resize(width * 2, height * 2, { kernel: "nearest" })
    .png()
    .toBuffer();
}

describe.skipIf(!hasRuntime)("faces (skipped where no package that runs models is installed)", () => {
  let project: TestProject;
  beforeAll(async () => {
    project = makeProject({ keep: true });
    for (const folder of ["models", "people", "photos", "made"]) mkdirSync(project.path(folder));
    writeFileSync(project.path("models/yunet.onnx"), tinyYunet(0));
    writeFileSync(project.path("models/sface.onnx"), tinySface());
    const aki = { column: 5, row: 4, person: 0 };
    const other = { column: 12, row: 4, person: 1 };
    writeFileSync(project.path("people/aki.png"), await picture([aki]));
    writeFileSync(project.path("people/two.png"), await picture([aki, other]));
    writeFileSync(project.path("made/aki.png"), await picture([{ ...aki, column: 14 }, other]));
    writeFileSync(project.path("made/other.png"), await picture([{ ...other, row: 2 }]));
    writeFileSync(project.path("photos/1.png"), await picture([{ column: 3, row: 6, person: 2 }]));
    await project.call(["init", "--model", "kaede-1b", "--region", "JP"]);
    await project.call(["track", "photos", "--source", "photos", "--origin", "licensed"]);
  });
  afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

  async function check(...flags: readonly string[]): Promise<readonly JsonVerdict[]> {
    return (await project.json(["check", "made", ...flags])) as readonly JsonVerdict[];
  }

  test("without models are not checked, with the code; with one they are found and compared with nobody", async () => {
    const [without] = await check();
    expect(without!.coverage.notChecked).toContainEqual({
      check: "face",
      reason: "no-detector",
      required: false,
    });
    const [found] = await check("--faces", "models/yunet.onnx");
    expect(found!.findings.map(({ face }) => face?.band)).toContain("not-compared");
    expect(found!.coverage.searched.faces).toMatchObject({ persons: 0 });
    expect(found!.coverage.searched.faces!.detector).toMatch(/^[0-9a-f]{64}$/);
  });

  test("of an enrolled person block, by the id; the gallery holds no name and no picture in clear, and is deleted with the last", async () => {
    const enrolled = await project.call([
      "faces",
      "enrol",
      "秋 Aki",
      "people/aki.png",
      ...models,
      ...consent,
    ]);
    expect(enrolled).toMatchObject({ exitCode: 0 });
    const id = /p-[0-9a-f]{8}/.exec(enrolled.stdout)![0];
    const file = project.path(".yurai/faces.gallery");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "latin1")).not.toMatch(/Aki|Sato|consent|persons/);

    const verdicts = await check(...models);
    expect(verdicts.map((verdict) => [verdict.id, verdict.action])).toEqual([
      ["aki.png", "block"],
      ["other.png", "pass"],
    ]);
    expect(verdicts[0]!.findings.map(({ face }) => [face?.band, face?.person])).toEqual([
      ["same-person", id],
      ["other", undefined],
    ]);
    expect(JSON.stringify(verdicts)).not.toContain("Aki");

    const [told] = await project.json(["faces", "list"]);
    expect(shapes.faces.safeParse(told)).toMatchObject({ success: true });
    const listed = await project.call(["faces", "list", "--lang", "ja"]);
    expect(listed.stdout).toContain("登録者 1 人");
    expect(listed.stdout).toContain("秋 Aki");
    const ended = await project.call(["check", "made", ...models, "--html", "faces.html", "--show-images"]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toContain(`of enrolled person ${id}`);
    const html = project.read("faces.html");
    expect(html.match(/<rect class="line"/g)!.length).toBeGreaterThanOrEqual(2);
    expect(html).not.toContain("Aki");

    expect(await project.call(["faces", "remove", "秋 Aki"])).toMatchObject({ exitCode: 0 });
    expect(() => statSync(file)).toThrow(/ENOENT/);
    expect((await check(...models))[0]!.action).toBe("pass");
  });

  test("in the configuration need no flags, and workers find the same", async () => {
    const before = project.read("yurai.config.yaml");
    project.write(
      "yurai.config.yaml",
      `${before}\ncheck:\n  faces: { detector: models/yunet.onnx, features: models/sface.onnx, verifyFrom: -1, samePersonFrom: 0.9 }\n`,
    );
    await project.call(["faces", "enrol", "Aki", "people/aki.png", ...consent]);
    const verdicts = await check("--workers", "2");
    project.write("yurai.config.yaml", before);
    const bands = verdicts.map(({ findings }) => findings.flatMap(({ face }) => face?.band ?? []));
    expect(bands).toEqual([["same-person", "verify"], ["verify"]]);
  });

  test.each([
    ["a picture of two", ["people/two.png", ...models, ...consent], "bad-picture"],
    ["a picture of none", ["models/../photos/none.png", ...models, ...consent], "file-missing"],
    ["one model alone", ["people/aki.png", "--faces", "models/yunet.onnx", ...consent], "bad-usage"],
  ])("%s enrols nobody", async (_, rest, code) => {
    const ended = await project.call(["faces", "enrol", "Bo", ...rest]);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(code);
  });

  test("whose gallery was changed, or whose key is gone, or made by another model, stop the check", async () => {
    const file = project.path(".yurai/faces.gallery");
    const whole = readFileSync(file);
    const changed = Buffer.from(whole);
    changed[changed.length - 1]! ^= 1;
    writeFileSync(file, changed);
    expect((await project.call(["check", "made", ...models])).stderr).toContain("bad-gallery");
    writeFileSync(file, whole);
    writeFileSync(project.path("models/other.onnx"), Buffer.concat([tinySface(), Buffer.from([0x30, 0x01])]));
    const other = ["--faces", "models/yunet.onnx", "--face-features", "models/other.onnx"];
    expect((await project.call(["check", "made", ...other])).stderr).toMatch(/bad-gallery.*another model/);
    const key = project.path("settings/yurai/faces-key");
    renameSync(key, `${key}.away`);
    const elsewhere = await project.call(["check", "made", ...models]);
    renameSync(`${key}.away`, key);
    expect(elsewhere.stderr).toContain("bad-gallery");
    expect(elsewhere.exitCode).toBe(2);
  });
});

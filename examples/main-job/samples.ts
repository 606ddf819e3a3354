// The outputs of a model that does not exist, built from real packages on the spot.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { personalSamples } from "./personal-samples.ts";

/** One row of the file that is checked, and what it is. */
export interface Sample {
  readonly id: string;
  readonly what: string;
  readonly text: string;
}

/** The packages that samples are cut from; `ajv` is the one that yurai.config.yaml declares private. */
export const samplePackages: readonly string[] = ["commander", "ajv", "typescript"];

/** Builds the samples from packages in pnpm's folder below a node_modules. */
export function buildSamples(nodeModules: string): readonly Sample[] {
  const copied = cutFunction(
    readPackageFile(nodeModules, "commander", "lib/suggestSimilar.js"),
    "editDistance",
  );
  const similar = cutFunction(
    readPackageFile(nodeModules, "commander", "lib/suggestSimilar.js"),
    "suggestSimilar",
  );
  const secret = cutFunction(readPackageFile(nodeModules, "ajv", "lib/compile/resolve.ts"), "getSchemaRefs");
  const licence = readPackageFile(nodeModules, "typescript", "LICENSE");
  return [
    {
      id: "copied",
      what: "a function copied from an MIT package, of which an older version is near",
      text: `Here is a helper that compares two words:\n\n${copied}\n`,
    },
    {
      id: "re-cased",
      what: "another one, wrapped at other places and in capitals",
      text: rewrap(similar.toUpperCase(), 50),
    },
    {
      id: "private",
      what: "a function of the package that the configuration declares private",
      text: `You could collect the references like this:\n\n${secret}\n`,
    },
    {
      id: "licence",
      what: "the text of a licence, which everyone repeats",
      text: `Your project can use this licence:\n\n${licence}`,
    },
    {
      id: "fresh-en",
      what: "fresh text in English",
      text:
        "The ferry to the island leaves twice a day, once before the fog lifts and once after the bakery has closed. " +
        "Bring a coat, ask for the seat by the stove, and let the captain tell you about the winter when the harbour " +
        "froze and the mail came over the ice on a sledge pulled by a very patient goat.",
    },
    {
      id: "fresh-ja",
      what: "fresh text in Japanese",
      text:
        "島へ渡る船は一日に二便だけで、朝は霧が晴れる前に、夕方はパン屋が店じまいをしたあとに出ます。" +
        "上着を忘れずに持って行き、ストーブのそばの席を頼んで、港が凍った冬の話を船長に聞いてみてください。" +
        "その年の郵便は、たいそう辛抱強い山羊の引くそりで氷の上を運ばれてきたそうです。",
    },
    ...personalSamples,
  ];
}

const byVersion = new Intl.Collator("en", { numeric: true });

/** Finds every version of a package in pnpm's folder, the newest last, for others bring older ones along. */
export function packageFolders(nodeModules: string, name: string): readonly string[] {
  const store = join(nodeModules, ".pnpm");
  return readdirSync(store)
    .filter((entry) => entry.startsWith(`${name}@`))
    .sort(byVersion.compare)
    .map((entry) => join(store, entry, "node_modules", name));
}

/** Finds the newest version of a package. */
export function packageFolder(nodeModules: string, name: string): string {
  const newest = packageFolders(nodeModules, name).at(-1);
  if (newest === undefined) throw new Error(`${name} is not installed below ${nodeModules}`);
  return newest;
}

function readPackageFile(nodeModules: string, name: string, path: string): string {
  const folder = packageFolder(nodeModules, name);
  const wanted = readdirSync(join(folder, path, "..")).find((entry) =>
    path.endsWith(entry.replace(/\.txt$/, "")),
  );
  return readFileSync(join(folder, path, "..", wanted ?? path), "utf8");
}

/** Cuts a function out of a source file: from its name to the line that closes it. */
export function cutFunction(source: string, name: string): string {
  const start = source.search(new RegExp(`^(?:export )?function ${name}\\b`, "m"));
  const end = source.indexOf("\n}", start);
  if (start < 0 || end < 0)
    throw new Error(`there is no function ${name}; choose another one for this example`);
  return source.slice(start, end + 2);
}

/** Breaks a text into lines of another width. */
export function rewrap(text: string, width: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + word.length >= width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}

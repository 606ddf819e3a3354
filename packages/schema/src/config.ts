import { z } from "zod";
import { modelReferenceSchema } from "./model.ts";
import type { ModelReference } from "./model.ts";
import { trackModes } from "./run.ts";
import type { TrackMode } from "./run.ts";
import { name, path, prose, slug } from "./scalar.ts";
import { declaredSourceSchema, evidenceModes, sourceRegionsSchema } from "./source.ts";
import type { DeclaredSource, Evidence, SourceRegions } from "./source.ts";

/** Every {@link Language}. */
export const languages = ["en", "ja"] as const;

/** A language of screens and reports. */
export type Language = (typeof languages)[number];

/** A model as the configuration declares it; its runs come from the ledger. */
export interface DeclaredModel extends ModelReference {
  readonly base?: ModelReference;
}

/** A list of hosts that the user supplies. */
export interface HostList {
  /** What being on it means, in the user's word: `paid-database`, `pirate-site`. */
  readonly name: string;
  /** File of hosts and URLs, one a line; from the configuration's own folder. */
  readonly file: string;
  /** Who drew the list up, and when. */
  readonly from?: string;
}

/** What tracking does when a source says nothing else. */
export interface TrackDefaults {
  /** Default `observe`. */
  readonly mode?: TrackMode;
  /** Default `reread`. */
  readonly evidence?: Evidence;
  /** Whether personal data and secrets are counted. Default false. */
  readonly scan?: boolean;
}

/** What finds names of people beyond the rules: the dictionary IPADIC for Japanese, or a model of the user's in a local folder. */
export type NamesBy = "dictionary" | { readonly model: string };

/** What looks for faces in pictures: models of the user's, in files that are named from the configuration's own folder. */
export interface FacesBy {
  /** YuNet in ONNX. */
  readonly detector: string;
  /** SFace in ONNX; without it faces are found and not compared. */
  readonly features?: string;
  /** Cosines from which a face is taken for an enrolled person's, and from which somebody must look. */
  readonly samePersonFrom?: number;
  readonly verifyFrom?: number;
}

/** What checks of outputs do when a flag says nothing else. */
export interface CheckDefaults {
  /** Default: faces are not checked. */
  readonly faces?: FacesBy;
  /** Default: names by rules alone. */
  readonly names?: NamesBy;
}

/** `yurai.config.yaml`: the sources and models of a project, declared once. Every field but the first two has a default. */
export interface Config {
  readonly format: "yurai-config";
  readonly version: 1;
  /** Folder of Yurai's data, from the configuration's own; default `.yurai`. */
  readonly home?: string;
  /** Default: what `LANG` says. */
  readonly lang?: Language;
  /** Policy file; default `yurai.policy.yaml` beside the configuration. */
  readonly policy?: string;
  /** Waiver file; default `yurai.waivers.jsonl` beside the configuration. */
  readonly waivers?: string;
  readonly track?: TrackDefaults;
  readonly check?: CheckDefaults;
  /** Regions of every source that names none. */
  readonly regions?: SourceRegions;
  readonly sources?: readonly DeclaredSource[];
  /** Hosts that somebody put on a list, such as sellers of databases or pirate sites. Yurai never guesses either. */
  readonly hostLists?: readonly HostList[];
  readonly models?: readonly DeclaredModel[];
}

const cosine = z.number().min(-1).max(1).exactOptional();

const facesSchema: z.ZodType<FacesBy> = z
  .strictObject({
    detector: path.describe("YuNet in ONNX, from this file's own folder. Nothing is fetched."),
    features: path.exactOptional().describe("SFace in ONNX; without it faces are not told apart."),
    samePersonFrom: cosine.describe("Cosine from which a face is an enrolled person's; default 0.5."),
    verifyFrom: cosine.describe("Cosine from which somebody must look; default 0.363."),
  })
  .superRefine(({ samePersonFrom = 0.5, verifyFrom = 0.363 }, context) => {
    if (verifyFrom > samePersonFrom)
      context.addIssue({
        code: "custom",
        path: ["verifyFrom"],
        message: "must not be above samePersonFrom",
      });
  });

const sourcesSchema: z.ZodType<readonly DeclaredSource[]> = z
  .array(declaredSourceSchema)
  .max(100_000)
  .superRefine((sources, context) => {
    for (const index of repeated(sources.map((source) => source.name)))
      context.addIssue({
        code: "custom",
        path: [index, "name"],
        message: "must differ from every name above it",
      });
  });

const hostListsSchema: z.ZodType<readonly HostList[]> = z
  .array(
    z.strictObject({
      name: slug.describe("What being on it means, such as paid-database or pirate-site."),
      file: path.describe("File of hosts and URLs, one a line, from this file's own folder."),
      from: prose.exactOptional().describe("Who drew the list up, and when."),
    }),
  )
  .max(100)
  .superRefine((lists, context) => {
    for (const index of repeated(lists.map((list) => list.name)))
      context.addIssue({
        code: "custom",
        path: [index, "name"],
        message: "must differ from every name above it",
      });
  });

const modelsSchema: z.ZodType<readonly DeclaredModel[]> = z
  .array(
    z.strictObject({
      name: name.describe("The model's name."),
      version: name.exactOptional().describe("Its version."),
      base: modelReferenceSchema.exactOptional().describe("The model that it was trained on from."),
    }),
  )
  .max(10_000)
  .superRefine((models, context) => {
    for (const index of repeated(models.map((model) => JSON.stringify([model.name, model.version]))))
      context.addIssue({
        code: "custom",
        path: [index, "name"],
        message: "must differ, with its version, from every model above it",
      });
  });

export const configSchema: z.ZodType<Config> = z.strictObject({
  format: z.literal("yurai-config"),
  version: z.literal(1).describe("The version of this file's format."),
  home: path.exactOptional().describe("Folder of Yurai's data, from this file's own; default .yurai."),
  lang: z.enum(languages).exactOptional().describe("Language of screens and reports; default from LANG."),
  policy: path.exactOptional().describe("Policy file; default yurai.policy.yaml."),
  waivers: path.exactOptional().describe("Waiver file; default yurai.waivers.jsonl."),
  track: z
    .strictObject({
      mode: z
        .enum(trackModes)
        .exactOptional()
        .describe("observe records a gap and goes on; require stops the loader. Default observe."),
      evidence: z
        .enum(evidenceModes)
        .exactOptional()
        .describe("Where the text that proves a match comes from. Default reread."),
      scan: z
        .boolean()
        .exactOptional()
        .describe("Whether personal data and secrets are counted by type, never kept. Default false."),
    })
    .exactOptional()
    .describe("What tracking does when a source says nothing else."),
  check: z
    .strictObject({
      faces: facesSchema
        .exactOptional()
        .describe("Faces in pictures, by models of yours (package onnxruntime-node or onnxruntime-web)."),
      names: z
        .union([
          z.literal("dictionary"),
          z.strictObject({
            model: path.describe("Folder of the model, from this file's own folder. Nothing is fetched."),
          }),
        ])
        .exactOptional()
        .describe(
          "Names of people beyond the rules: dictionary for Japanese (package @patdx/kuromoji), or a model (package @huggingface/transformers).",
        ),
    })
    .exactOptional()
    .describe("What checks of outputs do when a flag says nothing else."),
  regions: sourceRegionsSchema.exactOptional().describe("Regions of every source that names none."),
  sources: sourcesSchema.exactOptional().describe("Where data comes from; each declared once."),
  hostLists: hostListsSchema
    .exactOptional()
    .describe("Hosts on lists of your own, such as sellers of databases."),
  models: modelsSchema.exactOptional().describe("The models that learn from it."),
});

/** Indexes of the values that stand earlier in the list too. */
function repeated(values: readonly string[]): readonly number[] {
  const seen = new Set<string>();
  return [...values.keys()].filter((index) => {
    const value = values[index] ?? "";
    const again = seen.has(value);
    seen.add(value);
    return again;
  });
}

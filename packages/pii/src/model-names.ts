import { statSync } from "node:fs";
import path from "node:path";
import type * as Transformers from "@huggingface/transformers";
import { PiiError } from "./error.ts";
import { nameHit } from "./found-names.ts";
import type { Hit } from "./hit.ts";
import { piecesOf } from "./pieces.ts";

/** What a token classifier of `@huggingface/transformers` says of each token of a text, in order. */
export type TokenClassifier = (
  text: string,
  options: { readonly ignore_labels: readonly string[] },
) => Promise<readonly { readonly word: string; readonly entity: string; readonly score: number }[]>;

/** Where the model lies. */
export interface ModelNamesOptions {
  /** Folder of a token classification model in ONNX, with its tokenizer: `config.json`, `onnx/`... Nothing is fetched. */
  readonly folder: string;
  /** Default: the classifier that `@huggingface/transformers` makes of the folder. */
  readonly open?: (folder: string) => Promise<TokenClassifier>;
}

/** What finds names by a model of the user's. */
export interface ModelNames {
  /** Names in the text, in order, with UTF-16 offsets. Slow: tens of milliseconds a sentence. */
  scan(text: string): Promise<Hit[]>;
}

const detector = "name-model";
/** Characters at once: models take 512 tokens. */
const longestPiece = 400;
/** Characters within which the next token must be found again. */
const reach = 64;
/** A name by a model is reported and not confirmed: it is not measured on the user's texts. */
const mostCertain = 0.89;

/**
 * Opens a model for names from a local folder. Without one, names by a model are not checked, and who uses this has to say
 * so.
 *
 * @throws PiiError `no-model` when the folder has no `config.json` or the library can't read it, `missing-peer` when
 *   `@huggingface/transformers` is not installed.
 */
export async function openModelNames({
  folder,
  open = classifierOf,
}: ModelNamesOptions): Promise<ModelNames> {
  if (statSync(path.join(folder, "config.json"), { throwIfNoEntry: false })?.isFile() !== true)
    throw new PiiError(
      "no-model",
      "Names by model are not checked: the folder has no config.json. Put a model there.",
    );
  const classify = await open(path.resolve(folder));
  return {
    scan: async (text) => {
      const hits: Hit[] = [];
      for (const piece of piecesOf(text, longestPiece)) {
        const tokens = await classify(piece.text, { ignore_labels: [] });
        hits.push(...namesIn(piece.text, piece.start, tokens));
      }
      return hits;
    },
  };
}

async function classifierOf(folder: string): Promise<TokenClassifier> {
  let transformers: typeof Transformers;
  try {
    transformers = await import("@huggingface/transformers");
  } catch (cause) {
    const message =
      "Names by model are not checked: the optional package @huggingface/transformers could not be loaded. Install it beside yurai: npm install @huggingface/transformers";
    throw new PiiError("missing-peer", message, { cause });
  }
  transformers.env.allowRemoteModels = false;
  transformers.env.allowLocalModels = true;
  transformers.env.localModelPath = path.dirname(folder);
  try {
    const made = await transformers.pipeline("token-classification", path.basename(folder), {
      local_files_only: true,
    });
    return made as TokenClassifier;
  } catch (cause) {
    const message = "Names by model are not checked: the library could not read the model in the folder.";
    throw new PiiError("no-model", message, { cause });
  }
}

/** A name that the next token may go on. */
interface Open {
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** Joins tokens labelled as persons; the library gives no places, so each token is looked for behind the one before. */
function namesIn(text: string, from: number, tokens: Awaited<ReturnType<TokenClassifier>>): Hit[] {
  const names: Open[] = [];
  const plain = text.toLowerCase();
  let at = 0;
  let isOpen = false;
  for (const { word, entity, score } of tokens) {
    const part = word.replace(/^(?:##|▁|Ġ)+/u, "").toLowerCase();
    const start = part === "" ? -1 : plain.indexOf(part, at);
    if (start < 0 || start > at + reach) continue;
    at = start + part.length;
    const isPerson = /(?:^|-)PER(?:SON)?$/i.test(entity);
    const last = isOpen ? names.at(-1) : undefined;
    if (isPerson && last !== undefined && continues(last, start, entity))
      names.splice(-1, 1, { start: last.start, end: at, score: Math.min(last.score, score) });
    else if (isPerson) names.push({ start, end: at, score });
    isOpen = isPerson;
  }
  return names.map(({ start, end, score }) =>
    nameHit(detector, from + start, from + end, Math.min(score, mostCertain)),
  );
}

function continues(last: Open, start: number, entity: string): boolean {
  return start - last.end <= 1 && (!/^B-/i.test(entity) || start === last.end);
}

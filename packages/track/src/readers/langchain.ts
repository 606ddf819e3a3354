/** Document loaders of LangChain.js: the same loader, whose documents are recorded as they are loaded. */
import type { Run } from "../run.ts";
import type { RowOptions } from "../capture.ts";

/** A document as LangChain.js has it; the package itself is not needed here. */
export interface LoadedDocument {
  readonly pageContent: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What every document loader of LangChain.js has. */
export interface DocumentLoader<Document extends LoadedDocument = LoadedDocument> {
  load(): Promise<Document[]>;
}

/** How a loader's documents are recorded. Facts that are not given are taken from the metadata where they stand there. */
export type LoaderOptions<Document> = Omit<RowOptions<Document>, "text"> & {
  readonly source: string;
};

const urlLike = /^[a-z][a-z\d+.-]*:\S+$/i;

/**
 * Wraps a document loader: `load()`, and `loadAndSplit()` where the loader has it, return the loader's own documents in
 * their order, each recorded once as it was loaded. Everything else of the loader works as before.
 *
 * The text is `pageContent`. A `source` of the metadata that is a URL becomes the record's URL.
 *
 * @example
 * ```ts
 * const docs = await trackLoader(run, new CheerioWebBaseLoader(url), { source: "handbook" }).load();
 * ```
 */
export function trackLoader<Loader extends DocumentLoader>(
  run: Pick<Run, "track">,
  loader: Loader,
  options: LoaderOptions<Awaited<ReturnType<Loader["load"]>>[number]>,
): Loader {
  const load = async (): Promise<LoadedDocument[]> => {
    const documents: LoadedDocument[] = [];
    // The documents of a loader are of its own type, whatever that is.
    const rows = run.track(oneLoad(loader), rowOptions(options as LoaderOptions<LoadedDocument>));
    for await (const document of rows) documents.push(document);
    return documents;
  };
  // Splitting and whatever else calls load() on the loader goes through the wrapped one.
  return new Proxy(loader, {
    get: (target, property, receiver) =>
      property === "load" ? load : (Reflect.get(target, property, receiver) as unknown),
  });
}

async function* oneLoad(loader: DocumentLoader): AsyncGenerator<LoadedDocument> {
  yield* await loader.load();
}

function rowOptions(
  options: LoaderOptions<LoadedDocument>,
): RowOptions<LoadedDocument> & { readonly source: string } {
  return { url: urlOf, ...options, text: "pageContent" };
}

function urlOf({ metadata }: LoadedDocument): string | undefined {
  for (const name of ["source", "url", "loc"]) {
    const value = (metadata as LoadedDocument["metadata"] | undefined)?.[name];
    if (typeof value === "string" && urlLike.test(value)) return value;
  }
  return undefined;
}

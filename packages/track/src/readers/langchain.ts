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
 * their order, each recorded once as it was loaded. Everything else of the loader works as before: getters, setters and
 * methods run on the loader itself, so that private fields stay within reach. A method of another name that calls
 * `this.load()` therefore loads without recording. `loadAndSplit()` sees the wrapper, and can't touch private fields of its own.
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
  const bound = new WeakMap<Method, Method>();
  // A proxy may not give another load() than a frozen loader has; its heir may.
  const inner = isFixed(loader, "load") ? (Object.create(loader) as Loader) : loader;
  return new Proxy(inner, {
    get(target, property) {
      if (property === "load") return load;
      const value: unknown = Reflect.get(loader, property, loader);
      // Splitting calls load() on what it is called on: that must stay the wrapper.
      if (typeof value !== "function" || seenThroughWrapper.has(property) || isFixed(target, property))
        return value;
      // A function of an object is called with it; nothing else is known of its type.
      const method = value as Method;
      const known = bound.get(method) ?? method.bind(loader);
      bound.set(method, known);
      return known;
    },
    set: (_target, property, value) => Reflect.set(loader, property, value, loader),
  });
}

type Method = (...args: readonly unknown[]) => unknown;

const seenThroughWrapper: ReadonlySet<string | symbol> = new Set(["loadAndSplit", "constructor"]);

/** A proxy may give nothing else for such a property than its value. */
function isFixed(target: object, property: string | symbol): boolean {
  const own = Reflect.getOwnPropertyDescriptor(target, property);
  return own !== undefined && own.configurable === false && own.writable === false;
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

/** Names of people that something outside this package finds: a dictionary, or a model of the user's. */
import type { Hit } from "@yurai/pii";

/** Finds names in a text, in order of place, with UTF-16 offsets. Those of `@yurai/pii/names` are such. */
export interface NameFinder {
  readonly scan: (text: string) => readonly Hit[] | Promise<readonly Hit[]>;
}

/** What looks for names beyond the rules. */
export interface NameFinders {
  readonly dictionary?: NameFinder;
  readonly model?: NameFinder;
}

/** What the finders found in one output, or how they failed. Missing: nobody was asked. */
export interface NamesFound {
  readonly dictionary?: Promise<readonly Hit[]>;
  readonly model?: Promise<readonly Hit[]>;
}

/** Asks the finders about a text. What one throws is thrown by its promise, and by nothing else. */
export function findNames({ dictionary, model }: NameFinders, text: string): NamesFound {
  return {
    ...(dictionary !== undefined && { dictionary: asked(dictionary, text) }),
    ...(model !== undefined && { model: asked(model, text) }),
  };
}

/** All names in order of place; a finder that failed found none, and the check that bears its name says so. */
export async function allNames({ dictionary, model }: NamesFound): Promise<readonly Hit[]> {
  const [first = [], second = []] = await Promise.all(
    [dictionary, model].map((found) => found?.catch(() => [])),
  );
  return [...first, ...second].sort((a, b) => a.start - b.start || b.end - a.end);
}

function asked(finder: NameFinder, text: string): Promise<readonly Hit[]> {
  const found = (async () => finder.scan(text))();
  // Whoever awaits it is told; a set of checks without these must not end the process.
  found.catch(() => undefined);
  return found;
}

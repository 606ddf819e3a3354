// Finds the worker files that a source file refers to. tsc rewrites import endings, but not `new URL("./worker.ts", …)`:
// a package that starts a worker must name a file that is there in src and one that is there in dist.
import { readFileSync } from "node:fs";
import { parseSync, Visitor } from "oxc-parser";
import type { Expression } from "oxc-parser";

/** One `new URL(…, import.meta.url)`: the names it can take, as written. */
interface FileReference {
  readonly names: readonly string[];
}

export interface WorkerUse {
  /** Whether the file imports `Worker` from `node:worker_threads`. */
  readonly startsWorkers: boolean;
  /** Whether it imports what only a worker has a use for. */
  readonly isWorker: boolean;
  readonly references: readonly FileReference[];
}

/** What a TypeScript source file says about workers and the files beside it. */
export function workerUse(file: string): WorkerUse {
  const { module, program } = parseSync(file, readFileSync(file, "utf8"));
  const imported = new Set(
    module.staticImports
      .filter((one) => /^(node:)?worker_threads$/.test(one.moduleRequest.value))
      .flatMap((one) => one.entries.filter((entry) => !entry.isType).map((entry) => entry.importName.name)),
  );
  const startsWorkers = imported.has("Worker");
  const isWorker = imported.has("parentPort") || imported.has("workerData");
  const references: FileReference[] = [];
  new Visitor({
    NewExpression(node) {
      const [name, base] = node.arguments;
      if (node.callee.type !== "Identifier" || node.callee.name !== "URL") return;
      if (name === undefined || name.type === "SpreadElement" || base === undefined || !isImportMetaUrl(base))
        return;
      references.push({ names: literals(name) });
    },
  }).visit(program);
  return { startsWorkers, isWorker, references };
}

function isImportMetaUrl(node: { readonly type: string }): boolean {
  const member = node as Expression;
  return member.type === "MemberExpression" && member.object.type === "MetaProperty";
}

/** The texts an expression can take, as far as they are written down: a literal, or one of two. */
function literals(node: Expression): readonly string[] {
  if (node.type === "Literal" && typeof node.value === "string") return [node.value];
  if (node.type === "ConditionalExpression")
    return [...literals(node.consequent), ...literals(node.alternate)];
  if (node.type === "TemplateLiteral" && node.expressions.length === 0)
    return [node.quasis[0]?.value.cooked ?? ""];
  return [];
}

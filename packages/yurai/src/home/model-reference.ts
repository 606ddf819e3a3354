import type { ModelReference } from "@yurai/schema";

/** Reads `NAME` or `NAME@VERSION`. */
export function parseModel(text: string): ModelReference {
  const at = text.lastIndexOf("@");
  // A name may begin with @, as a scope does.
  return at > 0 && at < text.length - 1
    ? { name: text.slice(0, at), version: text.slice(at + 1) }
    : { name: text };
}

/** Writes a model as {@link parseModel} reads it. */
export function formatModel(model: ModelReference): string {
  return model.version === undefined ? model.name : `${model.name}@${model.version}`;
}

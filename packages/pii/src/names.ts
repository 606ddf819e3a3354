export { openDictionaryNames } from "./dictionary-names.ts";
export { openModelNames } from "./model-names.ts";

export type { DictionaryNames } from "./dictionary-names.ts";
export type { ModelNames, ModelNamesOptions, TokenClassifier } from "./model-names.ts";

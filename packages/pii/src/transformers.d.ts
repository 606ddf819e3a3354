/** The little of the optional peer that is used: it is not installed with this package, nor for its tests. */
declare module "@huggingface/transformers" {
  export const env: { allowRemoteModels: boolean; allowLocalModels: boolean; localModelPath: string };
  export function pipeline(
    task: string,
    model: string,
    options: { readonly local_files_only: boolean },
  ): Promise<unknown>;
}

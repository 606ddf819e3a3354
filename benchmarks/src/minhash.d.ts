/** npm `minhash` comes without types: the part that is measured. */
declare module "minhash" {
  export class Minhash {
    constructor(options: { readonly numPerm: number; readonly seed: number });
    readonly hashvalues: readonly number[];
    update(word: string): void;
  }
}

/** The texts that a segment keeps for evidence: `text.zst`, which comes into being with the first of them. */
import { TextStoreWriter, type TextStore } from "../segment/text-store.ts";

/** Appends texts; `finish` or `close` it. */
export class KeptTextWriter {
  readonly #path: string;
  #writer: TextStoreWriter | undefined;
  #end = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Keeps a text and returns where it begins among the kept ones, in bytes. */
  append(text: Uint8Array): number {
    this.#writer ??= new TextStoreWriter(this.#path);
    this.#writer.append(text);
    const start = this.#end;
    this.#end += text.byteLength;
    return start;
  }

  /** Keeps all that another segment keeps, packed as it is, and returns where that begins. */
  appendAll(texts: TextStore): number {
    this.#writer ??= new TextStoreWriter(this.#path);
    const start = this.#writer.appendFrames(texts.frames());
    this.#end = start + texts.byteLength;
    return start;
  }

  /** Completes the file, if there is one. The caller syncs it. */
  finish(): void {
    this.#writer?.finish();
  }

  /** Closes the file as it is, when the segment is given up. */
  close(): void {
    this.#writer?.close();
  }
}

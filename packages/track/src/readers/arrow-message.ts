/** Messages of an Arrow IPC stream, looked over before a library trusts them: it loops as often as a length in them says. */
import { ByteWindow } from "./byte-window.ts";

/** Largest metadata of a message, and largest body, in bytes. */
const maxMetadataBytes = 16 * 1024 * 1024;
const maxBodyBytes = 2 ** 31;
const maxFields = 100_000;
const maxDepth = 64;
/** What a file begins with: its name, and padding. */
const fileMark = "ARROW1\0\0";

/**
 * Passes on the stream in Arrow data, and no message whose lengths go beyond its own bytes. A file in the file format is a
 * stream behind eight bytes, with an index after it, which is not used; where the schema stands in the index alone, as
 * apache-arrow writes it, the file is held in memory and its index looked over as well.
 *
 * @param onMessage called with the bytes of each message before it is passed on
 * @throws Error on a message that is not what the format asks for
 */
export async function* soundMessages(
  chunks: AsyncIterable<Uint8Array>,
  onMessage: (byteLength: number) => void,
): AsyncGenerator<Uint8Array> {
  const window = new ByteWindow(chunks);
  try {
    await window.fill(fileMark.length);
    if (Buffer.from(window.view.subarray(0, 6)).toString("latin1") === "ARROW1") {
      await window.fill(maxMetadataBytes);
      if (!beginsWithSchema(window.view.subarray(fileMark.length))) {
        yield await soundFile(window, onMessage);
        return;
      }
      window.skip(fileMark.length);
    }
    while (await window.fill(4)) {
      const prefix = wordAt(window.view, 0) === 0xffff_ffff ? 8 : 4;
      await fillOrThrow(window, prefix);
      const length = wordAt(window.view, prefix - 4);
      if (length > maxMetadataBytes) throw new Error("a message beyond the limit");
      await fillOrThrow(window, prefix + length);
      // A length of nothing ends the stream; what follows it in a file is its index.
      const bodyLength = length === 0 ? 0 : soundMessage(window.view.slice(prefix, prefix + length));
      const messageBytes = prefix + length + bodyLength;
      await fillOrThrow(window, messageBytes);
      onMessage(messageBytes);
      yield window.view.slice(0, messageBytes);
      if (length === 0) return;
      window.skip(messageBytes);
    }
    if (window.byteLength > 0) throw new Error("a message cut off");
  } finally {
    await window.close();
  }
}

/** Whether the first message is a schema, as in files of every library but apache-arrow itself. */
function beginsWithSchema(bytes: Uint8Array): boolean {
  const length = wordAt(bytes, 4);
  if (wordAt(bytes, 0) !== 0xffff_ffff || length === 0 || 8 + length > bytes.byteLength) return false;
  const view = new FlatView(bytes.slice(8, 8 + length));
  return view.byte(view.table(view.root()), 1) === 1;
}

/** A whole file whose index and messages were looked over. */
async function soundFile(window: ByteWindow, onMessage: (byteLength: number) => void): Promise<Uint8Array> {
  if (await window.fill(maxBodyBytes)) throw new Error("a file beyond the limit");
  const bytes = window.view;
  const end = bytes.byteLength - 10;
  const indexBytes = end < 0 ? 0 : wordAt(bytes, end);
  if (indexBytes === 0 || indexBytes > Math.min(end, maxMetadataBytes)) throw new Error("a file cut off");
  for (const { at, metadataBytes } of new FlatView(bytes.slice(end - indexBytes, end)).blocks()) {
    const prefix = wordAt(bytes, at) === 0xffff_ffff ? 8 : 4;
    const start = at + prefix;
    const bodyLength = soundMessage(bytes.slice(start, at + metadataBytes));
    if (metadataBytes < prefix || at + metadataBytes + bodyLength > end)
      throw new Error("a message beyond the file");
  }
  onMessage(bytes.byteLength);
  return bytes;
}

async function fillOrThrow(window: ByteWindow, byteLength: number): Promise<void> {
  if (!(await window.fill(byteLength))) throw new Error("a message cut off");
}

function wordAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}

/** Looks a message over and returns the length of its body. Fields by number as `Message.fbs` and `Schema.fbs` have them. */
function soundMessage(bytes: Uint8Array): number {
  const view = new FlatView(bytes);
  const message = view.table(view.root());
  const bodyLength = view.long(message, 3);
  if (bodyLength < 0 || bodyLength > maxBodyBytes) throw new Error("a body beyond the limit");
  const kind = view.byte(message, 1);
  const header = view.child(message, 2);
  if (header !== undefined && kind === 1) view.fields(header, 1, 0);
  else if (header !== undefined && kind === 2) view.dictionary(header);
  else if (header !== undefined && kind === 3) view.batch(header);
  else throw new Error("a message of no known kind");
  return bodyLength;
}

/** A FlatBuffer, of which nothing is believed. Reads beyond its bytes throw a RangeError. */
class FlatView {
  readonly #view: DataView;
  #fields = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  root(): number {
    return this.#view.getUint32(0, true);
  }

  /** Checks that a table and its list of fields lie within the bytes. */
  table(at: number): number {
    const list = at - this.#view.getInt32(at, true);
    const listBytes = this.#view.getUint16(list, true);
    if (listBytes < 4 || listBytes % 2 !== 0) throw new Error("a table without fields");
    this.#view.getUint8(list + listBytes - 1);
    return at;
  }

  byte(table: number, field: number): number {
    const at = this.#place(table, field);
    return at === undefined ? 0 : this.#view.getUint8(at);
  }

  long(table: number, field: number): number {
    const at = this.#place(table, field);
    return at === undefined ? 0 : Number(this.#view.getBigInt64(at, true));
  }

  child(table: number, field: number): number | undefined {
    const at = this.#place(table, field);
    return at === undefined ? undefined : this.table(at + this.#view.getUint32(at, true));
  }

  /** Where the messages of a file lie, by its index; checks the schema in it. */
  blocks(): readonly { readonly at: number; readonly metadataBytes: number }[] {
    const footer = this.table(this.root());
    const schema = this.child(footer, 1);
    if (schema === undefined) throw new Error("a file without a schema");
    this.fields(schema, 1, 0);
    return [2, 3].flatMap((field) => {
      const vector = this.#vector(footer, field, 24);
      return Array.from({ length: vector?.length ?? 0 }, (_, item) => {
        const at = vector!.at + item * 24;
        return {
          at: Number(this.#view.getBigInt64(at, true)),
          metadataBytes: this.#view.getInt32(at + 8, true),
        };
      });
    });
  }

  /** Fields of a schema, and their children. */
  fields(table: number, field: number, depth: number): void {
    if (depth > maxDepth) throw new Error("fields too deep");
    for (const at of this.#tables(table, field)) {
      if (++this.#fields > maxFields) throw new Error("too many fields");
      this.#vector(at, 0, 1);
      this.#vector(at, 6, 4);
      this.#typeOf(at);
      this.fields(at, 5, depth + 1);
    }
    if (depth === 0) this.#vector(table, 2, 4);
  }

  batch(table: number): void {
    this.#vector(table, 1, 16);
    this.#vector(table, 2, 16);
    this.#vector(table, 4, 8);
  }

  dictionary(table: number): void {
    const data = this.child(table, 1);
    if (data !== undefined) this.batch(data);
  }

  /** A union's type ids are the only list within a type. */
  #typeOf(table: number): void {
    const type = this.child(table, 3);
    if (type !== undefined && this.byte(table, 2) === 14) this.#vector(type, 1, 4);
  }

  *#tables(table: number, field: number): Generator<number> {
    const vector = this.#vector(table, field, 4);
    if (vector === undefined) return;
    for (let item = 0; item < vector.length; item++) {
      const at = vector.at + item * 4;
      yield this.table(at + this.#view.getUint32(at, true));
    }
  }

  /** Checks that a list lies within the bytes. */
  #vector(
    table: number,
    field: number,
    itemBytes: number,
  ): { readonly at: number; readonly length: number } | undefined {
    const place = this.#place(table, field);
    if (place === undefined) return undefined;
    const at = place + this.#view.getUint32(place, true);
    const length = this.#view.getUint32(at, true);
    if (at + 4 + length * itemBytes > this.#view.byteLength) throw new RangeError("a list beyond its bytes");
    return { at: at + 4, length };
  }

  /** Where a field of a table lies; undefined when it is not given. */
  #place(table: number, field: number): number | undefined {
    const list = table - this.#view.getInt32(table, true);
    const entry = 4 + field * 2;
    if (entry + 2 > this.#view.getUint16(list, true)) return undefined;
    const offset = this.#view.getUint16(list + entry, true);
    return offset === 0 ? undefined : table + offset;
  }
}

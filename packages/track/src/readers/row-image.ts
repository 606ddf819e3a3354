/** Pictures in rows of tables: columns of bytes, and the structs of bytes and path that Hugging Face datasets keep. */
import { imageFormatOf } from "@yurai/fingerprint/images";
import type { Locator } from "@yurai/schema";
import type { SeenGap } from "../batch.ts";
import type { ReadRow } from "./read-row.ts";

/** A picture of a row. */
interface RowImage {
  /** Name of its column. */
  readonly field: string;
  /** Which one, from 0, where the column holds a list. */
  readonly item?: number;
  readonly bytes: Uint8Array;
}

/** What a row holds of pictures. */
interface RowImages {
  readonly images: readonly RowImage[];
  /** Columns that name a picture which is not in the file. */
  readonly elsewhere: readonly string[];
}

/** A row by the names of its columns. */
type Row = Readonly<Record<string, unknown>>;

type RowLocator = Extract<Locator, { kind: "row" }>;

/** Fields in which the words to a picture stand, the most usual first; asked where there is none for the text. */
export const captions: readonly string[] = [
  "caption",
  "captions",
  "alt_text",
  "alt",
  "TEXT",
  "description",
  "prompt",
];
/** Pictures of one row. */
const maxImages = 1_000;

/**
 * Finds the pictures of a row, by their first bytes. In columns that are declared to hold pictures whatever bytes there are
 * count as one, so that a broken picture is not passed over.
 */
function imagesOfRow(row: Row, declared: ReadonlySet<string>): RowImages {
  const images: RowImage[] = [];
  const elsewhere: string[] = [];
  for (const [field, value] of Object.entries(row)) {
    const isDeclared = declared.has(field);
    for (const [item, one] of itemsOf(value)) {
      const bytes = bytesIn(one);
      const place = { field, ...(item !== undefined && { item }) };
      if (bytes !== undefined && (isDeclared || imageFormatOf(bytes) !== undefined))
        images.push({ ...place, bytes });
      else if (bytes === undefined && isDeclared && one !== null && one !== undefined) elsewhere.push(field);
      if (images.length === maxImages) return { images, elsewhere };
    }
  }
  return { images, elsewhere };
}

/** Columns that the metadata of Hugging Face datasets, `{"info": {"features": ...}}`, declares to hold pictures. */
export function declaredImages(metadata: string | undefined): ReadonlySet<string> {
  if (metadata === undefined) return new Set();
  const features = field(field(parse(metadata), "info"), "features");
  if (typeof features !== "object" || features === null) return new Set();
  const isImage = (feature: unknown): boolean =>
    field(feature, "_type") === "Image" ||
    field(field(feature, "feature"), "_type") === "Image" ||
    (Array.isArray(feature) && feature.some(isImage));
  return new Set(Object.entries(features).flatMap(([name, feature]) => (isImage(feature) ? [name] : [])));
}

/**
 * Yields a row with its first picture and its text, and one more without the text for every further picture.
 *
 * @param field the column of the text; where nobody named one it is `text`, else a caption
 */
export function* withImages<Value extends Row>(
  { value, locator }: { readonly value: Value; readonly locator: RowLocator },
  field: string | undefined,
  declared: ReadonlySet<string>,
  onGap: (gap: SeenGap) => void,
): Generator<ReadRow<Row>> {
  const { images, elsewhere } = imagesOfRow(value, declared);
  const where = { path: locator.path, line: locator.row + 1 };
  for (const name of elsewhere)
    onGap({ kind: "image-not-read", count: 1, code: "image-not-in-file", where: { ...where, field: name } });
  const [first, ...others] = images;
  const text = field ?? "text";
  const maySeek = field === undefined && (first !== undefined || declared.size > 0);
  const words =
    hasText(value[text]) || !maySeek ? text : (captions.find((name) => hasText(value[name])) ?? text);
  const { path, row } = locator;
  const place = (image: RowImage): RowLocator => ({
    kind: "row",
    path,
    row,
    image: image.field,
    ...(image.item !== undefined && { imageItem: image.item }),
  });
  // The words stand under the name of the text, too, where trackers look for them.
  const known = words === text ? value : { ...value, [text]: value[words] };
  if (first === undefined) yield { value: known, locator: { ...locator, field: words } };
  else
    yield {
      value: known,
      locator: { ...place(first), ...(hasText(value[words]) && { field: words }) },
      image: first.bytes,
    };
  for (const image of others)
    yield { value: { ...value, [text]: undefined }, locator: place(image), image: image.bytes };
}

/** The picture of a row that a locator names; undefined when it is not there. */
export function imageAt(row: Row, { image, imageItem }: RowLocator): Uint8Array | undefined {
  if (image === undefined) return undefined;
  for (const [item, one] of itemsOf(row[image])) if (item === imageItem) return bytesIn(one);
  return undefined;
}

function* itemsOf(value: unknown): Generator<readonly [item: number | undefined, value: unknown]> {
  const isList = typeof value === "object" && value !== null && !(value instanceof Uint8Array);
  if (!isList || !(Symbol.iterator in value) || "bytes" in value) return yield [undefined, value];
  let item = 0;
  for (const one of value as Iterable<unknown>) {
    if (item === maxImages) return;
    yield [item++, one];
  }
}

function bytesIn(value: unknown): Uint8Array | undefined {
  const bytes = value instanceof Uint8Array ? value : field(value, "bytes");
  return bytes instanceof Uint8Array && bytes.byteLength > 0 ? bytes : undefined;
}

function hasText(value: unknown): boolean {
  return (typeof value === "string" || value instanceof Uint8Array) && value.length > 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Row)[name] : undefined;
}

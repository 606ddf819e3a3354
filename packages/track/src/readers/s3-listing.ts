/** What an S3-compatible store answers when it lists objects. */
import { walkXml } from "../signals/xml.ts";

/** One object as listed. */
export interface S3Object {
  readonly key: string;
  readonly byteLength: number;
  /** With its quotation marks, as it is compared. */
  readonly etag?: string;
}

/** One page of a listing; `next` leads to the next one. */
export interface S3Listing {
  readonly objects: readonly S3Object[];
  readonly next?: string;
}

const maxKeyLength = 4_096;

/** Reads a page of `ListObjectsV2`; undefined when it is none, or names an object without a key or a size. */
export function readListing(text: string): S3Listing | undefined {
  const objects: S3Object[] = [];
  const path: string[] = [];
  const page = new Map<string, string>();
  let object = new Map<string, string>();
  let isSound = true;
  const fields = (): Map<string, string> | undefined => {
    if (path.length === 2) return page;
    return path.length === 3 && path[1] === "Contents" ? object : undefined;
  };
  const isWhole = walkXml(text, {
    open: ({ local }) => void path.push(local),
    text: (piece) => {
      const name = path.at(-1) ?? "";
      const into = fields();
      into?.set(name, (into.get(name) ?? "") + piece);
    },
    close: ({ local }) => {
      if (path.length === 2 && local === "Contents") {
        const read = objectOf(object, page.get("EncodingType")?.trim() === "url");
        if (read === undefined) isSound = false;
        else objects.push(read);
        object = new Map();
      }
      path.pop();
    },
  });
  if (!isWhole || !isSound || !text.includes("<ListBucketResult")) return undefined;
  const next = page.get("NextContinuationToken")?.trim();
  const isCut = page.get("IsTruncated")?.trim() === "true";
  if (isCut && (next === undefined || next === "")) return undefined;
  return { objects, ...(isCut && next !== undefined && { next }) };
}

function objectOf(fields: ReadonlyMap<string, string>, isEncoded: boolean): S3Object | undefined {
  const written = fields.get("Key");
  const size = fields.get("Size")?.trim() ?? "";
  const etag = fields.get("ETag")?.trim();
  const key = written !== undefined && isEncoded ? decoded(written) : written;
  if (key === undefined || key === "" || key.length > maxKeyLength || !/^\d{1,15}$/.test(size))
    return undefined;
  const isEtag = etag !== undefined && /^"?[\w+/=.-]{1,200}"?$/.test(etag);
  return { key, byteLength: Number(size), ...(isEtag && { etag }) };
}

function decoded(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

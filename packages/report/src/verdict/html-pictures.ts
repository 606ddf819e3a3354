/**
 * The pictures of a finding beside each other, in the HTML report and only where the user asked for them. They are data: URIs, so
 * that the file needs nothing else; the outline is drawn over them, so that a reader sees what is under it.
 */
import type { ImageRegion } from "@yurai/schema";
import type { Catalogue } from "../catalogue.ts";
import { markup } from "../markup.ts";
import type { Markup } from "../markup.ts";
import { formatCount, formatShare } from "../number.ts";

/** Why a picture is not shown. */
export type MissingPicture =
  | "file-missing"
  | "text-changed"
  | "not-kept"
  | "too-large"
  | "not-decoded"
  | "beyond-limit";

/** A small picture, made anew from pixels: nothing of the file it came from is in it. */
export interface Thumbnail {
  readonly mediaType: "image/webp" | "image/jpeg" | "image/png";
  readonly base64: string;
  readonly width: number;
  readonly height: number;
}

/** Both pictures of a finding, or why one is not there. */
export interface PicturePair {
  /** Index in the verdict's findings. */
  readonly finding: number;
  readonly output: Thumbnail | MissingPicture;
  /** Missing for a finding about the output alone. */
  readonly source?: Thumbnail | MissingPicture;
}

/** What is outlined in each of the two. */
export interface OutlinedRegions {
  readonly output: readonly ImageRegion[];
  readonly source: readonly ImageRegion[];
}

/** Characters of one picture that are put into a page at most; larger ones are said to be too large. */
const maxBase64 = 400_000;

/** Draws both pictures of a finding with what agrees outlined. */
export function pictureFigures(pair: PicturePair, regions: OutlinedRegions, catalogue: Catalogue): Markup {
  const { ofOutput, ofRecord } = catalogue.check.image;
  const { output, source } = pair;
  return markup`<div class="pictures">${figure(ofOutput, output, regions.output, catalogue)}${source === undefined ? undefined : figure(ofRecord, source, regions.source, catalogue)}</div>
`;
}

/** Tells whether a picture can stand in a page: what is given is data from outside this package. */
export function isShown(picture: Thumbnail | MissingPicture | undefined): picture is Thumbnail {
  return (
    typeof picture === "object" &&
    picture.base64.length <= maxBase64 &&
    /^[A-Za-z0-9+/]+={0,2}$/.test(picture.base64) &&
    /^image\/(?:webp|jpeg|png)$/.test(picture.mediaType) &&
    [picture.width, picture.height].every((side) => Number.isInteger(side) && side > 0 && side <= 4_096)
  );
}

/** Writes where something lies, in shares of width and height. */
export function describeRegion(region: ImageRegion, { check }: Catalogue): string {
  const { left, right, top, bottom } = region;
  if (isWhole(region)) return check.image.whole;
  return check.image.region(formatShare(left), formatShare(right), formatShare(top), formatShare(bottom));
}

/** Tells whether a region is the whole picture, to the hundredth. */
function isWhole({ left, right, top, bottom }: ImageRegion): boolean {
  return left < 0.01 && top < 0.01 && right > 0.99 && bottom > 0.99;
}

function figure(
  title: string,
  picture: Thumbnail | MissingPicture,
  regions: readonly ImageRegion[],
  catalogue: Catalogue,
): Markup {
  if (isShown(picture))
    return markup`<figure><figcaption>${title}</figcaption>${drawing(title, picture, regions, catalogue)}</figure>`;
  const { check, words } = catalogue;
  const why = typeof picture === "string" ? picture : "too-large";
  return markup`<figure><figcaption>${title}</figcaption><p class="missing">${check.image.notShown(words.missingPicture[why])}</p></figure>`;
}

function drawing(
  title: string,
  { mediaType, base64, width, height }: Thumbnail,
  regions: readonly ImageRegion[],
  catalogue: Catalogue,
): Markup {
  const { check } = catalogue;
  const outlined = regions.filter((region) => !isWhole(region));
  const place =
    outlined.length === 0
      ? check.image.whole
      : outlined.map((region) => describeRegion(region, catalogue)).join("; ");
  const label = check.image.described(title, formatCount(width), formatCount(height), place);
  return markup`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}"><image href="data:${mediaType};base64,${base64}" width="${width}" height="${height}"></image>${outlined.map((region) => outline(region, width, height))}</svg>`;
}

/** Two lines, one light and one dark, so that it is seen on any picture. */
function outline({ left, right, top, bottom }: ImageRegion, width: number, height: number): Markup {
  const [x, y] = [Math.round(left * width), Math.round(top * height)];
  const [w, h] = [Math.round((right - left) * width), Math.round((bottom - top) * height)];
  const rectangle = (className: string): Markup =>
    markup`<rect class="${className}" x="${x}" y="${y}" width="${w}" height="${h}"></rect>`;
  return markup`${rectangle("halo")}${rectangle("line")}`;
}

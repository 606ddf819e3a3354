/**
 * Pictures to measure on: five kinds in two pools that share nothing but typefaces, bars of windows and common words. What
 * is drawn is drawn from seeds; photographs may be added from folders.
 */
import { drawnDrawing } from "./drawings.ts";
import { drawnLogo } from "./logos.ts";
import { drawnPage } from "./pages.ts";
import { drawnPhotograph, photographsIn } from "./photographs.ts";
import { drawnScreenshot } from "./screenshots.ts";

/** Pictures of the index, and pictures that are asked about without being in it. */
export type Pool = "indexed" | "asked";

export const pictureKinds = ["photograph", "drawing", "page", "logo", "screenshot"] as const;
export type PictureKind = (typeof pictureKinds)[number];

/** A picture that is drawn or read when it is asked for. */
export interface Picture {
  readonly kind: PictureKind;
  readonly name: string;
  /** A file: PNG or JPEG. */
  readonly draw: () => Promise<Buffer>;
}

/**
 * The first `count` pictures of every kind in a pool. Photographs of the folders named in `YURAI_PHOTOGRAPHS`
 * (separated by colons) come first, and drawn ones make up the number.
 */
export async function picturesOf(
  pool: Pool,
  count: number,
): Promise<Readonly<Record<PictureKind, readonly Picture[]>>> {
  const folders = (process.env["YURAI_PHOTOGRAPHS"] ?? "").split(":").filter((folder) => folder !== "");
  const real = await photographsIn(folders, pool);
  const drawn = (draw: (of: Pool, number: number) => Picture, from = 0): Picture[] =>
    Array.from({ length: Math.max(0, count - from) }, (_, i) => draw(pool, i));
  return {
    photograph: [...real.slice(0, count), ...drawn(drawnPhotograph, real.length)],
    drawing: drawn(drawnDrawing),
    page: drawn(drawnPage),
    logo: drawn(drawnLogo),
    screenshot: drawn(drawnScreenshot),
  };
}

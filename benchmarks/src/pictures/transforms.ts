/** What becomes of pictures: the ways in which copies differ, each from a file to a file. */
import sharp, { type Sharp } from "sharp";
import type { Chance } from "./chance.ts";

/** Targets of the design, in percent of copies that are found. */
type Group = "format" | "turned" | "edge" | "rotation" | "crop-75" | "crop-50" | "crop-text" | "other";

export const targetOf: Readonly<Record<Group, number | null>> = {
  format: 99.5,
  turned: 99.5,
  edge: 99,
  rotation: 98,
  "crop-75": 97,
  "crop-50": 90,
  "crop-text": 95,
  other: null,
};

/** A way to change a picture. */
export interface Transform {
  readonly name: string;
  readonly group: Group;
  /** `others` are pictures that it may be put into or beside. */
  readonly apply: (file: Buffer, chance: Chance, others: () => Promise<Buffer>) => Promise<Buffer>;
}

const encoded = (picture: Sharp): Promise<Buffer> => picture.jpeg({ quality: 90 }).toBuffer();

async function sizeOf(file: Buffer): Promise<{ readonly width: number; readonly height: number }> {
  return (await sharp(file).metadata()).autoOrient;
}

function plain(name: string, group: Group, change: (picture: Sharp) => Sharp): Transform {
  return { name, group, apply: (file) => encoded(change(sharp(file).removeAlpha())) };
}

function sized(name: string, factor: number): Transform {
  const apply = async (file: Buffer): Promise<Buffer> => {
    const { width, height } = await sizeOf(file);
    return encoded(
      sharp(file).resize(Math.round(width * factor), Math.round(height * factor), { fit: "fill" }),
    );
  };
  return { name, group: "format", apply };
}

/** A part of a picture; without a place, anywhere. */
async function cropped(
  file: Buffer,
  share: number,
  at: { readonly x: number; readonly y: number },
): Promise<Buffer> {
  const { width, height } = await sizeOf(file);
  const [w, h] = [Math.round(width * share), Math.round(height * share)];
  return sharp(file)
    .extract({
      left: Math.floor((width - w) * at.x),
      top: Math.floor((height - h) * at.y),
      width: w,
      height: h,
    })
    .png()
    .toBuffer();
}

function centred(percent: number): Transform {
  return {
    name: `crop ${percent} % a side, centred`,
    group: percent <= 10 ? "edge" : "other",
    apply: async (file) => encoded(sharp(await cropped(file, 1 - percent / 50, { x: 0.5, y: 0.5 }))),
  };
}

function offGrid(share: number, group: Group): Transform {
  return {
    name: `crop to ${share * 100} % of the side, off-grid`,
    group,
    apply: async (file, chance) =>
      encoded(sharp(await cropped(file, share, { x: chance.between(0, 1), y: chance.between(0, 1) }))),
  };
}

function turnedBy(degrees: number): Transform {
  return {
    name: `turned by ${degrees}°`,
    group: degrees <= 10 ? "rotation" : "other",
    apply: (file, chance) =>
      encoded(
        sharp(file)
          .removeAlpha()
          .rotate(chance.of([-1, 1]) * degrees, { background: "#000" }),
      ),
  };
}

function lettered(name: string, group: Group, words: string, share: number, opacity: number): Transform {
  return {
    name,
    group,
    apply: async (file, chance) => encoded(sharp(await withText(file, chance, { words, share, opacity }))),
  };
}

async function withText(
  file: Buffer,
  chance: Chance,
  { words, share, opacity }: { readonly words: string; readonly share: number; readonly opacity: number },
): Promise<Buffer> {
  const { width, height } = await sizeOf(file);
  const size = (width * share) / (words.length * 0.6);
  const y = chance.between(size, Math.max(size + 1, height - size / 2));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><text x="${width * chance.between(0.02, 0.98 - share)}" y="${y}" font-size="${size}" font-family="DejaVu Sans" font-weight="bold" fill="#fff" fill-opacity="${opacity}" stroke="#000" stroke-opacity="${opacity}" stroke-width="${size / 30}">${words}</text></svg>`;
  return sharp(file)
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer();
}

/** A lattice of pale words, as agencies lay over their pictures. */
const watermark: Transform = {
  name: "watermark all over",
  group: "format",
  apply: async (file) => {
    const { width, height } = await sizeOf(file);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><pattern id="w" width="${width / 3}" height="${height / 4}" patternUnits="userSpaceOnUse" patternTransform="rotate(-25)"><text x="4" y="${height / 8}" font-size="${width / 20}" font-family="DejaVu Sans" fill="#fff" fill-opacity=".35" stroke="#000" stroke-opacity=".15">specimen</text></pattern></defs><rect width="100%" height="100%" fill="url(#w)"/></svg>`;
    return encoded(sharp(file).composite([{ input: Buffer.from(svg) }]));
  },
};

function padded(name: string, group: Group, across: number, down: number, background: string): Transform {
  const apply = async (file: Buffer): Promise<Buffer> => {
    const { width, height } = await sizeOf(file);
    const [x, y] = [Math.round(width * across), Math.round(height * down)];
    return encoded(
      sharp(file)
        .flatten({ background: "#fff" })
        .extend({ left: x, right: x, top: y, bottom: y, background }),
    );
  };
  return { name, group, apply };
}

/** The picture in another, its sides `share` of what would just fit. */
async function inside(
  file: Buffer,
  host: Buffer,
  share: number,
  at: { readonly x: number; readonly y: number },
): Promise<Buffer> {
  const { width, height } = await sizeOf(host);
  const small = await sharp(file)
    .resize(Math.round(width * share), Math.round(height * share), { fit: "inside" })
    .png()
    .toBuffer();
  const own = await sizeOf(small);
  return sharp(host)
    .composite([
      {
        input: small,
        left: Math.floor((width - own.width) * at.x),
        top: Math.floor((height - own.height) * at.y),
      },
    ])
    .png()
    .toBuffer();
}

function pasted(percent: number): Transform {
  return {
    name: `pasted into another, ${percent} % of its sides`,
    group: "other",
    apply: async (file, chance, others) =>
      encoded(
        sharp(
          await inside(file, await others(), percent / 100, {
            x: chance.between(0, 1),
            y: chance.between(0, 1),
          }),
        ),
      ),
  };
}

/** A browser's window about the picture, on a page of text, saved by a telephone. */
const screenshot: Transform = {
  name: "screenshot",
  group: "other",
  apply: async (file, chance) => {
    const lines = Array.from(
      { length: 6 },
      (_, i) =>
        `<text x="60" y="${640 + i * 22}" font-size="15" font-family="DejaVu Sans" fill="#333">saved on ${chance.whole(1, 30)} May and shared ${chance.whole(2, 900)} times since</text>`,
    );
    const page = `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="780"><rect width="1000" height="780" fill="#f4f5f7"/><rect width="1000" height="70" fill="#dfe3e8"/><rect x="120" y="18" width="760" height="34" rx="17" fill="#fff"/><circle cx="30" cy="35" r="9" fill="#c66"/><circle cx="58" cy="35" r="9" fill="#cc6"/>${lines.join("")}</svg>`;
    const small = await sharp(file).resize(880, 520, { fit: "inside" }).png().toBuffer();
    return sharp(Buffer.from(page))
      .composite([{ input: small, left: 60, top: 90 }])
      .removeAlpha()
      .jpeg({ quality: 70 })
      .toBuffer();
  },
};

const cropTextJpeg: Transform = {
  name: "crop 8 % a side, text, JPEG 30",
  group: "crop-text",
  apply: async (file, chance) => {
    const part = await cropped(file, 0.84, { x: 0.5, y: 0.5 });
    return sharp(await withText(part, chance, { words: "seen on the net", share: 0.6, opacity: 1 }))
      .jpeg({ quality: 30 })
      .toBuffer();
  },
};

const mirroredPart: Transform = {
  name: "crop to 60 %, off-grid, mirrored",
  group: "other",
  apply: async (file, chance) =>
    encoded(sharp(await cropped(file, 0.6, { x: chance.between(0, 1), y: chance.between(0, 1) })).flop()),
};

/** Two pictures side by side, the other one also a copy. */
const collage: Transform = {
  name: "one of four in a collage",
  group: "other",
  apply: async (file, _, others) => {
    const cells = await Promise.all(
      [file, await others(), await others(), await others()].map(async (input, i) => ({
        input: await sharp(input).resize(480, 360, { fit: "cover" }).png().toBuffer(),
        left: (i % 2) * 480,
        top: Math.floor(i / 2) * 360,
      })),
    );
    return encoded(
      sharp({ create: { width: 960, height: 720, channels: 3, background: "#fff" } }).composite(cells),
    );
  },
};

export const transforms: readonly Transform[] = [
  ...[90, 75, 50, 30, 20, 10].map((quality): Transform => ({
    name: `JPEG ${quality}`,
    group: "format",
    apply: (file) => sharp(file).flatten({ background: "#fff" }).jpeg({ quality }).toBuffer(),
  })),
  sized("25 % of the size", 0.25),
  sized("50 %", 0.5),
  sized("200 %", 2),
  sized("400 %", 4),
  plain("blur 1", "format", (picture) => picture.blur(1)),
  plain("blur 2", "format", (picture) => picture.blur(2)),
  plain("gamma 2", "format", (picture) => picture.gamma(2, 1)),
  plain("gamma .5", "format", (picture) => picture.gamma(1, 2)),
  plain("contrast 1.5", "format", (picture) => picture.linear(1.5, -64)),
  plain("contrast .6", "format", (picture) => picture.linear(0.6, 51)),
  plain("brightness 1.3", "format", (picture) => picture.linear(1.3, 0)),
  plain("grey", "format", (picture) => picture.greyscale()),
  plain("hue 90°", "format", (picture) => picture.modulate({ hue: 90 })),
  plain("saturation 2", "format", (picture) => picture.modulate({ saturation: 2 })),
  lettered("small text", "format", "a caption", 0.25, 1),
  lettered("large text", "other", "BREAKING NEWS", 0.9, 1),
  watermark,
  plain("mirrored", "turned", (picture) => picture.flop()),
  plain("turned by 90°", "turned", (picture) => picture.rotate(90)),
  plain("turned by 180°", "turned", (picture) => picture.rotate(180)),
  plain("negative", "turned", (picture) => picture.negate()),
  padded("border of 5 %", "edge", 0.05, 0.05, "#222"),
  padded("padding of 20 %", "edge", 0.2, 0.2, "#fff"),
  padded("letterbox", "edge", 0, 0.17, "#000"),
  centred(2.5),
  centred(5),
  centred(10),
  centred(20),
  ...[1, 5, 10, 20, 45].map(turnedBy),
  offGrid(0.9, "crop-75"),
  offGrid(0.75, "crop-75"),
  offGrid(0.6, "other"),
  offGrid(0.5, "crop-50"),
  offGrid(0.35, "other"),
  mirroredPart,
  cropTextJpeg,
  screenshot,
  pasted(50),
  pasted(33),
  pasted(25),
  collage,
];

import type { FaceFinder } from "@yurai/pii/faces";
import { formatCount, formatDate, renderAnswer, type AnswerRow, type Catalogue } from "@yurai/report";
import type { EnrolledFace, FaceGallery } from "@yurai/schema";
import type { Command } from "commander";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { facesIn, openFinder, templateText } from "../check/face-check.ts";
import { chosenFaces, galleryPlace, type FacesFlags } from "../check/faces-choice.ts";
import { readOutputBytes } from "../check/output-bytes.ts";
import { CliError } from "../error.ts";
import { readGallery, writeGallery, type GalleryPlace } from "../home/face-gallery.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";

interface EnrolFlags extends FacesFlags {
  readonly by: string;
  readonly because: string;
}

/** Larger pictures are refused; the decoder's own limit. */
const maxPictureBytes = 64 * 1024 * 1024;

/** `yurai faces enrol|list|remove`: persons whose faces stop an output, kept as numbers, encrypted, on this machine. */
export const define: DefineCommand = (
  command: Command,
  { pipeline: { option }, reporting }: Catalogue,
  act: Act,
) => {
  command
    .command("enrol")
    .description(option.facesEnrol)
    .argument("<name>", option.facesName)
    .argument("<picture...>", option.facesPictures)
    .requiredOption("--by <name>", reporting.option.decidedBy)
    .requiredOption("--because <text>", option.facesBecause)
    .option("--faces <file>", option.faces)
    .option("--face-features <file>", option.faceFeatures)
    .action(
      act(async (frame, name: string, pictures: readonly string[], flags: EnrolFlags) =>
        enrol(frame, name, pictures, flags),
      ),
    );
  command
    .command("list")
    .description(option.facesList)
    .action(act(async (frame) => list(frame)));
  command
    .command("remove")
    .description(option.facesRemove)
    .argument("<id>", option.facesId)
    .action(act(async (frame, id: string) => remove(frame, id)));
};

async function enrol(
  frame: Frame,
  name: string,
  pictures: readonly string[],
  flags: EnrolFlags,
): Promise<typeof done> {
  const choice = chosenFaces(frame, flags);
  if (choice?.features === undefined)
    throw new CliError(
      "bad-usage",
      "enrolling takes both models: --faces and --face-features, or check.faces in yurai.config.yaml",
    );
  const place = placeOf(frame);
  if (!existsSync(place.home))
    throw new CliError("bad-usage", `there is no home ${place.home} to keep faces in; begin with yurai init`);
  await using finder = await openFinder(choice);
  const templates: string[] = [];
  for (const picture of pictures) templates.push(await templateOf(finder, resolve(frame.cwd, picture)));
  const gallery = readGallery(place);
  const before = gallery.persons.find((person) => person.name === name && person.model === finder.features);
  const person: EnrolledFace = {
    id: before?.id ?? `p-${randomBytes(4).toString("hex")}`,
    name,
    templates: [...(before?.templates ?? []), ...templates],
    // The choice has both models.
    model: finder.features!,
    by: flags.by,
    at: frame.now().toISOString(),
    because: flags.because,
  };
  // A person who is enrolled anew with another model is not kept with the old one.
  const others = gallery.persons.filter((other) => other.name !== name);
  writeGallery(place, { ...gallery, persons: [...others, person] });
  say(frame, frame.catalogue.pipeline.enrolled(person.id), [person]);
  return done;
}

/** The numbers of the one face in a picture. */
async function templateOf(finder: FaceFinder, path: string): Promise<string> {
  const { bytes } = await readOutputBytes(path, maxPictureBytes);
  const faces = bytes === undefined ? [] : await facesIn(finder, bytes);
  const [face] = faces;
  if (faces.length !== 1 || face === undefined)
    throw new CliError(
      "bad-picture",
      `${path} shows ${faces.length} faces; give a picture of the person alone`,
    );
  if (face.template === undefined)
    throw new CliError(
      "bad-picture",
      `the face in ${path} is too small: ${Math.round(face.eyePixels)} pixels between the eyes, and 24 are needed`,
    );
  return templateText(face.template);
}

async function list(frame: Frame): Promise<typeof done> {
  const { persons } = readGallery(placeOf(frame));
  say(frame, frame.catalogue.pipeline.enrolledPersons(persons.length), persons);
  return done;
}

async function remove(frame: Frame, given: string): Promise<typeof done> {
  const place = placeOf(frame);
  const gallery: FaceGallery = readGallery(place);
  const gone = gallery.persons.filter(({ id, name }) => id === given || name === given);
  if (gone.length === 0)
    throw new CliError("not-found", `nobody is enrolled as ${given}; yurai faces list says who is`);
  writeGallery(place, { ...gallery, persons: gallery.persons.filter((person) => !gone.includes(person)) });
  say(frame, frame.catalogue.pipeline.unenrolled(gone.length), gone);
  return done;
}

function placeOf(frame: Frame): GalleryPlace {
  const place = galleryPlace(frame);
  if (place !== undefined) return place;
  throw new CliError(
    "bad-usage",
    "no home folder of yours is known to keep the key of the gallery in; set HOME",
  );
}

/** Who it is, never the numbers. */
function say(frame: Frame, outcome: string, persons: readonly EnrolledFace[]): void {
  if (frame.json) {
    const told = persons.map(({ templates, ...person }) => ({ ...person, pictures: templates.length }));
    frame.printJson("faces", { persons: told });
    return;
  }
  const rows = persons.map(({ id, name, templates, by, at, because }): AnswerRow => {
    const pictures = frame.catalogue.pipeline.enrolledPictures(formatCount(templates.length));
    return { label: id, text: [`${name}  ${pictures}`, `${formatDate(at)}  ${by}  ${because}`] };
  });
  frame.print(renderAnswer({ outcome, tone: "good", rows }, frame.screen));
}

// Faces of a picture, by models of the user's, held against those who are enrolled.
import { decodeImage } from "@yurai/fingerprint/images";
import type { ComparedFace, FacesSearch } from "@yurai/gate";
import {
  compareFace,
  faceThresholds,
  openFaceFinder,
  type EnrolledPerson,
  type FaceFinder,
  type FoundFace,
} from "@yurai/pii/faces";
import { isYuraiError, type EnrolledFace, type FacesBy, type SearchedFaces } from "@yurai/schema";
import { readFileSync, statSync } from "node:fs";
import { CliError, toFileError } from "../error.ts";
import { readGallery, type GalleryPlace } from "../home/face-gallery.ts";

/** What looks for faces, and with whom they are compared. Paths are absolute; plain data, so that workers can be sent it. */
export interface FacesChoice extends FacesBy {
  /** Missing where no key can be known: then faces are compared with nobody. */
  readonly gallery?: GalleryPlace;
}

/** Open and ready. Close it when done. */
export interface FaceChecker extends AsyncDisposable {
  readonly find: (bytes: Uint8Array) => Promise<FacesSearch>;
}

/** The longer side at which faces are told apart; the detector sees a smaller picture. */
const decodedSide = 1_920;
/** SFace has 39 MB. */
const maxModelBytes = 1024 * 1024 * 1024;

/**
 * Opens models and gallery.
 *
 * @throws CliError `file-missing`, `bad-gallery`; PiiError `missing-peer`, `bad-model`
 */
export async function openFaceChecker(choice: FacesChoice): Promise<FaceChecker> {
  const finder = await openFinder(choice);
  const { samePersonFrom = faceThresholds.samePerson, verifyFrom = faceThresholds.verify, gallery } = choice;
  const persons =
    gallery === undefined || finder.features === undefined ? [] : personsOf(gallery, finder.features);
  const searched: SearchedFaces = {
    detector: finder.detector,
    maxSide: finder.maxSide,
    ...(finder.features !== undefined && { features: finder.features }),
    persons: persons.length,
    samePersonFrom,
    verifyFrom,
  };
  const thresholds = { samePerson: samePersonFrom, verify: verifyFrom };
  return {
    find: async (bytes) => {
      try {
        const { pixels } = await decodeImage(bytes, { maxSide: decodedSide });
        const { faces, beyondLimits, outOfTime } = await finder.find(pixels);
        const compared = faces.map((face) => comparedFace(face, persons, thresholds));
        return { searched, faces: compared, beyondLimits: beyondLimits + (outOfTime ? 1 : 0) };
      } catch (error) {
        if (isYuraiError(error)) return { failed: error.code };
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => finder[Symbol.asyncDispose](),
  };
}

/** Opens the models alone: enrolling needs no gallery. */
export function openFinder({ detector, features }: FacesBy): Promise<FaceFinder> {
  return openFaceFinder({
    detector: readModel(detector),
    ...(features !== undefined && { features: readModel(features) }),
  });
}

/** Finds the faces of a picture by its file's bytes. */
export async function facesIn(finder: FaceFinder, bytes: Uint8Array): Promise<readonly FoundFace[]> {
  const { pixels } = await decodeImage(bytes, { maxSide: decodedSide });
  return (await finder.find(pixels)).faces;
}

function comparedFace(
  { place, score, template }: FoundFace,
  persons: readonly EnrolledPerson[],
  thresholds: { readonly samePerson: number; readonly verify: number },
): ComparedFace {
  if (template === undefined || persons.length === 0) return { place, score, band: "not-compared" };
  const { likeness, person, similarity } = compareFace(template, persons, thresholds);
  return {
    place,
    score,
    band: likeness,
    ...(person !== undefined && { person }),
    ...(similarity !== undefined && { similarity }),
  };
}

function personsOf(place: GalleryPlace, model: string): readonly EnrolledPerson[] {
  const { persons } = readGallery(place);
  const others = persons.filter((person) => person.model !== model);
  if (others.length > 0)
    throw new CliError(
      "bad-gallery",
      `${others.length} of ${persons.length} enrolled persons were enrolled with another model than this one (${others[0]!.id}...); enrol them again with it, or remove them`,
    );
  return persons.map(({ id, templates }) => ({ id, templates: templates.map(templateOf) }));
}

function templateOf(base64: string): Float32Array {
  const bytes = new Uint8Array(Buffer.from(base64, "base64"));
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4));
}

/** Writes a template as a gallery holds it. */
export function templateText(template: Float32Array): EnrolledFace["templates"][number] {
  return Buffer.from(template.buffer, template.byteOffset, template.byteLength).toString("base64");
}

function readModel(path: string): Uint8Array {
  try {
    if (statSync(path).size <= maxModelBytes) return readFileSync(path);
  } catch (error) {
    throw toFileError(error, "read", path);
  }
  throw new CliError("bad-usage", `${path} is too large to be a model of faces`);
}

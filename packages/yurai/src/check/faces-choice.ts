// What looks for faces: chosen by flags or configuration, and the key of those who are enrolled.
import { join, resolve } from "node:path";
import { CliError } from "../error.ts";
import type { Project } from "../home/config.ts";
import type { GalleryPlace } from "../home/face-gallery.ts";
import type { Frame } from "../terminal/frame.ts";
import type { FaceChecker, FacesChoice } from "./face-check.ts";

/** Models that flags name. */
export interface FacesFlags {
  readonly faces?: string;
  readonly faceFeatures?: string;
}

/** Files of flags count from where the command runs, those of the configuration from its own folder. */
export function chosenFaces(
  frame: Pick<Frame, "cwd" | "project" | "environment">,
  { faces, faceFeatures }: FacesFlags = {},
): FacesChoice | undefined {
  const configured = configuredFaces(frame.project);
  const detector = faces === undefined ? configured?.detector : resolve(frame.cwd, faces);
  const features = faceFeatures === undefined ? configured?.features : resolve(frame.cwd, faceFeatures);
  if (detector === undefined) {
    if (faceFeatures === undefined) return undefined;
    throw new CliError("bad-usage", "--face-features tells apart the faces that --faces finds; give both");
  }
  const gallery = galleryPlace(frame);
  return {
    ...configured,
    detector,
    ...(features !== undefined && { features }),
    ...(gallery !== undefined && { gallery }),
  };
}

/** Where a home's gallery and its key lie: the key beside the one that signs. */
export function galleryPlace({
  project,
  environment,
}: Pick<Frame, "project" | "environment">): GalleryPlace | undefined {
  const settings = environment.settingsFolder;
  return settings === undefined
    ? undefined
    : { home: project.home, keyFile: join(settings, "yurai", "faces-key") };
}

function configuredFaces({ config, folder }: Project): FacesChoice | undefined {
  const faces = config.check?.faces;
  if (faces === undefined) return undefined;
  const { detector, features } = faces;
  return {
    ...faces,
    detector: resolve(folder, detector),
    ...(features !== undefined && { features: resolve(folder, features) }),
  };
}

/** Models and gallery, opened when the first picture comes. Close it when done. */
export interface Faces extends AsyncDisposable {
  /** @throws what `openFaceChecker` throws */
  readonly open: () => Promise<FaceChecker>;
}

/** What opens faces once; undefined where nobody chose to look for them. */
export function facesOf(choice: FacesChoice | undefined): Faces | undefined {
  if (choice === undefined) return undefined;
  let opened: Promise<FaceChecker> | undefined;
  return {
    // Its libraries are looked for only where somebody asks.
    open: () => (opened ??= import("./face-check.ts").then(({ openFaceChecker }) => openFaceChecker(choice))),
    [Symbol.asyncDispose]: async () => {
      const checker = await opened?.catch(() => undefined);
      await checker?.[Symbol.asyncDispose]();
    },
  };
}

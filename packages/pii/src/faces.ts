export { openFaceFinder } from "./faces/face-finder.ts";
export { compareFace, faceThresholds } from "./faces/compare-faces.ts";

export type {
  FaceFinder,
  FaceFinderOptions,
  FaceLimits,
  FacesFound,
  FoundFace,
} from "./faces/face-finder.ts";
export type { EnrolledPerson, FaceComparison, FaceLikeness, FaceThresholds } from "./faces/compare-faces.ts";
export type { FacePicture, Point } from "./faces/picture.ts";

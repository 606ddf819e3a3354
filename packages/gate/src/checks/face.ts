/** Faces in a picture as findings: one for each enrolled person, one for those of nobody who is known. */
import type { FaceBand, FaceFacts, ImageRegion, PersonFinding, SearchedFaces } from "@yurai/schema";

/** A face with whose it is. */
export interface ComparedFace {
  readonly place: ImageRegion;
  /** How sure the detector is, 0 to 1. */
  readonly score: number;
  readonly band: FaceBand;
  /** Id in the gallery; only for `same-person` and `verify`. */
  readonly person?: string;
  readonly similarity?: number;
}

/** Faces of a picture, or the code of what kept them from being looked for. */
export type FacesSearch =
  | {
      readonly searched: SearchedFaces;
      readonly faces: readonly ComparedFace[];
      /** Faces that were found and, because of limits, not compared. */
      readonly beyondLimits: number;
    }
  | { readonly failed: string };

/** The detector's name in findings, as the check is named. */
const detector = "face";
/** Boxes of one finding that are listed. */
const maxPlaces = 100;

/** Folds faces into findings, those of enrolled persons first. */
export function faceFindings(faces: readonly ComparedFace[]): readonly PersonFinding[] {
  const groups = Map.groupBy(faces, ({ band, person }) => `${order.indexOf(band)} ${person ?? ""}`);
  return [...groups.keys()].sort().map((key) => findingOf(groups.get(key)!));
}

const order: readonly FaceBand[] = ["same-person", "verify", "other", "not-compared"];

function findingOf(faces: readonly ComparedFace[]): PersonFinding {
  const { band, person } = faces[0]!;
  const similarities = faces.flatMap(({ similarity = [] }) => similarity);
  const isSomebody = band === "same-person" || band === "verify";
  const face: FaceFacts = {
    band,
    places: faces.slice(0, maxPlaces).map(({ place }) => place),
    unlistedPlaces: Math.max(0, faces.length - maxPlaces),
    ...(person === undefined ? {} : { person }),
    ...(similarities.length === 0 ? {} : { similarity: rounded(Math.max(...similarities)) }),
  };
  return {
    kind: "person",
    category: "face",
    detector,
    spans: [],
    unlistedSpans: 0,
    validity: "no-check",
    score: rounded(Math.max(...faces.map(({ score }) => score))),
    validated: band === "same-person",
    recordedIn: { kind: "not-searched" },
    nextSteps: isSomebody ? ["regenerate", "ask-legal"] : [],
    identificationCode: false,
    specialCare: false,
    face,
  };
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

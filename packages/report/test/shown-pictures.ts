// Verdicts about pictures, with small pictures to be shown.
import type { ImageFinding, PersonFinding, Verdict } from "@yurai/schema";
import type { PicturePair, Thumbnail, VerdictRow } from "../src/index.ts";
import { provenance, verdict } from "./fixture.ts";

const finding: ImageFinding = {
  kind: "image",
  fingerprint: "ab".repeat(32),
  provenance: provenance({ locator: { kind: "file", path: "photos/2.png", byteStart: 0, byteEnd: 50_125 } }),
  otherRecords: 0,
  nextSteps: ["regenerate"],
  hash: "pdq-1",
  distance: 14,
  band: "near-copy",
  view: "mirrored",
  negative: true,
  keypoints: 89,
  output: { left: 0.5, top: 0.25, right: 0.75, bottom: 1 },
  record: { left: 0, top: 0, right: 1, bottom: 1 },
};
export const thumbnail: Thumbnail = {
  mediaType: "image/png",
  base64:
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAECAIAAAA8r+mnAAAARklEQVR42g3JMQEAMQwDsQIriM43B4RBGIRBGERg/WvVueihQUJGQUWLzsUPDxY2Di5e/EceGSJiElKy5I8+OlTUNLR06QeRXC5B4ZblswAAAABJRU5ErkJggg==",
  width: 200,
  height: 100,
};
export const shownPair: PicturePair = { finding: 0, output: thumbnail, source: thumbnail };

export const picture: Verdict = {
  ...verdict("made/cut.png", "review", [finding], [{ rule: "image-near-copy", action: "review" }]),
};

const face: PersonFinding = {
  kind: "person",
  category: "face",
  detector: "face",
  spans: [],
  unlistedSpans: 0,
  validity: "no-check",
  score: 0.98,
  validated: true,
  recordedIn: { kind: "not-searched" },
  nextSteps: ["regenerate"],
  identificationCode: false,
  specialCare: false,
  face: {
    band: "same-person",
    places: [finding.output, { left: 0, top: 0, right: 0.1, bottom: 0.1 }],
    unlistedPlaces: 0,
    person: "p-1a2b3c4d",
    similarity: 0.6114,
  },
};
const base = verdict("made/group.png", "block", [face], [{ rule: "enrolled-face", action: "block" }]);
/** A picture with the face of an enrolled person. */
export const shown: Verdict = {
  ...base,
  coverage: {
    ...base.coverage,
    searched: {
      ...base.coverage.searched,
      images: 36,
      faces: {
        detector: "1a".repeat(32),
        features: "2b".repeat(32),
        maxSide: 640,
        persons: 3,
        samePersonFrom: 0.5,
        verifyFrom: 0.363,
      },
    },
  },
};

/** Both, as a report shows them. */
export function shownRows(): readonly VerdictRow[] {
  return [
    { verdict: shown, file: "made/group.png", pictures: [{ finding: 0, output: thumbnail }] },
    { verdict: picture, file: "made/cut.png", pictures: [{ ...shownPair, source: "text-changed" }] },
    { verdict: { ...picture, id: "made/other.png" }, file: "made/other.png", pictures: [shownPair] },
  ];
}

import type { Detector } from "../detector.ts";

/** 住民票コード: eleven digits; the check digit's rule is not public, so a label must say so. */
export const jpResidentRecord: Detector = {
  id: "jp-resident-record",
  subject: "person",
  category: "resident-record",
  role: "code",
  find: { by: "digits", atLeast: 11, pattern: /\d{11}|\d{5}[ -]\d{6}|\d{4}[ -]\d{4}[ -]\d{3}/g },
  prior: -2,
  labels: ["resident-record"],
  needsLabel: true,
  matches: ["住民票コード：«12345678901»", "住民票コードは«1234-5678-901»"],
  nonMatches: ["12345678901", "住民票を1234枚"],
};

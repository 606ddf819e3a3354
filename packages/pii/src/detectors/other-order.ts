import type { Detector } from "../detector.ts";

/** A number that its label says is of an order, a parcel, an account in the cloud or the like. */
export const otherOrder: Detector = {
  id: "other-order",
  subject: "other",
  category: "order-number",
  find: { by: "digits", atLeast: 6, pattern: /\d(?:[ -]?\d){5,19}/g },
  prior: -1,
  labels: ["order", "cloud"],
  needsLabel: true,
  matches: [],
  nonMatches: ["注文番号 621498320257", "arn:aws:iam::621498320257:role"],
};

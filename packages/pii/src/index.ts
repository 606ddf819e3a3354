export { scan, scanUtf8 } from "./scan.ts";
export { createScanner } from "./scanner.ts";
export { detectors, nameDetectors } from "./detectors.ts";
export { confirmed, isConfirmed, isIdentificationCode, reported } from "./hit.ts";
export { findingOf } from "./finding.ts";
export { combine } from "./combine.ts";
export { redact, redactionHows } from "./redact.ts";
export { redactJson } from "./redact-json.ts";
export { PiiError } from "./error.ts";

export type { Hit, RejectedReading } from "./hit.ts";
export type { ScanOptions, Scanner } from "./scanner.ts";
export type { Detector, Find, Role, Subject, Validity } from "./detector.ts";
export type { ContextMark } from "./context.ts";
export type { LabelGroup } from "./labels.ts";
export type { Combination, CombinationReason, CombineOptions } from "./combine.ts";
export type { Redacted, RedactionHow, RedactOptions } from "./redact.ts";
export type { RedactedJson } from "./redact-json.ts";
export type { PiiErrorCode } from "./error.ts";

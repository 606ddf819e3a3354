export { YuraiError, isYuraiError, SchemaError } from "./error.ts";
export { canonicalJson, maxJsonDepth } from "./canonical-json.ts";
export { contentId, shortId, sha256Hex, shortIdLength } from "./content-id.ts";
export { parse, findProblems } from "./parse.ts";
export { classOf, origins, dataClasses, evidenceModes, accessModes, sourceSchema } from "./source.ts";
export { answers, combineTerms, unknownTerms, termsSchema } from "./terms.ts";
export { signalKinds, refusesTraining, signalSchema, syntheticMarksOf } from "./signal.ts";
export { locatorSchema, recordFactsSchema, recordIdSchema } from "./record.ts";
export { segmentManifestSchema } from "./segment-manifest.ts";
export { treeHeadSchema } from "./tree-head.ts";
export { licenceBases, licenceSchema, licenceClaimSchema, toLicence } from "./licence.ts";
export { relianceKinds, undecided, relianceSchema } from "./reliance.ts";
export { crawlSchema, hostRollUpSchema } from "./crawl.ts";
export { addPersonalData, addPictures, trackModes, runId, runSchema, runEndSchema } from "./run.ts";
export { modelSchema } from "./model.ts";
export { gapKinds, missingFacts, gapSchema } from "./gap.ts";
export { runLengthSchema, reaches } from "./run-length.ts";
export { provenanceSchema } from "./provenance.ts";
export { checkNames } from "./check-name.ts";
export {
  findingKinds,
  imageBands,
  imageViews,
  nextSteps,
  findingSchema,
  personCombinations,
  validities,
} from "./finding.ts";
export { notCheckedReasons, coverageSchema } from "./coverage.ts";
export { actions, ruleActions, strictest, isStopped } from "./action.ts";
export { policySchema, policyHash } from "./policy.ts";
export { waiverSchema, isExpired } from "./waiver.ts";
export { verdictSchema } from "./verdict.ts";
export { faceGallerySchema } from "./face-gallery.ts";
export { configSchema, languages } from "./config.ts";
export { itemStatuses, localText, reportAnswersSchema } from "./report-answers.ts";
export { reportKinds } from "./report-record.ts";
export { inquiryAnswers, inquiryRequestSchema, targetKinds } from "./inquiry.ts";

export type { ErrorDetails, ErrorOptions, SchemaErrorCode } from "./error.ts";
export type { JsonObject, JsonValue } from "./canonical-json.ts";
export type { Problem } from "./parse.ts";
export type { Timestamp, CalendarDate, Digest, Region } from "./scalar.ts";
export type { Source, Origin, DataClass, Evidence, AccessMode } from "./source.ts";
export type { Agreement, TermsOfService, SourceRegions, DeclaredSource, RowFields } from "./source.ts";
export type { Answer, Terms } from "./terms.ts";
export type { Signal, SignalKind, SignalPart, SignalPlace } from "./signal.ts";
export type { EntryPart, Locator, RecordFacts, RecordId } from "./record.ts";
export type { TreeHead, SignedHead } from "./tree-head.ts";
export type { SegmentManifest, SegmentAlgorithms, AnchorAlgorithm } from "./segment-manifest.ts";
export type { MinhashAlgorithm } from "./segment-manifest.ts";
export type { SegmentSource, SegmentFile } from "./segment-manifest.ts";
export type { Licence, LicenceBasis, LicenceClaim, LicenceEvidence, DeclaredLicence } from "./licence.ts";
export type { Reliance, RelianceKind, RelianceDecision } from "./reliance.ts";
export type {
  Crawl,
  HostRollUp,
  RefusedPage,
  RobotsCounts,
  RobotsDecision,
  RobotsFile,
  RobotsReading,
  SignalCount,
} from "./crawl.ts";
export type { Run, RunEnd, RunOutcome, RunSource, TrackMode, LicenceCount } from "./run.ts";
export type { CategoryCount, PersonalDataCounts, PictureCounts } from "./run.ts";
export type { CodeVersion, Environment, Tool } from "./run.ts";
export type { Model, ModelReference } from "./model.ts";
export type { Gap, GapKind, GapPlace, SourceGapKind } from "./gap.ts";
export type { RunLength } from "./run-length.ts";
export type { Provenance } from "./provenance.ts";
export type { CheckName } from "./check-name.ts";
export type { Finding, FindingKind, MatchFinding, MatchSpan, NextStep, Span } from "./finding.ts";
export type {
  VerbatimFinding,
  NearCopyFinding,
  ResemblanceFinding,
  ImageFinding,
  ImageBand,
  ImageView,
  ImageRegion,
} from "./finding.ts";
export type { PersonFinding, SecretFinding, TermsFinding, OptOutFinding } from "./finding.ts";
export type { UnverifiedFinding, CheckFailedFinding, LocatedFinding } from "./finding.ts";
export type { FaceBand, FaceFacts } from "./finding.ts";
export type { EnrolledFace, FaceGallery } from "./face-gallery.ts";
export type { PersonCombination, RecordedIn, Validity } from "./finding.ts";
export type { SearchedFaces } from "./coverage.ts";
export type { Coverage, Searched, NotSearched, NotChecked, NotCheckedReason } from "./coverage.ts";
export type { Action, RuleAction } from "./action.ts";
export type { Policy, StandardText, Thresholds } from "./policy.ts";
export type { Rule, RuleExample, Condition, FindingFacts, OneOrMore } from "./rule.ts";
export type { Waiver } from "./waiver.ts";
export type { AttributionEntry, CheckedOutput, Decision, Verdict } from "./verdict.ts";
export type {
  Config,
  DeclaredModel,
  HostList,
  Language,
  CheckDefaults,
  FacesBy,
  NamesBy,
  TrackDefaults,
} from "./config.ts";
export type {
  EuThresholds,
  ItemAnswer,
  ItemAnswers,
  ItemStatus,
  LocalText,
  ReportAnswers,
} from "./report-answers.ts";
export type { PurgeRecord } from "./purge.ts";
export type { ItemState, ReportedItem, ReportKind, ReportRecord } from "./report-record.ts";
export type {
  Inquiry,
  InquiryAnswer,
  InquiryMatch,
  InquiryReach,
  InquiryRequest,
  InquiryTarget,
  TargetKind,
} from "./inquiry.ts";

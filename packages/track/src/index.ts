export { startRun, Run } from "./run.ts";
export { screen } from "./screen.ts";
export { parseExclusions, readExclusions, isExcluded } from "./exclusion-list.ts";
export {
  answersOf,
  isSpdxExpression,
  termsOfClaims,
  termsOfExpression,
  termsOfLicence,
} from "./licences/terms.ts";
export { readCardLicences, readSpdxTag } from "./licences/card-licence.ts";
export { readLicenceName } from "./licences/licence-name.ts";
export { readLicenceUrl } from "./licences/licence-url.ts";
export { licenceOfPage, pageLicences } from "./licences/page-licence.ts";
export { readJsonl } from "./readers/jsonl.ts";
export { listFolder, readFolder } from "./readers/folder.ts";
export { imageMetadata, imageSignals } from "./image-metadata/image-metadata.ts";
export { crawlFacts, settleCrawl } from "./crawl-facts.ts";
export { CrawledHosts } from "./signals/crawled-hosts.ts";
export { responseSignals } from "./signals/response-signals.ts";
export { robotsAnswer, readRobotsFetch } from "./signals/robots-answer.ts";
export { parseRobotsTxt } from "./signals/robots-txt.ts";
export { isReadByFields } from "./file-pass.ts";
export { readImage } from "./read-image.ts";
export { readRows } from "./read-text.ts";
export { TrackError } from "./error.ts";

export type { TrackOptions } from "./run.ts";
export type { IndexMode, RunOptions } from "./run-options.ts";
export type { From, RowOptions } from "./capture.ts";
export type { SeenGap } from "./batch.ts";
export type { SourceDeclaration } from "./known-sources.ts";
export type { RecorderLimits } from "./recorder.ts";
export type { RecorderFailure } from "./worker-link.ts";
export type { TrackFileOptions } from "./file-pass.ts";
export type { FieldNames } from "./batch.ts";
export type { RunSummary, SourceSummary, TrackCost } from "./run-summary.ts";
export type { ScreenCondition, Screened, ScreenOptions, ScreenRule } from "./screen.ts";
export type { ExclusionList } from "./exclusion-list.ts";
export type { ExplainedTerms, TermsAnswer } from "./licences/explained-terms.ts";
export type { CardLicences, StatedLicence } from "./licences/card-licence.ts";
export type { LicenceReading, UnknownLicence } from "./licences/licence-name.ts";
export type { PageLicence } from "./licences/page-licence.ts";
export type { JsonlOptions } from "./readers/jsonl.ts";
export type { FolderOptions } from "./readers/folder.ts";
export type { ByteSource } from "./readers/byte-stream.ts";
export type { MissingImage } from "./read-image.ts";
export type { ReaderOptions, ReadRow } from "./readers/read-row.ts";
export type { CharsetBasis, CrawledResponse, HeaderField, StoredCrawl } from "./crawled-response.ts";
export type { ImageMetadata } from "./image-metadata/image-metadata.ts";
export type { CrawlFacts, CrawlOptions, CrawlRow, CrawlTotals } from "./crawl-facts.ts";
export type { CrawledHostsLimits, PageRobots, PageSignals } from "./signals/crawled-hosts.ts";
export type { RobotsAnswer, RobotsFetch, RobotsState } from "./signals/robots-answer.ts";
export type { RobotsGroup, RobotsRecord, RobotsRule, RobotsTxt } from "./signals/robots-txt.ts";
export type { FoundSignal } from "./signals/found-signal.ts";
export type { TrackErrorCode } from "./error.ts";

import type { GapMessages } from "../catalogue.ts";
import { plural } from "./plural.ts";

/** What is missing, in English. */
export const gapsEn: GapMessages = {
  what: {
    "row-without-text": (count) => plural(count, "row without text", "rows without text"),
    "failed-row": (count) =>
      plural(count, "row that could not be recorded", "rows that could not be recorded"),
    "dropped-event": (count) => plural(count, "row that passed unrecorded", "rows that passed unrecorded"),
    "broken-line": (count) => plural(count, "broken line"),
    "oversized-line": (count) => plural(count, "line beyond the size limit", "lines beyond the size limit"),
    "truncated-file": (count) => plural(count, "truncated file"),
    "wrong-encoding": (count) => plural(count, "place in another encoding", "places in another encoding"),
    "guessed-encoding": (count) =>
      plural(count, "text whose encoding was guessed", "texts whose encoding was guessed"),
    "truncated-record": (count) => plural(count, "record stored cut off", "records stored cut off"),
    "digest-mismatch": (count) =>
      plural(count, "record that is not what its digest says", "records that are not what their digests say"),
    "refused-entry": (count) => plural(count, "archive entry refused", "archive entries refused"),
    "limit-reached": (count) => plural(count, "item beyond a limit", "items beyond a limit"),
    "missing-field": (count) => plural(count, "row without the field", "rows without the field"),
    "no-permission": (count) =>
      plural(count, "path without read permission", "paths without read permission"),
    "missing-file": (count) => plural(count, "path that is not there", "paths that are not there"),
    "unreadable-file": (count) => plural(count, "unreadable file"),
    "unknown-format": (count) => plural(count, "file in an unknown format", "files in an unknown format"),
    "not-indexed": (count) =>
      plural(count, "record counted but not indexed", "records counted but not indexed"),
    "robots-refused": (count) =>
      plural(
        count,
        "record fetched although robots.txt refused its crawler",
        "records fetched although robots.txt refused their crawler",
      ),
    "text-out-of-reach": (count) =>
      plural(
        count,
        "record whose text nobody can read again as evidence",
        "records whose text nobody can read again as evidence",
      ),
    "image-not-read": (count) =>
      plural(count, "picture that could not be looked at", "pictures that could not be looked at"),
    "image-not-comparable": (count) =>
      plural(
        count,
        "picture with too little in it to be compared",
        "pictures with too little in them to be compared",
      ),
    "marked-synthetic": (count) =>
      plural(
        count,
        "picture marked as made by a model, in a source declared otherwise",
        "pictures marked as made by a model, in sources declared otherwise",
      ),
    "host-without-robots-txt": (count) => `robots.txt not in the crawl for ${plural(count, "host")}`,
    "source-without-declaration": (count) => plural(count, "source not declared", "sources not declared"),
    "source-without-licence": (count) => plural(count, "source without licence", "sources without licence"),
    "source-without-reliance": (count) =>
      plural(count, "source whose reliance is undecided", "sources whose reliance is undecided"),
    "source-without-purpose": (count) => plural(count, "source without purpose", "sources without purpose"),
    "source-without-access-mode": (count) =>
      plural(count, "source without access mode", "sources without access mode"),
    "source-without-terms-of-service": (count) =>
      plural(count, "source without terms of service", "sources without terms of service"),
    "source-without-agreement": (count) =>
      plural(count, "source without agreement", "sources without agreement"),
    "source-without-agreement-dates": (count) =>
      plural(count, "agreement without dates", "agreements without dates"),
    "source-without-release": (count) => plural(count, "source without release", "sources without release"),
    "source-without-notice-version": (count) =>
      plural(
        count,
        "source of user data without notice version",
        "sources of user data without notice version",
      ),
    "source-without-country": (count) => plural(count, "source without country", "sources without country"),
    "source-without-storage-region": (count) =>
      plural(count, "source without storage region", "sources without storage region"),
    "source-without-training-region": (count) =>
      plural(count, "source without training region", "sources without training region"),
    "source-without-crawl": (count) =>
      plural(count, "crawled source without crawler facts", "crawled sources without crawler facts"),
    "agreement-not-in-force": (count) =>
      plural(
        count,
        "source read outside its agreement's dates",
        "sources read outside their agreements' dates",
      ),
    "terms-refuse-training": (count) =>
      plural(count, "source whose terms say no to training", "sources whose terms say no to training"),
    "run-without-end": (count) => plural(count, "run without end", "runs without end"),
    "base-without-runs": (count) =>
      plural(
        count,
        "base model whose training data is unknown",
        "base models whose training data is unknown",
      ),
    "leftover-segment": (count) =>
      plural(count, "folder left by a writer that died", "folders left by writers that died"),
    "missing-segment": (count) => plural(count, "segment missing from disk", "segments missing from disk"),
    "damaged-segment": (count) => plural(count, "damaged segment"),
  },
  nextStep: {
    "row-without-text": "name the field that holds the text: --text FIELD",
    "failed-row": "look at the rows, then track again with the same --run",
    "dropped-event": "track the source again with the same --run",
    "broken-line": "mend the lines, then track again with the same --run",
    "oversized-line": "split the lines, then track again with the same --run",
    "truncated-file": "fetch the file again, then track it with the same --run",
    "wrong-encoding": "convert the file to UTF-8, then track it with the same --run",
    "guessed-encoding": "look at the text, then declare the encoding: --encoding NAME",
    "truncated-record": "fetch the pages again without a limit of length",
    "digest-mismatch": "compare the file with the copy at its origin",
    "refused-entry": "unpack the archive where it does no harm, and track the folder",
    "limit-reached": "split what is too large, then track again with the same --run",
    "missing-field": "name a field that is there: --text FIELD",
    "no-permission": "grant read permission, then track again with the same --run",
    "missing-file": "bring the file back, then track again with the same --run",
    "unreadable-file": "mend the file, then track it with the same --run",
    "unknown-format": "convert the file to JSON Lines or plain text",
    "not-indexed": "track again without --no-index to search these records",
    "robots-refused": "yurai screen SOURCE --drop robots-refused --out clean",
    "text-out-of-reach": "give the loader's locators to track(), or the source evidence: keep or none",
    "image-not-read": "mend or convert the pictures, or npm install sharp; then track with the same --run",
    "image-not-comparable": "nothing to do: only the very same file is found",
    "marked-synthetic": "look at them with yurai show, then declare them as a source of their own",
    "host-without-robots-txt": "keep robots.txt in the next crawl",
    "source-without-declaration": "declare it under sources in yurai.config.yaml",
    "source-without-licence": "yurai conclude SOURCE --licence X --because TEXT --by NAME",
    "source-without-reliance": "yurai conclude SOURCE --reliance KIND --because TEXT --by NAME",
    "source-without-purpose": "set purpose under the source in yurai.config.yaml",
    "source-without-access-mode": "set accessMode under the source in yurai.config.yaml",
    "source-without-terms-of-service": "set termsOfService under the source in yurai.config.yaml",
    "source-without-agreement": "set agreement under the source in yurai.config.yaml",
    "source-without-agreement-dates": "set agreement.from and agreement.to in yurai.config.yaml",
    "source-without-release": "set release under the source in yurai.config.yaml",
    "source-without-notice-version": "set noticeVersion under the source in yurai.config.yaml",
    "source-without-country": "set country under the source in yurai.config.yaml",
    "source-without-storage-region": "set regions.storage under the source in yurai.config.yaml",
    "source-without-training-region": "set regions.training under the source in yurai.config.yaml",
    "source-without-crawl": "say who crawled, when and how robots.txt was read",
    "agreement-not-in-force": "renew the agreement, or take the source out of the run",
    "terms-refuse-training": "take the source out, or record another licence",
    "run-without-end": "finish it with the same --run, or leave it as a recorded gap",
    "base-without-runs": "track the base model's data, or accept that it is not searched",
    "leftover-segment": "yurai verify --leftovers keep|remove",
    "missing-segment": "bring the segment back from a copy, then yurai verify",
    "damaged-segment": "bring the segment back from a copy, then yurai verify",
  },
  at: (place) =>
    [
      place.path,
      place.line === undefined ? undefined : `line ${place.line}`,
      place.byte === undefined ? undefined : `at byte ${place.byte}`,
      place.field === undefined ? undefined : `field ${place.field}`,
      place.host,
      place.segment === undefined ? undefined : `segment ${place.segment}`,
      place.model,
    ]
      .filter((part) => part !== undefined)
      .join(", "),
  first: (place) => `first: ${place}`,
};

// The shape of everything that --json writes: a change here is a change of a format that others read.
import {
  gapSchema,
  licenceBases,
  licenceClaimSchema,
  locatorSchema,
  modelSchema,
  origins,
  provenanceSchema,
  relianceKinds,
  relianceSchema,
  runEndSchema,
  runSchema,
  sourceSchema,
  crawlSchema,
  signalSchema,
  termsSchema,
} from "@yurai/schema";
import { z } from "zod";

const count = z.int().min(0);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const runId = z.string().regex(/^[0-9a-f]{32}$/);
const modelReference = z.strictObject({ name: z.string(), version: z.string().optional() });

function shape<Shape extends z.ZodRawShape>(name: string, members: Shape): z.ZodType {
  return z.strictObject({ schema: z.literal(`yurai/${name}`), schemaVersion: z.literal(1), ...members });
}

const personalData = z.strictObject({
  scannedRecords: count,
  counts: z.array(z.strictObject({ category: z.string(), count })),
});

const runSource = z.looseObject({
  source: z.string(),
  evidence: z.enum(["reread", "keep", "none"]),
  records: count,
  characters: count,
  bytes: count,
  hosts: count,
  optedOutRecords: count,
  optedOutHosts: count,
  licences: z.array(z.strictObject({ basis: z.string(), records: count })),
  personalData: personalData.optional(),
  firstUsedAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
});

const screening = z.strictObject({
  run: runId,
  source: z.string(),
  kept: count,
  dropped: count,
  quarantined: count,
  rules: z.array(
    z.strictObject({
      rule: z.string(),
      action: z.enum(["drop", "quarantine"]),
      records: count,
      notChecked: count.optional(),
    }),
  ),
});

/** By command: what one line of its JSON is. */
export const shapes = {
  init: shape("init", {
    home: z.string(),
    files: z.array(
      z.strictObject({
        path: z.string(),
        holds: z.enum(["config", "policy", "waivers"]),
        existed: z.boolean(),
      }),
    ),
    next: z.string(),
  }),
  track: shape("track", {
    run: runId,
    name: z.string().optional(),
    resumed: z.boolean(),
    outcome: z.enum(["completed", "failed", "interrupted"]),
    sources: z.array(runSource),
    screenings: z.array(screening),
    gaps: z.array(gapSchema),
    segments: z.array(digest),
    bytesOnDisk: count,
    alreadyRead: count,
    readTwice: count,
    cost: z.looseObject({ microsecondsPerRecord: z.number(), elapsedMs: z.number() }),
  }),
  screen: shape("screen", {
    run: runId,
    outcome: z.string(),
    screening,
    gaps: z.array(gapSchema),
    files: z.strictObject({
      kept: z.array(z.string()),
      quarantined: z.array(z.string()),
      dropped: z.string(),
      record: z.string(),
    }),
  }),
  status: shape("status", {
    home: z.string(),
    personalData: personalData.optional(),
    gaps: z.array(gapSchema),
    sources: z.array(
      z.strictObject({
        name: z.string(),
        origin: z.enum(origins).optional(),
        records: count,
        licence: z.string().optional(),
        basis: z.enum(licenceBases).optional(),
        reliance: z.enum(relianceKinds),
      }),
    ),
    models: z.array(
      z.strictObject({
        model: modelReference,
        runs: count,
        base: modelReference.optional(),
        baseRuns: count.optional(),
      }),
    ),
    runs: count,
    records: count,
    characters: count,
    segments: count,
    segmentBytes: count,
    ledger: z.strictObject({ rows: count }),
  }),
  run: shape("run", {
    run: runSchema,
    end: runEndSchema.optional(),
    segments: z.array(z.strictObject({ id: digest, bytes: count })),
    gaps: z.array(gapSchema),
  }),
  source: shape("source", {
    personalData: personalData.optional(),
    source: z.union([sourceSchema, z.strictObject({ name: z.string() })]),
    records: count,
    characters: count,
    bytes: count,
    hosts: count,
    optedOutRecords: count,
    optedOutHosts: count,
    licences: z.array(licenceClaimSchema),
    terms: termsSchema,
    reliance: relianceSchema,
    crawls: z.array(crawlSchema),
    runs: z.array(
      z.strictObject({
        id: runId,
        name: z.string().optional(),
        model: z.string().optional(),
        records: count,
        firstUsedAt: z.iso.datetime(),
      }),
    ),
    gaps: z.array(gapSchema),
  }),
  model: shape("model", {
    model: modelSchema,
    bases: z.array(z.strictObject({ model: modelReference, runs: count })),
    sources: z.array(z.strictObject({ name: z.string(), records: count })),
  }),
  host: shape("host", {
    host: z.string(),
    sources: z.array(
      z.strictObject({
        source: z.string(),
        records: count,
        bytes: count,
        optedOutRecords: count,
        robots: z.strictObject({ allowed: count, refused: count, unknown: count }).optional(),
        refusedPages: z
          .array(
            z.strictObject({
              url: z.string(),
              fetchedAt: z.string().optional(),
              rule: z.string().optional(),
              agent: z.string().optional(),
              file: z.string().optional(),
              line: count.optional(),
            }),
          )
          .max(100)
          .optional(),
        robotsFile: z
          .strictObject({
            url: z.string(),
            sha256: digest.optional(),
            fetchedAt: z.iso.datetime({ offset: true }).optional(),
            status: count.optional(),
          })
          .optional(),
        examples: z.array(signalSchema),
        crawls: z.array(crawlSchema),
        firstFetchedAt: z.iso.datetime({ offset: true }).optional(),
        lastFetchedAt: z.iso.datetime({ offset: true }).optional(),
      }),
    ),
    runs: z.array(
      z.strictObject({
        id: runId,
        name: z.string().optional(),
        model: z.string().optional(),
        records: count,
      }),
    ),
    lists: z.array(z.strictObject({ name: z.string(), from: z.string().optional() })).optional(),
  }),
  record: shape("record", {
    provenance: provenanceSchema,
    contentDigest: z.string().regex(/^[0-9a-f]{32}$/),
    bytes: count,
    characters: count,
    segmentNow: digest.optional(),
    models: z.array(modelReference),
  }),
  lookup: shape("lookup", {
    kind: z.enum(["url", "host", "digest", "text"]),
    target: z.string().optional(),
    answer: z.enum(["included", "notFound", "cannotDetermine"]),
    count,
    found: z.array(
      z.strictObject({
        record: z.string().regex(/^[0-9a-f]{64}:\d+$/),
        source: z.string(),
        locator: locatorSchema,
        url: z.string().optional(),
        id: z.string().optional(),
      }),
    ),
    searched: z.array(digest),
    notSearched: z.strictObject({
      segments: z.array(z.strictObject({ id: digest, code: z.string() })),
      models: z.array(modelReference),
    }),
  }),
  conclude: shape("conclude", {
    source: z.string(),
    rows: z.array(digest),
    gapsClosed: count,
    claim: licenceClaimSchema.optional(),
    reliance: relianceSchema.optional(),
  }),
  "model-add": shape("model-add", { changed: z.boolean(), model: modelSchema }),
  compact: shape("compact", {
    segmentsBefore: count,
    segmentsAfter: count,
    merged: count,
    bytesBefore: count,
    bytesAfter: count,
    replacedKept: z.array(digest).optional(),
    replacedRemoved: z.array(digest).optional(),
  }),
  verify: shape("verify", {
    sound: z.boolean(),
    proved: z.enum(["signed-head", "supplied-head", "self-consistent", "nothing"]),
    provedRowCount: count,
    rowCount: count,
    head: z.looseObject({ ledger: z.string(), size: count, root: digest, at: z.string() }).optional(),
    erased: z.array(z.looseObject({})),
    segmentsChecked: count,
    segmentsNotChecked: count,
    problems: z.array(z.looseObject({ code: z.string(), what: z.string() })),
    problemCount: count,
    missingSegments: z.array(digest),
    uncommittedSegments: z.array(digest),
    replacedSegments: z.array(digest),
    leftovers: z.array(
      z.strictObject({ folder: z.string(), writer: z.string(), complete: z.boolean(), byteLength: count }),
    ),
    handled: z
      .strictObject({
        kept: z.array(digest),
        removed: z.array(z.string()),
        leftAlone: z.array(z.string()),
      })
      .optional(),
    savedHead: z.strictObject({ file: z.string(), signed: z.boolean() }).optional(),
  }),
  redact: shape("redact", {
    rows: count,
    changedRows: count,
    brokenRows: count,
    how: z.enum(["mask", "type", "hash", "pseudonym"]),
    counts: z.record(z.string(), count),
  }),
  faces: shape("faces", {
    persons: z.array(
      z.strictObject({
        id: z.string().regex(/^p-[0-9a-f]{8}$/),
        name: z.string(),
        model: digest,
        by: z.string(),
        at: z.iso.datetime(),
        because: z.string(),
        pictures: count,
      }),
    ),
  }),
  keys: shape("keys", {
    keyId: z.string().regex(/^[0-9a-f]{32}$/),
    privateFile: z.string().optional(),
    publicFile: z.string(),
  }),
} as const;

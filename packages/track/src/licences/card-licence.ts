/** What the card of a data set or model on a hub says of its licence, and what the head of a source file says. */
import type { Licence, LicenceEvidence } from "@yurai/schema";
import { readLicenceName, type UnknownLicence } from "./licence-name.ts";
import { readLicenceUrl } from "./licence-url.ts";

/** One statement, with its place. */
export interface StatedLicence {
  readonly licence: Licence;
  readonly evidence: LicenceEvidence;
}

/** What a card states, and what of it could not be read. */
export interface CardLicences {
  readonly stated: readonly StatedLicence[];
  /** Why statements gave no licence, in their order. */
  readonly unknown: readonly UnknownLicence[];
}

const maxStatements = 100;

/**
 * Reads the fields `license`, `license_name` and `license_link` of a card. Several licences are several claims: a card does
 * not say whether all hold or one may be chosen. `other` with a name or a link is custom terms under that name.
 */
export function readCardLicences(card: unknown, path: string): CardLicences {
  const fields = isObject(card) ? card : {};
  const given = fields["license"];
  const names = (Array.isArray(given) ? given.slice(0, maxStatements) : [given]).filter(
    (name) => typeof name === "string",
  );
  const stated: StatedLicence[] = [];
  const unknown: UnknownLicence[] = [];
  const evidence: LicenceEvidence = { kind: "file", path, field: "license" };
  for (const name of names) {
    const reading = readLicenceName(name);
    if (reading.kind === "licence") stated.push({ licence: reading.licence, evidence });
    else {
      const own = reading.because === "own-terms" ? ownTerms(fields) : undefined;
      if (own !== undefined)
        stated.push({ licence: own, evidence: { kind: "file", path, field: "license_name" } });
      else unknown.push(reading.because);
    }
  }
  return { stated, unknown: names.length === 0 ? ["not-stated"] : unknown };
}

function ownTerms(fields: Readonly<Record<string, unknown>>): Licence | undefined {
  const name = textOf(fields["license_name"]);
  const link = textOf(fields["license_link"]);
  if (name !== undefined) {
    const reading = readLicenceName(name);
    if (reading.kind === "licence") return reading.licence;
  }
  const isUrl = link !== undefined && /^https?:\/\/\S+$/i.test(link);
  const linked = isUrl ? readLicenceUrl(link) : undefined;
  if (linked?.kind === "licence") return linked.licence;
  const called = name ?? link;
  return called === undefined ? undefined : { kind: "custom", name: called, ...(isUrl && { url: link }) };
}

/** A name as the schema takes it: one line, at most 200 characters. */
function textOf(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value
    .toWellFormed()
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, 200)
    .toWellFormed()
    .trim();
  return text === "" ? undefined : text;
}

const maxTagLines = 50;
const maxTagLength = 200;

/** The licence that a file states by `SPDX-License-Identifier:` in its first 50 lines. Linear; never throws. */
export function readSpdxTag(text: string): Licence | undefined {
  let at = 0;
  for (let line = 0; line < maxTagLines && at < text.length; line++) {
    const next = text.indexOf("\n", at);
    const end = next < 0 ? text.length : next;
    const tag = text.slice(at, Math.min(end, at + 1_000)).indexOf("SPDX-License-Identifier:");
    if (tag >= 0) {
      const value = text.slice(
        at + tag + "SPDX-License-Identifier:".length,
        Math.min(end, at + tag + maxTagLength),
      );
      const reading = readLicenceName(value.replace(/(?:\*\/|-->|#\}|\*\)|"""|\r)\s*$/, "").trim());
      return reading.kind === "licence" ? reading.licence : undefined;
    }
    at = end + 1;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

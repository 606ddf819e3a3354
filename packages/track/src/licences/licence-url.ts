/** From the URL of a licence text to the licence: Creative Commons, SPDX, OSI, GNU, Apache, Open Data Commons. */
import type { LicenceReading } from "./licence-name.ts";
import { readLicenceName } from "./licence-name.ts";

const unknown: LicenceReading = { kind: "unknown", because: "not-recognised" };
const maxLength = 8_192;

/** Hosts whose paths end in a name that can be read. */
const named = new Map<string, RegExp>([
  ["spdx.org", /^\/licenses\/([\w.+-]+?)(?:\.html|\.json|\.txt)?\/?$/],
  ["opensource.org", /^\/licenses?\/([\w.+-]+?)(?:\.php|\.html)?\/?$/],
  ["choosealicense.com", /^\/licenses\/([\w.-]+?)\/?$/],
]);
const whole = new Map<string, string>([
  ["apache.org/licenses/license-2.0", "Apache-2.0"],
  ["opendatacommons.org/licenses/odbl/1-0", "ODbL-1.0"],
  ["opendatacommons.org/licenses/odbl", "ODbL-1.0"],
  ["opendatacommons.org/licenses/by/1-0", "ODC-By-1.0"],
  ["opendatacommons.org/licenses/by", "ODC-By-1.0"],
  ["opendatacommons.org/licenses/pddl/1-0", "PDDL-1.0"],
  ["opendatacommons.org/licenses/pddl", "PDDL-1.0"],
  ["cdla.dev/permissive-2-0", "CDLA-Permissive-2.0"],
  ["cdla.dev/permissive-1-0", "CDLA-Permissive-1.0"],
  ["cdla.dev/sharing-1-0", "CDLA-Sharing-1.0"],
  ["mozilla.org/mpl/2.0", "MPL-2.0"],
  ["mozilla.org/en-us/mpl/2.0", "MPL-2.0"],
  ["nationalarchives.gov.uk/doc/open-government-licence/version/3", "OGL-UK-3.0"],
  ["unlicense.org", "Unlicense"],
]);

/** Reads the URL of a licence; one that is not known is unknown, and never fetched. Linear; never throws. */
export function readLicenceUrl(url: string): LicenceReading {
  if (url.length > maxLength) return unknown;
  const parsed = parse(url);
  if (parsed === undefined) return unknown;
  const host = parsed.hostname.toLowerCase().replace(/^www\./, "");
  const path = parsed.pathname.toLowerCase();
  if (host === "creativecommons.org") return creativeCommons(path);
  if (host === "gnu.org") return gnu(path);
  const found = whole.get(host + path.replace(/\/?(?:\.html|\.txt)?\/?$/, ""));
  if (found !== undefined) return readLicenceName(found);
  const name = named.get(host)?.exec(path)?.[1];
  return name === undefined ? unknown : readLicenceName(name);
}

/** `/licenses/by-sa/3.0/jp/legalcode`: a port whose id SPDX lacks is unknown, for its text is another. */
function creativeCommons(path: string): LicenceReading {
  const mark = /^\/publicdomain\/(zero|mark)\/(\d\.\d)(?:\/|$)/.exec(path);
  if (mark !== null) return readLicenceName(mark[1] === "zero" ? `CC0-${mark[2]}` : `CC-PDM-${mark[2]}`);
  const parts = /^\/licenses\/([a-z-]+)\/(\d\.\d)(?:\/([a-z]{2,3}))?(?:\/|$)/.exec(path);
  if (parts === null)
    return /^\/licenses\/[a-z-]+\/?$/.test(path) ? { kind: "unknown", because: "no-version" } : unknown;
  const [, kind = "", version = "", port] = parts;
  const isLanguage = version === "4.0" || port === undefined;
  return readLicenceName(`CC-${kind}-${version}${isLanguage ? "" : `-${port}`}`);
}

function gnu(path: string): LicenceReading {
  const parts =
    /^\/(?:licenses|copyleft)\/(?:old-licenses\/)?([al]?gpl|fdl)(?:-(\d(?:\.\d)?))?(?:\.[a-z-]+)*\/?$/.exec(
      path,
    );
  if (parts === null) return unknown;
  const [, family = "", version] = parts;
  // Without a version the page shows whatever is the newest.
  if (version === undefined) return { kind: "unknown", because: "no-version" };
  return readLicenceName(
    `${family === "fdl" ? "gfdl" : family}-${version.includes(".") ? version : `${version}.0`}-only`,
  );
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

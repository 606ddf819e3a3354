/** Creative Commons licences by the parts of their name: versions 1.0 to 4.0 and the ports of older ones. */
import { explained, silent, type ExplainedTerms } from "./explained-terms.ts";

/** The elements of a CC licence. */
interface CreativeCommons {
  readonly version: string;
  readonly noCommercial: boolean;
  readonly noDerivatives: boolean;
  readonly shareAlike: boolean;
}

const id = /^CC-BY(-NC)?(-ND|-SA|-ND-NC)?-(\d\.\d)(?:-[A-Z-]+)?$/;

/** Reads an SPDX id; undefined when it is none of a CC licence. */
function readCreativeCommons(spdxId: string): CreativeCommons | undefined {
  const parts = id.exec(spdxId);
  if (parts === null) return undefined;
  const [, noCommercial, other = "", version = ""] = parts;
  return {
    version,
    noCommercial: noCommercial !== undefined || other.endsWith("-NC"),
    noDerivatives: other.startsWith("-ND"),
    shareAlike: other === "-SA",
  };
}

/** What the text of a CC licence says. The versions before 4.0 have the same sections for what is asked here. */
export function creativeCommonsTerms(spdxId: string): ExplainedTerms | undefined {
  const parts = readCreativeCommons(spdxId);
  if (parts === undefined) return undefined;
  const { version, noCommercial, noDerivatives, shareAlike } = parts;
  const four = version.startsWith("4");
  const grant = four ? "section 2(a)(1)" : "section 3";
  const duties = four ? "section 3(a)" : "section 4";
  return explained(
    ["unknown", `${grant} lists reproducing, adapting and sharing; training is not named`],
    noDerivatives
      ? ["conditions", `${grant}: unchanged only, adapted material may not be shared; and ${duties}`]
      : ["conditions", `${duties}: with attribution`],
    noCommercial
      ? ["no", four ? "section 1, NonCommercial, and section 2(a)(1)" : "section 4: no commercial advantage"]
      : ["yes", `${grant}: not limited to a purpose`],
    ["yes", duties],
    shareAlike
      ? ["yes", four ? "section 3(b)" : "section 4(b)"]
      : ["no", noDerivatives ? "adapted material may not be shared at all" : silent],
  );
}

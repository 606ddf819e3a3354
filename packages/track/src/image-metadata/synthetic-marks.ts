/**
 * Marks by which a file says that a model made it: IPTC digital source types in XMP and C2PA, IPTC's name of the AI system, the
 * label of China's GB 45438, and what generators write into EXIF and PNG. What is found was written by somebody and is not
 * verified; that nothing is found says nothing.
 */
import type { SignalPart } from "@yurai/schema";
import { directiveText, type FoundSignal } from "../signals/found-signal.ts";
import type { C2paStatements } from "./c2pa.ts";
import type { ImageParts, KeywordText } from "./image-parts.ts";
import { readTiffFields } from "./tiff-parts.ts";
import type { XmpProperties } from "./xmp.ts";

/** A statement of a file, and in which part of it. */
export interface EmbeddedSignal extends FoundSignal {
  readonly part: SignalPart;
}

/** Terms of https://cv.iptc.org/newscodes/digitalsourcetype/ that name a trained model, alone or among others. */
const synthetic =
  /(?:^|[/:])(?:trainedAlgorithmicMedia|compositeWithTrainedAlgorithmicMedia|compositeSynthetic)$/i;

/** Programs that make pictures by a model, as they sign their files. */
const generators =
  /\b(?:stable[ -]diffusion|novelai|midjourney|nijijourney|dall[-·]e|comfyui|invokeai|fooocus|adobe firefly|gpt-image|automatic1111|sd\.next|ideogram)\b/i;
/** How parameters of a generation begin to end, in the form of AUTOMATIC1111 that most others took over. */
const parameters = /\bSteps: \d+, Sampler: /;
/** Fields of JSON that only workflows and their results have. */
const workflow = /"class_type"\s*:|"invokeai_metadata"|"sd-metadata"|"signed_hash"\s*:/;
const generatorKeywords = new Set([
  "parameters",
  "prompt",
  "workflow",
  "invokeai_metadata",
  "sd-metadata",
  "Dream",
  "Comment",
]);
const aigc = /"Label"\s*:\s*"?([123])"?/;

const exifTags = { software: 0x0131, userComment: 0x9286 } as const;

/** Finds them. A mark's value is what was written, or the name of the field where that holds a prompt. */
export function syntheticMarks(
  parts: ImageParts,
  xmp: XmpProperties,
  c2pa: C2paStatements,
): readonly EmbeddedSignal[] {
  return [
    ...xmpMarks(xmp),
    ...c2pa.sourceTypes
      .filter(({ sourceType }) => synthetic.test(sourceType))
      .map(({ statement }) => mark("c2pa", statement)),
    ...exifMarks(parts.exif),
    ...(parts.texts ?? []).flatMap(textMarks),
  ];
}

function mark(part: SignalPart, value: string): EmbeddedSignal {
  return { kind: "synthetic-mark", value: directiveText(value), training: "unknown", part };
}

function xmpMarks({
  digitalSourceType = "",
  aiSystemUsed,
  aigcLabel,
  creatorTool,
}: XmpProperties): readonly EmbeddedSignal[] {
  const types = digitalSourceType.split("\n").filter((type) => synthetic.test(type));
  const label = aigcOf(aigcLabel);
  const tool = generators.exec(creatorTool ?? "")?.[0];
  return [
    ...types.map((type) => mark("xmp", `DigitalSourceType=${type}`)),
    ...(aiSystemUsed === undefined ? [] : [mark("xmp", `AISystemUsed=${aiSystemUsed}`)]),
    ...(label === undefined ? [] : [mark("xmp", label)]),
    ...(tool === undefined ? [] : [mark("xmp", `CreatorTool=${tool}`)]),
  ];
}

/** The label alone: what stands beside it names who made and who spread the picture. */
function aigcOf(text: string | undefined): string | undefined {
  const label = aigc.exec(text ?? "")?.[1];
  return label === undefined ? undefined : `AIGC Label=${label}`;
}

function exifMarks(exif: Uint8Array | undefined): readonly EmbeddedSignal[] {
  if (exif === undefined) return [];
  const fields = readTiffFields(exif);
  // Two bytes a letter or one: without zeros it reads the same.
  const text = (tag: number): string =>
    Buffer.from(fields.get(tag) ?? [])
      .subarray(0, 65_536)
      .toString("latin1")
      .replaceAll("\0", "");
  const comment = text(exifTags.userComment);
  const tool = generators.exec(text(exifTags.software))?.[0];
  const label = comment.includes("AIGC") ? aigcOf(comment) : undefined;
  return [
    ...(tool === undefined ? [] : [mark("exif", `Software=${tool}`)]),
    ...(parameters.test(comment) || workflow.test(comment) ? [mark("exif", "UserComment")] : []),
    ...(label === undefined ? [] : [mark("exif", label)]),
  ];
}

function textMarks({ keyword, text }: KeywordText): readonly EmbeddedSignal[] {
  if (keyword === "Software" || keyword === "Source") {
    const tool = generators.exec(text)?.[0];
    return tool === undefined ? [] : [mark("png-text", `${keyword}=${tool}`)];
  }
  if (keyword === "AIGC") {
    const label = aigcOf(text);
    return label === undefined ? [] : [mark("png-text", label)];
  }
  const isGenerated = generatorKeywords.has(keyword) && (parameters.test(text) || workflow.test(text));
  return isGenerated || (keyword === "Dream" && text.startsWith('"')) ? [mark("png-text", keyword)] : [];
}

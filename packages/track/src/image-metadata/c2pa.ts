/**
 * What a C2PA manifest store says: about training and mining (`cawg.training-mining`, and `c2pa.training-mining` of C2PA 1.x),
 * and of how the asset was made (`digitalSourceType` of actions and metadata). Only what is written is read. Signatures and
 * bindings are not checked: that needs the C2PA library and a list of whom to trust.
 */
import type { Answer } from "@yurai/schema";
import { decodeCbor } from "./cbor.ts";
import { directiveText, type FoundSignal } from "../signals/found-signal.ts";

interface Box {
  readonly type: string;
  readonly content: Uint8Array;
}

interface SuperBox {
  readonly label: string;
  readonly boxes: readonly Box[];
}

const maxBoxes = 10_000;
const maxEntries = 100;
const miningLabel = /^(?:cawg|c2pa)\.training-mining(?:[._].*)?$/;
const actionsLabel = /^c2pa\.actions(?:[._].*)?$/;
const metadataLabel = /^(?:stds\.(?:iptc|schema-org\.CreativeWork)|(?:c2pa|cawg)\.metadata)(?:[._].*)?$/;

/** What is read of a store. */
export interface C2paStatements {
  /** About training and mining. */
  readonly mining: readonly FoundSignal[];
  /** How the asset was made, each with the action that made it so, such as `c2pa.created digitalSourceType=http://...`. */
  readonly sourceTypes: readonly { readonly sourceType: string; readonly statement: string }[];
}

/** Reads the active manifest of a store, the last one in it; those before it are of its ingredients. Never throws. */
export function readC2pa(store: Uint8Array): C2paStatements {
  const outer = readBoxes(store).find(({ type }) => type === "jumb");
  const manifests = outer === undefined ? [] : superBoxes(readSuperBox(outer.content).boxes);
  const active = manifests.at(-1);
  if (active === undefined) return { mining: [], sourceTypes: [] };
  const assertions = superBoxes(active.boxes)
    .filter(({ label }) => label === "c2pa.assertions")
    .flatMap(({ boxes }) => superBoxes(boxes));
  const valuesOf = (pattern: RegExp): readonly unknown[] =>
    assertions.filter(({ label }) => pattern.test(label)).flatMap(({ boxes }) => boxes.map(valueOf));
  return {
    mining: valuesOf(miningLabel).flatMap(entriesOf).slice(0, maxEntries),
    sourceTypes: [
      ...valuesOf(actionsLabel).flatMap(actionTypes),
      ...valuesOf(metadataLabel).flatMap(metadataTypes),
    ].slice(0, maxEntries),
  };
}

/** `{actions: [{action, digitalSourceType}]}`. */
function actionTypes(value: unknown): C2paStatements["sourceTypes"] {
  const actions = field(value, "actions");
  if (!Array.isArray(actions)) return [];
  return actions.slice(0, maxEntries).flatMap((one: unknown) => {
    const [action, sourceType] = [field(one, "action"), field(one, "digitalSourceType")];
    if (typeof sourceType !== "string") return [];
    const name = typeof action === "string" ? `${action} ` : "";
    return [{ sourceType, statement: directiveText(`${name}digitalSourceType=${sourceType}`) }];
  });
}

/** IPTC metadata as JSON-LD, under the usual prefix or none. */
function metadataTypes(value: unknown): C2paStatements["sourceTypes"] {
  return ["Iptc4xmpExt:DigitalSourceType", "digitalSourceType"].flatMap((name) => {
    const sourceType = field(value, name);
    return typeof sourceType === "string"
      ? [{ sourceType, statement: directiveText(`${name}=${sourceType}`) }]
      : [];
  });
}

function superBoxes(boxes: readonly Box[]): readonly SuperBox[] {
  return boxes.filter(({ type }) => type === "jumb").map(({ content }) => readSuperBox(content));
}

/** ISO/IEC 19566-5: length, type, content; the length counts all three, 0 goes to the end, 1 has 64 bits behind the type. */
function readBoxes(bytes: Uint8Array): readonly Box[] {
  const boxes: Box[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 8 <= bytes.length && boxes.length < maxBoxes) {
    const short = view.getUint32(at);
    const head = short === 1 ? 16 : 8;
    if (at + head > bytes.length) break;
    const long = short === 1 ? Number(view.getBigUint64(at + 8)) : short;
    const length = long === 0 ? bytes.length - at : long;
    if (length < head || length > bytes.length - at) break;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    boxes.push({ type, content: bytes.subarray(at + head, at + length) });
    at += length;
  }
  return boxes;
}

function readSuperBox(content: Uint8Array): SuperBox {
  const [description, ...boxes] = readBoxes(content);
  if (description?.type !== "jumd" || description.content.length < 17) return { label: "", boxes };
  // Sixteen bytes of type, one of toggles; the second bit says that a label follows, up to a zero.
  const { content: fields } = description;
  const end = fields.indexOf(0, 17);
  const hasLabel = (fields[16]! & 2) !== 0;
  const label = hasLabel ? new TextDecoder().decode(fields.subarray(17, end < 0 ? undefined : end)) : "";
  return { label, boxes };
}

function valueOf({ type, content }: Box): unknown {
  if (type === "cbor") return decodeCbor(content);
  return type === "json" ? readJson(content) : undefined;
}

function entriesOf(value: unknown): readonly FoundSignal[] {
  const entries = field(value, "entries");
  if (typeof entries !== "object" || entries === null) return [];
  return Object.entries(entries)
    .slice(0, maxEntries)
    .flatMap(([key, entry]) => {
      const use = field(entry, "use");
      if (typeof use !== "string") return [];
      const constraint = field(entry, "constraint_info") ?? field(entry, "constraints_info");
      return [
        { kind: "c2pa", value: directiveText(`${key}=${use}`), training: answerOf(key, use, constraint) },
      ];
    });
}

/** Constrained without a word on how counts as not allowed, as the specification says. */
function answerOf(key: string, use: string, constraint: unknown): Answer {
  if (!/\.ai(?:_generative)?_training$/.test(key)) return "unknown";
  if (use === "allowed") return "yes";
  if (use === "notAllowed") return "no";
  if (use !== "constrained") return "unknown";
  return typeof constraint === "string" && constraint.trim() !== "" ? "conditions" : "no";
}

function readJson(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(content)) as unknown;
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

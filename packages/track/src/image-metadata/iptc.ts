/** The rights fields of IPTC IIM, which Photoshop resources hold: notice, creator, credit, source, instructions. */

/** Fields as text; repeated ones are joined by line breaks. */
export interface IptcFields {
  readonly copyrightNotice?: string;
  readonly creator?: string;
  readonly creditLine?: string;
  readonly source?: string;
  readonly instructions?: string;
}

const names = new Map<number, keyof IptcFields>([
  [40, "instructions"],
  [80, "creator"],
  [110, "creditLine"],
  [115, "source"],
  [116, "copyrightNotice"],
]);
const maxResources = 1_000;
const maxDatasets = 1_000;
const iptcResource = 0x0404;

/** Finds the IIM block among Photoshop resources (`8BIM`), without their header. Never throws. */
export function findIptc(resources: Uint8Array): Uint8Array | undefined {
  const view = viewOf(resources);
  let at = 0;
  for (let i = 0; i < maxResources && at + 12 <= resources.length; i++) {
    if (view.getUint32(at) !== 0x3842494d) return undefined;
    const id = view.getUint16(at + 4);
    // A name with its length before it, filled up to an even number of bytes.
    const nameLength = resources[at + 6]! + 1;
    const sizeAt = at + 6 + nameLength + (nameLength % 2);
    if (sizeAt + 4 > resources.length) return undefined;
    const size = view.getUint32(sizeAt);
    const begin = sizeAt + 4;
    if (size > resources.length - begin) return undefined;
    if (id === iptcResource) return resources.subarray(begin, begin + size);
    at = begin + size + (size % 2);
  }
  return undefined;
}

/** Reads the fields of an IIM block; what is broken ends the reading. Never throws. */
export function readIptc(block: Uint8Array): IptcFields {
  const view = viewOf(block);
  const fields: { -readonly [Name in keyof IptcFields]: string } = {};
  let charset = "windows-1252";
  let at = 0;
  for (let i = 0; i < maxDatasets && at + 5 <= block.length && block[at] === 0x1c; i++) {
    const [record, dataset] = [block[at + 1], block[at + 2]!];
    const size = view.getUint16(at + 3);
    // The top bit announces a length of more than 32,767 bytes; no field of these has one.
    if (size > 0x7fff || size > block.length - at - 5) break;
    const value = block.subarray(at + 5, at + 5 + size);
    // 1:90 with ESC % G says that the text is UTF-8.
    if (record === 1 && dataset === 90 && value[1] === 0x25 && value[2] === 0x47) charset = "utf-8";
    const name = record === 2 ? names.get(dataset) : undefined;
    if (name !== undefined) {
      const text = new TextDecoder(charset).decode(value).trim();
      fields[name] = fields[name] === undefined ? text : `${fields[name]}\n${text}`;
    }
    at += 5 + size;
  }
  return fields;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

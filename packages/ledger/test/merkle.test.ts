import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { appendLeaves, emptyRoot, leafHash, merkleRoot, type MerkleNode, nodeHash } from "../src/merkle.ts";
import {
  consistencyPath,
  fillPath,
  inclusionPath,
  type LeafRange,
  verifyConsistency,
  verifyInclusion,
} from "../src/merkle-proof.ts";

// The vectors of google/certificate-transparency (merkle_tree_test): eight entries, the root after each, and proofs.
const entries = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const roots = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const h = {
  leaf0: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  leaf1: "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
  leaf4: "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
  pair23: "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
  pair45: "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
  pair67: "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
  quad03: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  quad47: "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
  pair01: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
};
const inclusionVectors: readonly (readonly [index: number, size: number, proof: readonly string[]])[] = [
  [0, 1, []],
  [0, 8, [h.leaf1, h.pair23, h.quad47]],
  [5, 8, [h.leaf4, h.pair67, h.quad03]],
  [2, 3, [h.pair01]],
  [1, 5, [h.leaf0, h.pair23, h.leaf4]],
];
const consistencyVectors: readonly (readonly [first: number, second: number, proof: readonly string[]])[] = [
  [1, 1, []],
  [1, 8, [h.leaf1, h.pair23, h.quad47]],
  [6, 8, [h.pair45, h.pair67, h.quad03]],
  [2, 5, [h.pair23, h.leaf4]],
];

const leaves = entries.map((entry) => leafHash(Uint8Array.from(Buffer.from(entry, "hex"))));

/** A proof computed straight from RFC 6962's definition of MTH, without stored subtrees. */
function proofOf(path: readonly LeafRange[], all: readonly Uint8Array[]): readonly Uint8Array[] {
  return path.map(({ start, end }) => merkleRoot(all.slice(start, end)));
}

function definitionRoot(all: readonly Uint8Array[]): Uint8Array {
  if (all.length === 0) return emptyRoot();
  const only = all[0];
  if (all.length === 1 && only) return only;
  let split = 1;
  while (split * 2 < all.length) split *= 2;
  return nodeHash(definitionRoot(all.slice(0, split)), definitionRoot(all.slice(split)));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

describe("the published vectors of Certificate Transparency", () => {
  test("the empty tree's root is SHA-256 of nothing", () => {
    expect(hex(merkleRoot([]))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
  test("the root after each of the eight entries is the published one", () => {
    expect(roots.map((_, index) => hex(merkleRoot(leaves.slice(0, index + 1))))).toEqual(roots);
  });
  test.each(inclusionVectors)(
    "the inclusion proof of leaf %i in %i leaves is the published one",
    (index, size, proof) => {
      const made = proofOf(inclusionPath(index, size), leaves);
      expect(made.map(hex)).toEqual(proof);
      expect(verifyInclusion(leaves[index]!, index, size, made, merkleRoot(leaves.slice(0, size)))).toBe(
        true,
      );
    },
  );
  test.each(consistencyVectors)(
    "the consistency proof from %i to %i leaves is the published one",
    (first, second, proof) => {
      const made = proofOf(consistencyPath(first, second), leaves);
      expect(made.map(hex)).toEqual(proof);
    },
  );
});

describe("properties", () => {
  const manyLeaves = fc
    .integer({ min: 1, max: 70 })
    .map((count) => Array.from({ length: count }, (_, index) => leafHash(`entry ${index}`)));

  test("appending in any batches gives the root that the definition gives", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }), (batches) => {
        let size = 0;
        let peaks: readonly MerkleNode[] = [];
        const all: Uint8Array[] = [];
        for (const count of batches) {
          const batch = Array.from({ length: count }, (_, index) => leafHash(`${size + index}`));
          all.push(...batch);
          const grown = appendLeaves(size, peaks, batch);
          ({ size, peaks } = grown);
          expect(hex(grown.root)).toBe(hex(definitionRoot(all)));
        }
      }),
    );
  });

  test("stored subtrees fill every proof as the definition does", () => {
    fc.assert(
      fc.property(manyLeaves, fc.nat(), fc.nat(), (all, a, b) => {
        const grown = appendLeaves(0, [], all);
        const stored = new Map(grown.nodes.map((node) => [`${node.level}/${node.position}`, node.hash]));
        all.forEach((leaf, position) => stored.set(`0/${position}`, leaf));
        const size = 1 + (a % all.length);
        for (const path of [inclusionPath(b % size, size), consistencyPath(b % (size + 1), size)]) {
          const filled = fillPath(path, ({ level, position }) => stored.get(`${level}/${position}`)!);
          expect(filled.map(hex)).toEqual(proofOf(path, all).map(hex));
        }
      }),
    );
  });

  test("every inclusion proof verifies, and none does after any one change", () => {
    fc.assert(
      fc.property(manyLeaves, fc.nat(), fc.nat(), (all, a, bit) => {
        const index = a % all.length;
        const proof = proofOf(inclusionPath(index, all.length), all);
        const root = merkleRoot(all);
        const leaf = all[index]!;
        expect(verifyInclusion(leaf, index, all.length, proof, root)).toBe(true);
        expect(verifyInclusion(flip(leaf, bit), index, all.length, proof, root)).toBe(false);
        expect(verifyInclusion(leaf, index, all.length, proof, flip(root, bit))).toBe(false);
        expect(verifyInclusion(leaf, index, all.length, [...proof, leaf], root)).toBe(false);
        // A tree of one leaf has no other index.
        const other = (index + 1) % all.length;
        expect(verifyInclusion(leaf, other, all.length, proof, root)).toBe(other === index);
        for (const broken of oneChange(proof, bit))
          expect(verifyInclusion(leaf, index, all.length, broken, root)).toBe(false);
      }),
    );
  });

  test("every consistency proof verifies, and none does after any one change", () => {
    fc.assert(
      fc.property(manyLeaves, fc.nat(), fc.nat(), (all, a, bit) => {
        const first = a % (all.length + 1);
        const proof = proofOf(consistencyPath(first, all.length), all);
        const from = merkleRoot(all.slice(0, first));
        const to = merkleRoot(all);
        expect(verifyConsistency(first, all.length, proof, from, to)).toBe(true);
        expect(verifyConsistency(first, all.length, proof, flip(from, bit), to)).toBe(false);
        // An empty old tree is the beginning of anything, so only then the new root is free.
        expect(verifyConsistency(first, all.length, proof, from, flip(to, bit))).toBe(first === 0);
        for (const broken of oneChange(proof, bit)) {
          expect(verifyConsistency(first, all.length, broken, from, to)).toBe(false);
        }
      }),
    );
  });

  test("a proof for sizes or an index out of range is refused, never thrown", () => {
    const root = merkleRoot(leaves);
    for (const index of [-1, 8, 1.5, Number.NaN, 2 ** 60]) {
      expect(verifyInclusion(leaves[0]!, index, 8, [], root)).toBe(false);
      expect(verifyConsistency(index === 8 ? 9 : index, 8, [], root, root)).toBe(false);
    }
  });
});

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = bit % (copy.length * 8);
  copy[at >> 3]! ^= 1 << (at & 7);
  return copy;
}

function* oneChange(proof: readonly Uint8Array[], bit: number): Generator<readonly Uint8Array[]> {
  for (let place = 0; place < proof.length; place += 1) {
    yield proof.with(place, flip(proof[place]!, bit));
    yield proof.toSpliced(place, 1);
  }
}

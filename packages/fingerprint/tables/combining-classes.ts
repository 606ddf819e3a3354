/**
 * Canonical combining classes, read off the running Node's NFD: JavaScript does not tell the number, but two
 * marks are swapped exactly when the first has the greater class, so a mark that swaps with no side of an
 * exemplar has the exemplar's class.
 */
import { require } from "./require.ts";

/** One mark of every class in use (UnicodeData.txt, field 3), in the order of the classes. */
const exemplars: readonly (readonly [combiningClass: number, mark: number])[] = [
  [1, 0x334],
  [6, 0x16ff0],
  [7, 0x93c],
  [8, 0x3099],
  [9, 0x94d],
  // Hebrew points; 23, 24 and 25 follow others in the code chart.
  [10, 0x5b0],
  [11, 0x5b1],
  [12, 0x5b2],
  [13, 0x5b3],
  [14, 0x5b4],
  [15, 0x5b5],
  [16, 0x5b6],
  [17, 0x5b7],
  [18, 0x5b8],
  [19, 0x5b9],
  [20, 0x5bb],
  [21, 0x5bc],
  [22, 0x5bd],
  [23, 0x5bf],
  [24, 0x5c1],
  [25, 0x5c2],
  [26, 0xfb1e],
  [27, 0x64b],
  [28, 0x64c],
  [29, 0x64d],
  [30, 0x64e],
  [31, 0x64f],
  [32, 0x650],
  [33, 0x651],
  [34, 0x652],
  [35, 0x670],
  [36, 0x711],
  [84, 0xc55],
  [91, 0xc56],
  [103, 0xe38],
  [107, 0xe48],
  [118, 0xeb8],
  [122, 0xec8],
  [129, 0xf71],
  [130, 0xf72],
  [132, 0xf74],
  [202, 0x321],
  [214, 0x1dce],
  [216, 0x31b],
  [218, 0x302a],
  [220, 0x316],
  [222, 0x59a],
  [224, 0x302e],
  [226, 0x1d16d],
  [228, 0x5ae],
  [230, 0x300],
  [232, 0x315],
  [233, 0x35c],
  [234, 0x35d],
  [240, 0x345],
];

/** Returns the class of every code point by itself; one that decomposes counts as a starter. */
export function combiningClasses(): Uint8Array {
  checkExemplars();
  const classes = new Uint8Array(0x110000);
  for (let c = 0; c < classes.length; c++) {
    if (!/^\p{M}$/u.test(String.fromCodePoint(c)) || !isStable(c) || !isNonStarter(c)) continue;
    const found = exemplars.filter(([, mark]) => !swaps(c, mark) && !swaps(mark, c));
    require(found.length === 1, "a mark has no known combining class", c);
    classes[c] = found[0]![0];
  }
  return classes;
}

function checkExemplars(): void {
  for (let i = 1; i < exemplars.length; i++) {
    const mark = exemplars[i]![1];
    require(swaps(mark, exemplars[i - 1]![1]), "the exemplars are not in the order of their classes", mark);
  }
}

function isStable(codePoint: number): boolean {
  const text = String.fromCodePoint(codePoint);
  return text.normalize("NFD") === text;
}

/** Every class is below the greatest or above the least, or is one of the two. */
function isNonStarter(codePoint: number): boolean {
  return swaps(exemplars.at(-1)![1], codePoint) || swaps(codePoint, exemplars[0]![1]);
}

function swaps(first: number, second: number): boolean {
  return (
    String.fromCodePoint(first, second).normalize("NFD") === String.fromCodePoint(second, first) &&
    first !== second
  );
}

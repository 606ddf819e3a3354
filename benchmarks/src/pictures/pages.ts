/** Pages of text, as a scanner or a printer of PDF gives them: columns, headings, tables, in few typefaces. */
import sharp from "sharp";
import { chanceOf, type Chance } from "./chance.ts";
import type { Picture, Pool } from "./corpus.ts";
import { line, name } from "./words.ts";

const [width, height] = [827, 1_169];
const serif = ["DejaVu Serif", "Liberation Serif", "Noto Serif CJK JP"];
const sans = ["DejaVu Sans", "Liberation Sans", "Noto Sans CJK JP"];

/** A page of A4 at 100 dots an inch, every fourth in Japanese. */
export function drawnPage(pool: Pool, number: number): Picture {
  return {
    kind: "page",
    name: `drawn ${number}`,
    draw: () => {
      const page = new Page(chanceOf(`page ${pool}`, number), number % 4 === 3);
      return sharp(Buffer.from(page.svg())).png().toBuffer();
    },
  };
}

class Page {
  readonly #chance: Chance;
  readonly #isJapanese: boolean;
  readonly #size: number;
  readonly #font: string;
  readonly #parts: string[] = [];

  constructor(chance: Chance, isJapanese: boolean) {
    this.#chance = chance;
    this.#isJapanese = isJapanese;
    this.#size = chance.between(12, 17);
    this.#font = isJapanese
      ? chance.of([serif[2]!, sans[2]!])
      : chance.of([...serif.slice(0, 2), ...sans.slice(0, 2)]);
  }

  svg(): string {
    const chance = this.#chance;
    const margin = chance.whole(60, 110);
    const columns = chance.holds(0.35) ? 2 : 1;
    const top = chance.holds(0.6) ? this.#title(margin) : margin;
    const across = (width - 2 * margin - (columns - 1) * 30) / columns;
    for (let i = 0; i < columns; i++) this.#column(margin + i * (across + 30), top, across, height - margin);
    this.#text(String(chance.whole(1, 400)), width / 2, height - margin / 2, this.#size * 0.9);
    const paper = chance.holds(0.8) ? "#fff" : "#f6f2e6";
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${this.#font}"><rect width="100%" height="100%" fill="${paper}"/>${this.#parts.join("")}</svg>`;
  }

  #title(margin: number): number {
    const size = this.#chance.between(22, 40);
    this.#text(this.#words(this.#chance.between(10, 30)), margin, margin + size, size, "bold");
    this.#text(`${name(this.#chance)} ${name(this.#chance)}`, margin, margin + size * 2, this.#size);
    return margin + size * 2 + 30;
  }

  #column(left: number, top: number, across: number, bottom: number): void {
    const chance = this.#chance;
    const step = this.#size * chance.between(1.25, 1.7);
    let y = top + step;
    while (y < bottom - step) {
      const roll = chance.between(0, 1);
      if (roll < 0.08) y = this.#heading(left, y, step);
      else if (roll < 0.12) y = this.#table(left, y, across, bottom, step);
      else if (roll < 0.15) y = this.#figure(left, y, across, bottom);
      else y = this.#paragraph(left, y, across, bottom, step);
    }
  }

  #heading(left: number, y: number, step: number): number {
    const number = `${this.#chance.whole(1, 9)}.${this.#chance.whole(1, 9)}`;
    this.#text(
      `${number} ${this.#words(this.#chance.between(8, 26))}`,
      left,
      y + step * 0.5,
      this.#size * 1.25,
      "bold",
    );
    return y + step * 2;
  }

  #paragraph(left: number, from: number, across: number, bottom: number, step: number): number {
    const chance = this.#chance;
    const lines = chance.whole(2, 11);
    const perLine = across / (this.#size * (this.#isJapanese ? 1 : 0.53));
    let y = from;
    for (let i = 0; i < lines && y < bottom; i++, y += step)
      this.#text(
        this.#words(i === lines - 1 ? chance.between(4, perLine) : perLine * 0.97),
        left,
        y,
        this.#size,
      );
    return y + step * 0.5;
  }

  #table(left: number, from: number, across: number, bottom: number, step: number): number {
    const [rows, columns] = [this.#chance.whole(3, 9), this.#chance.whole(2, 5)];
    let y = from;
    for (let i = 0; i < rows && y < bottom; i++, y += step * 1.1) {
      this.#parts.push(`<path d="M${left} ${y + 5}h${across}" stroke="#555"/>`);
      for (let j = 0; j < columns; j++)
        this.#text(
          this.#chance.holds(0.5) ? this.#chance.between(0, 999).toFixed(2) : this.#words(8),
          left + 4 + (j * across) / columns,
          y,
          this.#size * 0.9,
        );
    }
    return y + step;
  }

  #figure(left: number, y: number, across: number, bottom: number): number {
    const tall = Math.min(this.#chance.between(80, 200), bottom - y);
    if (tall < 60) return y + tall;
    const bars = Array.from({ length: this.#chance.whole(4, 12) }, (_, i, all = 12) => {
      const high = this.#chance.between(0.1, 0.9) * tall;
      return `<rect x="${left + 20 + (i * (across - 40)) / all}" y="${y + tall - high}" width="${(across / all) * 0.6}" height="${high}" fill="${this.#chance.colour(30, 70)}"/>`;
    });
    this.#parts.push(
      `<rect x="${left}" y="${y}" width="${across}" height="${tall}" fill="none" stroke="#333"/>${bars.join("")}`,
    );
    return y + tall + this.#size * 2;
  }

  #words(length: number): string {
    return line(this.#chance, length * (this.#isJapanese ? 0.95 : 1), this.#isJapanese);
  }

  #text(text: string, x: number, y: number, size: number, weight = "normal"): void {
    this.#parts.push(
      `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size.toFixed(1)}" font-weight="${weight}" fill="#111">${text}</text>`,
    );
  }
}

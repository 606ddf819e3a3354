import type { Language } from "@yurai/schema";

/** Not before it is needed: making one takes as long as loading fifty modules. */
let grouping: Intl.NumberFormat | undefined;
const englishScales = [
  [1e12, " T"],
  [1e9, " G"],
  [1e6, " M"],
] as const;
const japaneseScales = [
  [1e12, "兆"],
  [1e8, "億"],
  [1e6, "万"],
] as const;
const byteUnits = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** Writes a whole number with its thousands grouped, in both languages alike: `1,204,331`. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return "?";
  const whole = Math.trunc(value);
  if (whole >= 0 && whole < 1_000_000_000) return String(whole).replace(/\B(?=(?:\d{3})+$)/g, ",");
  return grouped(whole);
}

/** Writes a large number short: `3.1 G` in English, `31億` in Japanese; below a million in full. */
export function formatScaled(value: number, language: Language): string {
  const scales = language === "ja" ? japaneseScales : englishScales;
  const scale = scales.find(([size]) => value >= size);
  if (scale === undefined) return formatCount(value);
  // 万 is 10^4; it starts at 10^6 here so that both languages write smaller numbers in full.
  const divisor = scale[1] === "万" ? 1e4 : scale[0];
  return `${formatFraction(value / divisor)}${scale[1]}`;
}

/** Writes a number of bytes in decimal units: `331 MB`, `1.2 GB`. */
export function formatBytes(byteLength: number): string {
  let value = byteLength;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? formatCount(value) : formatFraction(value)} ${byteUnits[unit]}`;
}

/** Writes a duration: `1.7 µs`, `3.9 ms`, `21 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(elapsedMs: number): string {
  if (!Number.isFinite(elapsedMs)) return "?";
  if (elapsedMs < 1) return `${formatFraction(elapsedMs * 1000)} µs`;
  if (elapsedMs < 999.5) return `${formatFraction(elapsedMs)} ms`;
  const seconds = Math.round(elapsedMs / 1000);
  if (seconds < 10) return `${formatFraction(elapsedMs / 1000)} s`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${formatCount(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/**
 * Writes a share from 0 to 1 in percent: `3.4 %`, `38 %`. Only a whole is `100 %` and only nothing `0 %`; what rounding
 * would hide is `<0.1 %` or `>99.9 %`.
 */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return "?";
  const percent = share * 100;
  if (percent <= 0) return "0 %";
  if (percent < 0.1) return "<0.1 %";
  if (percent >= 100) return "100 %";
  if (percent > 99.9) return ">99.9 %";
  if (percent >= 99 || percent < 9.95) return `${trimZero(percent.toFixed(1))} %`;
  return `${Math.round(percent)} %`;
}

/** Writes the day of a timestamp as the timestamp's own zone has it: `2026-03-02`. */
export function formatDate(timestamp: string): string {
  return timestamp.slice(0, 10);
}

function formatFraction(value: number): string {
  return value < 99.95 ? trimZero(value.toFixed(1)) : grouped(value);
}

function trimZero(text: string): string {
  return text.replace(/\.0$/, "");
}

function grouped(value: number): string {
  grouping ??= new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  return grouping.format(value);
}

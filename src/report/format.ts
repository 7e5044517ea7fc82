/**
 * Numbers for people: three significant digits and a prefix ("12.3 ms", "45.6 k/s"), and the exact value beside it.
 * Not for files that programs read (those keep base units), and never dependent on the machine's locale.
 * Memory is written with binary prefixes (MiB), traffic with decimal ones (MB/s), as Grafana does by default.
 */
import type { Unit } from "../measure/documents.js";

/** A unit of the documents, or bytes on the wire: those take decimal prefixes, like bandwidths. */
export type DisplayUnit = Unit | "wire bytes";

/** A value as people read it, and the full one for a tool tip. */
export interface Figure {
  readonly text: string;
  readonly exact: string;
}

interface Step {
  readonly from: number;
  readonly divisor: number;
  readonly suffix: string;
}

const DURATION: readonly Step[] = [
  { from: 0, divisor: 1e-6, suffix: " µs" },
  { from: 1e-3, divisor: 1e-3, suffix: " ms" },
  { from: 1, divisor: 1, suffix: " s" },
  { from: 120, divisor: 60, suffix: " min" },
  { from: 7200, divisor: 3600, suffix: " h" },
];
const MEMORY = prefixed(1024, [" B", " KiB", " MiB", " GiB", " TiB"]);
const TRAFFIC = prefixed(1000, [" B/s", " kB/s", " MB/s", " GB/s", " TB/s"]);
const WIRE = prefixed(1000, [" B", " kB", " MB", " GB", " TB"]);
const RATE = prefixed(1000, [" /s", " k/s", " M/s", " G/s"]);
const AMOUNT = prefixed(1000, ["", " k", " M", " G"]);
/** Up to here a count is written out in full. */
const FULL_COUNT_MAX = 99_999;

/** The value with at most three significant digits and its unit, for example `12.3 ms`. */
export function humanise(value: number, unit: DisplayUnit): string {
  switch (unit) {
    case "seconds":
      return value === 0 ? "0 s" : scaled(value, DURATION);
    case "bytes":
      return scaled(value, MEMORY);
    case "bytes/s":
      return scaled(value, TRAFFIC);
    case "wire bytes":
      return scaled(value, WIRE);
    case "1/s":
      return scaled(value, RATE);
    case "ratio":
      return `${withSeparators(threeDigits(value * 100))} %`;
    case "cores":
      return `${withSeparators(threeDigits(value))} ${value === 1 ? "core" : "cores"}`;
    case "count":
    case "copies":
      if (Number.isInteger(value) && Math.abs(value) <= FULL_COUNT_MAX)
        return withSeparators(value);
      return scaled(value, AMOUNT);
  }
}

/** The value in full with its base unit, for example `0.0123456 seconds`. */
export function exactly(value: number, unit: DisplayUnit): string {
  return `${withSeparators(value)} ${unit === "wire bytes" ? "bytes" : unit}`;
}

/** Both forms at once; a dash when there is no value. */
export function figure(value: number | undefined, unit: DisplayUnit): Figure {
  if (value === undefined) return { text: "–", exact: "no such figure in this run" };
  return { text: humanise(value, unit), exact: exactly(value, unit) };
}

/** A point in time as the axes of charts say it: in seconds, however many. */
export function moment(seconds: number): Figure {
  const rounded = Number(seconds.toFixed(3));
  return { text: `${withSeparators(rounded)} s`, exact: exactly(seconds, "seconds") };
}

/** How `to` differs from `from`: `same`, `+12 %`, `−99 %` or `×3.1`; a dash when it cannot be said. */
export function change(from: number | undefined, to: number | undefined): string {
  if (from === undefined || to === undefined) return "–";
  if (from === to) return "same";
  if (from === 0) return "–";
  const ratio = to / from;
  if (Math.abs(ratio - 1) < 0.005) return "same";
  if (ratio >= 2) return `×${withSeparators(threeDigits(ratio))}`;
  const percent = (ratio - 1) * 100;
  let digits = Math.abs(percent) < 10 ? 1 : 0;
  // Almost everything is not everything: 99.98 % must not read as 100 %.
  while (to !== 0 && digits < 6 && Number(percent.toFixed(digits)) === -100) digits += 1;
  return `${percent > 0 ? "+" : "−"}${Number(Math.abs(percent).toFixed(digits))} %`;
}

/** A number with at most six significant digits: enough for any chart, and keeps their data small. */
export function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}

/** A number with a comma between thousands; digits after the point are left alone. */
export function withSeparators(value: number): string {
  const [whole = "", ...rest] = String(value).split(".");
  if (whole.includes("e")) return String(value);
  return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
}

function threeDigits(value: number): number {
  // Whole digits stay: 1,234 % must not become 1,230 %.
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

function scaled(value: number, steps: readonly Step[]): string {
  // The rounded value decides, so that 999.9996 ms reads "1 s" and not "1,000 ms".
  const size = Number(Math.abs(value).toPrecision(3));
  let best = steps[0] ?? { from: 0, divisor: 1, suffix: "" };
  for (const step of steps) if (size >= step.from) best = step;
  return `${withSeparators(threeDigits(value / best.divisor))}${best.suffix}`;
}

function prefixed(base: number, suffixes: readonly string[]): readonly Step[] {
  return suffixes.map((suffix, power) => ({
    from: power === 0 ? 0 : base ** power,
    divisor: base ** power,
    suffix,
  }));
}

/** Durations, bandwidths and sizes as users write them, and as the models need them. */

const DURATION_UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const BANDWIDTH_UNITS: Readonly<Record<string, number>> = {
  bps: 1,
  kbps: 1e3,
  Mbps: 1e6,
  Gbps: 1e9,
  Tbps: 1e12,
};
const SIZE_UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** `250us`, `0.25ms`, `30s`, `1h30m`; a bare number has no unit and is refused. */
export const DURATION_PATTERN = /^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/;
/** `10Gbps`, `100Mbps`. */
export const BANDWIDTH_PATTERN = /^\d+(\.\d+)?(bps|kbps|Mbps|Gbps|Tbps)$/;
/** `2GiB`, `512MiB`. */
export const SIZE_PATTERN = /^\d+(\.\d+)?(B|KiB|MiB|GiB|TiB)$/;

/** Nanoseconds of a duration that matches the pattern. */
export function durationNs(text: string): number {
  let sum = 0;
  for (const [, amount, , unit] of text.matchAll(/(\d+(\.\d+)?)(ns|us|ms|s|m|h)/g)) {
    sum += Number(amount) * (DURATION_UNITS[unit ?? ""] ?? NaN);
  }
  return Math.round(sum);
}

/** Bits per second. */
export function bandwidthBps(text: string): number {
  return scaled(text, BANDWIDTH_UNITS);
}

/** Bytes. */
export function sizeBytes(text: string): number {
  return scaled(text, SIZE_UNITS);
}

/** The shortest spelling of a duration with one unit: `300s` is `5m`, 250,000 ns is `250us`. */
export function formatDuration(ns: number): string {
  for (const unit of ["h", "m", "s", "ms", "us"]) {
    const size = DURATION_UNITS[unit] ?? 1;
    if (ns >= size && ns % size === 0) return `${ns / size}${unit}`;
  }
  return ns === 0 ? "0s" : `${ns}ns`;
}

export function formatBandwidth(bps: number): string {
  return formatted(bps, BANDWIDTH_UNITS);
}

export function formatSize(bytes: number): string {
  return formatted(bytes, SIZE_UNITS);
}

function scaled(text: string, units: Readonly<Record<string, number>>): number {
  const [, amount, unit] = /^([\d.]+)(\w+)$/.exec(text) ?? [];
  return Number(amount) * (units[unit ?? ""] ?? NaN);
}

function formatted(value: number, units: Readonly<Record<string, number>>): string {
  for (const [unit, size] of Object.entries(units).reverse()) {
    if (value >= size && Number.isInteger(value / size)) return `${value / size}${unit}`;
  }
  return `${value}${Object.keys(units)[0] ?? ""}`;
}

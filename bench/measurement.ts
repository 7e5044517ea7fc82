/**
 * What one benchmark found out, in the shape that `bench/run.ts` prints and writes.
 * Speeds depend on the machine and on what else runs there: they are advice, never a gate.
 */
import type { Cost } from "./one-run.js";
import type { TopologyName } from "../src/scenario/scenario.js";

/** Events per second of one case. */
export interface Measurement {
  /** Part of the bench, such as "hold model". */
  readonly section: string;
  /** The case, unique within its section. */
  readonly name: string;
  /** Events in one timed sample. */
  readonly eventsPerSample: number;
  readonly samples: number;
  /** Median over the samples. */
  readonly eventsPerSecond: number;
  /** Median distance of the samples from their median, as a share of it. */
  readonly spread: number;
  /** What a whole run took, in a process of its own; absent for parts of the engine. */
  readonly cost?: Cost;
}

/** A part of the bench; it takes its own time, some 10 to 20 seconds at most, whole runs a minute. */
export interface Section {
  readonly name: string;
  run(): Promise<readonly Measurement[]>;
}

/** How many events are pending in the hold model. */
export const PENDING = [1e3, 1e5, 1e6] as const;

/** `1e5 pending`. */
export function pendingWords(pending: number): string {
  return `${pending.toExponential(0).replace("+", "")} pending`;
}

/** The middle one of some values; the higher of two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** What `npm run bench` writes. */
export interface BenchFile {
  readonly machine: Readonly<Record<string, string>>;
  readonly measurements: readonly Measurement[];
}

/** What `npm run bench -- scaling` writes. */
export interface ScalingFile {
  readonly machine: Readonly<Record<string, string>>;
  /** Runs of each point; its figures are their medians. */
  readonly repeats: number;
  readonly results: readonly ScalingResult[];
}

/** What one run took, at one place of an axis. */
export interface ScalingPoint extends Cost {
  readonly value: number;
  readonly events: number;
}

/** How runs grow along one axis. */
export interface ScalingResult {
  readonly axis: string;
  readonly topology: TopologyName;
  readonly points: readonly ScalingPoint[];
  /** Of CPU seconds and of memory, fitted over all points. */
  readonly cpuExponent: number;
  readonly memoryExponent: number;
}

/**
 * Figures that a sampler reads, and how: in groups, because figures of one thing hang on the same few objects, and a
 * large mesh has tens of thousands of them. A group writes its values side by side into the sampler's columns.
 */
import type { Labels, Unit } from "./documents.js";

/** One figure to read. A `counter` only grows; its rate per second is what is charted. */
export interface Reading {
  readonly metric: string;
  readonly labels: Labels;
  /** Unit of the summary's figures: of the rate for a counter, of the value for a gauge. */
  readonly unit: Unit;
  readonly kind: "counter" | "gauge";
  /** Keep it over time. */
  readonly series: boolean;
}

/** Figures that are read together. */
export interface ReadingGroup {
  readonly readings: readonly Reading[];
  /** Writes their values, in the order of `readings`, from a place on. Groups before this one have written theirs. */
  readonly read: (values: Float64Array, from: number) => void;
}

/** A figure with a way of its own to be read. */
export interface SingleReading extends Reading {
  readonly read: () => number;
}

/** Figures that have nothing in common, as a group. */
export function readSingly(readings: readonly SingleReading[]): ReadingGroup {
  const reads = readings.map(({ read }) => read);
  return {
    readings,
    read: (values, from) => {
      let at = from;
      for (const read of reads) {
        values[at] = read();
        at += 1;
      }
    },
  };
}

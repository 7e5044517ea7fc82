/** The two kinds of figures that are read: counters, of which the growth counts, and gauges, of which the level does. */
import type { Labels, Unit } from "../../src/measure/documents.js";
import type { SingleReading } from "../../src/measure/reading.js";

/** A cumulative figure in nanoseconds per nanosecond is a share; this turns it into one per second. */
export const PER_SECOND = 1e-9;

/** Something that only grows. */
export function counter(
  metric: string,
  labels: Labels,
  unit: Unit,
  series: boolean,
  read: () => number,
): SingleReading {
  return { metric, labels, unit, kind: "counter", read, series };
}

/** Something that has a level. */
export function gauge(
  metric: string,
  labels: Labels,
  unit: Unit,
  series: boolean,
  read: () => number,
): SingleReading {
  return { metric, labels, unit, kind: "gauge", read, series };
}

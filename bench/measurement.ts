/**
 * What one benchmark found out, in the shape that `bench/run.ts` prints and writes.
 * Speeds depend on the machine and on what else runs there: they are advice, never a gate.
 */

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
}

/** A part of the bench; it takes its own time, some 10 to 20 seconds at most. */
export interface Section {
  readonly name: string;
  run(): Promise<readonly Measurement[]>;
}

/**
 * Batches of equal sends, as the cores of an etcd serve them, and what is told of them. No logic.
 */
import type { TimeNs } from "../../src/engine/time.js";

/** Units of one batch that were sent evenly between two moments. */
export interface SentPart {
  /** Units of the batch that were sent before these. */
  readonly fromUnit: number;
  readonly units: number;
  readonly firstNs: TimeNs;
  readonly lastNs: TimeNs;
}

/** Told of each part of a batch that is through, in order; the last part ends the batch. */
export type SendsDone = (part: SentPart, last: boolean) => void;

/** Equal sends that wait or run. */
export interface SendBatch {
  readonly units: number;
  readonly costNs: number;
  readonly done: SendsDone;
  remainingNs: number;
  /** When the first core took a unit of the part that is not yet told; -1 before. */
  startedNs: TimeNs;
  /** Units that were told already. */
  toldUnits: number;
}

/** Told of work of which only the time counts. */
export function nothing(): void {
  // Nobody waits for it.
}

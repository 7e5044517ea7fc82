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

/** A batch of so few rounds over the cores is told round by round: its ramp is visibly a stair. */
const MAX_STAIRS = 8;

/** Tells the units that were not told of yet, when the last one is through. */
export function tellRest(batch: SendBatch, now: TimeNs, cores: number): void {
  const units = batch.units - batch.toldUnits;
  const rounds = Math.ceil(units / cores);
  const startNs = batch.startedNs < 0 ? now : batch.startedNs;
  const at = (round: number): TimeNs => Math.min(now, Math.round(startNs + round * batch.costNs));
  if (rounds === 1 || rounds > MAX_STAIRS) {
    const firstNs = units === 1 || rounds === 1 ? now : at(1);
    batch.done({ fromUnit: batch.toldUnits, units, firstNs, lastNs: now }, true);
    return;
  }
  for (let round = 1; round <= rounds; round += 1) {
    const fromUnit = batch.toldUnits + (round - 1) * cores;
    const ns = round === rounds ? now : at(round);
    const inRound = Math.min(cores, batch.units - fromUnit);
    batch.done({ fromUnit, units: inRound, firstNs: ns, lastNs: ns }, round === rounds);
  }
}

/**
 * Batches of equal sends, as the cores of an etcd serve them, and what is told of them. Who extends them knows what each
 * is for: one object a batch, since a large mesh has a hundred million of them.
 */
import type { TimeNs } from "../../src/engine/time.js";

/** Units of one batch that were sent evenly between two moments. Valid only while it is told. */
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
export abstract class SendBatch {
  readonly units: number;
  /** Time of one unit, and of all that are not served yet. */
  costNs: number;
  remainingNs: number;
  /** When the first core took a unit of the part that is not yet told; -1 before. */
  startedNs: TimeNs = -1;
  /** Units that were told already. */
  toldUnits = 0;
  /** Its CPU counts as this etcd's. */
  readonly isCounted: boolean;

  /** @param costNs CPU of one unit, before the pool's multiplier. */
  constructor(units: number, costNs: number, isCounted = true) {
    this.units = units;
    this.costNs = costNs;
    this.remainingNs = costNs * units;
    this.isCounted = isCounted;
  }

  /** Cores that it can use of so many: one for each unit that is left. */
  coresOf(cores: number): number {
    return Math.max(1, Math.min(cores, Math.ceil(this.remainingNs / this.costNs)));
  }

  /** A part is through. */
  abstract told(part: SentPart, last: boolean): void;
}

/** A batch of which a function is told. */
export class ToldBatch extends SendBatch {
  private readonly done: SendsDone;

  constructor(units: number, costNs: number, done: SendsDone) {
    super(units, costNs);
    this.done = done;
  }

  told(part: SentPart, last: boolean): void {
    this.done(part, last);
  }
}

/** Rounds of work that others do. A batch of one round would leave cores free as soon as a part of it is served. */
const HOLD_ROUNDS = 64;

/** Work that others do, on all of so many cores for so long: only its time is felt. */
export class HoldBatch extends SendBatch {
  constructor(cores: number, forNs: number) {
    super(cores * HOLD_ROUNDS, forNs / HOLD_ROUNDS, false);
  }

  told(): void {
    // Nobody waits for it.
  }
}

/**
 * Tells a batch of sends when its units were through: as an even ramp, or, when the cores needed few rounds, round by
 * round. What is told is one object that is used again, because a large run tells a hundred million times.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { SendBatch, SentPart } from "./send-batch.js";

/** A batch of so few rounds over the cores is told round by round: its ramp is visibly a stair. */
const MAX_STAIRS = 8;

export class PartTeller {
  private readonly part: { -readonly [Field in keyof SentPart]: SentPart[Field] } = {
    fromUnit: 0,
    units: 0,
    firstNs: 0,
    lastNs: 0,
  };

  /** Tells of one part; the last one ends the batch. */
  tell(
    batch: SendBatch,
    fromUnit: number,
    units: number,
    firstNs: TimeNs,
    lastNs: TimeNs,
    last: boolean,
  ): void {
    const { part } = this;
    part.fromUnit = fromUnit;
    part.units = units;
    part.firstNs = firstNs;
    part.lastNs = lastNs;
    batch.told(part, last);
  }

  /** Tells of all units that were not told yet: the last of them was through now. */
  tellRest(batch: SendBatch, now: TimeNs, cores: number): void {
    const fromUnit = batch.toldUnits;
    const units = batch.units - fromUnit;
    const rounds = Math.ceil(units / cores);
    const startNs = batch.startedNs < 0 ? now : batch.startedNs;
    if (rounds === 1 || rounds > MAX_STAIRS) {
      const firstNs = rounds === 1 ? now : endOfRound(startNs, 1, batch.costNs, now);
      this.tell(batch, fromUnit, units, firstNs, now, true);
      return;
    }
    for (let round = 1; round <= rounds; round += 1) {
      const from = fromUnit + (round - 1) * cores;
      const ns = round === rounds ? now : endOfRound(startNs, round, batch.costNs, now);
      this.tell(batch, from, Math.min(cores, batch.units - from), ns, ns, round === rounds);
    }
  }
}

function endOfRound(startNs: TimeNs, round: number, costNs: number, now: TimeNs): TimeNs {
  return Math.min(now, Math.round(startNs + round * costNs));
}

/** Lets go of batches that are through soon, since hundreds of etcds hold them; returns where the rest begins. */
export function forgetServed(sends: SendBatch[], head: number): number {
  // Mostly there was one; a length of 0 would also give its room back.
  if (head === 1 && sends.length === 1) sends.pop();
  else if (head === sends.length) sends.length = 0;
  else if (head > 64 && head * 2 > sends.length) sends.splice(0, head);
  else return head;
  return 0;
}

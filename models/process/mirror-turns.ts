/**
 * The turns of what is on its way to reflectors: how much each has to come, and when the last of it has its turn. Those
 * of a fan's mirrors lie side by side, since a change reaches all of them within milliseconds.
 * Events and lists reach a reflector through one channel, so nothing overtakes what came before.
 */
import type { TimeNs } from "../../src/engine/time.js";

/** For each reflector: how much waits for its turn, and the last turn that was given. */
const WIDTH = 2;

export class MirrorTurns {
  private readonly turns: Float64Array;

  constructor(reflectors: number) {
    this.turns = new Float64Array(reflectors * WIDTH);
  }

  /** Takes the next turn of a reflector's channel, and waits for it: when what is ready then is done. */
  take(place: number, readyNs: TimeNs): TimeNs {
    this.awaits(place);
    return this.pass(place, readyNs);
  }

  /** Takes the next turn; nobody waits for it. */
  pass(place: number, readyNs: TimeNs): TimeNs {
    const { turns } = this;
    const at = place * WIDTH;
    const turnNs = Math.round(Math.max(readyNs, turns[at + 1] ?? 0));
    turns[at + 1] = turnNs;
    return turnNs;
  }

  /** Something waits for a turn that was taken. */
  awaits(place: number): void {
    const at = place * WIDTH;
    this.turns[at] = (this.turns[at] ?? 0) + 1;
  }

  /** It has come to one of the turns. */
  reached(place: number): void {
    const at = place * WIDTH;
    this.turns[at] = (this.turns[at] ?? 0) - 1;
  }

  /** How much waits for its turn. */
  waiting(place: number): number {
    return this.turns[place * WIDTH] ?? 0;
  }

  lastNs(place: number): TimeNs {
    return this.turns[place * WIDTH + 1] ?? 0;
  }
}

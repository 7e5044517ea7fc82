/**
 * CPU used by one etcd, by what it was used for. Work that is known in advance to last (a herd of handshakes)
 * is spread over the time it takes, so that a load-over-time chart does not show it all at its first moment.
 * What an etcd uses without being asked (ticks, loops) counts as `commit`, most of its loops' business.
 * Not modelled: system against user time; a process that is down uses nothing, but is counted.
 */
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";

/** What etcd's CPU is spent on. `total` in reports is their sum. */
export const CPU_STATIONS = [
  "rpc",
  "apply",
  "notify",
  "send",
  "list",
  "connect",
  "watch",
  "commit",
  "lease",
  "compaction",
] as const;

export type CpuStation = (typeof CPU_STATIONS)[number];

interface Stretch {
  readonly station: number;
  readonly untilNs: TimeNs;
  fromNs: TimeNs;
  leftNs: number;
}

/** Work that ends within this time counts at once, and what waits is counted in steps of it: no chart is finer. */
export const STEP_NS = 10_000_000;

export class CpuMeter {
  /** CPU nanoseconds used so far, by index into CPU_STATIONS. */
  readonly usedNs: Float64Array = new Float64Array(CPU_STATIONS.length);
  private readonly idlePerSecondNs: number;
  private advancedNs: TimeNs | undefined;
  private stretches: Stretch[] = [];
  /** Short work that waits behind a long queue, by the step in which it starts. */
  private readonly waiting = new Map<number, Float64Array>();

  /** @param idlePerSecondNs what the process uses in any second, asked for or not; it takes no core from requests. */
  constructor(idlePerSecondNs = 0) {
    this.idlePerSecondNs = idlePerSecondNs;
  }

  /** CPU nanoseconds used so far, for anything. */
  get totalNs(): number {
    let sum = 0;
    // Not for-of: over a typed array it makes an object for each step.
    // eslint-disable-next-line @typescript-eslint/prefer-for-of
    for (let index = 0; index < this.usedNs.length; index += 1) sum += this.usedNs[index] ?? 0;
    return sum;
  }

  /** Counts `cpuNs` that are used now. */
  use(station: CpuStation, cpuNs: number): void {
    this.count(CPU_STATIONS.indexOf(station), cpuNs);
  }

  /** Counts `cpuNs` that are used between two moments, of which the second lies some time ahead. */
  useLater(station: CpuStation, fromNs: TimeNs, untilNs: TimeNs, cpuNs: number): void {
    const index = CPU_STATIONS.indexOf(station);
    if (untilNs - fromNs < STEP_NS) this.wait(Math.floor(fromNs / STEP_NS), index, cpuNs);
    else this.stretches.push({ station: index, fromNs, untilNs, leftNs: cpuNs });
  }

  /** Brings what waits and what lasts up to `nowNs`. Call before reading `usedNs`. */
  advance(nowNs: TimeNs): void {
    const restNs = nowNs - (this.advancedNs ?? nowNs);
    if (restNs > 0) this.use("commit", (restNs / NS_PER_SECOND) * this.idlePerSecondNs);
    this.advancedNs = nowNs;
    for (const [step, byStation] of this.waiting) {
      if (step * STEP_NS >= nowNs) continue;
      this.waiting.delete(step);
      for (const [station, cpuNs] of byStation.entries()) this.count(station, cpuNs);
    }
    if (this.stretches.length === 0) return;
    for (const stretch of this.stretches) {
      if (nowNs <= stretch.fromNs) continue;
      const part =
        nowNs >= stretch.untilNs
          ? stretch.leftNs
          : (stretch.leftNs * (nowNs - stretch.fromNs)) / (stretch.untilNs - stretch.fromNs);
      stretch.leftNs -= part;
      stretch.fromNs = nowNs;
      this.count(stretch.station, part);
    }
    this.stretches = this.stretches.filter((stretch) => stretch.untilNs > nowNs);
  }

  private wait(step: number, station: number, cpuNs: number): void {
    let byStation = this.waiting.get(step);
    if (byStation === undefined) {
      byStation = new Float64Array(CPU_STATIONS.length);
      this.waiting.set(step, byStation);
    }
    byStation[station] = (byStation[station] ?? 0) + cpuNs;
  }

  private count(station: number, cpuNs: number): void {
    this.usedNs[station] = (this.usedNs[station] ?? 0) + cpuNs;
  }
}

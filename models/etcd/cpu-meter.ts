/**
 * CPU used by one etcd, by what it was used for. Work that is known in advance to last (a herd of handshakes)
 * is spread over the time it takes, so that a load-over-time chart does not show it all at its first moment.
 * Not modelled: system against user time.
 */
import type { TimeNs } from "../../src/engine/time.js";

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

/** Work that ends within this time counts at once: shorter than any bin of a chart. */
const AT_ONCE_NS = 50_000_000;

export class CpuMeter {
  /** CPU nanoseconds used so far, by index into CPU_STATIONS. */
  readonly usedNs: Float64Array = new Float64Array(CPU_STATIONS.length);
  private stretches: Stretch[] = [];

  /** Counts `cpuNs` used between two moments. */
  add(station: CpuStation, fromNs: TimeNs, untilNs: TimeNs, cpuNs: number): void {
    const index = CPU_STATIONS.indexOf(station);
    if (untilNs - fromNs < AT_ONCE_NS) {
      this.usedNs[index] = (this.usedNs[index] ?? 0) + cpuNs;
      return;
    }
    this.stretches.push({ station: index, fromNs, untilNs, leftNs: cpuNs });
  }

  /** Counts under `to` what was just counted under `from`. */
  move(from: CpuStation, to: CpuStation, cpuNs: number): void {
    const source = CPU_STATIONS.indexOf(from);
    const target = CPU_STATIONS.indexOf(to);
    this.usedNs[source] = (this.usedNs[source] ?? 0) - cpuNs;
    this.usedNs[target] = (this.usedNs[target] ?? 0) + cpuNs;
  }

  /** Brings the long stretches up to `nowNs`. Call before reading `usedNs`. */
  advance(nowNs: TimeNs): void {
    if (this.stretches.length === 0) return;
    for (const stretch of this.stretches) {
      if (nowNs <= stretch.fromNs) continue;
      const part =
        nowNs >= stretch.untilNs
          ? stretch.leftNs
          : (stretch.leftNs * (nowNs - stretch.fromNs)) / (stretch.untilNs - stretch.fromNs);
      stretch.leftNs -= part;
      stretch.fromNs = nowNs;
      this.usedNs[stretch.station] = (this.usedNs[stretch.station] ?? 0) + part;
    }
    this.stretches = this.stretches.filter((stretch) => stretch.untilNs > nowNs);
  }
}

/** Latency over time: one histogram with two significant digits per bin. */
import type { TimeNs } from "../engine/time.js";
import { LatencyHistogram } from "./latency-histogram.js";

export class LatencySeries {
  private readonly binNs: TimeNs;
  private readonly originNs: TimeNs;
  private readonly bySlot: LatencyHistogram[] = [];

  /** @param options.originNs is where the first bin begins; what is recorded before counts in the first bin. */
  constructor(options: { readonly binNs: TimeNs; readonly originNs: TimeNs }) {
    this.binNs = options.binNs;
    this.originNs = options.originNs;
  }

  /** Records `count` samples spread evenly from `firstNs` to `lastNs` that became known at `atNs`. */
  recordRamp(atNs: TimeNs, firstNs: TimeNs, lastNs: TimeNs, count: number): void {
    const slot = Math.max(0, Math.floor((atNs - this.originNs) / this.binNs));
    while (this.bySlot.length <= slot) this.bySlot.push(new LatencyHistogram(2));
    this.bySlot[slot]?.recordRamp(firstNs, lastNs, count);
  }

  bins(): { readonly endNs: TimeNs; readonly histogram: LatencyHistogram }[] {
    return this.bySlot.map((histogram, slot) => ({
      endNs: this.originNs + (slot + 1) * this.binNs,
      histogram,
    }));
  }
}

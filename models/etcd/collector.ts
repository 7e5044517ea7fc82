/**
 * Go's garbage collection as an etcd's requests feel it. What a unit of work allocates costs something later: that share of
 * its CPU is not spent at once but saved up, and spent in one piece when as much was allocated as there are live bytes
 * (GOGC=100). Meanwhile one core serves nobody else. On an etcd with one core this is what the slowest percent of
 * deliveries wait for. In all, no CPU is added: the measured costs of work include its collection.
 * Not modelled: marking that runs beside work on the same core (Go gives it a quarter of the cores, and makes those who
 * allocate help), GOMEMLIMIT, collections by sysmon after two minutes without one.
 * Real behaviour: golang/go src/runtime/mgc.go, mgcpacer.go.
 */
import type { CostProfile } from "./costs.js";
import type { CpuMeter, CpuStation } from "./cpu-meter.js";

export interface CollectorParts {
  readonly costs: CostProfile;
  /** process_resident_memory_bytes now. */
  readonly residentBytes: () => number;
  /** Each kind of work is charged with the collection of what it allocated. */
  readonly meter: CpuMeter;
  /** One core works for the collector for so long. */
  readonly occupy: (cpuNs: number) => void;
}

export class Collector {
  private readonly parts: CollectorParts;
  private readonly perByteNs: number;
  private readonly owedNs = new Map<CpuStation, number>();
  private allocated = 0;
  /** Allocated bytes at which the next collection begins. */
  private budget = 0;

  constructor(parts: CollectorParts) {
    this.parts = parts;
    this.perByteNs = parts.costs.values.collectPerByte;
  }

  /** So many bytes are allocated; returns the CPU that is saved up for their collection. */
  allocate(station: CpuStation, bytes: number): number {
    if (this.perByteNs === 0) return 0;
    const cpuNs = bytes * this.perByteNs;
    this.allocated += bytes;
    this.owedNs.set(station, (this.owedNs.get(station) ?? 0) + cpuNs);
    if (this.allocated >= this.budget) this.collectWhenDue();
    return cpuNs;
  }

  /** The process ended, and its heap with it. */
  reset(): void {
    this.allocated = 0;
    this.owedNs.clear();
  }

  private collectWhenDue(): void {
    const { costs, residentBytes, meter, occupy } = this.parts;
    const { collectAfterBase, collectAfterShare, memoryBase } = costs.values;
    const grownBytes = Math.max(0, residentBytes() - memoryBase);
    this.budget = collectAfterBase + collectAfterShare * grownBytes;
    if (this.allocated < this.budget) return;
    let cpuNs = 0;
    for (const [station, owedNs] of this.owedNs) {
      meter.use(station, owedNs * costs.values.gcMultiplier);
      cpuNs += owedNs * costs.values.gcMultiplier;
    }
    occupy(cpuNs);
    this.reset();
  }
}

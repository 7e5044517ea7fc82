/**
 * One share of a mesh (models/apart/mesh-share.ts), most often the whole, through its phases: bootstrap until everything
 * is in sync, warm-up with churn, the measured window, the drain.
 * Pure: no clock, no files, no printing. Progress is told to a callback that must not influence the run.
 */
import type { MeshShare } from "../../models/apart/mesh-share.js";
import type { CostProfile } from "../../models/etcd/costs.js";
import { IncidentTimeline, type IncidentListener } from "../../models/incidents/timeline.js";
import type { SyncAlgorithm } from "../../models/kvstore/sync-algorithm.js";
import { Mesh } from "../../models/mesh.js";
import type { MeasuredShare } from "../../models/probes/measured-share.js";
import { MeshProbe, type Phase } from "../../models/probes/mesh-probe.js";
import type { SourceCluster } from "../../models/workload/source-cluster.js";
import type { TruthLevel } from "../../models/truth/truth.js";
import { Simulation, type TraceSink } from "../engine/simulation.js";
import { NS_PER_SECOND, nsToSeconds, type TimeNs } from "../engine/time.js";
import type { MetricsRow, SummaryRow } from "../measure/documents.js";
import type { Scenario, TopologyName } from "../scenario/scenario.js";

export interface Progress {
  readonly topology: TopologyName;
  readonly phase: Phase;
  /** 0..1 of this topology's run, a guess while the bootstrap lasts. */
  readonly fraction: number;
  readonly simulatedNs: TimeNs;
  readonly events: number;
}

/** What can be shown of a run that is still under way. */
export interface PartialRun {
  /** Without what is known only when the measured window closes. */
  readonly rows: readonly SummaryRow[];
  readonly series: readonly MetricsRow[];
}

export interface SimulateOptions {
  readonly scenario: Scenario;
  readonly topology: TopologyName;
  readonly seed: string;
  readonly costs: CostProfile;
  /** Costs of the mocked clusters' shared etcd; the same profile unless given. */
  readonly mockCosts?: CostProfile;
  /** Another synchronisation algorithm than Cilium's, to see what it does. */
  readonly algorithm?: SyncAlgorithm;
  /** How closely the invariants are checked; `full` needs `fidelity: individual`. Default: normal. */
  readonly checks?: TruthLevel;
  /** Called after each simulated second; `look` gives what was measured so far and changes nothing. */
  readonly onProgress?: (progress: Progress, look: () => PartialRun) => void;
  readonly trace?: TraceSink;
  /**
   * False: only whether the run fails matters, so rows, series, warnings and the history of a violation stay empty.
   * Changes nothing else.
   */
  readonly record?: boolean;
}

/** The bootstrap did not end in the time that the scenario allows. */
export class BootstrapTimeout extends Error {
  override readonly name = "BootstrapTimeout";
}

/** Incidents of a checked run are over by then. */
const LONGEST_INCIDENT_NS: TimeNs = 7200 * NS_PER_SECOND;
/** Leases live for 15 min. */
const LEASES_GONE_NS: TimeNs = 960 * NS_PER_SECOND;
/** A mesh that nobody disturbs has calmed down by then; the longest back-off that can be under way is 16 min. */
const CALM_NS: TimeNs = 2400 * NS_PER_SECOND;

const NO_LISTENER: IncidentListener = { begins: () => undefined, ends: () => undefined };

/** How often a run pauses to tell its progress, in simulated time. Pauses do not change the run. */
const STEP_NS: TimeNs = NS_PER_SECOND;
/** Share of the bar that the bootstrap takes. */
const BOOTSTRAP_SHARE = 0.4;

/** What a run counts while it goes. */
export interface RunCounts {
  /** How often each transition of the protocol's state machines was taken. */
  readonly transitions: Readonly<Record<string, number>>;
  readonly events: number;
  readonly simulatedNs: TimeNs;
}

export class ShareRun {
  private readonly options: SimulateOptions;
  private readonly share: MeshShare;
  private readonly sim: Simulation;
  private readonly mesh: Mesh;
  private readonly probe: MeshProbe;

  constructor(options: SimulateOptions, share: MeshShare) {
    const { scenario, topology, seed, costs } = options;
    this.options = options;
    this.share = share;
    this.sim = new Simulation({
      seed,
      limits: { events: scenario.limits.events, pending: scenario.limits.pending },
      ...(options.trace === undefined ? {} : { trace: options.trace }),
    });
    this.mesh = new Mesh(this.sim, {
      scenario,
      topology,
      share,
      costs,
      mockCosts: options.mockCosts ?? costs,
      checks: options.checks ?? "normal",
      keepsHistory: options.record !== false,
      ...(options.algorithm === undefined ? {} : { algorithm: options.algorithm }),
    });
    this.probe = new MeshProbe(this.mesh);
  }

  /** Clusters whose receiving sides other shares simulate. */
  get receiversElsewhere(): number {
    return this.mesh.clusters.filter(({ observed, isOwn }) => observed && !isOwn).length;
  }

  get counts(): RunCounts {
    const { sim, mesh } = this;
    return {
      transitions: mesh.transitions.all(),
      events: sim.eventsProcessed,
      simulatedNs: sim.nowNs,
    };
  }

  /** @throws LimitReached when a limit of the scenario is hit, BootstrapTimeout when the mesh does not get in sync. */
  run(): void {
    const { sim, mesh, probe } = this;
    const { scenario, checks, record } = this.options;
    const isRecorded = record !== false;
    const { bootstrapTimeoutNs, warmupNs, durationNs, drainNs } = scenario.timeline;

    let inSync = false;
    mesh.onInSync = () => (inSync = true);
    if (scenario.start === "in-sync") mesh.startInSync();
    else mesh.start();
    if (isRecorded) probe.start();
    else mesh.recorder.isMuted = true;
    this.advance("bootstrap", bootstrapTimeoutNs, () => inSync);
    if (!inSync) throw notInSync(mesh, bootstrapTimeoutNs);
    const inSyncNs = sim.nowNs;
    probe.phase("bootstrap", 0, inSyncNs);

    mesh.startChurn();
    this.advance("warmup", inSyncNs + warmupNs);
    probe.phase("warmup", inSyncNs, sim.nowNs);

    const openedNs = sim.nowNs;
    probe.openWindow(durationNs, drainNs);
    const listener = isRecorded ? probe.incidents : undefined;
    const timeline = new IncidentTimeline(mesh, listener ?? NO_LISTENER);
    timeline.start();
    this.advance("measure", openedNs + durationNs);
    probe.closeWindow();
    probe.phase("measure", openedNs, sim.nowNs);

    const closedNs = sim.nowNs;
    mesh.stopChurn();
    // Whether anything is still to come is asked from here on.
    if (this.share.holds === "receivers") this.share.record.reach(Infinity);
    const atRest = (): boolean => timeline.active === 0 && mesh.isQuiet;
    // Shares do not know when the others are at rest, and are read at the same times.
    const mayEnd = this.share.holds === "whole" ? atRest : () => false;
    this.advance("drain", closedNs + drainNs, mayEnd);
    probe.phase("drain", closedNs, sim.nowNs);
    probe.stop();
    if (checks === "full") this.comeToRest({ timeline, atRest });
    else if (atRest()) mesh.truth.checkAtRest(mesh.readers);
  }

  /** The sources of the mesh, by the index of their cluster. */
  get sources(): readonly SourceCluster[] {
    return this.mesh.clusters.map(({ source }) => source);
  }

  /** What was measured, for the share that puts all of it together. */
  measured(): MeasuredShare {
    return this.probe.measured();
  }

  /** What another share measured counts from now on. */
  take(other: MeasuredShare): void {
    this.probe.take(other);
  }

  /** The rows and series of what was measured so far. */
  result(): PartialRun {
    const { topology } = this.options;
    return {
      rows: this.probe.rows().map((row) => ({ topology, ...row })),
      series: this.probe.series().map((row) => ({ topology, ...row })),
    };
  }

  /**
   * Lets the mesh come to rest: every incident over, and the leases of processes that died run out. It must have calmed
   * down by then.
   * @throws InvariantViolation when somebody does not have what the sources have.
   */
  private comeToRest({
    timeline,
    atRest,
  }: {
    readonly timeline: IncidentTimeline;
    readonly atRest: () => boolean;
  }): void {
    const { sim, mesh } = this;
    this.advance("drain", sim.nowNs + LONGEST_INCIDENT_NS, () => timeline.active === 0);
    this.advance("drain", sim.nowNs + LEASES_GONE_NS);
    this.advance("drain", sim.nowNs + CALM_NS, atRest);
    if (!atRest()) mesh.truth.failToRest(mesh.readers);
    mesh.truth.checkAtRest(mesh.readers);
  }

  /** Moves on in whole seconds, so that a phase begins on one, and tells progress. */
  private advance(phase: Phase, untilNs: TimeNs, done: () => boolean = () => false): void {
    const { sim, mesh } = this;
    const { onProgress, topology } = this.options;
    while (sim.nowNs < untilNs && !done()) {
      const stepNs = Math.min(untilNs, sim.nowNs + STEP_NS);
      mesh.toldMirrors?.goTo(stepNs);
      sim.run({ untilNs: stepNs });
      const progress = {
        topology,
        phase,
        fraction: this.fraction(phase, untilNs),
        simulatedNs: sim.nowNs,
        events: sim.eventsProcessed,
      };
      onProgress?.(progress, () => this.result());
    }
  }

  private fraction(phase: Phase, untilNs: TimeNs): number {
    const { start, timeline } = this.options.scenario;
    const { warmupNs, durationNs } = timeline;
    const bootstrapShare = start === "in-sync" ? 0 : BOOTSTRAP_SHARE;
    if (phase === "bootstrap") return bootstrapShare * this.mesh.syncProgress;
    if (phase === "drain") return 1;
    const leftNs = untilNs - this.sim.nowNs + (phase === "warmup" ? durationNs : 0);
    return 1 - ((1 - bootstrapShare) * leftNs) / (warmupNs + durationNs);
  }
}

function notInSync(mesh: Mesh, timeoutNs: TimeNs): BootstrapTimeout {
  const percent = Math.floor(mesh.syncProgress * 100);
  return new BootstrapTimeout(
    `the mesh did not get in sync within ${nsToSeconds(timeoutNs)} s of simulated time ` +
      `(spec.simulation.bootstrapTimeout): ${percent} % of its clients are in sync. ` +
      `Raise the timeout, or the limiter's rate (qps, bootstrapQps) that holds it up.`,
  );
}

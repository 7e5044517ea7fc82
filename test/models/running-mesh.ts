/** A small mesh that has come in sync and runs without churn, to which things can be done one by one. */
import { IncidentTimeline } from "../../models/incidents/timeline.js";
import { KEY_TYPES } from "../../models/kvstore/key-types.js";
import type { MeshReader } from "../../models/mesh-parts.js";
import { Mesh } from "../../models/mesh.js";
import { Simulation } from "../../src/engine/simulation.js";
import type { Incident } from "../../src/scenario/incident.js";
import type { ClusterGroup, Scenario, TopologyName } from "../../src/scenario/scenario.js";
import { COSTS, group, scenario } from "./small-mesh.js";

export const S = 1e9;

const STILL = { nodesQPS: 0, identitiesQPS: 0, endpointsQPS: 0, servicesQPS: 0 } as const;

/** Keys that each cluster of `still()` exports. */
export const KEYS = 4 + 10 + 4 + 50;

/** Three clusters with four agents each, and nothing that changes. */
export function still(change: Partial<ClusterGroup> = {}): ClusterGroup {
  return group({ ...STILL, ...change });
}

type Given = Incident extends infer One
  ? One extends Incident
    ? Omit<One, "name" | "atNs">
    : never
  : never;

export class RunningMesh {
  readonly sim: Simulation;
  readonly mesh: Mesh;
  listed = 0;

  constructor(
    topology: TopologyName,
    change: Partial<Scenario> = {},
    incidents: readonly Given[] = [],
  ) {
    this.sim = new Simulation({ seed: "1" });
    const whole = scenario({
      groups: [still()],
      ...change,
      incidents: incidents.map((one, index) => ({ ...one, name: `${index}`, atNs: 0 })),
    });
    this.mesh = new Mesh(this.sim, {
      scenario: whole,
      topology,
      costs: COSTS,
      mockCosts: COSTS,
    });
    this.mesh.onListed.push((reader, keys) => (this.listed += keys * reader.members));
    let inSync = false;
    this.mesh.onInSync = () => (inSync = true);
    this.mesh.start();
    while (!inSync && this.sim.nowNs < 600 * S) this.after(1);
    if (!inSync) throw new Error("the mesh should have come in sync");
    this.listed = 0;
    this.mesh.measure(true);
  }

  /** Lets so many seconds pass. */
  after(seconds: number): this {
    this.sim.run({ untilNs: this.sim.nowNs + seconds * S });
    return this;
  }

  /** What was given to the constructor begins now. */
  begin(): this {
    const nobody = { begins: () => undefined, ends: () => undefined };
    new IncidentTimeline(this.mesh, nobody).start();
    return this;
  }

  /** Readers of one kind that read a cluster, or are part of it. */
  readers(
    kind: "agent" | "kvstoremesh",
    of: { target?: string; in?: string },
  ): readonly MeshReader[] {
    return this.mesh.readers.filter(
      ({ client, target, clusters }) =>
        client === kind &&
        (of.target === undefined || target.name === of.target) &&
        (of.in === undefined || clusters.some(({ name }) => name === of.in)),
    );
  }

  /** Keys that each of the readers holds, the same for all of them. */
  held(readers: readonly MeshReader[]): number {
    const counts = readers.map(({ reader }) =>
      KEY_TYPES.reduce((sum, type) => sum + (reader.knownKeys(type)?.keys().length ?? 0), 0),
    );
    if (new Set(counts).size !== 1) throw new Error(`readers differ: ${counts.join(", ")}`);
    return counts[0] ?? 0;
  }

  members(readers: readonly MeshReader[]): number {
    return readers.reduce((sum, { reader }) => sum + reader.members, 0);
  }

  failures(kind: "agent" | "kvstoremesh"): number {
    return [...this.mesh.failures.byTarget(kind).values()].reduce((sum, one) => sum + one, 0);
  }

  /** A counter of the etcds of one cluster. */
  count(cluster: string, what: "puts" | "events" | "ranges"): number {
    return this.mesh.cluster(cluster).service.total((etcd) => etcd.counters[what]);
  }

  transitions(id: string): number {
    return this.mesh.transitions.all()[id] ?? 0;
  }

  checkAtRest(): void {
    this.mesh.truth.checkAtRest(this.mesh.readers);
  }
}

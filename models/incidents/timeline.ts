/**
 * The incidents of a scenario: what each one does to the mesh, and when it ends. Reads like the scenario's own list;
 * how a process, an etcd or a path takes it is theirs.
 */
import { Link } from "../../src/engine/link.js";
import type { TimeNs } from "../../src/engine/time.js";
import type {
  Incident,
  LinkDegraded,
  MeshUpgrade,
  ProcessPaused,
} from "../../src/scenario/incident.js";
import type { EtcdMember } from "../etcd/member.js";
import type { Mesh } from "../mesh.js";
import type { Degradation, Path } from "../network/path.js";
import type { ClustermeshDeployment } from "../process/clustermesh-deployment.js";
import { burst } from "../workload/burst.js";
import { restartAgents } from "./agent-restarts.js";

/** Told when an incident begins, and when the disturbance itself is over. */
export interface IncidentListener {
  begins(incident: Incident): void;
  ends(incident: Incident): void;
}

/** A drained node's pods start elsewhere within this time. Confidence: assumed. */
const DRAIN_NS: TimeNs = 30_000_000_000;

export class IncidentTimeline {
  /** Incidents that have not ended. */
  active = 0;
  private readonly mesh: Mesh;
  private readonly listener: IncidentListener;

  constructor(mesh: Mesh, listener: IncidentListener) {
    this.mesh = mesh;
    this.listener = listener;
  }

  /** Plans all incidents; their times count from now. */
  start(): void {
    const { sim, scenario } = this.mesh;
    for (const incident of scenario.incidents) {
      this.active += 1;
      sim.schedule(incident.atNs, () => this.begin(incident), `incident ${incident.name}`);
    }
  }

  private begin(incident: Incident): void {
    const { sim } = this.mesh;
    this.listener.begins(incident);
    const endNs = Math.max(sim.nowNs, this.happen(incident));
    const end = (): void => {
      this.active -= 1;
      this.listener.ends(incident);
    };
    sim.scheduleAt(endNs, end, "incident ends");
  }

  /** Does it; returns when it is over. */
  private happen(incident: Incident): TimeNs {
    const { mesh } = this;
    const { sim } = mesh;
    const now = sim.nowNs;
    const deployments = "clusters" in incident ? this.deployments(incident.clusters) : [];
    const after = (forNs: TimeNs, undo: () => void): TimeNs => {
      sim.schedule(forNs, undo, "incident is undone");
      return now + forNs;
    };
    const toEtcds = (change: (etcd: EtcdMember) => void, undo: (etcd: EtcdMember) => void) => {
      const etcds = this.etcds("clusters" in incident ? incident.clusters : []);
      for (const etcd of etcds) change(etcd);
      return after("forNs" in incident ? incident.forNs : 0, () => {
        for (const etcd of etcds) undo(etcd);
      });
    };
    switch (incident.what) {
      case "agents-restart":
        return restartAgents(mesh, incident.clusters, incident);
      case "mesh-upgrade":
        return this.upgrade(incident);
      case "apiserver-pod-replaced":
        for (const deployment of deployments) deployment.replacePods(incident.downtimeNs);
        return now + incident.downtimeNs;
      case "node-drained":
        this.drainNodes(incident.clusters, incident.downtimeNs);
        return now + DRAIN_NS;
      case "etcd-restart":
      case "apiserver-restart":
      case "kvstoremesh-restart":
        for (const deployment of deployments) restart(deployment, incident);
        return now + incident.downtimeNs;
      case "writer-hung":
      case "process-paused":
        return this.pause(incident, after);
      case "cluster-joins":
        for (const name of incident.clusters) mesh.join(mesh.cluster(name));
        return now;
      case "cluster-leaves":
        for (const name of incident.clusters) mesh.leave(mesh.cluster(name));
        return now;
      case "partition": {
        const { between } = incident;
        const fault = { between, begin: (p: Path) => p.cut(), end: (p: Path) => p.heal() };
        mesh.network.begin(fault);
        return after(incident.forNs, () => mesh.network.end(fault));
      }
      case "link-degraded":
        return this.degrade(incident, after);
      case "etcd-compaction":
        for (const etcd of this.etcds(incident.clusters)) etcd.compact();
        return now;
      case "etcd-quota-full":
        return toEtcds(
          (etcd) => (etcd.alarm = true),
          (etcd) => (etcd.alarm = false),
        );
      case "slow-disk":
        return toEtcds(
          (etcd) => etcd.slowDown(incident.factor),
          (etcd) => etcd.slowDown(1),
        );
      case "cpu-squeezed":
        return toEtcds(
          (etcd) => etcd.pool.setCores(incident.cores),
          (etcd) => etcd.pool.setCores(etcd.spec.cores),
        );
      case "churn-burst": {
        const { burst: kind, name, objects, overNs } = incident;
        for (const cluster of incident.clusters) {
          const { source } = mesh.cluster(cluster);
          if (!source.isForetold) burst(sim, source, { kind, name, objects, overNs });
        }
        return now + overNs;
      }
    }
  }

  /** Cluster after cluster, as `helm upgrade` does it: the pods are replaced while the agents restart in waves. */
  private upgrade({ clusters, waves, everyNs, downtimeNs }: MeshUpgrade): TimeNs {
    const { mesh } = this;
    let endNs = mesh.sim.nowNs;
    for (const [index, name] of clusters.entries()) {
      const go = (): void => {
        mesh.cluster(name).deployment?.replacePods(downtimeNs);
        restartAgents(mesh, [name], { agents: { fraction: 1 }, waves, jitterNs: 0, downtimeNs });
      };
      const { agents } = mesh.cluster(name).group;
      const size = "count" in waves.size ? waves.size.count : agents * waves.size.fraction;
      const rounds = Math.ceil(agents / Math.max(1, Math.round(size)));
      const delayNs = index * everyNs;
      mesh.sim.schedule(delayNs, go, "cluster upgrades");
      endNs = Math.max(endNs, mesh.sim.nowNs + delayNs + rounds * waves.everyNs + downtimeNs);
    }
    return endNs;
  }

  /** The node with the clustermesh-apiserver's pod: its other pods go too, and start elsewhere. */
  private drainNodes(clusters: readonly string[], downtimeNs: TimeNs): void {
    const { mesh } = this;
    for (const name of clusters) {
      const { deployment, source, group } = mesh.cluster(name);
      deployment?.evict(downtimeNs);
      const objects = Math.max(1, Math.round(group.endpoints / Math.max(1, group.nodes)));
      burst(mesh.sim, source, { name: "drain", kind: "rollout", objects, overNs: DRAIN_NS });
    }
  }

  private pause(
    incident: ProcessPaused | Extract<Incident, { readonly what: "writer-hung" }>,
    after: (forNs: TimeNs, undo: () => void) => TimeNs,
  ): TimeNs {
    const { mesh } = this;
    const { process, forNs, clusters } = incident;
    if (process === "etcd") {
      for (const etcd of this.etcds(clusters)) etcd.freeze(mesh.sim.nowNs + forNs);
      return mesh.sim.nowNs + forNs;
    }
    if (process === "agents") {
      const wanted = new Set(clusters);
      const readers = mesh.readers.filter(
        (one) => one.client === "agent" && one.clusters.every(({ name }) => wanted.has(name)),
      );
      for (const { reader } of readers) reader.freeze(true);
      return after(forNs, () => {
        for (const { reader } of readers) reader.freeze(false);
      });
    }
    const pods = this.deployments(clusters).flatMap((deployment) => deployment.pods);
    const freeze = (frozen: boolean): void => {
      for (const pod of pods) {
        if (process === "apiserver") pod.freezeApiserver(frozen);
        else pod.kvstoremesh?.freeze(frozen);
      }
    };
    freeze(true);
    return after(forNs, () => freeze(false));
  }

  private degrade(
    incident: LinkDegraded,
    after: (forNs: TimeNs, undo: () => void) => TimeNs,
  ): TimeNs {
    const { between, rttNs, bandwidthBps, loss, forNs } = incident;
    const { network } = this.mesh;
    // Each path gets a link of its own: what limits a degraded one is not shared with others.
    const degradations = new Map<Path, Degradation>();
    const fault = {
      between,
      begin: (path: Path): void => {
        const link =
          bandwidthBps === undefined ? undefined : new Link({ delayNs: 0, bandwidthBps });
        const degradation = { rttNs, link, loss };
        degradations.set(path, degradation);
        path.degrade(degradation);
      },
      end: (path: Path): void => {
        const degradation = degradations.get(path);
        if (degradation !== undefined) path.restore(degradation);
      },
    };
    network.begin(fault);
    return after(forNs, () => network.end(fault));
  }

  private deployments(clusters: readonly string[]): readonly ClustermeshDeployment[] {
    return clusters.flatMap((name) => this.mesh.cluster(name).deployment ?? []);
  }

  private etcds(clusters: readonly string[]): readonly EtcdMember[] {
    return clusters.flatMap((name) => this.mesh.cluster(name).service.live);
  }
}

function restart(
  deployment: ClustermeshDeployment,
  {
    what,
    downtimeNs,
  }: Extract<
    Incident,
    { readonly what: "etcd-restart" | "apiserver-restart" | "kvstoremesh-restart" }
  >,
): void {
  if (what === "kvstoremesh-restart") {
    deployment.restartKvstoremesh(downtimeNs);
    return;
  }
  for (const pod of deployment.pods) {
    if (what === "etcd-restart") pod.restartEtcd(downtimeNs);
    else pod.restartApiserver(downtimeNs);
  }
}

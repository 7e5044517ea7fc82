/**
 * A burst of changes in one cluster: a rollout, a namespace that is deleted, a node pool that is replaced. The changes
 * come evenly over the given time; which objects they hit is drawn by the seed.
 * In a rollout one address in five goes to another pod: the news that its former owner is gone comes a little later.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { BurstKind } from "../../src/scenario/incident.js";
import { ipBytes, nodeBytes } from "./objects.js";
import type { SourceCluster } from "./source-cluster.js";

/** Confidence: assumed; StatefulSets and small pod CIDRs reuse addresses, Deployments rarely. */
const REUSED_SHARE = 0.2;
/** From the new owner's event to the old one's. Confidence: assumed (two informers, two watches). */
const FORMER_OWNER_NS: TimeNs = 50_000_000;
/** Objects of other kinds that go with a namespace: one identity and one service for so many endpoints. */
const ENDPOINTS_PER_WORKLOAD = 50;

export interface BurstOptions {
  readonly name: string;
  readonly kind: BurstKind;
  /** Endpoints that are replaced or go. */
  readonly objects: number;
  readonly overNs: TimeNs;
}

/** Starts a burst now. */
export function burst(sim: Simulation, source: SourceCluster, options: BurstOptions): void {
  const { kind, objects, overNs } = options;
  const random = sim.random(`burst/${source.name}/${options.name}`);
  const each = source.addressesPerEndpoint;
  const { ip, nodes, identities, services } = source.tables;
  const perNode = Math.max(1, Math.round(source.group.endpoints / Math.max(1, source.group.nodes)));

  const pickEndpoint = (): number | undefined =>
    ip.count === 0 ? undefined : Math.floor(ip.pick(random) / each) * each;
  const addresses = (first: number, change: (key: number) => void): void => {
    for (let i = 0; i < each; i += 1) change(first + i);
  };
  const create = (): void => {
    for (let i = 0; i < each; i += 1) {
      source.emit("ip", ip.create(ipBytes(source.group)));
    }
  };
  const remove = (): void => {
    const first = pickEndpoint();
    if (first === undefined || ip.count <= each) return;
    addresses(first, (key) => {
      ip.delete(key);
      source.emit("ip", key);
    });
  };
  const handOver = (): void => {
    const first = pickEndpoint();
    if (first === undefined) return;
    addresses(first, (key) => {
      ip.update(key, ipBytes(source.group));
      source.emit("ip", key);
      const gone = (): void => source.emitFormerOwnerGone("ip", key);
      sim.schedule(FORMER_OWNER_NS, gone, "former owner gone");
    });
  };
  const replaceNode = (): void => {
    source.emit("nodes", nodes.create(nodeBytes(source.group)));
    const old = nodes.pick(random);
    nodes.delete(old);
    source.emit("nodes", old);
  };

  const change = (index: number): void => {
    if (kind === "namespace-deleted") {
      remove();
      if (index % ENDPOINTS_PER_WORKLOAD !== 0) return;
      for (const [type, table] of [
        ["identities", identities],
        ["services", services],
      ] as const) {
        if (table.count <= 1) continue;
        const key = table.pick(random);
        table.delete(key);
        source.emit(type, key);
      }
      return;
    }
    if (kind === "node-pool-replaced" && index % perNode === 0 && nodes.count > 0) replaceNode();
    if (kind === "rollout" && random.chance(REUSED_SHARE)) {
      handOver();
      return;
    }
    create();
    remove();
  };
  for (let index = 0; index < objects; index += 1) {
    const atNs = Math.round((overNs * index) / objects);
    sim.schedule(atNs, () => change(index), "burst");
  }
}

/**
 * KVStoreMesh: each cluster's mirror reads every remote etcd and writes into the local one; agents keep one client for
 * each remote cluster, but all of them connect to the local etcd.
 * Of a cluster that is not observed, only what others feel is simulated: its mirror as a reader of the sources, and
 * on its own etcd the connections, the keys, and the load of the mirror's puts and their fan-out.
 */
import { EtcdClient } from "../kvstore/etcd-client.js";
import { KEY_TYPES } from "../kvstore/key-types.js";
import type { BackgroundLoad, MeshCluster, MeshParts } from "../mesh-parts.js";
import { Kvstoremesh } from "../process/kvstoremesh.js";
import { UnobservedMirror } from "../workload/unobserved-mirror.js";
import { absorber, addAgents, addOperators, addReader } from "./readers.js";

export function connectKvstoremesh(parts: MeshParts): {
  readonly background: readonly BackgroundLoad[];
} {
  const real = parts.clusters.filter((cluster) => !cluster.group.mocked);
  // Mirrors connect in the order of their clusters: a source serves them in this order, so a sample that came first
  // would look faster than it is.
  let unobserved: MeshCluster[] = [];
  for (const cluster of real) {
    const alike = unobserved[0]?.group === cluster.group;
    if (cluster.observed || !alike) {
      connectUnobserved(parts, unobserved);
      unobserved = [];
    }
    if (cluster.observed) connectObserved(parts, cluster);
    else unobserved.push(cluster);
  }
  connectUnobserved(parts, unobserved);
  const background = real
    .filter((cluster) => !cluster.observed)
    .map((cluster) => new UnobservedMirror(parts, cluster));
  return { background };
}

function connectObserved(parts: MeshParts, cluster: MeshCluster): void {
  const { sim, scenario, network } = parts;
  const { hasBootstrapQps } = parts.behaviour;
  const limits = hasBootstrapQps
    ? scenario.kvstoremesh
    : { ...scenario.kvstoremesh, bootstrapQps: 0 };
  const client = new EtcdClient(sim, {
    etcd: cluster.etcd,
    path: network.samePod(),
    client: "kvstoremesh",
    limits,
  });
  const kvstoremesh = new Kvstoremesh(sim, {
    client,
    onCancelled: () => parts.onCancelled(cluster.group.agents),
    onSynced: parts.awaitSync(),
  });
  cluster.kvstoremesh = kvstoremesh;
  for (const remote of parts.clusters) {
    if (remote === cluster) continue;
    addReader(parts, {
      etcd: remote.etcd,
      cluster: remote.name,
      layout: remote.layout,
      client: "kvstoremesh",
      members: 1,
      path: network.betweenClusters(remote.group.region, cluster.group.region),
      limits: scenario.kvstoremesh,
      types: KEY_TYPES,
      consumer: kvstoremesh.mirror(remote.name),
    });
    const local = {
      etcd: cluster.etcd,
      cluster: remote.name,
      layout: "cache",
      path: network.sameCluster(),
    } as const;
    addAgents(parts, { ...local, members: cluster.group.agents });
    addOperators(parts, { ...local, members: 1 });
  }
}

/** The mirrors of some like clusters that are not observed: one cohort at each source. */
function connectUnobserved(parts: MeshParts, clusters: readonly MeshCluster[]): void {
  const [first] = clusters;
  if (first === undefined) return;
  for (const remote of parts.clusters) {
    const members = clusters.filter((cluster) => cluster !== remote).length;
    if (members === 0) continue;
    addReader(parts, {
      etcd: remote.etcd,
      cluster: remote.name,
      layout: remote.layout,
      client: "kvstoremesh",
      members,
      path: parts.network.betweenClusters(remote.group.region, first.group.region),
      limits: parts.scenario.kvstoremesh,
      types: KEY_TYPES,
      consumer: absorber(),
    });
  }
}

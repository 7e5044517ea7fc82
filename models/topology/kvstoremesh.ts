/**
 * KVStoreMesh: each cluster's mirror reads every remote etcd and writes into the local one; agents keep one client for
 * each remote cluster, but all of them connect to the local etcd.
 * Of a cluster that is not observed, only what others feel is simulated: its mirror as a reader of the sources, and
 * on its own etcd the connections, the keys, and the load of the mirror's puts and their fan-out.
 */
import { RecordedMirrors } from "../apart/recorded-mirrors.js";
import { EtcdClient } from "../kvstore/etcd-client.js";
import { KEY_TYPES } from "../kvstore/key-types.js";
import type { RemoteClusterConsumer } from "../kvstore/remote-cluster-parts.js";
import { othersAreFluid } from "../mesh-clusters.js";
import type { MeshCluster, MeshParts, NewKvstoremesh, Topology } from "../mesh-parts.js";
import { Kvstoremesh } from "../process/kvstoremesh.js";
import { BacklogRoom } from "../process/backlog-room.js";
import { MirrorFan } from "../process/mirror-fan.js";
import { FluidMirror } from "../workload/fluid-mirror.js";
import { HeardByGroups } from "../workload/heard-mirrors.js";
import { UnobservedMirror } from "../workload/unobserved-mirror.js";
import { mayShareReaders, mirrorCohorts } from "./mirror-cohorts.js";
import { absorber, addAgents, addOperators, addReader } from "./readers.js";

export const KVSTOREMESH: Topology = {
  summary:
    "One mirror per cluster copies all remote etcds into the local one; agents read only that.",
  newKvstoremesh: (parts) => newKvstoremesh(parts, () => true),
  connect: (parts) => {
    const real = parts.clusters.filter((cluster) => !cluster.group.mocked);
    const isFluid = othersAreFluid(parts.scenario);
    const cohorts = isFluid ? mirrorCohorts(parts) : unobservedRuns(real);
    for (const cluster of real) if (cluster.presence === "all") connectAgents(parts, cluster);
    const heard = new HeardByGroups();
    for (const cohort of cohorts) connectMirrors(parts, cohort, heard);
    const background = real
      .filter(({ presence }) => presence === "source")
      .map((cluster) => {
        const changes = heard.of(cluster.group);
        return isFluid
          ? new FluidMirror(parts, cluster, changes)
          : new UnobservedMirror(parts, cluster, changes);
      });
    return { background };
  },
};

/** The mirror of one pod, with one reader for each remote cluster that it copies. */
export function newKvstoremesh(
  parts: MeshParts,
  copies: (remote: MeshCluster, into: MeshCluster) => boolean,
): NewKvstoremesh {
  const { sim, scenario, network, algorithm, transitions } = parts;
  const limits = parts.behaviour.hasBootstrapQps
    ? scenario.kvstoremesh
    : { ...scenario.kvstoremesh, bootstrapQps: 0 };
  return ({ cluster, etcd, before, onReady, onEnd }) => {
    const client = new EtcdClient(sim, {
      etcd,
      path: network.samePod(),
      client: "kvstoremesh",
      limits,
      algorithm,
    });
    const kvstoremesh = new Kvstoremesh(sim, {
      client,
      waiting: cluster.waiting.kvstoremesh,
      algorithm,
      transitions,
      onReady,
      onEnd,
      onFirstSync: parts.onFirstSync,
      isToldReady: cluster.presence === "mirror",
    });
    for (const remote of parts.clusters) {
      if (remote === cluster || !copies(remote, cluster)) continue;
      if (cluster.presence === "mirror" && remote.presence !== "all") continue;
      const mirror = kvstoremesh.mirror(remote.source, before);
      if (mayShareReaders(parts, cluster)) {
        kvstoremesh.add(remote.name, { reader: undefined, mirror });
        continue;
      }
      const reader = addReader(parts, {
        name: `kvstoremesh of ${etcd.clusterId} -> ${remote.name}`,
        remote,
        service: remote.service,
        layout: remote.layout,
        client: "kvstoremesh",
        clusters: [cluster],
        members: 1,
        ordinal: cluster.index,
        path: network.betweenClusters(
          { region: remote.group.region, clusters: [remote.name] },
          { region: cluster.group.region, clusters: [cluster.name] },
        ),
        limits: scenario.kvstoremesh,
        types: KEY_TYPES,
        consumer: cluster.presence === "mirror" ? absorber() : mirror,
      });
      kvstoremesh.add(remote.name, { reader, mirror });
    }
    return kvstoremesh;
  };
}

function connectAgents(parts: MeshParts, cluster: MeshCluster): void {
  for (const remote of parts.clusters) {
    if (remote === cluster) continue;
    const local = {
      remote,
      service: cluster.service,
      layout: "cache",
      clusters: [cluster],
      path: parts.network.sameCluster(),
    } as const;
    addAgents(parts, { ...local, members: cluster.group.agents });
    addOperators(parts, { ...local, members: 1 });
  }
}

/**
 * Like clusters that are not observed, between the observed ones. Mirrors connect in the order of their clusters: a
 * source serves them in this order, so a sample that came first would look faster than it is.
 */
function unobservedRuns(clusters: readonly MeshCluster[]): readonly (readonly MeshCluster[])[] {
  const runs: MeshCluster[][] = [];
  let run: MeshCluster[] = [];
  for (const cluster of clusters) {
    if (cluster.observed || run[0]?.group !== cluster.group) runs.push((run = []));
    if (!cluster.observed) run.push(cluster);
  }
  return runs.filter(({ length }) => length > 0);
}

/** The mirrors of like clusters as one cohort at each source; those of clusters that are not observed only read. */
function connectMirrors(
  parts: MeshParts,
  clusters: readonly MeshCluster[],
  heard: HeardByGroups,
): void {
  const [first] = clusters;
  if (first === undefined) return;
  const room = new BacklogRoom();
  for (const remote of parts.clusters) {
    const readers = clusters.filter((cluster) => cluster !== remote);
    if (readers.length === 0) continue;
    const mirrors = mirrorsOf(parts, { clusters: readers, remote, room });
    const consumer = heard.by(first.group, remote.index, mirrors);
    if (remote.presence === "changes") continue;
    addReader(parts, {
      name: `kvstoremesh of ${first.name} and alike -> ${remote.name}`,
      remote,
      service: remote.service,
      layout: remote.layout,
      client: "kvstoremesh",
      clusters: readers,
      members: readers.length,
      ordinal: first.index,
      path: parts.network.betweenClusters(
        { region: remote.group.region, clusters: [remote.name] },
        { region: first.group.region, clusters: readers.map(({ name }) => name) },
      ),
      limits: parts.scenario.kvstoremesh,
      types: KEY_TYPES,
      consumer,
    });
  }
}

/** What the mirrors of a cohort do with what they read of one remote cluster. */
function mirrorsOf(
  parts: MeshParts,
  {
    clusters,
    remote,
    room,
  }: {
    readonly clusters: readonly MeshCluster[];
    readonly remote: MeshCluster;
    readonly room: BacklogRoom;
  },
): RemoteClusterConsumer {
  const mirrors = clusters.flatMap(({ deployment }, before) => {
    const kvstoremesh = deployment?.pods[0]?.kvstoremesh;
    const mirror = kvstoremesh?.remotes.get(remote.name)?.mirror;
    return mirror === undefined ? [] : [{ before, mirror }];
  });
  const { sim, share, toldMirrors } = parts;
  const members = clusters.length;
  const newFan = (): MirrorFan => new MirrorFan(sim, { members, mirrors, room });
  if (toldMirrors !== undefined) {
    // What the mirrors are told is in the record; here they only load the etcd that they read.
    toldMirrors.add(newFan());
    return absorber();
  }
  const here = mirrors.length === 0 ? absorber() : newFan();
  if (share.holds !== "sources") return here;
  const recording = share.recording.mirrors;
  return new RecordedMirrors(sim, { recording, source: remote.source, here });
}

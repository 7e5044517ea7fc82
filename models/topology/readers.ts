/**
 * Building blocks for topologies: clients of one remote cluster, for agents, operators and mirrors.
 */
import { oncePerSimulation } from "../../src/engine/once-per-simulation.js";
import type { EtcdClientSpec, Scenario } from "../../src/scenario/scenario.js";
import {
  canaryPrefix,
  configPrefix,
  dataPrefix,
  heartbeatPrefix,
  serviceExportsPrefix,
  type Layout,
} from "../etcd/layout.js";
import type { EtcdService } from "../etcd/service.js";
import type { ClientKind } from "../etcd/watch-group.js";
import { sizeFactor } from "../kvstore/heartbeat-monitor.js";
import { KEY_TYPES, type KeyType } from "../kvstore/key-types.js";
import { RemoteCluster } from "../kvstore/remote-cluster.js";
import type { ReaderPrefixes, RemoteClusterConsumer } from "../kvstore/remote-cluster-parts.js";
import type { MeshCluster, MeshParts } from "../mesh-parts.js";
import type { Path } from "../network/path.js";
import { AgentGroup } from "../process/agent.js";

export interface ReaderOptions {
  readonly name: string;
  /** The cluster to read, the etcds to read it from, and in which layout it lies there. */
  readonly remote: MeshCluster;
  readonly service: EtcdService;
  readonly layout: Layout;
  readonly client: ClientKind;
  /** The clusters that the processes are part of. */
  readonly clusters: readonly MeshCluster[];
  readonly members: number;
  /** Which of several ready etcds they reach. */
  readonly ordinal: number;
  readonly jitterRank?: number | undefined;
  readonly path: Path;
  readonly limits: EtcdClientSpec;
  readonly types: readonly KeyType[];
  readonly consumer: RemoteClusterConsumer;
}

/** Adds the clients of n like processes for one remote cluster. */
export function addReader(parts: MeshParts, options: ReaderOptions): RemoteCluster {
  const { remote, client, clusters, service } = options;
  const { behaviour } = parts;
  const reader = new RemoteCluster(parts.sim, {
    name: options.name,
    target: remote.name,
    client,
    service,
    path: options.path,
    members: options.members,
    ordinal: options.ordinal,
    jitterRank: options.jitterRank,
    limits: options.limits,
    prefixes: prefixesOf(parts, options),
    watchesConfig: behaviour.watchesClusterConfig,
    consumer: options.consumer,
    sizeFactor: sizeFactor(client === "kvstoremesh" ? undefined : nodesOf(parts.scenario)),
    cacheTtlNs: behaviour.hasCacheTtl ? parts.scenario.cacheTtlNs : 0,
    algorithm: behaviour.checksClusterId
      ? parts.algorithm
      : { ...parts.algorithm, resumesOn: () => true },
    transitions: parts.transitions,
    observer: parts.observer,
  });
  parts.addReader({ reader, client, target: remote, clusters });
  return reader;
}

/** All readers of a cluster that read it in the same way share them: a large mesh has hundreds of thousands. */
const sharedPrefixes = oncePerSimulation(() => new Map<string, ReaderPrefixes>());

function prefixesOf(
  { sim, behaviour }: MeshParts,
  { remote, layout, client, types }: ReaderOptions,
): ReaderPrefixes {
  const cluster = remote.name;
  const readsExports = client === "kvstoremesh" && behaviour.mirrorsServiceExports;
  const shared = sharedPrefixes(sim);
  const key = [cluster, layout, readsExports, ...types].join(" ");
  let prefixes = shared.get(key);
  if (prefixes === undefined) {
    prefixes = {
      heartbeat: heartbeatPrefix,
      config: (etcd) => configPrefix(etcd, cluster),
      canaries: (etcd) => canaryPrefix(etcd, cluster),
      data: types.map((type) => ({
        type,
        prefixOf: (etcd) => dataPrefix(etcd, cluster, type, layout),
      })),
      empty: readsExports ? [(etcd) => serviceExportsPrefix(etcd, cluster, layout)] : [],
    };
    shared.set(key, prefixes);
  }
  return prefixes;
}

/** Nodes that an agent knows: those of the whole mesh. */
function nodesOf(scenario: Scenario): number {
  return scenario.groups.reduce((sum, group) => sum + group.clusters * group.nodes, 0);
}

/**
 * Agents that read one remote cluster: one group for each replica that they may reach, or one group for each agent
 * with `fidelity: individual`, and on paths that lose packets.
 */
export function addAgents(
  parts: MeshParts,
  options: Omit<ReaderOptions, "name" | "client" | "limits" | "types" | "consumer" | "ordinal">,
): void {
  const { members, clusters, remote } = options;
  const [first] = clusters;
  if (first === undefined) return;
  const individual = parts.scenario.fidelity === "individual" || losesPackets(parts, options.path);
  const groups = individual ? members : Math.min(parts.scenario.replicas, members);
  const perCluster = Math.max(1, members / clusters.length);
  const route =
    parts.scenario.network.regions.length > 1
      ? { from: remote.group.region, to: first.group.region }
      : undefined;
  for (let i = 0; i < groups; i += 1) {
    const size = individual ? 1 : Math.ceil((members - i) / groups);
    const from = individual ? (clusters[Math.floor(i / perCluster)] ?? first) : first;
    const others = clusters.length === 1 || individual ? "" : ` and ${clusters.length - 1} alike`;
    const which = individual ? `agent ${i % perCluster}` : `agents ${i}`;
    addReader(parts, {
      name: `${which} of ${from.name}${others} -> ${remote.name}`,
      remote,
      service: options.service,
      layout: options.layout,
      clusters: individual ? [from] : clusters,
      members: size,
      ordinal: i,
      path: options.path,
      jitterRank: individual ? rankOf(i, members, parts.scenario.replicas) : undefined,
      client: "agent",
      limits: parts.scenario.agent,
      types: KEY_TYPES,
      consumer: new AgentGroup(parts.sim, {
        members: size,
        recorder: parts.recorder,
        source: remote.source,
        bystanders: clusters.every(({ named }) => !named),
        route,
        cluster: clusters.length === 1 && isSample(parts) ? first.index : undefined,
      }),
    });
  }
}

/** Some clusters are not observed, so the spread over those that are is of interest. */
function isSample({ clusters }: MeshParts): boolean {
  return clusters.some(({ observed, group }) => !observed && !group.mocked);
}

/** The i-th agent's place among those that reach the same replica. */
function rankOf(i: number, members: number, replicas: number): number {
  const like = Math.ceil((members - (i % replicas)) / replicas);
  return (Math.floor(i / replicas) + 0.5) / like;
}

/** Loss hits each connection by itself, so its readers cannot be one cohort. */
function losesPackets({ scenario }: MeshParts, { ends }: Path): boolean {
  if (ends === undefined) return false;
  return scenario.incidents.some((incident) => {
    if (incident.what !== "link-degraded" || incident.loss === 0) return false;
    return incident.between.some((side) =>
      ends.some((place) => place.region === side || place.clusters.includes(side)),
    );
  });
}

/** cilium-operators read services, and only with EndpointSlice synchronization; what they do with them is not modelled. */
export function addOperators(
  parts: MeshParts,
  options: Omit<ReaderOptions, "name" | "client" | "limits" | "types" | "consumer" | "ordinal">,
): void {
  const { members, clusters, remote } = options;
  if (!parts.scenario.operator.enableEndpointSliceSynchronization || members === 0) return;
  addReader(parts, {
    ...options,
    name: `operators of ${clusters[0]?.name ?? ""} -> ${remote.name}`,
    ordinal: 0,
    client: "operator",
    limits: parts.scenario.agent,
    types: ["services"],
    consumer: absorber(),
  });
}

/** Takes everything and does nothing: a reader that counts only as load on the etcd that it reads. */
export function absorber(): RemoteClusterConsumer {
  return {
    connected: () => undefined,
    listed: () => 0,
    synced: () => undefined,
    changed: () => undefined,
    removed: () => undefined,
    drained: () => undefined,
    restarted: () => undefined,
    fork: () => absorber(),
    absorb: () => true,
  };
}

/**
 * Building blocks for topologies: clients of one remote cluster, for agents, operators and mirrors.
 */
import type { EtcdClientSpec } from "../../src/scenario/scenario.js";
import {
  canaryPrefix,
  configPrefix,
  dataPrefix,
  heartbeatPrefix,
  serviceExportsPrefix,
  type Layout,
} from "../etcd/layout.js";
import type { EtcdMember } from "../etcd/member.js";
import type { ClientKind } from "../etcd/watch-group.js";
import { checkIntervalNs } from "../kvstore/heartbeat-monitor.js";
import { KEY_TYPES, type KeyType } from "../kvstore/key-types.js";
import { RemoteCluster, type RemoteClusterConsumer } from "../kvstore/remote-cluster.js";
import type { MeshParts } from "../mesh-parts.js";
import type { Path } from "../network/network.js";
import { AgentGroup } from "../process/agent.js";

export interface ReaderOptions {
  /** The etcd to read, the cluster to read there, and in which layout it lies. */
  readonly etcd: EtcdMember;
  readonly cluster: string;
  readonly layout: Layout;
  readonly client: ClientKind;
  readonly members: number;
  readonly path: Path;
  readonly limits: EtcdClientSpec;
  readonly types: readonly KeyType[];
  readonly consumer: RemoteClusterConsumer;
}

/** Adds the clients of n like processes for one remote cluster. */
export function addReader(parts: MeshParts, options: ReaderOptions): void {
  const { etcd, cluster, layout, client } = options;
  const { behaviour } = parts;
  const reader = new RemoteCluster(parts.sim, {
    etcd,
    stream: { members: options.members, client, path: options.path, outstanding: 0 },
    limits: options.limits,
    heartbeat: heartbeatPrefix(etcd),
    config: configPrefix(etcd, cluster),
    canaries: canaryPrefix(etcd, cluster),
    data: options.types.map((type) => ({ type, prefix: dataPrefix(etcd, cluster, type, layout) })),
    emptyPrefixes:
      client === "kvstoremesh" && behaviour.mirrorsServiceExports
        ? [serviceExportsPrefix(etcd, cluster, layout)]
        : [],
    watchesConfig: behaviour.watchesClusterConfig,
    consumer: options.consumer,
    checkIntervalNs: checkIntervalNs(client === "kvstoremesh" ? undefined : nodesOf(parts)),
  });
  parts.addReader({ reader, client, target: cluster });
}

/** Nodes that an agent knows: those of the whole mesh. */
function nodesOf(parts: MeshParts): number {
  return parts.scenario.groups.reduce((sum, group) => sum + group.clusters * group.nodes, 0);
}

/** Agents that read one remote cluster: one group, or one group for each agent with `fidelity: individual`. */
export function addAgents(
  parts: MeshParts,
  options: Omit<ReaderOptions, "client" | "limits" | "types" | "consumer">,
): void {
  const individual = parts.scenario.fidelity === "individual";
  const groups = individual ? options.members : Math.min(1, options.members);
  for (let i = 0; i < groups; i += 1) {
    const inSync = parts.awaitSync();
    const members = individual ? 1 : options.members;
    const consumer = new AgentGroup({
      members,
      recorder: parts.recorder,
      onSynced: (moment) => {
        parts.sim.scheduleAt(Math.max(parts.sim.nowNs, moment.lastNs), inSync, "agents synced");
      },
    });
    addReader(parts, {
      ...options,
      members,
      client: "agent",
      limits: parts.scenario.agent,
      types: KEY_TYPES,
      consumer,
    });
  }
}

/** cilium-operators read services, and only with EndpointSlice synchronization; what they do with them is not modelled. */
export function addOperators(
  parts: MeshParts,
  options: Omit<ReaderOptions, "client" | "limits" | "types" | "consumer">,
): void {
  if (!parts.scenario.operator.enableEndpointSliceSynchronization || options.members === 0) return;
  addReader(parts, {
    ...options,
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
  };
}

/**
 * Limits that follow from sizes alone, worked out before any run: cluster IDs, identity numbers, the agents' ipcache,
 * etcd's quota and its largest request. A mesh beyond one of them cannot work, whatever its latency.
 * Estimates of bytes use the mean object sizes of the models; the simulated figure is the better one.
 */
import { IPCACHE_ENTRIES_PER_NODE, IPCACHE_MAX_ENTRIES } from "../../models/process/agent-costs.js";
import { KEY_BYTES, type KeyType } from "../../models/kvstore/key-types.js";
import {
  BACKENDS_TARGET,
  ipBytes,
  nodeBytes,
  serviceBytes,
} from "../../models/workload/objects.js";
import type { Unit } from "../measure/documents.js";
import type { ClusterGroup, Scenario } from "../scenario/scenario.js";

/** One limit, with how much of it a mesh uses. */
export interface HardLimit {
  readonly name: string;
  readonly unit: Unit;
  readonly used: number;
  readonly limit: number;
  /** What happens beyond it, and what raises it. */
  readonly remark: string;
  readonly source: string;
  /** Not what the mesh uses, but the most that one object in it could. */
  readonly worstCase?: true;
}

/** Identity numbers per cluster: 24 bits, of which the cluster ID takes 8 (255 clusters) or 9 (511). */
const IDENTITY_NUMBERS = { 255: 65_536, 511: 32_768 } as const;
/** etcd's --max-request-bytes, 1.5 MiB by default. Source: etcd-io/etcd server/embed/config.go. */
const MAX_REQUEST_BYTES = 1.5 * 2 ** 20;
/** Mean bytes of an identity's value (models/workload/objects.ts: 210 and 0-5 labels of 26). */
const IDENTITY_BYTES = 255;
const SECONDS_PER_NS = 1e-9;

/** All hard limits of a mesh. */
export function hardLimits(scenario: Scenario): readonly HardLimit[] {
  const { groups, maxConnectedClusters, etcd } = scenario;
  const sum = (of: (group: ClusterGroup) => number): number =>
    groups.reduce((total, group) => total + group.clusters * of(group), 0);
  const most = (of: (group: ClusterGroup) => number): number =>
    groups.reduce((highest, group) => Math.max(highest, of(group)), 0);
  return [
    {
      name: "clusters",
      unit: "count",
      used: sum(() => 1),
      limit: maxConnectedClusters,
      remark:
        maxConnectedClusters === 255
          ? "cluster IDs end; maxConnectedClusters 511 halves the identities per cluster and must be set in every cluster from the start"
          : "cluster IDs end; there are no more",
      source: "Cilium Helm value maxConnectedClusters: 255 or 511",
    },
    {
      name: "identities of a cluster",
      unit: "count",
      used: most(({ identities }) => identities),
      limit: IDENTITY_NUMBERS[maxConnectedClusters],
      remark: "identity numbers end; fewer labels that make identities",
      source: "24-bit identities: 16 bits remain with 255 clusters, 15 with 511",
    },
    {
      name: "ipcache entries of an agent",
      unit: "count",
      used: sum(
        (group) => group.endpoints * (group.ipv6 ? 2 : 1) + group.nodes * IPCACHE_ENTRIES_PER_NODE,
      ),
      limit: IPCACHE_MAX_ENTRIES,
      remark: "addresses beyond it have no identity; enlarge the BPF map in every agent",
      source: "Cilium's BPF map cilium_ipcache, 512,000 entries",
    },
    {
      name: "backend of the largest etcd (estimate)",
      unit: "bytes",
      used: largestBackend(scenario),
      limit: etcd.quotaBackendBytes,
      remark: "etcd refuses writes; raise quotaBackendBytes or keep less history",
      source: "etcd --quota-backend-bytes, 2 GiB in the chart",
    },
    {
      name: "largest value, if one service selects all endpoints of a cluster",
      unit: "bytes",
      used: most((group) => (group.services > 0 ? serviceBytes(group, group.endpoints) : 0)),
      limit: MAX_REQUEST_BYTES,
      remark: "etcd refuses the put; no global service may have so many backends in one cluster",
      source: "etcd --max-request-bytes, 1.5 MiB; a service with all its backends is one value",
      worstCase: true,
    },
  ];
}

/** Limits that a mesh is beyond. */
export function exceededLimits(scenario: Scenario): readonly HardLimit[] {
  return hardLimits(scenario).filter(({ used, limit, worstCase }) => !worstCase && used > limit);
}

/** With mirrors each etcd holds every cluster's keys; without, the largest cluster's. */
function largestBackend({ groups, topologies, etcd }: Scenario): number {
  const historySeconds = etcd.autoCompactionRetentionNs * SECONDS_PER_NS;
  const bytes = groups.map((group) => backendBytes(group, historySeconds));
  const total = groups.reduce(
    (sum, { clusters }, index) => sum + clusters * (bytes[index] ?? 0),
    0,
  );
  return topologies.includes("kvstoremesh") ? total : Math.max(...bytes);
}

/** Live keys and the revisions that are kept: one record each. */
function backendBytes(group: ClusterGroup, historySeconds: number): number {
  const sizes: Readonly<
    Record<KeyType, readonly [live: number, perSecond: number, bytes: number]>
  > = {
    nodes: [group.nodes, group.nodesQPS, nodeBytes(group)],
    identities: [group.identities, group.identitiesQPS, IDENTITY_BYTES],
    services: [group.services, group.servicesQPS, serviceBytes(group, BACKENDS_TARGET)],
    ip: [group.endpoints * (group.ipv6 ? 2 : 1), group.endpointsQPS, ipBytes(group)],
  };
  return Object.entries(sizes).reduce((sum, [type, [live, perSecond, value]]) => {
    const record = value + KEY_BYTES[type as KeyType].cache;
    return sum + record * (live + perSecond * historySeconds);
  }, 0);
}

/**
 * What each kind of incident stands for in a real mesh, what it does in the model, and an example as it stands in a
 * scenario file. The reference page is made from it. Which fields a kind takes, and their defaults, are not repeated
 * here: those come from resolve-incidents.ts. What happens in detail is in models/incidents/.
 */
import type { IncidentKeys } from "./incident-schema.js";
import type { IncidentKind } from "./incident.js";

export interface IncidentGuide {
  /** The event in a real mesh, in a few words. */
  readonly title: string;
  /** What it does in the model, and what is left out. */
  readonly does: string;
  /** When the disturbance itself is over; the recovery comes after. */
  readonly ends: string;
  readonly example: IncidentKeys;
}

export const INCIDENT_GUIDE: Readonly<Record<IncidentKind, IncidentGuide>> = {
  "agents-restart": {
    title: "Cilium agents restart",
    does: "An agent that restarts loses its connections and knows nothing; when it is back it connects to every remote cluster (or, with kvstoremesh, to the local etcd once per remote cluster) and lists everything again. What is in its datapath stays in use meanwhile. Without `maxUnavailable` all of them go at the same moment; with `jitter` they are spread evenly over that time.",
    ends: "when the last agent is started again",
    example: {
      at: "60s",
      what: "agents-restart",
      agents: "100%",
      maxUnavailable: "1%",
      every: "5s",
    },
  },
  "mesh-upgrade": {
    title: "Cilium is upgraded, cluster after cluster",
    does: "In each cluster the clustermesh-apiserver pods are replaced (the new one starts first) while its agents restart in waves, 10 s apart. The next cluster follows after `every`, whether or not the one before is done. The version of Cilium does not change.",
    ends: "when the last wave of the last cluster is started again",
    example: { at: "30s", what: "mesh-upgrade", maxUnavailable: "10%", every: "2m" },
  },
  "apiserver-pod-replaced": {
    title: "The clustermesh-apiserver pods are replaced",
    does: "A rollout: one pod after another, the new one first. The new pod has an empty etcd with an ID of its own; it becomes ready when everything is written to it, then the old pod goes with its data. Clients of the old one come upon another etcd, notice that its ID differs, and list everything. With `kvstoreMode: external` the etcd stays, and only the processes are replaced.",
    ends: "after `downtime`, when the first new pod starts",
    example: { at: "60s", what: "apiserver-pod-replaced", cluster: "cluster-001", downtime: "5s" },
  },
  "node-drained": {
    title: "The node of a clustermesh-apiserver pod is drained",
    does: "The first pod is evicted: it goes at once, with its etcd's data, and another one starts elsewhere after `downtime`. The other pods of the node move as well, as a burst of endpoint changes over 30 s.",
    ends: "after 30 s",
    example: { at: "60s", what: "node-drained", cluster: "cluster-001", downtime: "10s" },
  },
  "etcd-restart": {
    title: "The etcd container restarts",
    does: "Every etcd of the clusters stops, drops its connections and starts again on the same data and ID: watches resume where they were, and nothing has to be listed unless the history they need is compacted.",
    ends: "after `downtime`",
    example: { at: "60s", what: "etcd-restart", cluster: "cluster-001" },
  },
  "apiserver-restart": {
    title: "The apiserver container restarts",
    does: "The process that writes a cluster's state into etcd starts anew: it writes everything again, under new leases. The etcd beside it runs on, so readers keep their connections.",
    ends: "after `downtime`",
    example: { at: "60s", what: "apiserver-restart", cluster: "cluster-001" },
  },
  "kvstoremesh-restart": {
    title: "The kvstoremesh container restarts",
    does: "The mirror of a cluster starts anew: it reads every remote cluster again and writes what it reads into the local etcd. Agents keep reading what is there. With `kvstoreMode: external` the lock of the process that died has to run out first (25 s). Without kvstoremesh nothing happens.",
    ends: "after `downtime`",
    example: { at: "60s", what: "kvstoremesh-restart", cluster: "cluster-001" },
  },
  "writer-hung": {
    title: "A writer hangs",
    does: "The apiserver or kvstoremesh (`process`) makes no progress and renews no lease, while its etcd and its connections live. When it is the apiserver, its heartbeats go stale, and readers reconnect and list again and again; after 15 min the leases run out and etcd deletes what the writer had written.",
    ends: "after `for`, when it goes on",
    example: {
      at: "60s",
      what: "writer-hung",
      cluster: "cluster-001",
      for: "20m",
      process: "apiserver",
    },
  },
  "process-paused": {
    title: "A process stands still",
    does: "SIGSTOP, a frozen cgroup, a machine that is suspended: the process does nothing for a while and then goes on from where it was. Its peers see a connection that does not answer.",
    ends: "after `for`, when it goes on",
    example: {
      at: "60s",
      what: "process-paused",
      cluster: "cluster-001",
      process: "etcd",
      for: "45s",
    },
  },
  "cluster-joins": {
    title: "A cluster joins the mesh",
    does: "Until then the cluster runs by itself. Then it connects to all others and all others to it; with kvstoremesh its keys pass every mirror's rate limiter, where the changes of all other clusters wait with them.",
    ends: "at once; the recovery is the time until it is in sync everywhere",
    example: { at: "60s", what: "cluster-joins", cluster: "cluster-003" },
  },
  "cluster-leaves": {
    title: "A cluster leaves the mesh",
    does: "It is removed from everybody's configuration, and it from them: clients disconnect and drop what they knew of it, mirrors delete its configuration at once and its keys three minutes later.",
    ends: "at once",
    example: { at: "60s", what: "cluster-leaves", cluster: "cluster-003" },
  },
  partition: {
    title: "The network between two sides is cut",
    does: "No packet passes between the two regions or clusters. Nobody is told: TCP retransmits, keepalive gives up after some 40 s, heartbeats go stale. A short partition is healed by TCP, a longer one by dialling again, one that outlives the etcds' history by listing everything.",
    ends: "after `for`, when it heals",
    example: { at: "60s", what: "partition", between: ["cluster-001", "cluster-002"], for: "90s" },
  },
  "link-degraded": {
    title: "A link is slow or lossy",
    does: "Between the two sides the round-trip time, the bandwidth or both change, and a share of the packets is lost. Lost packets are felt as retransmission delays, not as less throughput.",
    ends: "after `for`",
    example: {
      at: "60s",
      what: "link-degraded",
      between: ["cluster-001", "cluster-002"],
      for: "2m",
      rtt: "300ms",
      loss: "1%",
    },
  },
  "etcd-compaction": {
    title: "etcd compacts its history",
    does: "The history of the etcds up to now is dropped, beside their automatic compaction. Watches that lag behind, or that resume after it, cannot go on and have to list.",
    ends: "at once",
    example: { at: "60s", what: "etcd-compaction", cluster: "cluster-001" },
  },
  "etcd-quota-full": {
    title: "etcd reaches its quota",
    does: "The NOSPACE alarm: etcd refuses puts (`mvcc: database space exceeded`), while deletes, reads and watches go on. Writers try again with back-off.",
    ends: "after `for`, when the alarm is disarmed",
    example: { at: "60s", what: "etcd-quota-full", cluster: "cluster-001", for: "60s" },
  },
  "slow-disk": {
    title: "The disk of an etcd is slow",
    does: "Each sync of the write-ahead log and of the database takes `factor` times as long. With `storageMedium: Memory` that is little; puts wait, and with them everything that etcd applies.",
    ends: "after `for`",
    example: { at: "60s", what: "slow-disk", cluster: "cluster-001", for: "60s", factor: 50 },
  },
  "cpu-squeezed": {
    title: "An etcd has less CPU",
    does: "etcd runs on `cores` cores: a throttled container, a noisy neighbour. Its threads share them.",
    ends: "after `for`",
    example: { at: "60s", what: "cpu-squeezed", cluster: "cluster-001", for: "60s", cores: 1 },
  },
  "churn-burst": {
    title: "Many objects change at once",
    does: "`rollout`: pods are replaced, one address in five passes straight to another pod. `namespace-deleted`: endpoints go, with an identity and a service for every 50. `node-pool-replaced`: pods are replaced and their nodes with them. The changes come evenly over `over`, on top of the usual churn, in each of the clusters.",
    ends: "after `over`",
    example: {
      at: "60s",
      what: "churn-burst",
      cluster: "cluster-001",
      burst: "rollout",
      objects: 2000,
      over: "20s",
    },
  },
};

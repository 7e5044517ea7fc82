/**
 * The words of a report, explained in a sentence each. Not documentation of the model: docs/background does that.
 */

/** Terms and what they mean here, in reading order. */
export const GLOSSARY: readonly (readonly [string, string])[] = [
  [
    "original",
    "Topology in which every agent reads the clustermesh-apiserver etcd of every other cluster.",
  ],
  [
    "KVStoreMesh",
    "Topology in which one kvstoremesh process per cluster mirrors all other clusters into the local etcd, and agents read only that one.",
  ],
  [
    "agent",
    "The Cilium agent of one node. It keeps one etcd client for each other cluster, in both topologies.",
  ],
  [
    "change",
    "One create, update or delete of a node, identity, endpoint IP or service that a cluster exports.",
  ],
  [
    "sync latency",
    "Time from a change in its source cluster until an agent of another cluster has applied it. Each agent counts once.",
  ],
  ["stage", "A part of that way. The means of all stages add up to the mean of the whole."],
  ["connection", "One TCP connection with TLS and gRPC, from one etcd client to one etcd."],
  ["watch stream", "The gRPC stream that carries all watches of one client."],
  ["watcher", "One watched key prefix on a watch stream, for example all nodes of a cluster."],
  ["cross-cluster", "Leaves the cluster; everything else is local."],
  [
    "station",
    "A part with a capacity that work waits for: a core pool, etcd's apply thread, a rate limiter, a link.",
  ],
  [
    "utilisation",
    "Share of time, or of capacity, that a station is in use. At 100 % its queue grows without bound.",
  ],
  [
    "bootstrap",
    "From the start of the processes until every cluster has been synchronised for the first time.",
  ],
  [
    "incident",
    "Something that goes wrong by the scenario's plan: a restart, a partition, a burst of changes. Numbered as in the scenario.",
  ],
  [
    "in sync",
    "A client is in sync when it has listed, and watches, every prefix that it reads. An incident is over when all are and no writer has a backlog.",
  ],
  [
    "resync",
    "Of one client: from losing its connection, or its process, until it is in sync again.",
  ],
  [
    "oldest data",
    "The stale window: the longest time that some reader acted on a value that had changed at its source.",
  ],
  [
    "invariant",
    "What must hold at any time, whatever goes wrong: no deleted key lives on, for example. A run that breaks one ends with an error.",
  ],
  ["bystander", "An agent of a cluster that no incident names."],
  ["p99", "99 of 100 deliveries are at least this fast."],
  [
    "95 % interval",
    "Where the true value of an endless run lies with 95 % confidence, by the method of batch means.",
  ],
];

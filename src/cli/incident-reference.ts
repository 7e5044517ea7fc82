/**
 * The reference page of incidents: what each kind does, which fields it takes, and an example. Fields and kinds come
 * from the code that checks scenario files, so the page cannot name one that does not exist.
 */
import type { IncidentKind } from "../scenario/incident.js";
import { INCIDENT_KINDS } from "../scenario/incident.js";
import { INCIDENT_FIELDS } from "../scenario/resolve-incidents.js";
import { schemaAt } from "../scenario/schema-walk.js";

interface About {
  readonly what: string;
  /** Fields beside `at` and `what`. */
  readonly example: string;
}

const ABOUT: Readonly<Record<IncidentKind, About>> = {
  "agents-restart": {
    what: "Agents end and start anew after the downtime, knowing nothing; what is in their datapath stays. All of them, a number or a share; at once, in rolling waves, or spread evenly over a time.",
    example: "cluster: cluster-002, agents: 50%, maxUnavailable: 10%, every: 5s",
  },
  "mesh-upgrade": {
    what: "Cluster after cluster, as `helm upgrade` does it: the clustermesh-apiserver's pods are replaced while the agents restart in waves, ten seconds from one to the next.",
    example: "maxUnavailable: 1%, every: 10m",
  },
  "apiserver-pod-replaced": {
    what: "A rollout: a new clustermesh-apiserver pod with an empty etcd and another cluster ID is filled; when it is ready the old pod ends. Readers of the old etcd reconnect to the new one and list. With several replicas one after another.",
    example: "cluster: cluster-001, downtime: 10s",
  },
  "node-drained": {
    what: "The node with the first clustermesh-apiserver pod is drained: the pod ends at once and another one starts elsewhere after the downtime; the node's other pods are replaced within 30 s.",
    example: "cluster: cluster-001, downtime: 20s",
  },
  "etcd-restart": {
    what: "The etcd container ends and starts again on the same data with the same cluster ID. Connections break; watches resume; leases begin anew.",
    example: "cluster: cluster-001, downtime: 2s",
  },
  "apiserver-restart": {
    what: "The apiserver container starts anew: it writes every key again, whatever stands in the etcd. Keys that went meanwhile stay until the old leases run out.",
    example: "cluster: cluster-001",
  },
  "kvstoremesh-restart": {
    what: "The kvstoremesh container starts anew: it lists every remote and writes every key again. With `kvstoreMode: external` a standby takes over when the lock's lease has run out (25 s).",
    example: "cluster: cluster-001",
  },
  "writer-hung": {
    what: "A writer makes no progress; its connections and its etcd live. No heartbeats, no keepalives: readers reconnect again and again, after 15 minutes the etcd deletes what was written.",
    example: "cluster: cluster-001, process: apiserver, for: 20m",
  },
  "process-paused": {
    what: "A process' clock of events stands still, then goes on (SIGSTOP, a frozen cgroup). Paused readers read nothing: their watchers fall behind at the etcd. A paused etcd answers nothing, keepalives included.",
    example: "cluster: cluster-001, process: agents, for: 30s",
  },
  "cluster-joins": {
    what: "The cluster runs from the start and is connected to the others now. kvstoremesh copies it at its steady rate. The time until the configuration has reached every node is not modelled.",
    example: "cluster: cluster-004",
  },
  "cluster-leaves": {
    what: "The cluster is disconnected: agents drop its keys at once, kvstoremesh deletes its configuration at once and its keys three minutes later.",
    example: "cluster: cluster-004",
  },
  partition: {
    what: "Nothing passes between two regions or clusters. TCP heals short ones; keepalive ends connections after at most 40 s.",
    example: "between: [us, eu], for: 10m",
  },
  "link-degraded": {
    what: "The paths between two regions or clusters are slow, narrow or lossy. A lost packet delays what it carried by the retransmission timeout; readers over such paths are simulated one by one.",
    example: "between: [us, eu], for: 5m, rtt: 300ms, bandwidth: 50Mbps, loss: 1%",
  },
  "etcd-compaction": {
    what: "All history up to now is compacted: watches that are behind are cancelled, lists under way fail.",
    example: "cluster: cluster-001",
  },
  "etcd-quota-full": {
    what: "The etcd refuses writes (NOSPACE) until the alarm is disarmed. Deletions pass.",
    example: "cluster: cluster-001, for: 5m",
  },
  "slow-disk": {
    what: "Every sync of the WAL and of the backend takes so many times as long.",
    example: "cluster: cluster-001, factor: 50, for: 2m",
  },
  "cpu-squeezed": {
    what: "The etcd has fewer cores.",
    example: "cluster: cluster-001, cores: 1, for: 10m",
  },
  "churn-burst": {
    what: "Many changes in a short time: a rollout replaces pods (one address in five goes to another pod), a namespace is deleted, or a node pool is replaced.",
    example: "cluster: cluster-001, burst: rollout, objects: 1000, over: 30s",
  },
};

/** Markdown. */
export function incidentReference(note: string): string {
  return [
    note,
    "# Incidents",
    "",
    "`spec.incidents` is a list; each entry says when (`at`, from the start of the measured window), what, where, and how long. Without `cluster` or `clusters` it happens in every cluster that is not mocked. Clusters are named by their ID: `cluster-001`.",
    "",
    "For each incident a run tells: time until all are in sync again, who was hit, how long clients took, how long somebody acted on old data, peak load, traffic between clusters, and latency before, during and after.",
    "",
    ...INCIDENT_KINDS.flatMap((kind) => {
      const { needs = [], may = [] } = INCIDENT_FIELDS[kind];
      const { what, example } = ABOUT[kind];
      return [
        `## ${kind}`,
        "",
        what,
        "",
        `\`{at: 60s, what: ${kind}, ${example}}\``,
        "",
        ...[...needs.map((field) => line(field, true)), ...may.map((field) => line(field, false))],
        "",
      ];
    }),
  ].join("\n");
}

function line(field: string, isNeeded: boolean): string {
  const description = schemaAt(["spec", "incidents", field])?.description ?? "";
  return `- \`${field}\`${isNeeded ? " (needed)" : ""}: ${description}`;
}

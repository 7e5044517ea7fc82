/**
 * The reference page of incidents: what each kind does, which fields it takes, and an example. Kinds, fields and
 * defaults come from the code that checks scenario files, so the page cannot name one that does not exist.
 */
import { typeLine } from "../scenario/explain.js";
import type { IncidentKind } from "../scenario/incident.js";
import { INCIDENT_KINDS } from "../scenario/incident.js";
import type { JsonSchema } from "../scenario/json-schema.js";
import { loadScenario } from "../scenario/load.js";
import { renderIncident } from "../scenario/render-incident.js";
import { INCIDENT_FIELDS } from "../scenario/resolve-incidents.js";
import { schemaAt } from "../scenario/schema-walk.js";

interface About {
  readonly what: string;
  /** When the disturbance itself is over; the recovery comes after. */
  readonly ends: string;
  /** Fields beside `at` and `what`. */
  readonly example: string;
}

const ABOUT: Readonly<Record<IncidentKind, About>> = {
  "agents-restart": {
    what: "Agents end and start anew after the downtime, knowing nothing; what is in their datapath stays. All of them, a number or a share; at once, in rolling waves, or spread evenly over a time.",
    ends: "when the last agent starts again",
    example: "cluster: cluster-002, agents: 50%, maxUnavailable: 10%, every: 5s",
  },
  "mesh-upgrade": {
    what: "Cluster after cluster, as `helm upgrade` does it: the clustermesh-apiserver's pods are replaced while the agents restart in waves, ten seconds from one to the next.",
    ends: "when the last wave of the last cluster starts again",
    example: "maxUnavailable: 1%, every: 10m",
  },
  "apiserver-pod-replaced": {
    what: "A rollout: a new clustermesh-apiserver pod with an empty etcd and another cluster ID is filled; when it is ready the old pod ends. Readers of the old etcd reconnect to the new one and list. With several replicas one after another.",
    ends: "after `downtime`, when the first new pod starts",
    example: "cluster: cluster-001, downtime: 10s",
  },
  "node-drained": {
    what: "The node with the first clustermesh-apiserver pod is drained: the pod ends at once and another one starts elsewhere after the downtime; the node's other pods are replaced within 30 s.",
    ends: "after 30 s",
    example: "cluster: cluster-001, downtime: 20s",
  },
  "etcd-restart": {
    what: "The etcd container ends and starts again on the same data with the same cluster ID. Connections break; watches resume; leases begin anew.",
    ends: "after `downtime`",
    example: "cluster: cluster-001, downtime: 2s",
  },
  "apiserver-restart": {
    what: "The apiserver container starts anew: it writes every key again, whatever stands in the etcd. Keys that went meanwhile stay until the old leases run out.",
    ends: "after `downtime`",
    example: "cluster: cluster-001",
  },
  "kvstoremesh-restart": {
    what: "The kvstoremesh container starts anew: it lists every remote and writes every key again. With `kvstoreMode: external` a standby takes over when the lock's lease has run out (25 s).",
    ends: "after `downtime`",
    example: "cluster: cluster-001",
  },
  "writer-hung": {
    what: "A writer makes no progress; its connections and its etcd live. No heartbeats, no keepalives: readers reconnect again and again, after 15 minutes the etcd deletes what was written.",
    ends: "after `for`, when it goes on",
    example: "cluster: cluster-001, process: apiserver, for: 20m",
  },
  "process-paused": {
    what: "A process' clock of events stands still, then goes on (SIGSTOP, a frozen cgroup). Paused readers read nothing: their watchers fall behind at the etcd. A paused etcd answers nothing, keepalives included.",
    ends: "after `for`, when it goes on",
    example: "cluster: cluster-001, process: agents, for: 30s",
  },
  "cluster-joins": {
    what: "The cluster runs from the start and is connected to the others now. kvstoremesh copies it at its steady rate. The time until the configuration has reached every node is not modelled.",
    ends: "at once; what is told of it is the time until it is in sync everywhere",
    example: "cluster: cluster-004",
  },
  "cluster-leaves": {
    what: "The cluster is disconnected: agents drop its keys at once, kvstoremesh deletes its configuration at once and its keys three minutes later.",
    ends: "at once",
    example: "cluster: cluster-004",
  },
  partition: {
    what: "Nothing passes between two regions or clusters. TCP heals short ones; keepalive ends connections after at most 40 s.",
    ends: "after `for`, when it heals",
    example: "between: [us, eu], for: 10m",
  },
  "link-degraded": {
    what: "The paths between two regions or clusters are slow, narrow or lossy. A lost packet delays what it carried by the retransmission timeout; readers over such paths are simulated one by one.",
    ends: "after `for`",
    example: "between: [us, eu], for: 5m, rtt: 300ms, bandwidth: 50Mbps, loss: 1%",
  },
  "etcd-compaction": {
    what: "All history up to now is compacted: watches that are behind are cancelled, lists under way fail.",
    ends: "at once",
    example: "cluster: cluster-001",
  },
  "etcd-quota-full": {
    what: "The etcd refuses writes (NOSPACE) until the alarm is disarmed. Deletions pass.",
    ends: "after `for`, when the alarm is disarmed",
    example: "cluster: cluster-001, for: 5m",
  },
  "slow-disk": {
    what: "Every sync of the WAL and of the backend takes so many times as long.",
    ends: "after `for`",
    example: "cluster: cluster-001, factor: 50, for: 2m",
  },
  "cpu-squeezed": {
    what: "The etcd has fewer cores.",
    ends: "after `for`",
    example: "cluster: cluster-001, cores: 1, for: 10m",
  },
  "churn-burst": {
    what: "Many changes in a short time: a rollout replaces pods (one address in five goes to another pod), a namespace is deleted, or a node pool is replaced.",
    ends: "after `over`",
    example: "cluster: cluster-001, burst: rollout, objects: 1000, over: 30s",
  },
};

/** Where it happens when the scenario does not say. */
const EVERY = "every cluster that is not mocked";

/** Markdown. */
export function incidentReference(note: string): string {
  return [
    note,
    "# Incidents",
    "",
    "`spec.incidents` is a list; each entry says when (`at`, from the start of the measured window), what, where, and how long. Without `cluster` or `clusters` it happens in every cluster that is not mocked. Clusters are named by their ID: `cluster-001`. Entries may overlap, and happen in both topologies at the same moment of the window.",
    "",
    "For each incident a run tells: time until all are in sync again, who was hit, how long clients took, how long somebody acted on old data, peak load, traffic between clusters, and latency before, during and after. Metrics: those of `list metrics` that begin with `incident_`. Reports name an incident by its place in the list, for example `2 partition us and eu`.",
    "",
    "An incident has *ended* when the disturbance itself is over; when it is *over* for everybody is told in [background/protocol.md](../background/protocol.md#incidents).",
    "",
    ...INCIDENT_KINDS.flatMap(section),
  ].join("\n");
}

function section(kind: IncidentKind): readonly string[] {
  const { needs = [], may = [] } = INCIDENT_FIELDS[kind];
  const { what, ends, example } = ABOUT[kind];
  const defaults = defaultsOf(kind);
  const row = (field: string, byDefault: string): string => {
    const schema = schemaAt(["spec", "incidents", field]);
    const type = schema === undefined ? "" : typeLine(schema);
    return `| \`${field}\` | ${byDefault} | ${type} | ${meaning(kind, schema)} |`;
  };
  return [
    `## ${kind}`,
    "",
    `${what} Ended: ${ends}.`,
    "",
    `\`{at: 60s, what: ${kind}, ${example}}\``,
    "",
    "| field | default | type | meaning |",
    "| --- | --- | --- | --- |",
    ...needs.map((field) => row(field, "*needed*")),
    ...may.map((field) => row(field, field === "clusters" ? EVERY : (defaults[field] ?? "–"))),
    "",
  ];
}

/** Defaults of the fields that a kind may have, read off a scenario with only those that it needs. */
function defaultsOf(kind: IncidentKind): Readonly<Record<string, string>> {
  const needs = (INCIDENT_FIELDS[kind].needs ?? []).map((field) => [field, NEEDED[field]] as const);
  const line = { at: "60s", what: kind, ...Object.fromEntries(needs) };
  // JSON is YAML.
  const text = JSON.stringify({ ...SMALLEST, spec: { ...SMALLEST.spec, incidents: [line] } });
  const [incident] = loadScenario({ file: "incident-reference", text, set: [] }).incidents;
  if (incident === undefined) return {};
  return Object.fromEntries(
    Object.entries(renderIncident(incident)).map(([field, value]) => [
      field,
      `\`${String(value)}\``,
    ]),
  );
}

/** Valid values of the fields that some kind cannot do without. */
const NEEDED: Readonly<Record<string, unknown>> = {
  cluster: "cluster-001",
  between: ["us", "eu"],
  for: "60s",
  process: "etcd",
  cores: 1,
};

const SMALLEST = {
  apiVersion: "clustermesh-sim/v1",
  kind: "Scenario",
  metadata: { name: "reference" },
  spec: {
    mesh: { groups: [{ name: "all", clusters: 2, region: "us" }] },
    network: { regions: [{ name: "us" }, { name: "eu" }] },
  },
};

/** What a field means for this kind, without saying for which kinds it is: that is where it stands. */
function meaning(kind: IncidentKind, schema: JsonSchema | undefined): string {
  const text = (schema?.description ?? "").replace(/ Default: .*$/, "");
  const kinds = /^([a-z-]+(?:, [a-z-]+)*): /.exec(text)?.[0] ?? "";
  // "From one wave to the next (agents-restart), from one cluster to the next (mesh-upgrade)."
  const parts = text.slice(kinds.length).split(/(?<=\)),? /);
  const own = parts.find((part) => part.includes(`(${kind})`))?.replace(/ \([a-z-]+\)\.?$/, ".");
  const said = own ?? text.slice(kinds.length);
  return said.charAt(0).toUpperCase() + said.slice(1);
}

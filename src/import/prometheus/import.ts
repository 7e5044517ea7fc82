/**
 * `import --prometheus`: what a running mesh measures of itself, to rates and counts of a scenario. Metric names are
 * those of Cilium (pkg/kvstore/metrics.go, pkg/clustermesh/metrics.go) and of the simulator's own OpenMetrics output.
 */
import { many, type ClusterFacts, type Facts } from "../facts.js";
import { histogramQuantile } from "./quantiles.js";
import { rateOf, type Labels, type Series, type SeriesSet } from "./series.js";

type RateKey = "nodesQPS" | "identitiesQPS" | "endpointsQPS" | "servicesQPS";
type Rates = Readonly<Partial<Record<RateKey, number>>>;
type CountKey = "nodes" | "identities" | "endpoints" | "services";

const OPERATIONS = "cilium_clustermesh_apiserver_kvstore_operations_duration_seconds";
const SCOPES: readonly (readonly [scope: string, own: string, key: RateKey])[] = [
  ["nodes/v1", "nodes", "nodesQPS"],
  ["identities/v1", "identities", "identitiesQPS"],
  ["ip/v1", "ip", "endpointsQPS"],
  ["services/v1", "services", "servicesQPS"],
];
const COUNTS: readonly (readonly [metric: string, key: CountKey])[] = [
  ["cilium_clustermesh_remote_cluster_nodes", "nodes"],
  ["cilium_clustermesh_remote_cluster_endpoints", "endpoints"],
  ["cilium_clustermesh_remote_cluster_services", "services"],
  ["clustermesh_sim_remote_cluster_identities", "identities"],
];
const LATENCIES: readonly (readonly [title: string, metric: string, labels: Labels])[] = [
  ["Writes of the clustermesh-apiserver", OPERATIONS, { kind: "set" }],
  [
    "Writes of kvstoremesh",
    "cilium_kvstoremesh_kvstore_operations_duration_seconds",
    { kind: "set" },
  ],
  ["Events waiting in agents", "cilium_kvstore_events_queue_seconds", {}],
  ["etcd's backend commits", "etcd_disk_backend_commit_duration_seconds", {}],
  ["etcd's log syncs", "etcd_disk_wal_fsync_duration_seconds", {}],
];

/** What the metrics say. `windowSeconds`: between two scrapes that carry no times. */
export function importMetrics(all: SeriesSet, windowSeconds: number | undefined): Facts {
  const counts = remoteClusters(all);
  const churn = churnByCluster(all, windowSeconds, counts.size);
  const names = new Set([...counts.keys(), ...[...churn.keys()].filter((key) => key !== "")]);
  const remotes = Math.max(
    -1,
    ...all.named("cilium_clustermesh_remote_clusters").map(({ last }) => last),
  );
  const size = Math.min(511, Math.max(names.size, Math.round(remotes) + 1));
  const mean = meanRates([...churn.values()]);
  const clusters = [...names].sort().map((name): ClusterFacts => {
    return { ...counts.get(name), ...(churn.get(name) ?? mean) };
  });
  const unseen = Math.max(size - clusters.length, size === 0 && churn.size > 0 ? 1 : 0);
  const like = { ...meanCounts([...counts.values()]), ...mean };
  return {
    clusters: [...clusters, ...Array.from({ length: unseen }, () => like)],
    settings: settingsOf(all),
    read: [...readWords(clusters.length + unseen, churn, mean), ...latencies(all)],
    gaps: gapsOf(all, { counts, churn, unseen, clusters: clusters.length + unseen }),
  };
}

/** Objects by remote cluster, as its readers count them. Names are keys only. */
function remoteClusters(all: SeriesSet): ReadonlyMap<string, Partial<Record<CountKey, number>>> {
  const found = new Map<string, Partial<Record<CountKey, number>>>();
  for (const [metric, key] of COUNTS) {
    for (const { labels, last } of all.named(metric)) {
      const target = labels["target_cluster"];
      if (target === undefined) continue;
      const known = found.get(target) ?? {};
      known[key] = Math.max(known[key] ?? 0, Math.round(last));
      found.set(target, known);
    }
  }
  return found;
}

/** Changes per second, by the label `cluster`; "" without one. */
function churnByCluster(
  all: SeriesSet,
  windowSeconds: number | undefined,
  clusters: number,
): ReadonlyMap<string, Rates> {
  const found = new Map<string, Partial<Record<RateKey, number>>>();
  const add = (series: Series, key: RateKey, share: number): void => {
    const rate = rateOf(series, windowSeconds);
    if (rate === undefined) return;
    const name = series.labels["cluster"] ?? "";
    const known = found.get(name) ?? {};
    known[key] = (known[key] ?? 0) + rate * share;
    found.set(name, known);
  };
  for (const [scope, own, key] of SCOPES) {
    for (const series of all.named(`${OPERATIONS}_count`, { scope })) {
      const { kind = "set", outcome = "success" } = series.labels;
      if ((kind === "set" || kind === "delete") && outcome === "success") add(series, key, 1);
    }
    // The simulator's own output counts the changes of all clusters together, once per topology.
    const mine = all.named("changes_total", { type: own });
    for (const series of mine) add(series, key, 1 / Math.max(1, clusters) / mine.length);
  }
  for (const rates of found.values()) {
    for (const [, , key] of SCOPES) {
      const rate = rates[key];
      if (rate !== undefined) rates[key] = Number(rate.toPrecision(4));
    }
  }
  return found;
}

function meanRates(all: readonly Rates[]): Rates {
  const keys = SCOPES.map(([, , key]) => key);
  return meanOfEach(all, keys, (value) => Number(value.toPrecision(4)));
}

function meanCounts(all: readonly Partial<Record<CountKey, number>>[]) {
  return meanOfEach(
    all,
    COUNTS.map(([, key]) => key),
    Math.round,
  );
}

function meanOfEach<K extends string>(
  all: readonly Readonly<Partial<Record<K, number>>>[],
  keys: readonly K[],
  round: (value: number) => number,
): Partial<Record<K, number>> {
  const means: Partial<Record<K, number>> = {};
  for (const key of keys) {
    const values = all.map((one) => one[key]).filter((value) => value !== undefined);
    if (values.length > 0) means[key] = round(values.reduce((a, b) => a + b, 0) / values.length);
  }
  return means;
}

/** Limits that the clients report themselves. */
function settingsOf(all: SeriesSet): Facts["settings"] {
  const found = new Map<string, number>();
  for (const [process, path] of [
    ["clustermesh_apiserver", "clustermesh.apiserver.etcd"],
    ["kvstoremesh", "clustermesh.apiserver.kvstoremesh"],
  ] as const) {
    for (const [metric, key] of [
      ["rate_limit", "qps"],
      ["requests_in_flight", "maxInflight"],
    ] as const) {
      const name = `cilium_${process}_api_limiter_${metric}`;
      const [limit] = all.named(name, { api_call: "etcd", value: "limit" });
      if (limit !== undefined && limit.last >= 1)
        found.set(`${path}.${key}`, Math.round(limit.last));
    }
  }
  return found;
}

function readWords(clusters: number, churn: ReadonlyMap<string, Rates>, mean: Rates) {
  const rates = Object.entries(mean).map(([key, rate]) => `${key} ${rate}`);
  const words = rates.length === 0 ? "" : `; churn, mean of ${churn.size}: ${rates.join(", ")}`;
  return [`Metrics of ${many(clusters, "cluster")}${words}`];
}

function latencies(all: SeriesSet): readonly string[] {
  return LATENCIES.flatMap(([title, metric, labels]) => {
    const [p50, p99] = [0.5, 0.99].map((q) => histogramQuantile(all, metric, labels, q));
    if (p50 === undefined || p99 === undefined) return [];
    return [`${title}: p50 ${ms(p50)}, p99 ${ms(p99)} (measured; a scenario has no field for it)`];
  });
}

function ms(seconds: number): string {
  return `${Number((seconds * 1000).toPrecision(3))} ms`;
}

function gapsOf(
  all: SeriesSet,
  found: {
    readonly counts: ReadonlyMap<string, unknown>;
    readonly churn: ReadonlyMap<string, Rates>;
    readonly unseen: number;
    readonly clusters: number;
  },
): readonly string[] {
  const gaps: string[] = [];
  const { counts, churn, unseen, clusters } = found;
  if (churn.size === 0) {
    gaps.push(
      all.named(`${OPERATIONS}_count`).length > 0
        ? "Churn needs two samples of each counter: give a range query, or two scrapes and --window"
        : `Churn is not in the metrics (${OPERATIONS})`,
    );
  } else if (churn.size < clusters && all.named(`${OPERATIONS}_count`).length > 0) {
    gaps.push("Clusters whose churn was not measured have the mean of those that were");
  }
  if ([...churn.values()].some(({ endpointsQPS = 0 }) => endpointsQPS > 0)) {
    gaps.push("Changes of ip keys count as changes of endpoints; halve endpointsQPS in dual stack");
  }
  if (counts.size > 0 && unseen > 0) {
    gaps.push(
      `${many(unseen, "cluster")} that no reader counts (its own) have the mean of the others`,
    );
  }
  return gaps;
}

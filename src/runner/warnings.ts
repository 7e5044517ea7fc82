/**
 * Remarks on a finished run that a reader must see: each has a stable code, so that it can be looked up and told
 * apart by programs. They are found in the result's rows, never in the models.
 */
import { receiversAreApart } from "../../models/apart/mesh-share.js";
import type { SummaryRow, Warning } from "../measure/documents.js";
import type { Scenario, TopologyName } from "../scenario/scenario.js";

/** Code, meaning and what to do, for `explain W001`. */
export const WARNING_CODES: Readonly<Record<string, { meaning: string; advice: string }>> = {
  W001: {
    meaning:
      "A sync queue kept growing through the measured window: changes come faster than the limiter lets them out.",
    advice:
      "Raise the client's qps (and see what it does to etcd), lower the churn, or export less. Latencies grow with the length of such a run; do not read them as a steady state.",
  },
  W002: {
    meaning: "The addresses of the mesh do not fit into the agents' ipcache map (512,000 entries).",
    advice: "Enlarge the map, or export fewer endpoints.",
  },
  W003: {
    meaning:
      "Some measured changes had not reached all agents when the run ended. They are not in the latency figures, which are therefore too low.",
    advice:
      "Give the run a longer simulation.drain, or remove the overload that W001 or W004 names.",
  },
  W004: {
    meaning: "A station was busy for more than 90 % of the measured window.",
    advice: "It is the bottleneck, or nearly so. See the utilisation chart for what waits for it.",
  },
  W005: {
    meaning: "Only a sample of the clusters was simulated in full on the receiving side.",
    advice:
      "Latencies are those of the sample; for like clusters the sample is unbiased, and the run prints how far the whole mesh may be from it (95 % intervals of the sampling, from two observed clusters on). The load of the others on the sources is simulated; their own etcds carry the puts of a mirror that hears what mirrors like it hear. Set observe: all for the whole mesh.",
  },
  W006: {
    meaning: "Receiving clusters were simulated apart from the sources (observe.receivers: apart).",
    advice:
      "A source feels its own cluster's mirror as a flow of what the mirrors hear, without knowing what they still have to write. Sync latency was measured to be within 1 % in the mean, p50 and p90, and mostly within 4 % at p99 (docs/background/scale.md). Leave receivers out to simulate all of it together.",
  },
  W007: {
    meaning: "An etcd may exceed its backend quota.",
    advice: "Raise quotaBackendBytes, compact more often, or export less.",
  },
};

/** A queue counts as growing when its highest value is above this and it was still high on average. */
const QUEUE_MIN = 1000;
const QUEUE_MEAN_SHARE = 0.3;
const BUSY = 0.9;

export interface FindWarningsOptions {
  readonly scenario: Scenario;
  readonly topology: TopologyName;
  readonly rows: readonly SummaryRow[];
}

export function findWarnings(options: FindWarningsOptions): readonly Warning[] {
  const { topology } = options;
  const found = [
    ...growingQueues(options),
    ...ipcacheOverflow(options),
    ...undelivered(options),
    ...saturated(options),
    ...sampled(options),
    ...apart(options),
    ...nearQuota(options),
  ];
  return found.map((warning) => ({ ...warning, topology }));
}

type Found = Pick<Warning, "code" | "message">;

function growingQueues({ rows }: FindWarningsOptions): readonly Found[] {
  const queues = rows.filter((row) => row.metric.endsWith("_kvstore_sync_queue_size"));
  const growing = queues.filter((row) => {
    if (row.stat !== "max" || row.value <= QUEUE_MIN) return false;
    const mean = figure(queues, row.metric, row.labels["cluster"] ?? "", "mean");
    return mean > QUEUE_MEAN_SHARE * row.value;
  });
  const worst = highest(growing);
  if (worst === undefined) return [];
  const where = `${worst.metric} of ${worst.labels["cluster"] ?? ""}`;
  const others = growing.length > 1 ? ` (and ${growing.length - 1} more)` : "";
  const message = `${where} grew to ${Math.round(worst.value).toLocaleString("en-US")} keys${others}`;
  return [{ code: "W001", message }];
}

function ipcacheOverflow({ rows }: FindWarningsOptions): readonly Found[] {
  const worst = highest(
    rows.filter((row) => row.metric === "cilium_bpf_map_pressure" && row.stat === "max"),
  );
  if (worst === undefined || worst.value <= 1) return [];
  const message = `the ipcache would need ${worst.value.toFixed(2)} times its 512,000 entries`;
  return [{ code: "W002", message }];
}

function undelivered({ rows }: FindWarningsOptions): readonly Found[] {
  const row = rows.find((one) => one.metric === "changes_undelivered");
  if (row === undefined || row.value === 0) return [];
  const recorded = rows.find(
    (one) =>
      one.metric === "sync_latency_seconds" &&
      one.stat === "count" &&
      one.labels["type"] === "all" &&
      one.labels["stage"] === "total",
  );
  const share = row.value / (row.value + (recorded?.value ?? 0));
  const percent = (100 * share).toPrecision(2);
  return [{ code: "W003", message: `${percent} % of the deliveries were outstanding at the end` }];
}

function saturated({ rows }: FindWarningsOptions): readonly Found[] {
  const busy = rows.filter(
    (row) => row.metric === "station_utilization" && row.stat === "mean" && row.value > BUSY,
  );
  const worst = highest(busy);
  if (worst === undefined) return [];
  const { station = "", cluster = "" } = worst.labels;
  const percent = Math.round(worst.value * 100);
  const others = busy.length > 1 ? `, and ${busy.length - 1} more` : "";
  return [{ code: "W004", message: `${station} of ${cluster} was ${percent} % busy${others}` }];
}

function sampled({ scenario, topology }: FindWarningsOptions): readonly Found[] {
  if (scenario.observe === "all" || topology !== "kvstoremesh") return [];
  const { sample, receivers } = scenario.observe;
  const clusters = scenario.groups.reduce((sum, group) => sum + group.clusters, 0);
  // Simulated apart, all of them can be observed.
  if (receivers === "apart" && sample >= clusters) return [];
  return [{ code: "W005", message: `about ${sample} clusters are simulated in full` }];
}

function apart({ scenario, topology }: FindWarningsOptions): readonly Found[] {
  if (!receiversAreApart(scenario, topology)) return [];
  return [{ code: "W006", message: "sources feel the mirrors of their own clusters as a flow" }];
}

function nearQuota({ rows, scenario }: FindWarningsOptions): readonly Found[] {
  const worst = highest(
    rows.filter(
      (row) =>
        row.metric === "etcd_mvcc_db_total_size_in_bytes" &&
        row.stat === "max" &&
        row.value > scenario.etcd.quotaBackendBytes,
    ),
  );
  if (worst === undefined) return [];
  const gib = (worst.value / 2 ** 30).toFixed(1);
  const message = `the etcd of ${worst.labels["cluster"] ?? ""} would hold ${gib} GiB`;
  return [{ code: "W007", message }];
}

function figure(
  rows: readonly SummaryRow[],
  metric: string,
  cluster: string,
  stat: string,
): number {
  const row = rows.find(
    (one) => one.metric === metric && one.labels["cluster"] === cluster && one.stat === stat,
  );
  return row?.value ?? 0;
}

function highest(rows: readonly SummaryRow[]): SummaryRow | undefined {
  return rows.reduce<SummaryRow | undefined>(
    (best, row) => (best === undefined || row.value > best.value ? row : best),
    undefined,
  );
}

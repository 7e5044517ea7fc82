/**
 * From the objectives of a scenario file to resolved ones: quantities in base units, labels checked, the built-in set.
 * The built-in limits are choices of this project unless a source is named; a scenario states its own where they do
 * not fit. Not here: judging a run by them (src/measure/slos.ts).
 */
import type { CrossProblem } from "./groups.js";
import { METRICS, type Unit } from "./metric-catalogue.js";
import type { Scenario, Slo } from "./scenario.js";
import type { SloKeys } from "./slo-schema.js";
import { DURATION_PATTERN, durationNs, SIZE_PATTERN, sizeBytes } from "./units.js";

/** Share of a station's time, or of etcd's cores, beyond which waiting grows steeply. As of warning W004. */
const BUSY_MAX = 0.9;
/** p99 from a change to its arrival. Assumed: well inside the 30 s that Kubernetes grants its own Services. */
const LATENCY_MAX_SECONDS = 5;
/** Until everybody is in sync when all start at once. Assumed: as long as a careful rollout waits. */
const BOOTSTRAP_MAX_SECONDS = 600;
/** Source: etcd's hardware guide, "typically 8GB is enough". https://etcd.io/docs/v3.5/op-guide/hardware/ */
const ETCD_MEMORY_MAX_BYTES = 8 * 2 ** 30;
/** Keys that wait in a work queue, on average. As of warning W001. */
const QUEUE_MAX = 1000;

const ALL_CHANGES = { stage: "total", type: "all" } as const;

/**
 * The objectives that hold unless a scenario states its own: latency, bootstrap, utilisation of every station, etcd's
 * CPU, memory and quota, queues, the agents' ipcache.
 */
export function builtInSlos(scenario: Scenario): readonly Slo[] {
  const slo = (metric: string, stat: string, max: number, labels: Slo["labels"] = {}): Slo => ({
    metric,
    stat,
    max,
    labels,
  });
  return [
    slo("sync_latency_seconds", "p99", LATENCY_MAX_SECONDS, ALL_CHANGES),
    slo("simulation_phase_seconds", "end", BOOTSTRAP_MAX_SECONDS, { phase: "bootstrap" }),
    slo("station_utilization", "mean", BUSY_MAX),
    slo("etcd_cpu_cores", "mean", BUSY_MAX * scenario.etcd.cores, { station: "total" }),
    slo("process_resident_memory_bytes", "max", ETCD_MEMORY_MAX_BYTES, { process: "etcd" }),
    slo("etcd_mvcc_db_total_size_in_bytes", "max", scenario.etcd.quotaBackendBytes),
    slo("cilium_clustermesh_apiserver_kvstore_sync_queue_size", "mean", QUEUE_MAX),
    slo("cilium_kvstoremesh_kvstore_sync_queue_size", "mean", QUEUE_MAX),
    slo("cilium_bpf_map_pressure", "max", 1, { map: "ipcache" }),
  ];
}

/** Resolves the objectives, and names every limit or label that cannot be. */
export function resolveSlos(
  spec: { readonly slos: readonly SloKeys[]; readonly builtInSlos: boolean },
  scenario: Scenario,
): { readonly slos: readonly Slo[]; readonly problems: readonly CrossProblem[] } {
  const problems: CrossProblem[] = [];
  const slos = spec.slos.map((keys, index): Slo => {
    const problem = (key: string, message: string): void => {
      problems.push({ path: ["spec", "slos", index, key], message });
    };
    const entry = METRICS.find(({ name }) => name === keys.metric);
    const known = entry?.labels ?? [];
    for (const label of Object.keys(keys.labels ?? {})) {
      if (known.includes(label)) continue;
      const names = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
      problem("labels", `${keys.metric} has no label "${label}"; ${names}`);
    }
    const unit = entry?.unit ?? "count";
    const max = typeof keys.max === "number" ? keys.max : parseQuantity(keys.max, unit);
    if (max === undefined || !Number.isFinite(max) || max < 0) {
      problem("max", `must be ${hintOf(unit)}, not ${JSON.stringify(keys.max)}`);
    }
    const { metric, stat, topology } = keys;
    return {
      metric,
      stat,
      max: max ?? 0,
      labels: keys.labels ?? impliedLabels(metric),
      ...(topology === undefined ? {} : { topology }),
    };
  });
  const stated = new Set(slos.map(figureOf));
  const builtIn = spec.builtInSlos ? builtInSlos(scenario) : [];
  return { slos: [...slos, ...builtIn.filter((slo) => !stated.has(figureOf(slo)))], problems };
}

/** A quantity with a unit, in the base unit; undefined when it has none that fits. */
export function parseQuantity(text: string, unit: Unit): number | undefined {
  if (/^\d+(\.\d+)?%$/.test(text) && unit === "ratio") return Number(text.slice(0, -1)) / 100;
  if (unit === "seconds" && DURATION_PATTERN.test(text)) return durationNs(text) / 1e9;
  if ((unit === "bytes" || unit === "bytes/s") && SIZE_PATTERN.test(text)) return sizeBytes(text);
  return undefined;
}

/** Labels that are meant when a scenario names none: the stages of a latency are parts of it, not more of it. */
function impliedLabels(metric: string): Slo["labels"] {
  return metric === "sync_latency_seconds" ? ALL_CHANGES : {};
}

function figureOf({ metric, stat }: Slo): string {
  return `${metric} ${stat}`;
}

function hintOf(unit: Unit): string {
  if (unit === "seconds") return 'seconds as a number, or a duration such as "5s", and not below 0';
  if (unit === "ratio")
    return 'a share as a number, or a percentage such as "80%", and not below 0';
  if (unit === "bytes" || unit === "bytes/s") {
    return 'bytes as a number, or a size such as "2GiB", and not below 0';
  }
  return `a number (unit: ${unit}) and not below 0`;
}

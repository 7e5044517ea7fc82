/**
 * What the documents say about the incidents of a run, one record each: when it was, whom it hit, how long until all
 * was well again. Sentences, tables, charts and the terminal read it from here.
 * Not a judgement of the model: a figure that the run has not is undefined here and a dash or a sentence there.
 */
import type { Labels, SummaryRow } from "../measure/documents.js";
import type { TopologyName } from "../scenario/scenario.js";
import { measureStart } from "./charts/phases.js";
import type { RunDocuments } from "./run-documents.js";
import { compareNames, topologiesOf } from "./run-documents.js";

/** Kinds of client, those that change for users first. */
export const CLIENT_KINDS: readonly string[] = ["agent", "kvstoremesh", "operator", "apiserver"];

/** Stretches of time that an incident divides a run into. */
export const PERIODS = ["before", "during", "after"] as const;

/** More marks make a wall in a chart, and megabytes of a page. */
const MARKED_MAX = 20;

/** How long something took, seconds, over `count` clients or deliveries. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number | undefined;
}

/** One incident in one topology; times in seconds since the processes started. */
export interface IncidentRecord {
  readonly topology: TopologyName;
  /** As in the scenario, with its number: `2 etcd-restart cluster-001`. */
  readonly name: string;
  readonly number: string;
  readonly start: number;
  /** End of the disturbance itself; undefined when the run ended before. */
  readonly end: number | undefined;
  /** From the start until all were in sync; undefined when the run ended before. */
  readonly recovery: number | undefined;
  /** Longest time that some reader acted on old data. */
  readonly stale: number | undefined;
  readonly peakCores: number | undefined;
  readonly peakCluster: string;
  readonly peakEvents: number | undefined;
  readonly crossClusterBytes: number | undefined;
  /** Clients that were out of sync and in sync again, by kind. */
  readonly reconnected: ReadonlyMap<string, number>;
  /** Keys that were listed, by kind of client. */
  readonly listed: ReadonlyMap<string, number>;
  /** From losing its connection or process to being in sync, by kind of client. */
  readonly resync: ReadonlyMap<string, Spread>;
  /** Sync latency by period. */
  readonly latency: ReadonlyMap<string, Spread>;
  /** The same of agents whose clusters no incident names; empty when there are none. */
  readonly bystanders: ReadonlyMap<string, Spread>;
}

/** One incident in all topologies that recorded it. */
export interface Incident {
  readonly name: string;
  readonly number: string;
  /** When it began, seconds from the start of the measured window, in the first topology that has it. */
  readonly at: number;
  readonly records: readonly IncidentRecord[];
}

const recordLists = new WeakMap<
  RunDocuments["summary"]["results"],
  Map<TopologyName, readonly IncidentRecord[]>
>();

/** True when the scenario has incidents, or the run recorded some. */
export function hasIncidents(docs: RunDocuments): boolean {
  return (
    docs.manifest.scenario.incidents.length > 0 ||
    topologiesOf(docs).some((topology) => incidentsOf(docs, topology).length > 0)
  );
}

/** All incidents of a topology, in order of time. */
export function incidentsOf(docs: RunDocuments, topology: TopologyName): readonly IncidentRecord[] {
  const { results } = docs.summary;
  const lists = recordLists.get(results) ?? new Map<TopologyName, readonly IncidentRecord[]>();
  recordLists.set(results, lists);
  let records = lists.get(topology);
  if (records === undefined) {
    records = readRecords(docs, topology);
    lists.set(topology, records);
  }
  return records;
}

/** All incidents of the run, in order of time; each with a record for every topology that has it. */
export function allIncidents(docs: RunDocuments): readonly Incident[] {
  const byName = new Map<string, IncidentRecord[]>();
  for (const topology of topologiesOf(docs)) {
    for (const record of incidentsOf(docs, topology)) {
      const records = byName.get(record.name);
      if (records) records.push(record);
      else byName.set(record.name, [record]);
    }
  }
  return [...byName]
    .map(([name, records]): Incident => {
      const [first] = records;
      const at = first === undefined ? 0 : first.start - measureStart(docs, first.topology);
      return { name, number: first?.number ?? "", at, records };
    })
    .sort((a, b) => a.at - b.at || compareNames(a.name, b.name));
}

/** The incidents by how long they took, those that were not over first; of equal ones the earlier. */
export function worstFirst(incidents: readonly Incident[]): readonly Incident[] {
  const longest = ({ records }: Incident): number =>
    Math.max(...records.map(({ recovery }) => recovery ?? Infinity));
  return [...incidents].sort((a, b) => {
    const [left, right] = [longest(a), longest(b)];
    return left === right ? 0 : right - left;
  });
}

/** Those that charts mark, in order of time: the worst ones when they are many. */
export function markedIncidents(docs: RunDocuments): readonly Incident[] {
  const all = allIncidents(docs);
  const chosen = new Set(worstFirst(all).slice(0, MARKED_MAX));
  return all.filter((incident) => chosen.has(incident));
}

/** When all were in sync again, seconds since the processes started; undefined when not in this run. */
export function overAt({ start, recovery }: IncidentRecord): number | undefined {
  return recovery === undefined ? undefined : start + recovery;
}

/** The name without its number, which stands beside it. */
export function nameWithoutNumber({ name, number }: Pick<Incident, "name" | "number">): string {
  return name.startsWith(`${number} `) ? name.slice(number.length + 1) : name;
}

function readRecords(docs: RunDocuments, topology: TopologyName): readonly IncidentRecord[] {
  const byName = new Map<string, SummaryRow[]>();
  for (const row of docs.summary.results) {
    const name = row.labels["incident"];
    if (name === undefined || row.topology !== topology) continue;
    const rows = byName.get(name);
    if (rows) rows.push(row);
    else byName.set(name, [row]);
  }
  return [...byName]
    .flatMap(([name, rows], index) => readRecord(topology, name, { rows, index }))
    .sort((a, b) => a.start - b.start || compareNames(a.name, b.name));
}

function readRecord(
  topology: TopologyName,
  name: string,
  { rows, index }: { readonly rows: readonly SummaryRow[]; readonly index: number },
): readonly IncidentRecord[] {
  const find = (metric: string, stat: string, labels: Labels = {}): SummaryRow | undefined =>
    rows.find(
      (row) =>
        row.metric === metric &&
        row.stat === stat &&
        Object.entries(labels).every(([label, value]) => row.labels[label] === value),
    );
  const value = (metric: string, stat: string): number | undefined => find(metric, stat)?.value;
  const counts = (metric: string): ReadonlyMap<string, number> =>
    new Map(
      CLIENT_KINDS.flatMap((client) => {
        const count = find(metric, "sum", { client })?.value ?? 0;
        return count > 0 ? [[client, count] as const] : [];
      }),
    );
  const spreads = (metric: string, label: string, keys: readonly string[]) =>
    new Map(
      keys.flatMap((key): (readonly [string, Spread])[] => {
        const of = (stat: string): number | undefined =>
          find(metric, stat, { [label]: key })?.value;
        const [count = 0, p50, p99, max] = [of("count"), of("p50"), of("p99"), of("max")];
        if (count === 0 || p50 === undefined || p99 === undefined) return [];
        return [[key, { count, p50, p99, max }]];
      }),
    );
  const start = value("incident_seconds", "start");
  // Without a beginning it has no place on a time axis, nor in a table of what happened when.
  if (start === undefined) return [];
  const peak = find("incident_etcd_cpu_cores", "max");
  return [
    {
      topology,
      name,
      number: /^\d+(?= )/.exec(name)?.[0] ?? String(index + 1),
      start,
      end: value("incident_seconds", "end"),
      recovery: value("incident_recovery_seconds", "value"),
      stale: value("incident_stale_seconds", "max"),
      peakCores: peak?.value,
      peakCluster: peak?.labels["cluster"] ?? "",
      peakEvents: value("incident_etcd_events", "max"),
      crossClusterBytes: value("incident_cross_cluster_bytes", "sum"),
      reconnected: counts("incident_clients_reconnected"),
      listed: counts("incident_keys_listed"),
      resync: spreads("incident_resync_seconds", "client", CLIENT_KINDS),
      latency: spreads("incident_latency_seconds", "period", PERIODS),
      bystanders: spreads("incident_bystander_latency_seconds", "period", PERIODS),
    },
  ];
}

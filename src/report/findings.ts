/**
 * What a run says, in sentences: the answer that the page and the terminal begin with, and the bottleneck.
 * Not a judgement of the model: what the simulation does not know stands under "Not modelled". Only figures from
 * summary.json are used, so each sentence can be checked against a table.
 */
import type { Labels } from "../measure/documents.js";
import type { TopologyName } from "../scenario/scenario.js";
import { crossClusterTraffic } from "./cross-cluster-traffic.js";
import { change, humanise } from "./format.js";
import type { Query, RunDocuments } from "./run-documents.js";
import {
  compareNames,
  findRows,
  findValue,
  topologiesOf,
  valuesByCluster,
} from "./run-documents.js";
import { listWords, stationWord, topologyWord } from "./words.js";

/** From here on a station has no room for bursts and its queue grows: it is called saturated. */
const SATURATED = 0.95;
const ALL_CHANGES = { type: "all", stage: "total" };

/** The busiest one of a kind of station. */
export interface BusyStation {
  readonly station: string;
  /** Where it is; empty for a station that belongs to no cluster. */
  readonly cluster: string;
  /** Mean utilisation of the measured window, 1 = 100 %. */
  readonly mean: number;
  /** Utilisation of its highest time bin. */
  readonly max: number;
}

/** For each kind of station the busiest one by mean utilisation, the busiest kind first. */
export function busiestStations(
  docs: RunDocuments,
  topology: TopologyName,
): readonly BusyStation[] {
  const metric = "station_utilization";
  const key = (labels: Labels): string => `${labels["station"] ?? ""}\n${placeOf(labels)}`;
  const highest = new Map(
    findRows(docs, { topology, metric, stat: "max" }).map((row) => [key(row.labels), row.value]),
  );
  const busiest = new Map<string, BusyStation>();
  for (const { labels, value } of findRows(docs, { topology, metric, stat: "mean" })) {
    const station = labels["station"] ?? "unknown";
    const cluster = placeOf(labels);
    const known = busiest.get(station);
    // Of equally busy ones the first by name, so that the choice does not depend on the rows' order.
    if (known && (known.mean - value || compareNames(cluster, known.cluster)) > 0) continue;
    busiest.set(station, { station, cluster, mean: value, max: highest.get(key(labels)) ?? value });
  }
  return [...busiest.values()].sort(
    (a, b) => b.mean - a.mean || compareNames(a.station, b.station),
  );
}

/** A link between regions belongs to no cluster; its label says `all`. */
function placeOf(labels: Labels): string {
  const cluster = labels["cluster"] ?? "";
  return cluster === "all" ? "" : cluster;
}

/** The largest value over the clusters, with its cluster. */
export function highestCluster(
  docs: RunDocuments,
  query: Query,
): { readonly cluster: string; readonly value: number } | undefined {
  let highest: { readonly cluster: string; readonly value: number } | undefined;
  for (const [cluster, value] of valuesByCluster(docs, query)) {
    if (!highest || value > highest.value) highest = { cluster, value };
  }
  return highest;
}

/** Changes that had not reached every agent when the run ended; their latencies are unknown. */
export function undelivered(docs: RunDocuments, topology: TopologyName): number {
  return findValue(docs, { topology, metric: "changes_undelivered", stat: "value" }) ?? 0;
}

/** The answer: for each topology one or two sentences, then one that compares them. */
export function answerSentences(docs: RunDocuments): readonly string[] {
  const topologies = topologiesOf(docs);
  const sentences = topologies.map((topology) => {
    const word = topology === "original" ? "Original" : topologyWord(topology);
    const parts = [latencyWords(docs, topology), loadWords(docs, topology)];
    return `${word}: ${parts.filter((part) => part !== "").join("; ")}.`;
  });
  return topologies.length === 2 ? [...sentences, comparison(docs)] : sentences;
}

/** One sentence: which station is busiest, and whether it still has room. */
export function bottleneckSentence(docs: RunDocuments, topology: TopologyName): string {
  const [first] = busiestStations(docs, topology);
  const late = undelivered(docs, topology);
  const lateWords =
    late > 0 ? ` ${humanise(late, "count")} changes had not arrived when the run ended.` : "";
  if (!first) return `The run recorded no station utilisation.${lateWords}`;
  const where = first.cluster === "" ? "" : ` of ${first.cluster}`;
  const busy = `${humanise(first.mean, "ratio")} busy on average, ${humanise(first.max, "ratio")} in its highest time bin`;
  const verdict =
    first.mean >= SATURATED
      ? "It is saturated: work waits without bound."
      : first.max >= SATURATED
        ? "It is full for short times only."
        : "Nothing is saturated.";
  return `${stationWord(first.station)}${where}: ${busy}. ${verdict}${lateWords}`;
}

/** True when the topology's busiest station is saturated on average, or changes did not arrive. */
export function isOverloaded(docs: RunDocuments, topology: TopologyName): boolean {
  const [first] = busiestStations(docs, topology);
  return (first !== undefined && first.mean >= SATURATED) || undelivered(docs, topology) > 0;
}

function latencyWords(docs: RunDocuments, topology: TopologyName): string {
  const latency = (stat: string): number | undefined =>
    findValue(docs, { topology, metric: "sync_latency_seconds", stat, labels: ALL_CHANGES });
  const p50 = latency("p50");
  const p99 = latency("p99");
  if (p50 === undefined || p99 === undefined) return "no change reached an agent";
  const low = latency("p99_ci95_low");
  const high = latency("p99_ci95_high");
  const interval =
    low === undefined || high === undefined
      ? ""
      : ` (95 % interval ${humanise(low, "seconds")} to ${humanise(high, "seconds")})`;
  const median = humanise(p50, "seconds");
  return `half of all changes reach the agents within ${median} and 99 % within ${humanise(p99, "seconds")}${interval}`;
}

function loadWords(docs: RunDocuments, topology: TopologyName): string {
  const highest = (metric: string, stat: string, labels = {}): number | undefined =>
    highestCluster(docs, { topology, metric, stat, labels })?.value;
  const connections = highest("etcd_connections", "max");
  const events = highest("etcd_debugging_mvcc_events_total", "rate");
  const cores = highest("etcd_cpu_cores", "mean", { station: "total" });
  const { copiesPerChange } = crossClusterTraffic(docs, topology);
  const words = [
    connections === undefined
      ? []
      : [`holds more than ${humanise(connections, "count")} connections`],
    events === undefined ? [] : [`sends more than ${humanise(events, "1/s")} watch events`],
    cores === undefined ? [] : [`uses more than ${humanise(cores, "cores")} on average`],
  ].flat();
  const load = words.length === 0 ? [] : [`no etcd ${listWords(words, "or")}`];
  const copies =
    copiesPerChange === undefined
      ? []
      : [`each change crosses cluster borders ${times(copiesPerChange)}`];
  return [...load, ...copies].join("; ");
}

function times(copies: number): string {
  if (copies === 1) return "once";
  return `${humanise(copies, "copies")} times`;
}

function comparison(docs: RunDocuments): string {
  const both = (value: (topology: TopologyName) => number | undefined): string =>
    change(value("original"), value("kvstoremesh"));
  const highest = (metric: string, stat: string) => (topology: TopologyName) =>
    highestCluster(docs, { topology, metric, stat })?.value;
  const changes = [
    ["copies across clusters", both((name) => crossClusterTraffic(docs, name).copiesPerChange)],
    [
      "p99 latency",
      both((topology) =>
        findValue(docs, {
          topology,
          metric: "sync_latency_seconds",
          stat: "p99",
          labels: ALL_CHANGES,
        }),
      ),
    ],
    ["connections of the busiest etcd", both(highest("etcd_connections", "max"))],
    ["puts of the busiest etcd", both(highest("etcd_mvcc_put_total", "rate"))],
    ["watch events of the busiest etcd", both(highest("etcd_debugging_mvcc_events_total", "rate"))],
  ] as const;
  const known = changes.filter(([, difference]) => difference !== "–");
  const unequal = known.filter(([, difference]) => difference !== "same");
  const words = unequal.map(([name, difference]) => `${name} ${difference}`);
  const equal = known.filter(([, difference]) => difference === "same").map(([name]) => name);
  const parts = [
    ...(words.length > 0 ? [listWords(words)] : []),
    ...(equal.length > 0 ? [`unchanged: ${listWords(equal)}`] : []),
  ];
  return `KVStoreMesh against original: ${parts.join("; ")}.`;
}

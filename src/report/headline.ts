/**
 * The answer in one sentence, and the few figures that a reader compares first. Not the whole answer: the sentences of
 * findings.ts say more, and the tables all.
 */
import { overall } from "../measure/slos.js";
import type { TopologyName } from "../scenario/scenario.js";
import { crossClusterTraffic } from "./cross-cluster-traffic.js";
import { busiestStations, highestCluster, isOverloaded, undelivered } from "./findings.js";
import type { DisplayUnit } from "./format.js";
import { change, humanise } from "./format.js";
import { allIncidents } from "./incidents.js";
import type { RunDocuments } from "./run-documents.js";
import { findValue, topologiesOf } from "./run-documents.js";
import { listWords, stationWord, topologyWord } from "./words.js";

/** One figure in all topologies. */
export interface Tile {
  readonly title: string;
  readonly values: readonly {
    readonly topology: TopologyName;
    readonly text: string;
    /** Share of the largest of them, for a bar. */
    readonly share: number;
    /** What the figure belongs to, if that is not the mesh. */
    readonly of?: string;
  }[];
  /** KVStoreMesh against original; empty for one topology. */
  readonly change: string;
}

/** One sentence: does it hold, how fast is it, what does it cost. */
export function headline(docs: RunDocuments): string {
  const topologies = topologiesOf(docs);
  const each = (value: (topology: TopologyName) => string): string =>
    topologies.length < 2
      ? listWords(topologies.map(value))
      : listWords(topologies.map((name) => `${value(name)} (${topologyWord(name)})`));
  const known = topologies.every((topology) => p99(docs, topology) !== undefined);
  const latency = known
    ? `99 % of changes reach the agents within ${each((name) => humanise(p99(docs, name) ?? 0, "seconds"))}`
    : "no change reached an agent in the measured window";
  const copies = topologies.map((name) => crossClusterTraffic(docs, name).copiesPerChange);
  const crossing = copies.every((count) => count !== undefined)
    ? `, and each change crosses cluster borders ${listWords(copies.map((count) => humanise(count ?? 0, "copies")))} ` +
      (copies.every((count) => count === 1) ? "time" : "times")
    : "";
  return `${verdict(docs)}: ${latency}${crossing}.`;
}

function verdict(docs: RunDocuments): string {
  const topologies = topologiesOf(docs);
  const overloaded = topologies.filter((topology) => isOverloaded(docs, topology));
  if (overloaded.length > 0)
    return `Overloaded: ${overloaded.map((name) => why(docs, name)).join("; ")}`;
  const open = allIncidents(docs).some(({ records }) =>
    records.some(({ recovery }) => recovery === undefined),
  );
  if (open) return "An incident was not over when the run ended";
  const { slos } = docs.summary;
  if (slos !== undefined) {
    const passed = overall(slos);
    if (passed === false) return "An objective is missed";
    if (passed === "inconclusive") return "Objectives hold, but not all for certain";
    return "All objectives hold";
  }
  if (topologies.length === 2) return "Both topologies keep up";
  return "The mesh keeps up";
}

function why(docs: RunDocuments, topology: TopologyName): string {
  const word = topology === "original" ? "Original" : topologyWord(topology);
  const [first] = busiestStations(docs, topology);
  const late = undelivered(docs, topology);
  const busy =
    first === undefined
      ? ""
      : `${stationWord(first.station)} ${humanise(first.mean, "ratio")} busy`;
  const waiting = late > 0 ? `${humanise(late, "count")} deliveries outstanding at the end` : "";
  return `${word} (${[busy, waiting].filter((part) => part !== "").join(", ")})`;
}

/** The figures that a reader compares first. */
export function tiles(docs: RunDocuments): readonly Tile[] {
  const highest =
    (metric: string, stat: string, labels = {}): Value =>
    (topology) =>
      highestCluster(docs, { topology, metric, stat, labels })?.value;
  const busiest: Value = (topology) => busiestStations(docs, topology)[0]?.mean;
  const name = (topology: TopologyName): string | undefined => {
    const [first] = busiestStations(docs, topology);
    return first === undefined ? undefined : stationWord(first.station);
  };
  return [
    tile(docs, "Sync latency, 99th percentile", "seconds", (topology) => p99(docs, topology)),
    tile(docs, "Connections of the busiest etcd", "count", highest("etcd_connections", "max")),
    tile(docs, "Copies of a change across clusters", "copies", (topology) => {
      return crossClusterTraffic(docs, topology).copiesPerChange;
    }),
    tile(docs, "Puts of the busiest etcd", "1/s", highest("etcd_mvcc_put_total", "rate")),
    tile(
      docs,
      "CPU of the busiest etcd",
      "cores",
      highest("etcd_cpu_cores", "mean", { station: "total" }),
    ),
    tile(docs, "Busiest part, mean use", "ratio", busiest, name),
  ].filter(({ values }) => values.length > 0);
}

type Value = (topology: TopologyName) => number | undefined;

function tile(
  docs: RunDocuments,
  title: string,
  unit: DisplayUnit,
  value: Value,
  of?: (topology: TopologyName) => string | undefined,
): Tile {
  const topologies = topologiesOf(docs);
  const found = topologies.flatMap((topology) => {
    const amount = value(topology);
    return amount === undefined ? [] : [{ topology, amount }];
  });
  // A use of 100 % is a full bar; other figures have no such end.
  const largest = unit === "ratio" ? 1 : Math.max(...found.map(({ amount }) => amount));
  const values = found.map(({ topology, amount }) => {
    const whose = of?.(topology);
    return {
      topology,
      text: humanise(amount, unit),
      share: largest > 0 ? Math.min(1, amount / largest) : 0,
      ...(whose === undefined ? {} : { of: whose }),
    };
  });
  const both = found.length === 2 && unit !== "ratio";
  return { title, values, change: both ? change(found[0]?.amount, found[1]?.amount) : "" };
}

function p99(docs: RunDocuments, topology: TopologyName): number | undefined {
  const labels = { type: "all", stage: "total" };
  return findValue(docs, { topology, metric: "sync_latency_seconds", stat: "p99", labels });
}

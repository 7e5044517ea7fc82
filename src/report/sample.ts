/**
 * What a sample of the clusters says of all of them, for the page, the Markdown and the terminal. Nothing when every
 * cluster was observed. Not here: how the intervals are made (src/measure/cluster-sample.ts, docs/background/scale.md).
 */
import type { Unit } from "../measure/documents.js";
import type { TopologyName } from "../scenario/scenario.js";
import { figure, humanise } from "./format.js";
import { findValue, topologiesOf, type RunDocuments } from "./run-documents.js";
import type { Cell, Table } from "./tables.js";
import { topologyWord } from "./words.js";

interface Estimated {
  readonly title: string;
  readonly metric: string;
  readonly stat: string;
  readonly unit: Unit;
}

const LATENCIES: readonly Estimated[] = ["mean", "p50", "p90", "p99"].map((stat) => ({
  title: `Sync latency ${stat}`,
  metric: "sample_latency_seconds",
  stat,
  unit: "seconds",
}));

const LOADS: readonly Estimated[] = [
  { title: "Puts, mean etcd", metric: "sample_etcd_puts", stat: "mean", unit: "1/s" },
  {
    title: "Watch events sent, mean etcd",
    metric: "sample_etcd_events",
    stat: "mean",
    unit: "1/s",
  },
  {
    title: "Bytes sent, mean etcd",
    metric: "sample_etcd_sent_bytes",
    stat: "mean",
    unit: "bytes/s",
  },
  { title: "CPU, mean etcd", metric: "sample_etcd_cpu_cores", stat: "mean", unit: "cores" },
  { title: "Memory, mean etcd", metric: "sample_etcd_memory_bytes", stat: "mean", unit: "bytes" },
];

const NOTE =
  "95 % that the figure of all clusters of this run lies between the bounds: by the spread between the observed clusters, " +
  "and for latency by what a sample was measured to be off. It says nothing of other seeds.";

/** The estimates with their intervals; without rows when nothing is a sample. */
export function sampleTable(docs: RunDocuments): Table {
  const rows = topologiesOf(docs).flatMap((topology) =>
    [...LATENCIES, ...LOADS].flatMap((one): Cell[][] => {
      const found = estimateOf(docs, topology, one);
      if (found === undefined) return [];
      const title = { text: `${one.title} · ${topologyWord(topology)}`, code: one.metric };
      return [[title, ...found.map((value) => figure(value, one.unit))]];
    }),
  );
  const counts = topologiesOf(docs).flatMap((topology) => observedWords(docs, topology) ?? []);
  const caption = `Estimates for all clusters from a sample${counts[0] === undefined ? "" : `: ${counts[0]}`}`;
  return {
    name: "sample",
    caption,
    columns: ["Figure", "estimate", "at least", "at most"],
    rows,
    note: NOTE,
  };
}

/** The same in a sentence or two for each topology that was sampled. */
export function sampleSentences(docs: RunDocuments): readonly string[] {
  return topologiesOf(docs).flatMap((topology) => {
    const observed = observedWords(docs, topology);
    if (observed === undefined) return [];
    const texts = [LATENCIES[1], LATENCIES[3], LOADS[0], LOADS[1], LOADS[3]].flatMap((one) => {
      const found = one === undefined ? undefined : estimateOf(docs, topology, one);
      if (one === undefined || found === undefined) return [];
      const [value, low, high] = found.map((amount) => humanise(amount, one.unit));
      const title = one.title.replace("Sync latency ", "");
      return [`${title} ${value ?? ""} (${low ?? ""} to ${high ?? ""})`];
    });
    const known = texts.length > 0 ? texts.join("; ") : "one cluster of a kind gives no interval";
    return [`${topologyWord(topology)}, ${observed}: ${known}.`];
  });
}

function observedWords(docs: RunDocuments, topology: TopologyName): string | undefined {
  const count = (stat: string): number | undefined =>
    findValue(docs, { topology, metric: "sample_clusters", stat });
  const observed = count("observed");
  const all = count("all");
  if (observed === undefined || all === undefined) return undefined;
  return `${humanise(observed, "count")} of ${humanise(all, "count")} clusters observed`;
}

function estimateOf(
  docs: RunDocuments,
  topology: TopologyName,
  { metric, stat }: Estimated,
): readonly [number, number, number] | undefined {
  const [value, low, high] = ["", "_ci95_low", "_ci95_high"].map((side) =>
    findValue(docs, { topology, metric, stat: `${stat}${side}` }),
  );
  if (value === undefined || low === undefined || high === undefined) return undefined;
  return [value, low, high];
}

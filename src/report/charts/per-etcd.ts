/**
 * The bar chart behind connections, watch streams and watchers: how many of them each etcd carries, by kind of
 * client, local and cross-cluster apart, both topologies under each other on one axis.
 * Not a time series: the largest number during the run (statistic `max`) is drawn.
 */
import { humanise } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { findRows, topologiesOf, valuesByCluster } from "../run-documents.js";
import { topologyWord } from "../words.js";
import type { ClusterRow } from "./alike.js";
import { clusterRows } from "./alike.js";
import { amountAxis } from "./axes.js";
import type { Chart, JsonObject } from "./chart.js";
import { drawChart, emptyChart, INK, PLOT_WIDTH } from "./chart.js";

/** What one of the three charts counts. */
export interface PerEtcdChart {
  readonly name: string;
  readonly title: string;
  readonly metric: string;
  /** Plural, for example `connections`. */
  readonly noun: string;
}

/** Kinds of client: one hue each, dark across clusters and light within one. Drawn in this order. */
const KINDS = [
  { client: "agent", scope: "cross-cluster", label: "agents of other clusters", color: "#0072B2" },
  { client: "kvstoremesh", scope: "cross-cluster", label: "remote kvstoremesh", color: "#D55E00" },
  { client: "operator", scope: "cross-cluster", label: "remote operators", color: "#007A5E" },
  { client: "agent", scope: "local", label: "own agents (local)", color: "#7FB8DA" },
  { client: "kvstoremesh", scope: "local", label: "own kvstoremesh (local)", color: "#F0A573" },
  { client: "operator", scope: "local", label: "own operator (local)", color: "#7CC4AE" },
  { client: "apiserver", scope: "local", label: "own apiserver (local)", color: "#7B8794" },
] as const;

interface Bar extends JsonObject {
  readonly cluster: string;
  readonly topology: string;
  readonly kind: string;
  readonly order: number;
  readonly value: number;
}

/** Draws one of the three charts from `summary.json`. */
export function perEtcdChart(docs: RunDocuments, chart: PerEtcdChart): Chart {
  const figures = figuresByCluster(docs, chart.metric);
  const rows = clusterRows(figures);
  const bars = rows.flatMap((row) => barsOf(docs, chart.metric, row));
  if (bars.length === 0) {
    const reason = `the run recorded no ${chart.metric} by client and scope`;
    return emptyChart(chart.name, chart.title, reason);
  }
  const totals = totalsOf(bars);
  const present = KINDS.filter((kind) => bars.some((bar) => bar.kind === kind.label));
  const width = PLOT_WIDTH - 60;
  const body: JsonObject = {
    data: { values: bars },
    facet: {
      row: {
        field: "cluster",
        type: "nominal",
        sort: rows.map((row) => row.label),
        header: { title: null, labelAngle: 0, labelAlign: "left", labelPadding: 8 },
      },
    },
    spacing: 10,
    spec: {
      width,
      height: { step: 20 },
      encoding: {
        y: {
          field: "topology",
          type: "nominal",
          sort: topologiesOf(docs).map(topologyWord),
          axis: { title: null, ticks: false, domain: false },
        },
      },
      layer: [
        {
          mark: { type: "bar", height: 14 },
          encoding: {
            x: { field: "value", type: "quantitative", axis: amountAxis(axisTitle(chart)) },
            order: { field: "order", type: "quantitative" },
            color: {
              field: "kind",
              type: "nominal",
              scale: {
                domain: present.map((kind) => kind.label),
                range: present.map((kind) => kind.color),
              },
              legend: { title: null, orient: "top", columns: 3 },
            },
            tooltip: [
              { field: "cluster", title: "cluster" },
              { field: "topology", title: "topology" },
              { field: "kind", title: "client" },
              { field: "value", title: chart.noun, format: "," },
            ],
          },
        },
        {
          transform: [
            { aggregate: [{ op: "sum", field: "value", as: "total" }], groupby: ["topology"] },
          ],
          mark: { type: "text", align: "left", dx: 5, color: INK.text, fontSize: 11 },
          encoding: {
            x: { field: "total", type: "quantitative" },
            text: { field: "total", type: "quantitative", format: "," },
          },
        },
      ],
    },
  };
  return drawChart({
    name: chart.name,
    title: chart.title,
    subtitle: [
      "The largest number of each kind of client during the run; axis starts at 0.",
      ...(rows.length < figures.size && rows.length > 1
        ? [`Of ${figures.size} clusters; alike ones share a row, of very many three are drawn.`]
        : []),
    ],
    description: describe(chart, totals),
    body,
  });
}

function axisTitle(chart: PerEtcdChart): string {
  return `${chart.noun} (count)`;
}

/** For each cluster the count of each kind in each topology: clusters that agree in all share a row. */
function figuresByCluster(
  docs: RunDocuments,
  metric: string,
): ReadonlyMap<string, readonly number[]> {
  const figures = new Map<string, number[]>();
  let width = 0;
  for (const topology of topologiesOf(docs)) {
    for (const { client, scope } of KINDS) {
      const labels = { client, scope };
      for (const [cluster, value] of valuesByCluster(docs, {
        topology,
        metric,
        stat: "max",
        labels,
      })) {
        const known = figures.get(cluster) ?? [];
        while (known.length < width) known.push(0);
        known.push(value);
        figures.set(cluster, known);
      }
      width += 1;
      for (const known of figures.values()) while (known.length < width) known.push(0);
    }
  }
  return figures;
}

function barsOf(docs: RunDocuments, metric: string, row: ClusterRow): readonly Bar[] {
  return topologiesOf(docs).flatMap((topology) =>
    findRows(docs, { topology, metric, stat: "max", labels: { cluster: row.cluster } }).flatMap(
      (found) => {
        const { client, scope } = found.labels;
        const order = KINDS.findIndex((kind) => kind.client === client && kind.scope === scope);
        const kind = KINDS[order];
        if (!kind || found.value === 0) return [];
        const bar: Bar = {
          cluster: row.label,
          topology: topologyWord(topology),
          kind: kind.label,
          order,
          value: found.value,
        };
        return [bar];
      },
    ),
  );
}

function totalsOf(bars: readonly Bar[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const bar of bars) {
    const key = `${bar.cluster}, ${bar.topology}`;
    totals.set(key, (totals.get(key) ?? 0) + bar.value);
  }
  return totals;
}

function describe(chart: PerEtcdChart, totals: ReadonlyMap<string, number>): string {
  const parts = [...totals].map(([key, total]) => `${key}: ${humanise(total, "count")}`);
  return `Bars: ${chart.noun} of each etcd by kind of client. ${parts.join("; ")}.`;
}

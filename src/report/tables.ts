/**
 * The report's tables as data: cells with a short text and the exact value. The page and the terminal both draw them.
 * Not here: markup, the key figures (key-figures.ts) and the table of clusters (clusters-table.ts).
 */
import { busiestStations } from "./findings.js";
import { figure } from "./format.js";
import type { RunDocuments } from "./run-documents.js";
import { findValue, topologiesOf } from "./run-documents.js";
import { stageTimes } from "./stage-times.js";
import { CHANGE_TYPES, stageWord, STAGES, stationWord, topologyWord } from "./words.js";

/** One cell. `exact` is shown on demand; `code` is a metric's name under a row's title. */
export interface Cell {
  readonly text: string;
  readonly exact?: string;
  readonly code?: string;
}

export interface Table {
  readonly name: string;
  readonly caption: string;
  /** The first column holds the row's title, the others values. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** A remark under the table. */
  readonly note?: string;
}

/** The quantiles that tables show. */
export const LATENCY_STATS = ["p50", "p90", "p99", "p99.9", "max"] as const;

/** Latency quantiles by type of change. */
export function latencyTable(docs: RunDocuments): Table {
  const metric = "sync_latency_seconds";
  const rows = CHANGE_TYPES.flatMap((type) =>
    topologiesOf(docs).flatMap((topology): Cell[][] => {
      const labels = { type, stage: "total" };
      const value = (stat: string): number | undefined =>
        findValue(docs, { topology, metric, stat, labels });
      const count = value("count");
      if (count === undefined || count === 0) return [];
      const stats = ["mean", ...LATENCY_STATS].map((stat) => figure(value(stat), "seconds"));
      return [[{ text: `${type} · ${topologyWord(topology)}` }, figure(count, "count"), ...stats]];
    }),
  );
  return {
    name: "latency",
    caption: "Sync latency by type of change",
    columns: ["Type", "n", "mean", ...LATENCY_STATS],
    rows,
    note: "n counts deliveries: one change applied by one agent. Source change to applied by the agent, measured window.",
  };
}

/** Mean time in each stage, and its share. */
export function stagesTable(docs: RunDocuments): Table {
  const topologies = topologiesOf(docs);
  const times = topologies.map((topology) => stageTimes(docs, topology));
  const totals = topologies.map((topology) => {
    const labels = { type: "all", stage: "total" };
    return findValue(docs, { topology, metric: "sync_latency_seconds", stat: "mean", labels });
  });
  const rows = STAGES.flatMap((stage): Cell[][] => {
    const found = times.map((stages) => stages.find((one) => one.stage === stage));
    if (found.every((one) => one === undefined)) return [];
    const cells = found.flatMap((one, index) => {
      const total = totals[index];
      const share = one === undefined || !total ? undefined : one.ofMean / total;
      return [figure(one?.seconds, "seconds"), shareCell(share)];
    });
    return [[{ text: stageWord(stage) }, ...cells]];
  });
  const sums = totals.flatMap((total) => [
    figure(total, "seconds"),
    figure(total ? 1 : undefined, "ratio"),
  ]);
  return {
    name: "stages",
    caption: "Mean sync latency by stage",
    columns: ["Stage", ...topologies.flatMap((name) => [topologyWord(name), "share"])],
    rows: totals.every((total) => total === undefined)
      ? rows
      : [...rows, [{ text: stageWord("total") }, ...sums]],
    note: "The mean is that of the changes that passed the stage; the share is its part of the time of all.",
  };
}

/** A stage of microseconds beside one of minutes: how little exactly is of no use. */
function shareCell(share: number | undefined): Cell {
  const cell = figure(share, "ratio");
  return share !== undefined && share > 0 && share < 1e-4 ? { ...cell, text: "< 0.01 %" } : cell;
}

/** Utilisation of the busiest station of each kind. */
export function stationsTable(docs: RunDocuments): Table {
  const rows = topologiesOf(docs).flatMap((topology) =>
    busiestStations(docs, topology).map((station): Cell[] => [
      { text: `${stationWord(station.station)} · ${topologyWord(topology)}` },
      { text: station.cluster === "" ? "–" : station.cluster },
      figure(station.mean, "ratio"),
      figure(station.max, "ratio"),
    ]),
  );
  return {
    name: "stations",
    caption: "Utilisation by station",
    columns: ["Station", "Busiest at", "mean", "highest bin"],
    rows,
  };
}

/** How much the simulator itself worked; the only table with wall-clock times. */
export function runsTable(docs: RunDocuments): Table {
  return {
    name: "runs",
    caption: "The runs themselves",
    columns: ["Topology", "simulated", "wall time", "engine events", "peak memory"],
    rows: docs.manifest.runs.map((run): Cell[] => [
      { text: topologyWord(run.topology) },
      figure(run.simulatedSeconds, "seconds"),
      figure(run.wallSeconds, "seconds"),
      figure(run.events, "count"),
      figure(run.peakRssBytes, "bytes"),
    ]),
  };
}

/**
 * Share of the clients that are in sync over simulated time, agents and mirrors apart, with the incidents above.
 * Only runs with incidents record it. Data: `clients_in_sync` of metrics.ndjson.
 */
import type { RunDocuments } from "../run-documents.js";
import { topologiesOf } from "../run-documents.js";
import { PERCENT_LABELS } from "./axes.js";
import { emptyChart, type Chart, type JsonObject } from "./chart.js";
import { linePanel, timelineChart, timePoints } from "./timeline.js";

const NAME = "clients-in-sync";
const TITLE = "Clients in sync over time";
const METRIC = "clients_in_sync";
const CLIENTS = [
  { client: "agent", title: "Clients of agents, one for each remote cluster" },
  { client: "kvstoremesh", title: "Clients of kvstoremesh" },
] as const;

/** Shares of 1, by kind of client and topology. */
export function clientsInSyncChart(docs: RunDocuments): Chart {
  const y: JsonObject = {
    scale: { domain: [0, 1], nice: false },
    axis: { title: "in sync", labelExpr: PERCENT_LABELS, tickCount: 4 },
  };
  const panels = CLIENTS.map(({ client, title }) => ({
    title,
    points: topologiesOf(docs).flatMap((topology) =>
      // A mesh without mirrors has none that could be out of sync.
      client === "kvstoremesh" && topology === "original"
        ? []
        : timePoints(docs, { topology, metric: METRIC, stat: "mean", labels: { client } }, {}),
    ),
  })).filter(({ points }) => points.length > 0);
  if (panels.length === 0) {
    return emptyChart(NAME, TITLE, "it is recorded only when the scenario has incidents");
  }
  return timelineChart(docs, {
    name: NAME,
    title: TITLE,
    subtitle: ["A client is in sync when it has listed and watches every prefix that it reads."],
    description: "Lines: share of the clients that are in sync, by time.",
    panels: panels.map(({ title, points }, index) =>
      linePanel(docs, {
        title,
        yTitle: "in sync",
        unit: "share",
        points,
        y,
        height: 110,
        legend: index === 0,
      }),
    ),
  });
}

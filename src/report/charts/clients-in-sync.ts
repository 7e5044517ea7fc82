/**
 * Share of the clients that are in sync while incidents last, one panel a kind of client, both topologies on one axis
 * that begins with the measured window. Only runs with incidents record it.
 * Not the time until a mesh is well again: data may still be on their way to clients that are in sync.
 * Data: `clients_in_sync` of metrics.ndjson.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { humanise } from "../format.js";
import { CLIENT_KINDS } from "../incidents.js";
import type { RunDocuments } from "../run-documents.js";
import { findSeries, topologiesOf } from "../run-documents.js";
import { clientWord, topologyWord } from "../words.js";
import { PERCENT_LABELS } from "./axes.js";
import type { Chart, JsonObject } from "./chart.js";
import { emptyChart } from "./chart.js";
import type { TimeAxis } from "./time-axis.js";
import { incidentAxis } from "./time-axis.js";
import type { TimePoint } from "./time-points.js";
import { timePoints } from "./time-points.js";
import type { Panel } from "./timeline.js";
import { linePanel, timelineChart } from "./timeline.js";

const NAME = "clients-in-sync";
const TITLE = "Clients in sync over time";
const METRIC = "clients_in_sync";
/** A level may be kept as it was at the bin's end or as the bin's mean. */
const STATS = ["value", "mean"] as const;
/** Above 100 %, as a share of the axis, so that the line there is not cut. */
const HEADROOM = 0.03;
/** A dip that stays above this share would be a scratch on an axis from 0. */
const SMALL_DIP = 0.9;

/** Shares of 1, by kind of client and topology. */
export function clientsInSyncChart(docs: RunDocuments): Chart {
  const last = lastTimes(docs);
  if (last.size === 0) return emptyChart(NAME, TITLE, "the run recorded no clients in sync");
  const axis = incidentAxis(docs, last);
  const kinds = CLIENT_KINDS.map((client) => ({ client, points: pointsOf(docs, client, axis) }));
  const drawn = kinds.filter(({ points }) => points.length > 0);
  const lowest = Math.min(...drawn.flatMap(({ points }) => points.map(({ value }) => value)));
  const floor = lowest > SMALL_DIP && lowest < 1 ? floorBelow(lowest) : 0;
  const panels = drawn.map(({ client, points }, index): Panel => {
    const panel = linePanel(docs, {
      title: `Clients of ${clientWord(client)}`,
      yTitle: "in sync (%)",
      unit: "share",
      points,
      y: {
        scale: { domain: [floor, 1 + (1 - floor) * HEADROOM], nice: false },
        axis: { title: "in sync (%)", labelExpr: PERCENT_LABELS, tickCount: 4 },
      },
      height: 110,
      legend: index === 0,
    });
    return { ...panel, mark: { ...panel.mark, clip: true } };
  });
  return timelineChart(docs, {
    name: NAME,
    title: TITLE,
    subtitle: [
      "A client is in sync when it has listed and watches every prefix that it reads.",
      "Read at the end of each time bin: a shorter dip may not show. Of merged bins the lowest is drawn.",
      floor === 0
        ? "All axes start at 0. The time axis covers the incidents and their recoveries."
        : `The axes do not start at 0 but at ${humanise(floor, "ratio")}, since dips are small. The time axis covers the incidents.`,
    ],
    description: describe(docs, drawn),
    panels,
    axis,
  });
}

function pointsOf(docs: RunDocuments, client: string, axis: TimeAxis): readonly TimePoint[] {
  return topologiesOf(docs).flatMap((topology) => {
    // Without mirrors there is none that could be out of sync, and a line at 100 % would say there were.
    if (client === "kvstoremesh" && topology === "original") return [];
    const stat = statOf(docs, topology);
    const query = { topology, metric: METRIC, stat, labels: { client } };
    return timePoints(docs, query, { merge: "min", axis });
  });
}

function statOf(docs: RunDocuments, topology: TopologyName): string {
  const present = (stat: string): boolean =>
    findSeries(docs, { topology, metric: METRIC, stat }).length > 0;
  return STATS.find(present) ?? STATS[0];
}

/** The latest time of the series, by topology. */
function lastTimes(docs: RunDocuments): ReadonlyMap<TopologyName, number> {
  return new Map(
    topologiesOf(docs).flatMap((topology): (readonly [TopologyName, number])[] => {
      const rows = findSeries(docs, { topology, metric: METRIC, stat: statOf(docs, topology) });
      const last = rows.reduce((most, { t }) => Math.max(most, t ?? 0), 0);
      return rows.length === 0 ? [] : [[topology, last]];
    }),
  );
}

/** A round share below the lowest value: 0.984 -> 0.98, 0.9984 -> 0.998. */
function floorBelow(lowest: number): number {
  const step = 10 ** Math.floor(Math.log10(1 - lowest));
  return Number((1 - Math.ceil((1 - lowest) / step + 1e-9) * step).toPrecision(8));
}

function describe(
  docs: RunDocuments,
  kinds: readonly { readonly client: string; readonly points: readonly JsonObject[] }[],
): string {
  const parts = kinds.flatMap(({ client, points }) =>
    topologiesOf(docs).flatMap((topology) => {
      const values = points
        .filter((point) => point["topology"] === topologyWord(topology))
        .map((point) => Number(point["value"]));
      if (values.length === 0) return [];
      const least = humanise(Math.min(...values), "ratio");
      return [`${topologyWord(topology)}, clients of ${clientWord(client)}: at least ${least}`];
    }),
  );
  return `Lines: share of the clients that are in sync. ${parts.join("; ")}.`;
}

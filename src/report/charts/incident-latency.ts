/**
 * Sync latency before, during and after each incident: a line from the median to p99 for each topology.
 * Not the latency of the incident alone: deliveries are divided by when they arrived, whatever delayed them, and
 * incidents that overlap share theirs. Data: `incident_latency_seconds` of summary.json.
 */
import { humanise, sixDigits } from "../format.js";
import type { Incident } from "../incidents.js";
import { allIncidents, PERIODS } from "../incidents.js";
import type { RunDocuments } from "../run-documents.js";
import { topologiesOf } from "../run-documents.js";
import { topologyWord } from "../words.js";
import { DURATION_LABELS, logDomain, logTicks } from "./axes.js";
import type { Chart, JsonObject } from "./chart.js";
import { drawChart, emptyChart, INK, PLOT_WIDTH, topologyEncodings } from "./chart.js";

const NAME = "incident-latency";
const TITLE = "Sync latency before, during and after incidents";
const STATS = ["p50", "p99"] as const;
const STAT_SHAPES: readonly string[] = ["circle", "square"];
/** More would be a chart of several screens; the others are in the tables. */
const INCIDENTS_MAX = 6;

interface Mark extends JsonObject {
  readonly incident: string;
  readonly period: string;
  readonly topology: string;
  readonly stat: string;
  readonly seconds: number;
}

/** Median and p99 of what arrived before, during and after each incident. */
export function incidentLatencyChart(docs: RunDocuments): Chart {
  const all = allIncidents(docs).filter(({ records }) =>
    records.some(({ latency }) => latency.size > 0),
  );
  const shown = worstDuring(all);
  const marks = shown.flatMap(marksOf);
  if (marks.length === 0) {
    return emptyChart(NAME, TITLE, "no change was delivered around an incident");
  }
  const topologies = topologiesOf(docs);
  const domain = logDomain(marks.map((mark) => mark.seconds));
  const { color } = topologyEncodings(topologies);
  const words = topologies.map(topologyWord);
  const which =
    shown.length < all.length
      ? [`The ${shown.length} of ${all.length} incidents with the highest p99 during them.`]
      : [];
  return drawChart({
    name: NAME,
    title: TITLE,
    subtitle: [
      "Markers: median and p99 of the deliveries of each stretch of time; one logarithmic axis.",
      "During: from the start until all were in sync again; before and after: the rest of the measured window,",
      "with whatever other incidents fall into it.",
      ...which,
    ],
    description: describe(marks),
    body: {
      data: { values: marks },
      facet: {
        row: {
          field: "incident",
          type: "nominal",
          sort: shown.map(({ name }) => name),
          header: {
            title: null,
            labelOrient: "top",
            labelAnchor: "start",
            labelAngle: 0,
            labelPadding: 4,
          },
        },
      },
      spacing: 8,
      spec: {
        width: PLOT_WIDTH - 20,
        height: { step: topologies.length === 2 ? 13 : 20, for: "position" },
        encoding: {
          y: {
            field: "period",
            type: "nominal",
            sort: [...PERIODS],
            ...(topologies.length === 2 ? { scale: { paddingInner: 0.3 } } : {}),
            axis: { title: null, ticks: false, domain: false },
          },
          ...(topologies.length === 2
            ? { yOffset: { field: "topology", type: "nominal", sort: words } }
            : {}),
          x: {
            field: "seconds",
            type: "quantitative",
            scale: { type: "log", domain, nice: false },
            axis: {
              title: "sync latency (time, log scale)",
              values: logTicks(...domain),
              labelExpr: DURATION_LABELS,
            },
          },
          color: {
            ...color,
            legend: { title: null, orient: "top", symbolType: "square", symbolOpacity: 1 },
          },
        },
        layer: [
          {
            mark: { type: "line", strokeWidth: 2, opacity: 0.6, aria: false },
            encoding: { detail: [{ field: "period" }, { field: "topology" }] },
          },
          {
            mark: { type: "point", filled: true, size: 55, opacity: 1, aria: false },
            encoding: {
              shape: {
                field: "stat",
                type: "nominal",
                scale: { domain: STATS, range: STAT_SHAPES },
                legend: {
                  title: null,
                  orient: "top",
                  symbolFillColor: INK.text,
                  symbolStrokeColor: INK.text,
                },
              },
              tooltip: [
                { field: "incident", title: "incident" },
                { field: "period", title: "period" },
                { field: "topology", title: "topology" },
                { field: "stat", title: "statistic" },
                { field: "seconds", title: "latency (s)", format: ".4~s" },
              ],
            },
          },
        ],
      },
    },
  });
}

/** In order of time; when they are many, those that delayed most. */
function worstDuring(all: readonly Incident[]): readonly Incident[] {
  const during = ({ records }: Incident): number =>
    Math.max(0, ...records.map(({ latency }) => latency.get("during")?.p99 ?? 0));
  const chosen = new Set([...all].sort((a, b) => during(b) - during(a)).slice(0, INCIDENTS_MAX));
  return all.filter((incident) => chosen.has(incident));
}

function marksOf({ name, records }: Incident): readonly Mark[] {
  return records.flatMap(({ topology, latency }) =>
    [...latency].flatMap(([period, spread]) =>
      STATS.flatMap((stat): Mark[] => {
        const seconds = sixDigits(spread[stat]);
        if (!(seconds > 0)) return [];
        return [{ incident: name, period, topology: topologyWord(topology), stat, seconds }];
      }),
    ),
  );
}

function describe(marks: readonly Mark[]): string {
  const parts = marks
    .filter(({ stat }) => stat === "p99")
    .map(
      ({ incident, period, topology, seconds }) =>
        `${incident}, ${period}, ${topology}: ${humanise(seconds, "seconds")}`,
    );
  return `Markers: median and p99 of sync latency. p99 of ${parts.join("; ")}.`;
}

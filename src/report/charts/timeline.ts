/**
 * Charts over simulated time: panels under each other with one time axis, and above them a strip that shows each
 * topology's phases (bootstrap, warm-up, measured window, drain), since these differ between topologies, and one with
 * the incidents, which are also bands behind the lines.
 * Not here: how a series becomes points (time-points.ts).
 */
import type { TopologyName } from "../../scenario/scenario.js";
import type { RunDocuments } from "../run-documents.js";
import { topologiesOf } from "../run-documents.js";
import { topologyWord } from "../words.js";
import { AMOUNT_LABELS } from "./axes.js";
import type { DrawnChart, Json, JsonObject } from "./chart.js";
import { drawChart, PLOT_WIDTH, topologyEncodings } from "./chart.js";
import type { BandLayers } from "./incident-bands.js";
import { bandLayers, bandLegend } from "./incident-bands.js";
import { describeIncidents, incidentStrip } from "./incident-strip.js";
import { describePhases, phasesOf, phaseStrip } from "./phases.js";
import type { TimeAxis } from "./time-axis.js";
import { absoluteAxis } from "./time-axis.js";
import type { TimePoint } from "./time-points.js";

/** One panel: a unit specification without width and time axis. */
export interface Panel {
  readonly height: number;
  readonly points: readonly TimePoint[];
  readonly title: string;
  readonly y: JsonObject;
  readonly mark: JsonObject;
  readonly encoding: JsonObject;
}

/** A bin's value holds from the end of the bin before it up to its own time. */
export const STEP: JsonObject = { interpolate: "step-before" };

/** Joins the panels and the phases to one chart. */
export function timelineChart(
  docs: RunDocuments,
  parts: {
    readonly name: string;
    readonly title: string;
    readonly subtitle: readonly string[];
    readonly description: string;
    readonly panels: readonly Panel[];
    /** Default: from the start of the processes to the end of the data, with the phases above. */
    readonly axis?: TimeAxis;
  },
): DrawnChart {
  const { name, title, panels, axis = wholeAxis(docs, panels) } = parts;
  const phases = axis.phases ? phasesOf(docs) : [];
  const shown = panels.map((panel) => topologiesIn(docs, panel));
  const bands: JsonObject[] = [];
  const plots = panels.map((panel, index) => {
    const x = timeEncoding(axis, index === panels.length - 1);
    const layers = bandLayers(docs, shown[index] ?? [], { axis, x });
    bands.push(layers.datasets);
    return plot(panel, x, layers);
  });
  const strip = phases.length > 0 ? [phaseStrip(docs, phases, axis.domain)] : [];
  const incidents = incidentStrip(docs, axis);
  return drawChart({
    name,
    title,
    subtitle: [...parts.subtitle, ...bandLegend(docs, shown, axis)],
    description: parts.description + describePhases(phases) + describeIncidents(docs),
    body: {
      ...(incidents === undefined ? {} : { datasets: Object.assign({}, ...bands) as JsonObject }),
      vconcat: [...strip, ...(incidents === undefined ? [] : [incidents]), ...plots],
      spacing: 14,
      resolve: { scale: { color: "independent", strokeDash: "independent", y: "independent" } },
    },
  });
}

/** From the start of the processes to the last phase or bin. */
function wholeAxis(docs: RunDocuments, panels: readonly Panel[]): TimeAxis {
  const ends = [
    ...phasesOf(docs).map((phase) => phase.end),
    ...panels.flatMap((panel) => panel.points.map((point) => point.t)),
  ];
  return absoluteAxis(ends.reduce((most, end) => Math.max(most, end), 0));
}

function topologiesIn(docs: RunDocuments, panel: Panel): readonly TopologyName[] {
  const words = new Set(panel.points.map((point) => point.topology));
  return topologiesOf(docs).filter((topology) => words.has(topologyWord(topology)));
}

/** Line marks and encodings by topology: the usual panel. */
export function linePanel(
  docs: RunDocuments,
  parts: {
    readonly title: string;
    readonly yTitle: string;
    readonly unit: string;
    readonly points: readonly TimePoint[];
    readonly height?: number;
    readonly y?: JsonObject;
    readonly legend?: boolean;
    /** False for values that are not a mean of their bin. */
    readonly step?: boolean;
  },
): Panel {
  const drawn = topologiesOf(docs).filter((topology) =>
    parts.points.some((point) => point.topology === topologyWord(topology)),
  );
  const { color, strokeDash } = topologyEncodings(drawn);
  const legend: Json =
    parts.legend === false
      ? null
      : { title: null, orient: "top", symbolSize: 400, symbolStrokeWidth: 2 };
  return {
    height: parts.height ?? 130,
    points: parts.points,
    title: parts.title,
    y: parts.y ?? {
      axis: { title: parts.yTitle, labelExpr: AMOUNT_LABELS, tickCount: 4 },
      scale: { zero: true, nice: true },
    },
    mark: { type: "line", strokeWidth: 2, ...(parts.step === false ? {} : STEP) },
    encoding: {
      color: { ...color, legend },
      strokeDash: { ...strokeDash, legend },
      tooltip: [
        { field: "series", title: "series" },
        { field: "t", title: "time (s)", format: ",.4~r" },
        { field: "value", title: parts.unit, format: ",.4~r" },
      ],
    },
  };
}

function timeEncoding(axis: TimeAxis, last: boolean): JsonObject {
  return {
    type: "quantitative",
    scale: { domain: axis.domain, nice: false },
    axis: { title: last ? axis.title : null, format: ",~r", tickCount: 10 },
  };
}

function plot(panel: Panel, x: JsonObject, { behind, above }: BandLayers): JsonObject {
  const marks: JsonObject = {
    data: { values: panel.points },
    mark: panel.mark,
    encoding: {
      x: { field: "t", ...x },
      y: { field: "value", type: "quantitative", ...panel.y },
      ...panel.encoding,
    },
  };
  return {
    title: { text: panel.title, fontSize: 11, fontWeight: "normal", frame: "group", offset: 4 },
    width: PLOT_WIDTH,
    height: panel.height,
    ...(behind.length === 0 ? marks : { layer: [...behind, marks, ...above] }),
  };
}

/**
 * Incidents as bands behind the lines of a panel: from the start to the end of the disturbance, with the number that
 * the table of incidents gives. One grey band where the topologies agree within a pixel, else one band each in the
 * topology's colour, since a band at the other one's time would be wrong.
 * The time until all are in sync again is not part of a band: the strip above the panels shows it.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { sixDigits } from "../format.js";
import type { Incident, IncidentRecord } from "../incidents.js";
import { allIncidents, markedIncidents } from "../incidents.js";
import type { RunDocuments } from "../run-documents.js";
import { listWords, topologyWord } from "../words.js";
import type { JsonObject } from "./chart.js";
import { INK, PLOT_WIDTH, TOPOLOGY_COLORS } from "./chart.js";
import { isOutside } from "./incident-strip.js";
import type { TimeAxis } from "./time-axis.js";

/** The title's lines hold so many letters and name so many incidents. */
const LINE_LETTERS = 105;
const NAMED_MAX = 6;
/** Numbers nearer to each other could not be read. */
const DIGIT_PX = 6.5;
const GAP_PX = 3;

/** What bandLayers returns. */
export interface BandLayers {
  readonly behind: readonly JsonObject[];
  readonly above: readonly JsonObject[];
  /** What the layers draw, by name: panels of the same topologies share it. */
  readonly datasets: JsonObject;
}

interface Band extends JsonObject {
  readonly incident: string;
  readonly number: string;
  readonly topology: string;
  readonly start: number;
  readonly end: number;
  readonly color: string;
}

/**
 * Layers to draw before and after a panel's own marks; none for a run without incidents. `x` is the panel's encoding of
 * time but for the field: layers that share an axis must ask for the same one.
 */
export function bandLayers(
  docs: RunDocuments,
  topologies: readonly TopologyName[],
  { axis, x }: { readonly axis: TimeAxis; readonly x: JsonObject },
): BandLayers {
  const bands = bandsOf(docs, topologies, axis);
  const colors = [...new Set(bands.map(({ color }) => color))];
  const set = `incidents ${topologies.join(" ")}`;
  const behind = colors.map((color): JsonObject => ({
    data: { name: `${set} ${color}` },
    layer: [
      {
        mark: { type: "rect", color, opacity: 0.16, clip: true, aria: false },
        encoding: { x: { field: "start", ...x }, x2: { field: "end" }, tooltip: TOOLTIP },
      },
      {
        // The edge keeps an incident of a moment visible.
        mark: { type: "rule", color, opacity: 0.75, strokeDash: [3, 2], clip: true, aria: false },
        encoding: { x: { field: "start", ...x } },
      },
    ],
  }));
  const numbered = bands.filter(({ number }) => number !== "");
  const numbers: JsonObject = {
    data: { name: `${set} numbers` },
    // Above the plot, so that it hides no line.
    mark: {
      type: "text",
      fontSize: 10,
      align: "left",
      baseline: "bottom",
      dy: -2,
      clip: false,
      color: INK.muted,
      aria: false,
    },
    encoding: {
      x: { field: "start", ...x },
      y: { value: 0 },
      text: { field: "number", type: "nominal" },
    },
  };
  const ofColor = (color: string): readonly Band[] => bands.filter((band) => band.color === color);
  return {
    behind,
    above: numbered.length === 0 ? [] : [numbers],
    datasets: {
      ...Object.fromEntries(colors.map((color) => [`${set} ${color}`, ofColor(color)])),
      [`${set} numbers`]: numbered.map(({ start, number }) => ({ start, number })),
    },
  };
}

/** What the bands are, as lines of a chart's subtitle. `panels` says which topologies each panel shows. */
export function bandLegend(
  docs: RunDocuments,
  panels: readonly (readonly TopologyName[])[],
  axis: TimeAxis,
): readonly string[] {
  const visible = visibleIncidents(docs, axis);
  if (visible.length === 0) return [];
  const colored = panels
    .flatMap((topologies) => bandsOf(docs, topologies, axis))
    .some(({ color }) => color !== INK.muted);
  const names = visible.slice(0, NAMED_MAX).map(({ name }) => name.replaceAll(" ", "\u00a0"));
  const more = visible.length - names.length;
  const list = more > 0 ? [...names, `${more} more (see the table of incidents)`] : names;
  const lines = wrapWords(`Bands: incidents ${listWords(list)}.`);
  const left = allIncidents(docs).length - markedIncidents(docs).length;
  return [
    ...lines,
    ...(colored
      ? ["A band in a topology's colour: the incident came at another time since the start there."]
      : []),
    ...(left > 0 ? [`Not marked: ${left} incidents that were over sooner.`] : []),
  ];
}

const TOOLTIP: readonly JsonObject[] = [
  { field: "incident", title: "incident" },
  { field: "topology", title: "topology" },
  { field: "start", title: "from (s)", format: ",.4~r" },
  { field: "end", title: "to (s)", format: ",.4~r" },
];

function visibleIncidents(docs: RunDocuments, axis: TimeAxis): readonly Incident[] {
  return markedIncidents(docs).filter(({ records }) =>
    records.some((record) => !isOutside(record, axis)),
  );
}

function bandsOf(
  docs: RunDocuments,
  topologies: readonly TopologyName[],
  axis: TimeAxis,
): readonly Band[] {
  const pixel = (axis.domain[1] - axis.domain[0]) / PLOT_WIDTH;
  const bands = visibleIncidents(docs, axis).flatMap(({ records }): Band[] => {
    const drawn = records.filter(({ topology }) => topologies.includes(topology));
    const all = drawn.map((record) => bandOf(record, axis));
    const [first] = all;
    if (first === undefined) return [];
    const agree = all.every(
      (band) =>
        Math.abs(band.start - first.start) <= pixel && Math.abs(band.end - first.end) <= pixel,
    );
    if (!agree) return all;
    const topology = listWords(all.map((band) => band.topology));
    return [{ ...first, topology, color: INK.muted }];
  });
  let free = -Infinity;
  return [...bands]
    .sort((a, b) => a.start - b.start)
    .map((band) => {
      if (band.start < free) return { ...band, number: "" };
      free = band.start + (band.number.length * DIGIT_PX + GAP_PX) * pixel;
      return band;
    });
}

function bandOf(record: IncidentRecord, axis: TimeAxis): Band {
  const { topology, name, number, start, end } = record;
  const origin = axis.originOf(topology);
  return {
    incident: name,
    number,
    topology: topologyWord(topology),
    start: sixDigits(start - origin),
    end: sixDigits(end === undefined ? axis.domain[1] : end - origin),
    color: TOPOLOGY_COLORS[topology],
  };
}

function wrapWords(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + 1 + word.length > LINE_LETTERS) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/**
 * CPU cores that etcd uses over simulated time, stacked by station (what the cores were busy with), original above
 * kvstoremesh on one axis: once for the whole mesh, once for the busiest etcd, whose limit is one machine.
 * Not a profile of a real etcd: stations are the simulator's parts of one. Data: metrics.ndjson.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { humanise } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { findSeries, topologiesOf } from "../run-documents.js";
import { topologyWord } from "../words.js";
import { AMOUNT_LABELS } from "./axes.js";
import { busiestCluster, busiestWord, meshLabel } from "./busiest.js";
import type { Chart, JsonObject } from "./chart.js";
import { emptyChart } from "./chart.js";
import { measureStart } from "./phases.js";
import type { Panel } from "./timeline.js";
import { STEP, timelineChart } from "./timeline.js";
import type { TimePoint } from "./time-points.js";
import { timePoints } from "./time-points.js";

const NAME = "etcd-cpu-over-time";
const TITLE = "etcd CPU over time, by station";
const METRIC = "etcd_cpu_cores";
const STAT = "mean";
/** Six by name and one for the rest: more colours cannot be told apart. */
const NAMED_MAX = 6;
const COLORS = ["#0072B2", "#E69F00", "#007A5E", "#D55E00", "#56B4E9", "#CC79A7"];
/** A peak this many times above the measured window is cut off, and its height written beside it. */
const TOWERS = 8;
const CUT_ROOM = 1.6;
/** Fewer than a line has: four panels of seven areas are the largest chart of the page. */
const POINTS_MAX = 120;
const OTHER = { label: "other", color: "#7B8794" };

/** etcd CPU by station over time. */
export function cpuOverTimeChart(docs: RunDocuments): Chart {
  const named = largestStations(docs);
  if (named.length === 0) return emptyChart(NAME, TITLE, "the run recorded no CPU over time");
  const mesh = meshLabel(docs, { metric: METRIC, stat: STAT });
  const topologies = topologiesOf(docs);
  const wholes = topologies.map((topology) => ({
    title: `All of the mesh together · ${topologyWord(topology)}`,
    points: stackPoints(docs, topology, mesh, named),
    measured: measureStart(docs, topology),
  }));
  const busiest = topologies.map((topology) => {
    const cluster = busiestOf(docs, topology);
    return {
      title: `${busiestWord(docs, topology, { metric: METRIC, stat: STAT })} (${cluster ?? "none"}) · ${topologyWord(topology)}`,
      points: stackPoints(docs, topology, cluster, named),
      measured: measureStart(docs, topology),
    };
  });
  const panels = [...sameAxis(wholes, named), ...sameAxis(busiest, named)];
  if (panels.length === 0) return emptyChart(NAME, TITLE, "the run recorded no CPU over time");
  const thinned = topologies.some((topology) => {
    const labels = { cluster: mesh ?? busiestOf(docs, topology) ?? "", station: named[0] ?? "" };
    const bins = findSeries(docs, { topology, metric: METRIC, stat: STAT, labels });
    return bins.length > POINTS_MAX;
  });
  return timelineChart(docs, {
    name: NAME,
    title: TITLE,
    subtitle: [
      "Cores in use per time bin, stacked; axes start at 0 and are the same in each pair.",
      ...(thinned ? ["Neighbouring bins are merged to their mean."] : []),
    ],
    description: describe([...wholes, ...busiest]),
    panels: panels.map((panel, index) => (index === 0 ? panel : withoutLegend(panel))),
  });
}

interface Stack {
  readonly title: string;
  readonly points: readonly TimePoint[];
  /** Start of the measured window, seconds. */
  readonly measured: number;
}

function busiestOf(docs: RunDocuments, topology: TopologyName): string | undefined {
  const name = { metric: METRIC, stat: STAT };
  const total = busiestCluster(docs, topology, { ...name, labels: { station: "total" } });
  return total ?? busiestCluster(docs, topology, name);
}

/** Stations by their sum over everything in the series, the largest first; `total` is the stack's own height. */
function largestStations(docs: RunDocuments): readonly string[] {
  const sums = new Map<string, number>();
  for (const topology of topologiesOf(docs)) {
    for (const row of findSeries(docs, { topology, metric: METRIC, stat: STAT })) {
      const station = row.labels["station"];
      if (station === undefined || station === "total" || row.t === null) continue;
      sums.set(station, (sums.get(station) ?? 0) + row.value);
    }
  }
  return [...sums.entries()]
    .filter(([, sum]) => sum > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, NAMED_MAX)
    .map(([station]) => station);
}

function stackPoints(
  docs: RunDocuments,
  topology: TopologyName,
  cluster: string | undefined,
  named: readonly string[],
): readonly TimePoint[] {
  if (cluster === undefined) return [];
  const query = { topology, metric: METRIC, stat: STAT, labels: { cluster } };
  const stations = new Set(
    findSeries(docs, query).flatMap((row) => {
      const station = row.labels["station"];
      return station === undefined || station === "total" ? [] : [station];
    }),
  );
  const others = new Map<number, TimePoint>();
  const points: TimePoint[] = [];
  for (const station of stations) {
    const labels = { cluster, station };
    const series = named.includes(station) ? station : OTHER.label;
    const rank = named.includes(station) ? named.indexOf(station) : named.length;
    for (const point of timePoints(
      docs,
      { ...query, labels },
      { series, rank, pointsMax: POINTS_MAX },
    )) {
      if (series !== OTHER.label) points.push(point);
      else {
        const sum = others.get(point.t)?.value ?? 0;
        others.set(point.t, { ...point, value: point.value + sum });
      }
    }
  }
  return [...points, ...[...others.values()].filter((point) => point.value > 0)];
}

function sameAxis(stacks: readonly Stack[], named: readonly string[]): readonly Panel[] {
  const drawn = stacks.filter((stack) => stack.points.length > 0);
  const whole = Math.max(0, ...drawn.map((stack) => highestStack(stack.points, 0)));
  const usual = Math.max(0, ...drawn.map((stack) => highestStack(stack.points, stack.measured)));
  const cut = usual > 0 && whole > TOWERS * usual;
  const highest = cut ? usual * CUT_ROOM : whole;
  const hasOther = drawn.some((stack) => stack.points.some((p) => p.series === OTHER.label));
  const domain = hasOther ? [...named, OTHER.label] : named;
  const range = [...COLORS.slice(0, named.length), ...(hasOther ? [OTHER.color] : [])];
  return drawn.map((stack) => ({
    height: 100,
    points: stack.points,
    title: cut ? `${stack.title} (${cutWords(stack)})` : stack.title,
    y: {
      stack: "zero",
      // Held at the axis' end, not clipped: each clipped area would cost a raster of the whole picture.
      scale: { domain: [0, highest === 0 ? 1 : highest], nice: !cut, clamp: true },
      axis: { title: "CPU (cores)", labelExpr: AMOUNT_LABELS, tickCount: 3 },
    },
    mark: { type: "area", ...STEP },
    encoding: {
      color: {
        field: "series",
        type: "nominal",
        scale: { domain, range },
        legend: { title: null, orient: "top", columns: 7, symbolType: "square" },
      },
      order: { field: "rank", type: "quantitative" },
      tooltip: [
        { field: "topology", title: "topology" },
        { field: "series", title: "station" },
        { field: "t", title: "time (s)", format: ",.4~r" },
        { field: "value", title: "cores", format: ".4~r" },
      ],
    },
  }));
}

function cutWords(stack: Stack): string {
  return `highest bin ${humanise(highestStack(stack.points, 0), "cores")}, cut off where it leaves the axis`;
}

/** The highest stack among the bins after `from` seconds. */
function highestStack(points: readonly TimePoint[], from: number): number {
  const heights = new Map<number, number>();
  for (const { t, value } of points) if (t > from) heights.set(t, (heights.get(t) ?? 0) + value);
  return [...heights.values()].reduce((most, height) => Math.max(most, height), 0);
}

function withoutLegend(panel: Panel): Panel {
  const color: JsonObject = { ...(panel.encoding["color"] as JsonObject), legend: null };
  return { ...panel, encoding: { ...panel.encoding, color } };
}

function describe(panels: readonly Stack[]): string {
  const parts = panels
    .filter((panel) => panel.points.length > 0)
    .map((panel) => `${panel.title}: at most ${humanise(highestStack(panel.points, 0), "cores")}`);
  return `Stacked areas: CPU by station. ${parts.join("; ")}.`;
}

/** Bands behind the lines: at each topology's own time where those differ, one band where they agree. */
import { expect, it } from "vitest";
import type { TopologyName } from "../../src/scenario/scenario.js";
import { bandLayers, bandLegend } from "../../src/report/charts/incident-bands.js";
import { measureStart } from "../../src/report/charts/phases.js";
import type { TimeAxis } from "../../src/report/charts/time-axis.js";
import { absoluteAxis, incidentAxis } from "../../src/report/charts/time-axis.js";
import { sampleIncidentRun } from "./sample-incidents.js";
import { sampleRun } from "./sample-run.js";

const BOTH: readonly TopologyName[] = ["original", "kvstoremesh"];
const docs = sampleIncidentRun();
const starts = BOTH.map((topology) => measureStart(docs, topology));
const windowAxis = incidentAxis(
  docs,
  new Map(BOTH.map((topology) => [topology, measureStart(docs, topology) + 330])),
);

/** Start and end of each band, by its topologies. */
function bands(topologies: readonly TopologyName[], axis: TimeAxis) {
  const x = { type: "quantitative", scale: { domain: axis.domain } };
  const { datasets } = bandLayers(docs, topologies, { axis, x });
  return Object.values(datasets)
    .flatMap((rows) => rows as readonly Record<string, unknown>[])
    .filter((row) => "incident" in row)
    .map(({ number, topology, start, end }) => ({ number, topology, start, end }));
}

it("the sample's windows begin at different times, so that this test can fail", () => {
  expect(new Set(starts).size).toBe(2);
});

it("since the start of the processes, each topology has its own band", () => {
  const ofPartition = bands(BOTH, absoluteAxis(430)).filter(({ end }) =>
    starts.some((start) => end === start + 110),
  );
  expect(ofPartition.map(({ topology, start, end }) => [topology, start, end])).toEqual([
    ["original", (starts[0] ?? 0) + 80, (starts[0] ?? 0) + 110],
    ["KVStoreMesh", (starts[1] ?? 0) + 80, (starts[1] ?? 0) + 110],
  ]);
});

it("a panel of one topology shows only that one's bands", () => {
  const topologies = bands(["kvstoremesh"], absoluteAxis(430)).map(({ topology }) => topology);
  expect(new Set(topologies)).toEqual(new Set(["KVStoreMesh"]));
});

it("since the start of the window both agree, and share a band", () => {
  expect(bands(BOTH, windowAxis)).toEqual([
    { number: "1", topology: "original and KVStoreMesh", start: 30, end: 30 },
    { number: "2", topology: "original and KVStoreMesh", start: 80, end: 110 },
    { number: "3", topology: "original and KVStoreMesh", start: 200, end: 220 },
  ]);
});

it("the axis of the incidents is cut to them, and begins with the window", () => {
  expect(windowAxis.domain).toEqual([18, 233]);
});

it("the subtitle names the incidents, and what a coloured band is", () => {
  const [names, colors] = bandLegend(docs, [BOTH], absoluteAxis(430));
  expect(names?.replaceAll("\u00a0", " ")).toBe(
    "Bands: incidents 1 agents-restart cluster-1, 2 partition eu and us and 3 slow-disk.",
  );
  expect(colors).toMatch(/topology's colour/);
  expect(bandLegend(docs, [BOTH], windowAxis)).toHaveLength(1);
});

it("a run without incidents has no bands and no words about them", () => {
  const calm = sampleRun();
  const axis = absoluteAxis(430);
  expect(bandLayers(calm, BOTH, { axis, x: {} }).behind).toEqual([]);
  expect(bandLegend(calm, [BOTH], axis)).toEqual([]);
});

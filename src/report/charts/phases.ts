/**
 * The phases of a run (bootstrap, warm-up, measured window, drain) as a strip above a time axis. Topologies differ in
 * how long their bootstrap takes, so each has its own bar.
 * Data: `simulation_phase_seconds` of summary.json.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { humanise, sixDigits } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { findValue, topologiesOf } from "../run-documents.js";
import { topologyWord } from "../words.js";
import type { JsonObject } from "./chart.js";
import { PLOT_WIDTH, WIDE_ONLY } from "./chart.js";

const PHASES: readonly { readonly name: string; readonly label: string; readonly color: string }[] =
  [
    { name: "bootstrap", label: "bootstrap", color: "#C3CFDB" },
    { name: "warmup", label: "warm-up", color: "#EBDDAF" },
    { name: "measure", label: "measured window", color: "#A8D5BA" },
    { name: "drain", label: "drain", color: "#DCCFE8" },
  ];
/** Text on the strip; not a colour of INK, because the strip stays light in dark mode. */
const STRIP_TEXT = "#111827";
const LETTER_PX = 6.4;
const MEASURE = { metric: "simulation_phase_seconds", labels: { phase: "measure" } };

/** One phase of one topology, seconds. */
export interface Phase extends JsonObject {
  readonly topology: string;
  readonly phase: string;
  readonly start: number;
  readonly end: number;
}

/** When the topology's measured window begins, seconds; 0 when the run has no phases. */
export function measureStart(docs: RunDocuments, topology: TopologyName): number {
  return findValue(docs, { topology, ...MEASURE, stat: "start" }) ?? 0;
}

/** When the topology's measured window ends, seconds; infinite when the run has no phases. */
export function measureEnd(docs: RunDocuments, topology: TopologyName): number {
  return findValue(docs, { topology, ...MEASURE, stat: "end" }) ?? Infinity;
}

/** A strip of bars, one a topology, over the time axis `domain`. */
export function phaseStrip(
  docs: RunDocuments,
  phases: readonly Phase[],
  domain: readonly [number, number],
): JsonObject {
  const values = phases.map((phase) => {
    const px = ((phase.end - phase.start) / domain[1]) * PLOT_WIDTH;
    const fits = px > phase.phase.length * LETTER_PX + 6;
    return { ...phase, middle: (phase.start + phase.end) / 2, label: fits ? phase.phase : "" };
  });
  const x: JsonObject = { type: "quantitative", scale: { domain, nice: false } };
  return {
    width: PLOT_WIDTH,
    height: { step: 18 },
    data: { values },
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
        mark: { type: "bar", height: 15 },
        encoding: {
          x: { field: "start", ...x, axis: null },
          x2: { field: "end" },
          color: {
            field: "phase",
            type: "nominal",
            scale: {
              domain: PHASES.map((phase) => phase.label),
              range: PHASES.map((phase) => phase.color),
            },
            legend: { title: null, orient: "top", symbolType: "square" },
          },
          tooltip: [
            { field: "topology", title: "topology" },
            { field: "phase", title: "phase" },
            { field: "start", title: "from (s)", format: ",.4~r" },
            { field: "end", title: "to (s)", format: ",.4~r" },
          ],
        },
      },
      {
        name: WIDE_ONLY,
        mark: { type: "text", fontSize: 10, color: STRIP_TEXT },
        encoding: {
          x: { field: "middle", ...x, axis: null },
          text: { field: "label", type: "nominal" },
        },
      },
    ],
  };
}

/** The phases of all topologies; none when the run recorded none. */
export function phasesOf(docs: RunDocuments): readonly Phase[] {
  const metric = "simulation_phase_seconds";
  return topologiesOf(docs).flatMap((topology) =>
    PHASES.flatMap(({ name, label }): Phase[] => {
      const labels = { phase: name };
      const start = findValue(docs, { topology, metric, stat: "start", labels });
      const end = findValue(docs, { topology, metric, stat: "end", labels });
      if (start === undefined || end === undefined || end <= start) return [];
      const limits = { start: sixDigits(start), end: sixDigits(end) };
      return [{ topology: topologyWord(topology), phase: label, ...limits }];
    }),
  );
}

/** The phases as the end of a text alternative. */
export function describePhases(phases: readonly Phase[]): string {
  if (phases.length === 0) return "";
  const parts = phases.map(
    ({ topology, phase, start, end }) =>
      `${topology} ${phase} ${humanise(start, "seconds")} to ${humanise(end, "seconds")}`,
  );
  return ` Phases: ${parts.join(", ")}.`;
}

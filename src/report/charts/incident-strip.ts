/**
 * The incidents of a run as a strip above a time axis, one row a topology: dark while the disturbance lasts, light from
 * then until all are in sync again, each with its number in the table of incidents.
 * Data: `incident_seconds` and `incident_recovery_seconds` of summary.json.
 */
import { humanise, sixDigits } from "../format.js";
import { incidentsOf } from "../incidents.js";
import { topologiesOf, type RunDocuments } from "../run-documents.js";
import { topologyWord } from "../words.js";
import { PLOT_WIDTH, type JsonObject } from "./chart.js";

const DISTURBED = { label: "incident", color: "#B42318" };
const RECOVERING = { label: "until all are in sync", color: "#F2A49B" };
/** Narrower bars could not be seen. */
const LEAST_PX = 3;

/** One bar, seconds. */
interface Bar extends JsonObject {
  readonly topology: string;
  readonly incident: string;
  readonly number: string;
  readonly part: string;
  readonly start: number;
  readonly end: number;
}

/** The strip over the time axis `domain`; undefined for a run without incidents. */
export function incidentStrip(
  docs: RunDocuments,
  domain: readonly [number, number],
): JsonObject | undefined {
  const bars = barsOf(docs, domain);
  if (bars.length === 0) return undefined;
  const x: JsonObject = { type: "quantitative", scale: { domain, nice: false } };
  const labels = bars.filter(({ part }) => part === DISTURBED.label);
  return {
    width: PLOT_WIDTH,
    height: { step: 18 },
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
        data: { values: bars },
        mark: { type: "bar", height: 12 },
        encoding: {
          x: { field: "start", ...x, axis: null },
          x2: { field: "end" },
          color: {
            field: "part",
            type: "nominal",
            scale: {
              domain: [DISTURBED.label, RECOVERING.label],
              range: [DISTURBED.color, RECOVERING.color],
            },
            legend: { title: null, orient: "top", symbolType: "square" },
          },
          tooltip: [
            { field: "incident", title: "incident" },
            { field: "topology", title: "topology" },
            { field: "part", title: "part" },
            { field: "start", title: "from (s)", format: ",.4~r" },
            { field: "end", title: "to (s)", format: ",.4~r" },
          ],
        },
      },
      {
        data: { values: labels },
        mark: { type: "text", fontSize: 10, align: "right", dx: -3, color: "#52606d" },
        encoding: {
          x: { field: "start", ...x, axis: null },
          text: { field: "number", type: "nominal" },
        },
      },
    ],
  };
}

/** The incidents as the end of a text alternative. */
export function describeIncidents(docs: RunDocuments): string {
  const parts = topologiesOf(docs).flatMap((topology) =>
    incidentsOf(docs, topology).map(({ name, start, recovery }) => {
      const over =
        recovery === undefined ? "not over" : `over after ${humanise(recovery, "seconds")}`;
      return `${topologyWord(topology)} ${name} at ${humanise(start, "seconds")}, ${over}`;
    }),
  );
  return parts.length === 0 ? "" : ` Incidents: ${parts.join("; ")}.`;
}

function barsOf(docs: RunDocuments, domain: readonly [number, number]): readonly Bar[] {
  const least = (domain[1] / PLOT_WIDTH) * LEAST_PX;
  return topologiesOf(docs).flatMap((topology) =>
    incidentsOf(docs, topology).flatMap((one): Bar[] => {
      const end = Math.max(one.end ?? domain[1], one.start + least);
      const over = one.recovery === undefined ? domain[1] : one.start + one.recovery;
      const common = {
        topology: topologyWord(topology),
        incident: one.name,
        number: one.number,
      };
      const bar = (part: string, from: number, to: number): Bar => ({
        ...common,
        part,
        start: sixDigits(from),
        end: sixDigits(to),
      });
      return [
        bar(DISTURBED.label, one.start, end),
        ...(over > end ? [bar(RECOVERING.label, end, over)] : []),
      ];
    }),
  );
}

/**
 * The incidents of a run as a strip above a time axis, one row a topology: dark while the disturbance lasts, light from
 * then until all are in sync again, each with its number. Incidents that overlap get rows of their own.
 * Not exact to the pixel: a short incident is drawn three pixels wide. Data: `incident_seconds` and
 * `incident_recovery_seconds` of summary.json.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { humanise, sixDigits } from "../format.js";
import type { Incident, IncidentRecord } from "../incidents.js";
import { allIncidents, markedIncidents, overAt, worstFirst } from "../incidents.js";
import type { RunDocuments } from "../run-documents.js";
import { topologiesOf } from "../run-documents.js";
import { topologyWord } from "../words.js";
import type { JsonObject } from "./chart.js";
import { INK, PLOT_WIDTH } from "./chart.js";
import type { TimeAxis } from "./time-axis.js";

const DISTURBED = { label: "incident", color: "#B42318" };
const RECOVERING = { label: "until all are in sync", color: "#F2A49B" };
const OPEN = { label: "not in sync when the run ended", color: "#8B5CB8" };
const PARTS = [DISTURBED, RECOVERING, OPEN];
/** Narrower bars could not be seen. */
const LEAST_PX = 3;
/** Room for a number left of its bar. */
const DIGIT_PX = 6.5;
/** Rows of one topology; what overlaps more lies in the last one, without a number. */
const ROWS_MAX = 5;
/** The text alternative names so many incidents. */
const DESCRIBED_MAX = 6;

/** One bar, seconds of the axis. */
interface Bar extends JsonObject {
  readonly row: string;
  readonly topology: string;
  readonly incident: string;
  readonly number: string;
  readonly part: string;
  readonly start: number;
  readonly end: number;
}

/** The strip over a time axis; undefined for a run without incidents. */
export function incidentStrip(docs: RunDocuments, axis: TimeAxis): JsonObject | undefined {
  const bars = topologiesOf(docs).flatMap((topology) => barsOf(docs, topology, axis));
  if (bars.length === 0) return undefined;
  const parts = PARTS.filter(({ label }) => bars.some(({ part }) => part === label));
  const x: JsonObject = { type: "quantitative", scale: { domain: axis.domain, nice: false } };
  // A bar that recovers has two parts; its number stands before the first one.
  const labels = bars.filter((bar, index) => bar.number !== "" && !isSame(bar, bars[index - 1]));
  return {
    width: PLOT_WIDTH,
    height: { step: 16 },
    encoding: {
      y: {
        field: "row",
        type: "nominal",
        sort: [...new Set(bars.map(({ row }) => row))],
        axis: {
          title: null,
          ticks: false,
          domain: false,
          // Only the first row of a topology says whose it is.
          labelExpr: "indexof(datum.value, ' ') < 0 ? datum.value : ''",
        },
      },
    },
    layer: [
      {
        data: { values: bars },
        mark: { type: "bar", height: 11, clip: true, aria: false },
        encoding: {
          x: { field: "start", ...x, axis: null },
          x2: { field: "end" },
          color: {
            field: "part",
            type: "nominal",
            scale: {
              domain: parts.map(({ label }) => label),
              range: parts.map(({ color }) => color),
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
        mark: { type: "text", fontSize: 10, align: "right", dx: -3, color: INK.muted, aria: false },
        encoding: {
          x: { field: "start", ...x, axis: null },
          text: { field: "number", type: "nominal" },
        },
      },
    ],
  };
}

/** The incidents as the end of a text alternative; the worst ones when they are many. */
export function describeIncidents(docs: RunDocuments): string {
  const all = allIncidents(docs);
  const worst = worstFirst(all).slice(0, DESCRIBED_MAX);
  const chosen = all.filter((incident) => worst.includes(incident));
  const parts = topologiesOf(docs).flatMap((topology) =>
    recordsOf(chosen, topology).map(({ name, start, recovery }) => {
      const over =
        recovery === undefined ? "not over" : `over after ${humanise(recovery, "seconds")}`;
      return `${topologyWord(topology)} ${name} at ${humanise(start, "seconds")}, ${over}`;
    }),
  );
  if (parts.length === 0) return "";
  const which = all.length > chosen.length ? ` (the worst ${chosen.length} of ${all.length})` : "";
  return ` Incidents${which}: ${parts.join("; ")}.`;
}

function barsOf(docs: RunDocuments, topology: TopologyName, axis: TimeAxis): readonly Bar[] {
  const [from, to] = axis.domain;
  const secondsPerPx = (to - from) / PLOT_WIDTH;
  const origin = axis.originOf(topology);
  const rowEnds: number[] = [];
  return recordsOf(markedIncidents(docs), topology).flatMap((one): Bar[] => {
    const start = one.start - origin;
    const end = Math.max(
      one.end === undefined ? to : one.end - origin,
      start + LEAST_PX * secondsPerPx,
    );
    const over = overAt(one);
    const last = over === undefined ? to : Math.max(end, over - origin);
    const room = start - one.number.length * DIGIT_PX * secondsPerPx;
    const free = rowEnds.findIndex((rowEnd) => rowEnd < room);
    const row = free >= 0 ? free : Math.min(rowEnds.length, ROWS_MAX - 1);
    const crowded = free < 0 && rowEnds.length >= ROWS_MAX;
    rowEnds[row] = Math.max(rowEnds[row] ?? -Infinity, last + 2 * secondsPerPx);
    const bar = (part: string, left: number, right: number): Bar => ({
      row: rowName(topology, row),
      topology: topologyWord(topology),
      incident: one.name,
      number: crowded ? "" : one.number,
      part,
      start: sixDigits(left),
      end: sixDigits(right),
    });
    const rest = over === undefined ? OPEN.label : RECOVERING.label;
    return [bar(DISTURBED.label, start, end), ...(last > end ? [bar(rest, end, last)] : [])];
  });
}

function recordsOf(
  incidents: readonly Incident[],
  topology: TopologyName,
): readonly IncidentRecord[] {
  return incidents.flatMap(({ records }) => records.filter((one) => one.topology === topology));
}

/** Later rows of a topology have a name with a space, by which the axis knows to leave their label out. */
function rowName(topology: TopologyName, row: number): string {
  return row === 0 ? topologyWord(topology) : `${topologyWord(topology)} ${row + 1}`;
}

function isSame(bar: Bar, before: Bar | undefined): boolean {
  return before?.incident === bar.incident && before.topology === bar.topology;
}

/** Whether a record's disturbance and recovery are over before the axis begins, or begin after its end. */
export function isOutside(record: IncidentRecord, axis: TimeAxis): boolean {
  const origin = axis.originOf(record.topology);
  const [from, to] = axis.domain;
  const over = overAt(record);
  return record.start - origin > to || (over !== undefined && over - origin < from);
}

/**
 * The incidents for the terminal: one line each, in columns, with how long until all was well again.
 * Not all that is known of them: that is the page (incident-tables.ts).
 */
import { humanise, moment } from "./format.js";
import type { Incident, IncidentRecord } from "./incidents.js";
import { allIncidents, worstFirst } from "./incidents.js";
import type { RunDocuments } from "./run-documents.js";
import { topologiesOf } from "./run-documents.js";
import { topologyWord } from "./words.js";

/** One screen has room for so many; beyond, those that took longest. */
const LINES_MAX = 12;
const GAP = "   ";
const NAME_LEAST = 16;

export interface IncidentLine {
  readonly text: string;
  /** Not over when the run ended. */
  readonly alarm: boolean;
}

/** The incidents as columns. */
export interface IncidentLines {
  readonly head: string;
  readonly lines: readonly IncidentLine[];
  /** What the figures are. */
  readonly note: string;
}

/** Columns at most `width` wide; undefined without incidents. */
export function incidentLines(docs: RunDocuments, width: number): IncidentLines | undefined {
  const all = allIncidents(docs);
  if (all.length === 0) return undefined;
  const chosen = new Set(worstFirst(all).slice(0, LINES_MAX));
  const shown = all.filter((incident) => chosen.has(incident));
  const topologies = topologiesOf(docs);
  const cells = shown.map((incident) => [
    moment(incident.at).text,
    ...topologies.map((topology) =>
      outcome(incident.records.find((one) => one.topology === topology)),
    ),
  ]);
  const heads = ["at", ...topologies.map(topologyWord)];
  const widths = heads.map((head, index) =>
    Math.max(head.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const taken = widths.reduce((sum, each) => sum + each + GAP.length, 0);
  const longest = Math.max("Incidents".length, ...shown.map(({ name }) => name.length));
  const room = Math.max(NAME_LEAST, Math.min(longest, width - taken));
  const line = (first: string, rest: readonly string[]): string =>
    [
      shortened(first, room).padEnd(room),
      ...rest.map((cell, index) => cell.padStart(widths[index] ?? 0)),
    ].join(GAP);
  const left = all.length - shown.length;
  const more = left > 0 ? ` ${left} more, over sooner, are in the report.` : "";
  return {
    head: line("Incidents", heads),
    lines: shown.map((incident, index) => ({
      text: line(incident.name, cells[index] ?? []),
      alarm: isOpen(incident),
    })),
    note: `From the start until all are in sync again / oldest data in use.${more}`,
  };
}

function outcome(record: IncidentRecord | undefined): string {
  if (record === undefined) return "–";
  const { recovery, stale } = record;
  const over = recovery === undefined ? "not over" : humanise(recovery, "seconds");
  return stale === undefined ? over : `${over} / ${humanise(stale, "seconds")}`;
}

function isOpen({ records }: Incident): boolean {
  return records.some(({ recovery }) => recovery === undefined);
}

function shortened(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}

/**
 * Incidents as tables: an overview with one row an incident, and for each one the figures of the topologies side by side.
 * Not here: markup (html/incidents.ts), and the sentences that stand above (incident-findings.ts).
 */
import { renderIncident } from "../scenario/render-incident.js";
import type { TopologyName } from "../scenario/scenario.js";
import { measureStart } from "./charts/phases.js";
import type { DisplayUnit, Figure } from "./format.js";
import { change, exactly, figure, humanise, moment } from "./format.js";
import type { Incident, IncidentRecord, Spread } from "./incidents.js";
import { allIncidents, CLIENT_KINDS, nameWithoutNumber, PERIODS, worstFirst } from "./incidents.js";
import type { RunDocuments } from "./run-documents.js";
import { topologiesOf } from "./run-documents.js";
import type { Cell, Table } from "./tables.js";
import { clientWord, topologyWord } from "./words.js";

/** Longer overviews keep the incidents that took longest. */
const OVERVIEW_MAX = 40;
/** So many incidents get a table of their own, those that took longest. */
const DETAILS_MAX = 8;

/** All incidents (the worst ones when they are many), in order of time. */
export function incidentsTable(docs: RunDocuments): Table {
  const topologies = topologiesOf(docs);
  const all = allIncidents(docs);
  const shown = inOrder(all, worstFirst(all).slice(0, OVERVIEW_MAX));
  const each = (title: string): readonly string[] =>
    topologies.length === 1
      ? [title]
      : topologies.map((topology) => `${title}: ${topologyWord(topology)}`);
  const left = all.length - shown.length;
  const rest =
    left > 0 ? ` ${left} more incidents, which were over sooner, are in summary.json.` : "";
  return {
    name: "incidents",
    caption: "Incidents: when, and how long until all was well again",
    columns: ["Incident", ...each("all in sync after"), ...each("oldest data"), "at", "lasted"],
    rows: shown.map((incident) => {
      const record = (topology: TopologyName): IncidentRecord | undefined =>
        incident.records.find((one) => one.topology === topology);
      return [
        { text: `${incident.number} ${nameWithoutNumber(incident)}` },
        ...topologies.map((topology) => recovery(record(topology))),
        ...topologies.map((topology) => figure(record(topology)?.stale, "seconds")),
        moment(incident.at),
        lasted(record(topologies[0] ?? "original") ?? incident.records[0]),
      ];
    }),
    note: `At: from the start of the measured window. All in sync: from the start of the incident until every client had listed and watched every prefix again and no writer had a backlog. Oldest data: the longest time that some reader acted on a value that had changed. Incidents that overlap are each charged with everything that happens while they last; latency before and after one includes the other incidents.${rest}`,
  };
}

/** The tables of single incidents (the worst ones when they are many), in order of time. */
export function incidentDetailTables(docs: RunDocuments): readonly Table[] {
  const all = allIncidents(docs);
  return inOrder(all, worstFirst(all).slice(0, DETAILS_MAX)).map((incident) =>
    detailTable(docs, incident),
  );
}

function inOrder(all: readonly Incident[], chosen: readonly Incident[]): readonly Incident[] {
  const set = new Set(chosen);
  return all.filter((incident) => set.has(incident));
}

/** One figure of an incident: a line of its table. */
interface Line {
  readonly title: string;
  readonly of: (record: IncidentRecord) => Figure;
  /** What the topologies are compared by; none = they are not. */
  readonly compare?: (record: IncidentRecord) => number | undefined;
}

function detailTable(docs: RunDocuments, incident: Incident): Table {
  const topologies = topologiesOf(docs);
  const records = topologies.map((topology) =>
    incident.records.find((one) => one.topology === topology),
  );
  const rows = linesOf(docs, incident).map(({ title, of, compare }): Cell[] => {
    const cells: Cell[] = records.map((record) =>
      record === undefined ? figure(undefined, "count") : of(record),
    );
    if (topologies.length === 2) {
      const [left, right] = records.map((record) => (record ? compare?.(record) : undefined));
      cells.push({ text: compare === undefined ? "" : change(left, right) });
    }
    return [{ text: title }, ...cells];
  });
  const source = docs.manifest.scenario.incidents.find(({ name }) => name === incident.name);
  const columns = ["Figure", ...topologies.map(topologyWord)];
  return {
    name: `incident-${incident.number}`,
    caption: incident.name,
    columns: topologies.length === 2 ? [...columns, "Change"] : columns,
    rows,
    ...(source === undefined ? {} : { note: `In the scenario: ${lineOf(renderIncident(source))}` }),
  };
}

function linesOf(docs: RunDocuments, { records }: Incident): readonly Line[] {
  const anyOf = (read: (record: IncidentRecord) => ReadonlyMap<string, unknown>) =>
    CLIENT_KINDS.filter((client) => records.some((record) => read(record).has(client)));
  const single = (
    title: string,
    unit: DisplayUnit,
    read: (record: IncidentRecord) => number | undefined,
  ): Line => ({ title, of: (record) => figure(read(record), unit), compare: read });
  const spread = (
    title: string,
    read: (record: IncidentRecord) => Spread | undefined,
    what: string,
  ): Line => ({
    title: `${title}, p50 / p99`,
    of: (record) => spreadFigure(read(record), what),
    compare: (record) => read(record)?.p99,
  });
  const reconnected = anyOf((record) => record.reconnected);
  return [
    {
      title: "Began, in the measured window",
      of: (record) => moment(record.start - measureStart(docs, record.topology)),
    },
    { title: "Disturbance lasted", of: lasted },
    { title: "All in sync after", of: recovery, compare: (record) => record.recovery },
    // That nobody had to is a result too, and must not look like a figure that is missing.
    ...(reconnected.length > 0 ? reconnected : ["agent"]).map((client) =>
      single(
        `Clients reconnected, of ${clientWord(client)}`,
        "count",
        (record) => record.reconnected.get(client) ?? 0,
      ),
    ),
    ...anyOf((record) => record.listed).map((client) =>
      single(
        `Keys listed again, by ${clientWord(client)}`,
        "count",
        (record) => record.listed.get(client) ?? 0,
      ),
    ),
    ...anyOf((record) => record.resync).map((client) =>
      spread(
        `Until in sync, clients of ${clientWord(client)}`,
        (record) => record.resync.get(client),
        "clients",
      ),
    ),
    single("Oldest data in use", "seconds", (record) => record.stale),
    { title: "Peak CPU of one etcd", of: peak, compare: (record) => record.peakCores },
    single("Peak watch events, whole mesh", "1/s", (record) => record.peakEvents),
    single("Sent across clusters", "wire bytes", (record) => record.crossClusterBytes),
    ...PERIODS.map((period) =>
      spread(`Latency ${period}`, (record) => record.latency.get(period), "deliveries"),
    ),
    ...PERIODS.filter((period) => records.some((record) => record.bystanders.has(period))).map(
      (period) =>
        spread(
          `Bystanders' latency ${period}`,
          (record) => record.bystanders.get(period),
          "deliveries",
        ),
    ),
  ];
}

function lasted(record: IncidentRecord | undefined): Figure {
  if (record === undefined) return figure(undefined, "seconds");
  if (record.end === undefined) {
    return { text: "beyond the run", exact: "the run ended before the disturbance did" };
  }
  const seconds = record.end - record.start;
  return seconds === 0 ? { text: "a moment", exact: "0 seconds" } : figure(seconds, "seconds");
}

function recovery(record: IncidentRecord | undefined): Figure {
  if (record === undefined) return figure(undefined, "seconds");
  if (record.recovery !== undefined) return figure(record.recovery, "seconds");
  return { text: "not in this run", exact: "not every client was in sync when the run ended" };
}

function peak({ peakCores, peakCluster }: IncidentRecord): Figure {
  const cores = figure(peakCores, "cores");
  if (peakCores === undefined) return cores;
  const where = peakCluster === "" ? "" : ` · ${peakCluster}`;
  return {
    text: `${unbroken(cores.text)}${where}`,
    exact: `${cores.exact} in the busiest whole second before all were in sync`,
  };
}

function spreadFigure(spread: Spread | undefined, what: string): Figure {
  if (spread === undefined) return { text: "–", exact: `no ${what} in this stretch of time` };
  const { count, p50, p99, max } = spread;
  const most = max === undefined ? "" : `, max ${exactly(max, "seconds")}`;
  return {
    text: `${unbroken(humanise(p50, "seconds"))} / ${unbroken(humanise(p99, "seconds"))}`,
    exact: `p50 ${exactly(p50, "seconds")}, p99 ${exactly(p99, "seconds")}${most}; n = ${count}`,
  };
}

/** A number stays with its unit where a narrow cell breaks. */
function unbroken(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}

/** The incident as one line of the scenario file. Many clusters would fill the page: their number is enough. */
function lineOf(line: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(line).map(([field, value]) => {
    const list = Array.isArray(value) ? (value as readonly unknown[]) : undefined;
    if (field === "clusters" && list && list.length > 5)
      return `clusters: (${list.length} of them)`;
    return `${field}: ${list ? `[${list.join(", ")}]` : String(value)}`;
  });
  return parts.join(", ");
}

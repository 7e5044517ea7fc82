/**
 * What the documents say about the incidents of a run, one record each: when it was, whom it hit, how long until all
 * was well again. Tables, charts, the page and the terminal read it from here.
 * Not a judgement of the model: an incident that never recovered within the run says so.
 */
import type { TopologyName } from "../scenario/scenario.js";
import { figure, humanise } from "./format.js";
import { findRows, findValue, topologiesOf, type RunDocuments } from "./run-documents.js";
import type { Cell, Table } from "./tables.js";
import { listWords, topologyWord } from "./words.js";

const PERIODS = ["before", "during", "after"] as const;

/** One incident in one topology; times in seconds since the processes started. */
export interface IncidentRecord {
  readonly topology: TopologyName;
  /** As in the scenario, with its number: `2 etcd-restart cluster-001`. */
  readonly name: string;
  readonly number: string;
  readonly start: number;
  /** End of the disturbance itself; undefined when the run ended before. */
  readonly end: number | undefined;
  /** From the start until all were in sync; undefined when the run ended before. */
  readonly recovery: number | undefined;
  readonly stale: number;
  readonly peakCores: number | undefined;
  readonly peakCluster: string;
  readonly crossClusterBytes: number;
  readonly reconnected: ReadonlyMap<string, number>;
  readonly listed: ReadonlyMap<string, number>;
}

/** All incidents of a topology, in order of time. */
export function incidentsOf(docs: RunDocuments, topology: TopologyName): readonly IncidentRecord[] {
  const starts = findRows(docs, { topology, metric: "incident_seconds", stat: "start" });
  return starts
    .map(({ labels, value: start }): IncidentRecord => {
      const name = labels["incident"] ?? "";
      const one = { topology, labels: { incident: name } };
      const byClient = (metric: string): ReadonlyMap<string, number> =>
        new Map(
          findRows(docs, { ...one, metric, stat: "sum" }).map((row) => [
            row.labels["client"] ?? "",
            row.value,
          ]),
        );
      const [peak] = findRows(docs, { ...one, metric: "incident_etcd_cpu_cores", stat: "max" });
      const value = (metric: string, stat: string): number | undefined =>
        findValue(docs, { ...one, metric, stat });
      return {
        topology,
        name,
        number: name.split(" ")[0] ?? "",
        start,
        end: value("incident_seconds", "end"),
        recovery: value("incident_recovery_seconds", "value"),
        stale: value("incident_stale_seconds", "max") ?? 0,
        peakCores: peak?.value,
        peakCluster: peak?.labels["cluster"] ?? "",
        crossClusterBytes: value("incident_cross_cluster_bytes", "sum") ?? 0,
        reconnected: byClient("incident_clients_reconnected"),
        listed: byClient("incident_keys_listed"),
      };
    })
    .sort((a, b) => a.start - b.start || (a.name < b.name ? -1 : 1));
}

/** The answer in a sentence for each topology; none without incidents. */
export function incidentSentences(docs: RunDocuments): readonly string[] {
  return topologiesOf(docs).flatMap((topology) => {
    const all = incidentsOf(docs, topology);
    if (all.length === 0) return [];
    const open = all.filter(({ recovery }) => recovery === undefined);
    const [worst] = [...all].sort((a, b) => (b.recovery ?? -1) - (a.recovery ?? -1));
    const word = topology === "original" ? "Original" : topologyWord(topology);
    const many = all.length === 1 ? "the incident" : `of ${all.length} incidents the longest`;
    const sentence =
      worst?.recovery === undefined
        ? `${word}: no incident was over when the run ended.`
        : `${word}: ${many} (${worst.name}) took ${humanise(worst.recovery, "seconds")} until all were in sync again; it hit ${hitWords(worst)}, and the oldest data that somebody acted on were ${humanise(worst.stale, "seconds")} old.`;
    const rest =
      open.length > 0 && worst?.recovery !== undefined
        ? [`${word}: ${open.length} of the incidents were not over when the run ended.`]
        : [];
    return [sentence, ...rest];
  });
}

/** `12 agent clients and 2 kvstoremesh clients`. */
export function hitWords({ reconnected }: IncidentRecord): string {
  const words = [...reconnected].map(
    ([client, count]) => `${humanise(count, "count")} ${client} clients`,
  );
  return words.length === 0 ? "nobody's connection" : listWords(words);
}

/** Who was hit, until when, and what it cost: one row an incident and topology. */
export function incidentsTable(docs: RunDocuments): Table {
  return {
    name: "incidents",
    caption: "Incidents: who was hit, until when, at what cost",
    columns: [
      "Incident",
      "in sync after",
      "agents",
      "mirrors",
      "keys listed",
      "oldest data",
      "peak CPU",
      "traffic",
    ],
    rows: byIncident(docs).map((one): Cell[] => [
      { text: `${one.name} · ${topologyWord(one.topology)}` },
      one.recovery === undefined ? { text: "not in this run" } : figure(one.recovery, "seconds"),
      figure(one.reconnected.get("agent") ?? 0, "count"),
      figure(one.reconnected.get("kvstoremesh") ?? 0, "count"),
      figure(sum(one.listed), "count"),
      figure(one.stale, "seconds"),
      figure(one.peakCores, "cores"),
      figure(one.crossClusterBytes, "bytes"),
    ]),
    note: "In sync: every client that should run has taken in everything that its etcd has, no write has failed, and nothing is held up. Agents and mirrors: their clients that broke off, one for each remote cluster. Oldest data: the longest that a reader acted on a value that had changed. Peak CPU: of one etcd, in one second. Traffic: bytes between clusters. Incidents that overlap are each charged with everything that happens while they last.",
  };
}

/** How long clients took, and latency before, during and after. */
export function incidentTimesTable(docs: RunDocuments): Table {
  return {
    name: "incident-times",
    caption: "Incidents: time to be in sync again, and latency (p50 / p99)",
    columns: ["Incident", "agents", "mirrors", ...PERIODS.map((period) => `latency ${period}`)],
    rows: byIncident(docs).map((one): Cell[] => [
      { text: `${one.name} · ${topologyWord(one.topology)}` },
      pair(docs, one, { metric: "incident_resync_seconds", label: { client: "agent" } }),
      pair(docs, one, { metric: "incident_resync_seconds", label: { client: "kvstoremesh" } }),
      ...PERIODS.map((period) =>
        pair(docs, one, { metric: "incident_latency_seconds", label: { period } }),
      ),
    ]),
    note: "Agents and mirrors: per client, from breaking off to being in sync. Latency: of what arrived before, during and after the incident.",
  };
}

/** An incident's topologies stand together. */
function byIncident(docs: RunDocuments): readonly IncidentRecord[] {
  const all = topologiesOf(docs).map((topology) => incidentsOf(docs, topology));
  const [first = []] = all;
  return first.flatMap(({ name }) =>
    all.flatMap((records) => records.filter((one) => one.name === name)),
  );
}

function pair(
  docs: RunDocuments,
  { topology, name }: IncidentRecord,
  { metric, label }: { readonly metric: string; readonly label: Readonly<Record<string, string>> },
): Cell {
  const query = { topology, metric, labels: { incident: name, ...label } };
  const p50 = findValue(docs, { ...query, stat: "p50" });
  const p99 = findValue(docs, { ...query, stat: "p99" });
  if (p50 === undefined || p99 === undefined) return { text: "–" };
  return { text: `${humanise(p50, "seconds")} / ${humanise(p99, "seconds")}` };
}

/** How often each invariant was checked; a violation would have ended the run. */
export function invariantsTable(docs: RunDocuments): Table {
  const topologies = topologiesOf(docs);
  const names = new Set(
    topologies.flatMap((topology) =>
      findRows(docs, { topology, metric: "invariant_checks_total", stat: "sum" }).map(
        ({ labels }) => labels["invariant"] ?? "",
      ),
    ),
  );
  return {
    name: "invariants",
    caption: "Checked in this run, without a violation",
    columns: ["Invariant", ...topologies.map(topologyWord)],
    rows: [...names].sort().map((invariant): Cell[] => [
      { text: invariant },
      ...topologies.map((topology) =>
        figure(
          findValue(docs, {
            topology,
            metric: "invariant_checks_total",
            stat: "sum",
            labels: { invariant },
          }),
          "count",
        ),
      ),
    ]),
  };
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}

/**
 * Which invariants a run checked, how often, and whether they held. What each one says stands in
 * docs/reference/protocol.md; a run that breaks one ends there, so a report with violations is a rare thing.
 */
import type { TopologyName } from "../scenario/scenario.js";
import { figure } from "./format.js";
import type { RunDocuments } from "./run-documents.js";
import { compareNames, findRows, topologiesOf } from "./run-documents.js";
import type { Table } from "./tables.js";
import { topologyWord } from "./words.js";

export interface CheckedInvariant {
  readonly name: string;
  /** How often it was checked, by topology. */
  readonly checks: ReadonlyMap<TopologyName, number>;
  /** How often it was broken, in all topologies. */
  readonly violations: number;
}

/** The invariants that the run says something about, by name. */
export function checkedInvariants(docs: RunDocuments): readonly CheckedInvariant[] {
  const found = new Map<string, { checks: Map<TopologyName, number>; violations: number }>();
  const entry = (name: string) => {
    const known = found.get(name) ?? { checks: new Map<TopologyName, number>(), violations: 0 };
    found.set(name, known);
    return known;
  };
  for (const topology of topologiesOf(docs)) {
    const rows = (metric: string) => findRows(docs, { topology, metric, stat: "sum" });
    for (const { labels, value } of rows("invariant_checks_total")) {
      entry(labels["invariant"] ?? "unknown").checks.set(topology, value);
    }
    for (const { labels, value } of rows("invariant_violations_total")) {
      entry(labels["invariant"] ?? "unknown").violations += value;
    }
  }
  return [...found]
    .map(([name, one]) => ({ name, ...one }))
    .sort((a, b) => compareNames(a.name, b.name));
}

/** True when an invariant was broken. */
export function isAnyBroken(docs: RunDocuments): boolean {
  return checkedInvariants(docs).some(({ violations }) => violations > 0);
}

/** How often each invariant was checked in each topology, and whether it held. */
export function invariantsTable(docs: RunDocuments): Table {
  const topologies = topologiesOf(docs);
  return {
    name: "invariants",
    caption: "Invariants: how often each was checked",
    columns: ["Invariant", ...topologies.map(topologyWord), "violations"],
    rows: checkedInvariants(docs).map(({ name, checks, violations }) => [
      { text: name },
      ...topologies.map((topology) => figure(checks.get(topology), "count")),
      figure(violations, "count"),
    ]),
    note: "A dash: the topology, or this run, gave no occasion to check it. What each one says: docs/reference/protocol.md.",
  };
}

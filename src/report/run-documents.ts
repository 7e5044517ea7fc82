/**
 * What one output directory holds, and how to look figures up in it.
 * Not here: reading files (read.ts) and any judgement of the figures (findings.ts).
 * The shapes themselves are the contract in src/measure/documents.ts.
 */
import type {
  Labels,
  ManifestDocument,
  MetricsRow,
  SummaryDocument,
  SummaryRow,
  Unit,
} from "../measure/documents.js";
import type { SensitivityDocument } from "../measure/sensitivity.js";
import { TOPOLOGY_NAMES, type TopologyName } from "../scenario/scenario.js";

/** The three documents that a run leaves behind. */
export interface RunDocuments {
  readonly summary: SummaryDocument;
  readonly metrics: readonly MetricsRow[];
  readonly manifest: ManifestDocument;
  /** What `sensitivity --out` left beside the run, if anything. */
  readonly sensitivity?: SensitivityDocument;
}

/** A question to a list of rows. Labels that are not named here may have any value. */
export interface Query {
  readonly topology: TopologyName;
  readonly metric: string;
  readonly stat: string;
  readonly labels?: Labels;
}

/** What both kinds of row have in common. */
interface Row {
  readonly topology: TopologyName;
  readonly metric: string;
  readonly labels: Labels;
  readonly stat: string;
  readonly unit: Unit;
  readonly value: number;
}

/** Rows grouped by (topology, metric, stat): a mesh of 511 clusters has about 100,000 of them. */
class RowIndex<R extends Row> {
  private readonly groups = new Map<string, R[]>();

  constructor(rows: readonly R[]) {
    let last: { readonly row: R; readonly group: R[] } | undefined;
    for (const row of rows) {
      const group = last !== undefined && isAlike(row, last.row) ? last.group : this.groupOf(row);
      group.push(row);
      last = { row, group };
    }
  }

  find(query: Query): readonly R[] {
    const group = this.groups.get(groupKey(query)) ?? [];
    const wanted = Object.entries(query.labels ?? {});
    if (wanted.length === 0) return group;
    // The rows of a run that was just made share the labels of their series: those are looked at once.
    let labels: Labels | undefined;
    let fits = false;
    return group.filter((row) => {
      if (row.labels !== labels) {
        labels = row.labels;
        fits = wanted.every(([name, value]) => row.labels[name] === value);
      }
      return fits;
    });
  }

  private groupOf(row: R): R[] {
    const key = groupKey(row);
    const group = this.groups.get(key) ?? [];
    if (group.length === 0) this.groups.set(key, group);
    return group;
  }
}

const summaryIndexes = new WeakMap<readonly SummaryRow[], RowIndex<SummaryRow>>();
const metricsIndexes = new WeakMap<readonly MetricsRow[], RowIndex<MetricsRow>>();

const topologyLists = new WeakMap<readonly SummaryRow[], readonly TopologyName[]>();

/** The rows of summary.json that answer the query, in the document's order. */
export function findRows(docs: RunDocuments, query: Query): readonly SummaryRow[] {
  return cached(summaryIndexes, docs.summary.results).find(query);
}

/** The rows of metrics.ndjson that answer the query, in the document's order. */
export function findSeries(docs: RunDocuments, query: Query): readonly MetricsRow[] {
  return cached(metricsIndexes, docs.metrics).find(query);
}

/** The value of the first row that answers the query; undefined when there is none. */
export function findValue(docs: RunDocuments, query: Query): number | undefined {
  return findRows(docs, query)[0]?.value;
}

/** Values by the label `cluster`; rows that differ in other labels only are added up. */
export function valuesByCluster(docs: RunDocuments, query: Query): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const row of findRows(docs, query)) {
    const cluster = row.labels["cluster"];
    if (cluster !== undefined) values.set(cluster, (values.get(cluster) ?? 0) + row.value);
  }
  return values;
}

/** The topologies that have results, `original` first, so that it is the baseline everywhere. */
export function topologiesOf(docs: RunDocuments): readonly TopologyName[] {
  const { results } = docs.summary;
  let topologies = topologyLists.get(results);
  if (!topologies) {
    topologies = TOPOLOGY_NAMES.filter((name) => results.some((row) => row.topology === name));
    topologyLists.set(results, topologies);
  }
  return topologies;
}

/** Orders names as people count: `cluster-2` before `cluster-10`. Independent of the locale. */
export function compareNames(a: string, b: string): number {
  const left = padNumbers(a);
  const right = padNumbers(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

function padNumbers(name: string): string {
  return name.replace(/\d+/g, (digits) => digits.padStart(12, "0"));
}

function isAlike(a: Row, b: Row): boolean {
  return a.metric === b.metric && a.stat === b.stat && a.topology === b.topology;
}

function groupKey(row: {
  readonly topology: string;
  readonly metric: string;
  readonly stat: string;
}): string {
  return `${row.topology}\n${row.metric}\n${row.stat}`;
}

function cached<R extends Row>(
  cache: WeakMap<readonly R[], RowIndex<R>>,
  rows: readonly R[],
): RowIndex<R> {
  let index = cache.get(rows);
  if (!index) {
    index = new RowIndex(rows);
    cache.set(rows, index);
  }
  return index;
}

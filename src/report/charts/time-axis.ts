/**
 * The time axis that all panels of a chart share: since the processes started, or since the measured window began.
 * The window begins at another time in each topology, since bootstraps take different times; only on an axis that
 * starts with it do the same incidents stand at the same place.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { allIncidents, overAt } from "../incidents.js";
import type { RunDocuments } from "../run-documents.js";
import { measureStart } from "./phases.js";

export interface TimeAxis {
  readonly title: string;
  readonly domain: readonly [number, number];
  /** The axis' zero, in seconds since the topology's processes started. */
  readonly originOf: (topology: TopologyName) => number;
  /** Whether the strip of phases stands above. */
  readonly phases: boolean;
}

/** Room around incidents, as a share of the time that is shown, and at least so many seconds. */
const MARGIN_SHARE = 0.06;
const MARGIN_SECONDS = 2;

/** An axis from the start of the processes. */
export function absoluteAxis(end: number): TimeAxis {
  return {
    title: "simulated time since the processes started (s)",
    domain: [0, end],
    originOf: () => 0,
    phases: true,
  };
}

/**
 * An axis from the start of the measured window, cut to the stretch from just before the first incident to just after
 * the last recovery; `last` is the latest time that has data, by topology, since the processes started.
 */
export function incidentAxis(
  docs: RunDocuments,
  last: ReadonlyMap<TopologyName, number>,
): TimeAxis {
  const originOf = (topology: TopologyName): number => measureStart(docs, topology);
  const end = Math.max(...[...last].map(([topology, t]) => t - originOf(topology)));
  const records = allIncidents(docs).flatMap(({ records: list }) => list);
  const starts = records.map((record) => record.start - originOf(record.topology));
  const overs = records.map((record) => {
    const over = overAt(record);
    return over === undefined ? end : over - originOf(record.topology);
  });
  const first = records.length === 0 ? 0 : Math.min(...starts);
  const finish = records.length === 0 ? end : Math.max(...overs);
  const margin = Math.max(MARGIN_SECONDS, (finish - first) * MARGIN_SHARE);
  const from = Math.max(0, Math.floor(first - margin));
  return {
    title: "simulated time since the measured window began (s)",
    domain: [from, Math.max(from + 1, Math.min(end, Math.ceil(finish + margin)))],
    originOf,
    phases: false,
  };
}

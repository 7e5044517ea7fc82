/**
 * The time of each stage of sync latency: of the deliveries that passed it, and as a part of the time of all. Most stages
 * are passed by every delivery; a change that was learnt from a list spent all its time until then.
 */
import type { TopologyName } from "../scenario/scenario.js";
import type { RunDocuments } from "./run-documents.js";
import { findValue } from "./run-documents.js";
import { STAGES } from "./words.js";

/** One stage that some delivery passed. */
export interface StageTime {
  readonly stage: string;
  /** Mean over the deliveries that passed it, seconds. */
  readonly seconds: number;
  /** Its part of the mean latency of all deliveries, seconds: these add up to it. */
  readonly ofMean: number;
}

/** The stages of one topology in their order, all types of change together. */
export function stageTimes(docs: RunDocuments, topology: TopologyName): readonly StageTime[] {
  const find = (stage: string, stat: string): number | undefined => {
    const labels = { type: "all", stage };
    return findValue(docs, { topology, metric: "sync_latency_seconds", stat, labels });
  };
  const all = find("total", "count");
  return STAGES.flatMap((stage): StageTime[] => {
    const seconds = find(stage, "mean");
    if (seconds === undefined) return [];
    const count = find(stage, "count");
    const passed = all === undefined || count === undefined || all === 0 ? 1 : count / all;
    return [{ stage, seconds, ofMean: seconds * passed }];
  });
}

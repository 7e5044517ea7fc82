/**
 * How many watchers (one per watched prefix) each clustermesh etcd serves.
 * Not here: the drawing, which the three structural charts share (per-etcd.ts).
 */
import type { RunDocuments } from "../run-documents.js";
import type { Chart } from "./chart.js";
import { perEtcdChart } from "./per-etcd.js";

/** Watchers per etcd, by kind of client and scope. */
export function watchersChart(docs: RunDocuments): Chart {
  return perEtcdChart(docs, {
    name: "watchers",
    title: "Watchers per etcd",
    metric: "clustermesh_sim_watchers",
    noun: "watchers",
  });
}

/**
 * How many gRPC watch streams each clustermesh etcd serves.
 * Not here: the drawing, which the three structural charts share (per-etcd.ts).
 */
import type { RunDocuments } from "../run-documents.js";
import type { Chart } from "./chart.js";
import { perEtcdChart } from "./per-etcd.js";

/** Watch streams per etcd, by kind of client and scope. */
export function watchStreamsChart(docs: RunDocuments): Chart {
  return perEtcdChart(docs, {
    name: "watch-streams",
    title: "Watch streams per etcd",
    metric: "clustermesh_sim_watch_streams",
    noun: "watch streams",
  });
}

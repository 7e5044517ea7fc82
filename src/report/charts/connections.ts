/**
 * Which clients hold connections to each clustermesh etcd.
 * Not here: the drawing, which the three structural charts share (per-etcd.ts).
 */
import type { RunDocuments } from "../run-documents.js";
import type { Chart } from "./chart.js";
import { perEtcdChart } from "./per-etcd.js";

/** Connections per etcd, by kind of client and scope. */
export function connectionsChart(docs: RunDocuments): Chart {
  return perEtcdChart(docs, {
    name: "connections",
    title: "Connections per etcd",
    metric: "etcd_connections",
    noun: "connections",
  });
}

/** A sampled run says how far all clusters may be from it, in the terminal, on the page and in Markdown; others do not. */
import { expect, it } from "vitest";
import type { SummaryRow, Unit } from "../../src/measure/documents.js";
import { renderMarkdown } from "../../src/report/formats/markdown.js";
import { sectionsOf } from "../../src/report/html/sections.js";
import type { RunDocuments } from "../../src/report/run-documents.js";
import { sampleTable } from "../../src/report/sample.js";
import { renderSummary } from "../../src/report/summary-text.js";
import { sampleRun } from "./sample-run.js";

function sampled(withIntervals: boolean): RunDocuments {
  const docs = sampleRun();
  const row = (metric: string, stat: string, unit: Unit, value: number): SummaryRow => {
    return { topology: "kvstoremesh", metric, labels: {}, stat, unit, value };
  };
  const estimate = (
    metric: string,
    stat: string,
    unit: Unit,
    value: number,
  ): readonly SummaryRow[] => [
    row(metric, stat, unit, value),
    row(metric, `${stat}_ci95_low`, unit, 0.9 * value),
    row(metric, `${stat}_ci95_high`, unit, 1.1 * value),
  ];
  const rows = [
    row("sample_clusters", "observed", "count", 8),
    row("sample_clusters", "all", "count", 64),
    ...(withIntervals
      ? [
          ...estimate("sample_latency_seconds", "p50", "seconds", 0.01),
          ...estimate("sample_latency_seconds", "p99", "seconds", 0.03),
          ...estimate("sample_etcd_puts", "mean", "1/s", 100),
        ]
      : []),
  ];
  const { summary } = docs;
  return { ...docs, summary: { ...summary, results: [...summary.results, ...rows] } };
}

const terminal = (docs: RunDocuments): string => renderSummary(docs, { color: false, width: 100 });
const page = (docs: RunDocuments): string =>
  sectionsOf(docs, [])
    .map(({ body }) => body)
    .join("\n");

it("prints estimate and interval for the topology that was sampled", () => {
  const text = terminal(sampled(true)).replace(/\s+/g, " ");
  expect(text).toContain(
    "KVStoreMesh, 8 of 64 clusters observed: p50 10 ms (9 ms to 11 ms); " +
      "p99 30 ms (27 ms to 33 ms); Puts, mean etcd 100 /s (90 /s to 110 /s).",
  );
});

it("has them as a table on the page and in Markdown", () => {
  expect(sampleTable(sampled(true)).rows).toHaveLength(3);
  for (const text of [page(sampled(true)), renderMarkdown(sampled(true))]) {
    expect(text).toContain("Estimates for all clusters from a sample: 8 of 64 clusters observed");
    expect(text).toContain("27 ms");
  }
});

it("says that one cluster of a kind gives no interval", () => {
  expect(terminal(sampled(false)).replace(/\s+/g, " ")).toContain(
    "8 of 64 clusters observed: one cluster of a kind gives no interval",
  );
});

it("says nothing of the kind when all clusters are observed", () => {
  for (const text of [terminal(sampleRun()), page(sampleRun()), renderMarkdown(sampleRun())]) {
    expect(text).not.toContain("sample:");
    expect(text).not.toContain("Sample:");
  }
});

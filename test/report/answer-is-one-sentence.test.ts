/** The page begins with one sentence that says whether the mesh keeps up, how fast it is and what it costs. */
import { expect, it } from "vitest";
import type { SummaryRow } from "../../src/measure/documents.js";
import { headline, tiles } from "../../src/report/headline.js";
import { sampleRun } from "./sample-run.js";
import { sampleIncidentRun, THREE_INCIDENTS } from "./sample-incidents.js";

it("with both topologies, side by side", () => {
  expect(headline(sampleRun())).toMatch(
    /^Both topologies keep up: 99 % of changes reach the agents within [\d.]+ ms \(original\) and [\d.]+ ms \(KVStoreMesh\), and each change crosses cluster borders \d+ and \d+ times\.$/,
  );
});

it("with one topology, by itself", () => {
  const text = headline(sampleRun({ topologies: ["original"] }));
  expect(text).toMatch(
    /^The mesh keeps up: 99 % of changes reach the agents within [\d.]+ ms, and/,
  );
});

it("begins with what is wrong", () => {
  const docs = sampleRun();
  const busy: SummaryRow = {
    topology: "kvstoremesh",
    metric: "station_utilization",
    labels: { cluster: "cluster-001", station: "kvstoremesh-limiter" },
    stat: "mean",
    unit: "ratio",
    value: 0.99,
  };
  const results = [...docs.summary.results, busy];
  const full = { ...docs, summary: { ...docs.summary, results } };
  expect(headline(full)).toMatch(
    /^Overloaded: KVStoreMesh \(kvstoremesh rate limiter 99 % busy\): 99 % of changes/,
  );
  const open = THREE_INCIDENTS.map((one) => ({ ...one, recovery: undefined }));
  expect(headline(sampleIncidentRun(open))).toMatch(/^An incident was not over when the run ended/);
});

it("a bar is as long as its share of the larger figure, and of 100 % for a use", () => {
  const found = tiles(sampleRun());
  const shares = (title: string): readonly number[] =>
    found.find((tile) => tile.title === title)?.values.map(({ share }) => share) ?? [];
  expect(Math.max(...shares("Connections of the busiest etcd"))).toBe(1);
  expect(Math.max(...shares("Busiest part, mean use"))).toBeLessThan(1);
  for (const { values } of found) expect(values).toHaveLength(2);
});

/** The table of clusters: all of them while they are few, else the typical one and the outliers. */
import { expect, it } from "vitest";
import { clustersTable } from "../../src/report/clusters-table.js";
import { sampleRun } from "./sample-run.js";

const titles = (docs: Parameters<typeof clustersTable>[0]): readonly (string | undefined)[] =>
  clustersTable(docs).rows.map((row) => row[0]?.text);

it("lists up to twelve clusters each", () => {
  const rows = titles(sampleRun({ clusters: 12, topologies: ["original"] }));
  expect(rows).toHaveLength(12);
  expect(rows[9]).toBe("cluster-10 · original");
});

it("is one row a topology for many equal clusters", () => {
  expect(titles(sampleRun({ clusters: 40 }))).toEqual([
    "median of 40 · original",
    "median of 40 · KVStoreMesh",
  ]);
});

it("adds the cluster that differs", () => {
  const base = sampleRun({ clusters: 40, topologies: ["original"] });
  const results = base.summary.results.map((row) =>
    row.metric === "etcd_mvcc_put_total" && row.labels["cluster"] === "cluster-31"
      ? { ...row, value: row.value * 2 }
      : row,
  );
  const docs = { ...base, summary: { ...base.summary, results } };
  expect(titles(docs)).toEqual(["median of 40 · original", "cluster-31 · original"]);
});

it("lists at most twenty outliers, the farthest, and says how many it left out", () => {
  const docs = sampleRun({ clusters: 100, unequal: true, topologies: ["kvstoremesh"] });
  expect(titles(docs)).toHaveLength(21);
  expect(clustersTable(docs).note).toMatch(/The 2\d nearest of them are in summary\.json only/);
});

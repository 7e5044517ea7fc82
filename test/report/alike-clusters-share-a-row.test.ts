/** A mesh may have 511 clusters; a chart shows the different ones, or the extremes when all differ. */
import { expect, it } from "vitest";
import { clusterRows } from "../../src/report/charts/alike.js";

const numbered = (count: number, figure: (index: number) => number) =>
  new Map(Array.from({ length: count }, (_, i) => [`cluster-${i + 1}`, [figure(i + 1), 7]]));

it("draws one row when all are alike", () => {
  expect(clusterRows(numbered(511, () => 3))).toEqual([
    { cluster: "cluster-1", label: "each of 511 clusters" },
  ]);
});

it("joins the alike ones and keeps the others, in the order of their numbers", () => {
  const figures = numbered(11, (index) => (index === 2 ? 9 : index === 10 ? 5 : 3));
  expect(clusterRows(figures).map((row) => row.label)).toEqual([
    "cluster-1 (+8 alike)",
    "cluster-2",
    "cluster-10",
  ]);
});

it("shows least, median and most when more than twelve differ", () => {
  expect(clusterRows(numbered(13, (index) => index)).map((row) => row.label)).toEqual([
    "least: cluster-1",
    "median: cluster-7",
    "most: cluster-13",
  ]);
});

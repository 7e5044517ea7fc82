/** The rows of one or two runs become the value that is judged: looked up, combined, multiplied. */
import { expect, it } from "vitest";
import type { SummaryRow } from "../../../src/measure/documents.js";
import type { FigureRun } from "../../../src/study/published/load.js";
import { simulatedValue } from "../../../src/study/published/measure.js";
import { loadFigure } from "./figure-text.js";

const METRIC = "cilium_clustermesh_apiserver_bootstrap_seconds";
const ROW: SummaryRow = {
  topology: "original",
  metric: METRIC,
  labels: { cluster: "cluster-001" },
  stat: "value",
  unit: "seconds",
  value: 6,
};

/** 6 and 4 s in two clusters; ten times that with 20 endpoints. */
function rowsOf({ set }: FigureRun): readonly SummaryRow[] {
  const times = set["spec.mesh.endpoints"] === 20 ? 10 : 1;
  const second = { ...ROW, labels: { cluster: "cluster-002" }, value: 4 };
  return [ROW, second].map((row) => ({ ...row, value: row.value * times }));
}

const AGAINST = "{ set: { spec.mesh.endpoints: 20 } }";
const result = (more: string): string => `{ metric: ${METRIC}, stat: value${more} }`;

it.each([
  ["the highest cluster", {}, 6],
  ["the mean of them", { result: result(", over: mean") }, 5],
  ["their sum", { result: result(", over: sum") }, 10],
  ["times a number", { result: result(", times: 0.5") }, 3],
  ["a ratio", { operation: "ratio", against: AGAINST }, 0.1],
  [
    "a difference, times a number",
    { operation: "difference", against: AGAINST, result: result(", times: 2") },
    -108,
  ],
])("%s", (_, fields, expected) => {
  expect(simulatedValue(loadFigure(fields), rowsOf)).toBeCloseTo(expected, 12);
});

it("a row that is not there is told of with those that are", () => {
  const figure = loadFigure({ result: `{ metric: ${METRIC}, stat: p99 }` });
  const wanted = /tiny.yaml: spec.result: is not in the result of mesh.yaml; there are: value/;
  expect(() => simulatedValue(figure, rowsOf)).toThrow(wanted);
});

it("seconds are not held against bytes", () => {
  const figure = loadFigure({ expect: "{ value: 2, unit: bytes }" });
  expect(() => simulatedValue(figure, rowsOf)).toThrow(/is in seconds, the published value in byt/);
});

/** Whatever is wrong in a sweep file is told with its place before anything runs, and all at once. */
import { expect, it } from "vitest";
import { loadTiny } from "./sweep-text.js";

async function problems(spec: string): Promise<string> {
  return loadTiny(spec).then(
    () => "nothing wrong",
    (error: unknown) => String(error),
  );
}

const NODES = "axes: [{ name: nodes, path: spec.mesh.nodes, values: [1, 2] }]";

it.each([
  ["axis: []", /sweep.yaml:6:3: spec.axis: unknown field; did you mean "axes"\?/],
  ["axes: [{ name: a, value: [1] }]", /spec.axes.0.value: unknown field; did you mean "values"\?/],
  ["axes: [{ name: a, path: mesh, values: [1] }]", /must be the path of a field/],
  ["axes: [{ name: a, path: spec.mesh.nodes }]", /needs one of values, range, log2, log10/],
  ["axes: [{ name: a, path: spec.mesh.nodes, range: { from: 3, to: 1 } }]", /its range is empty/],
  ["axes: [{ name: a, path: spec.mesh.nodes, values: [1, 1] }]", /has the value 1 twice/],
  [
    "axes: [{ name: a, path: spec.mesh.nodez, values: [1] }]",
    /point a=1\): spec.mesh.nodez: unknown/,
  ],
  ["axes: [{ name: c, path: spec.mesh.clusters, values: [600, 2] }]", /point c=600\).*at most 511/],
  [`${NODES}\nexclude: [{ nodes: 3 }]`, /spec.exclude.0: matches no point/],
  [`${NODES}\nexclude: [{ node: 1 }]`, /there is no axis "node"; there are: nodes/],
  [`${NODES}\ninclude: [{ at: { nodes: 1 } }]`, /are the same scenario; exclude one of them/],
  [
    `${NODES}\ncharts: [{ name: c, title: t, x: nodez, y: latency-p99 }]`,
    /no axis "nodez"; did you/,
  ],
  [`${NODES}\ncharts: [{ name: c, title: t, x: nodes, y: p99 }]`, /there is no figure "p99"/],
  [
    `${NODES}\nprecision: { figure: x, within: 5% }`,
    /spec.precision.figure: there is no figure "x"/,
  ],
  [`${NODES}\nprecision: { figure: latency-p99, within: 0.05 }`, /spec.precision.within/],
  [
    `${NODES}\nfigures: [{ name: a, metric: etcd_cpu_core, stat: mean }]`,
    /did you mean "etcd_cpu_cores"/,
  ],
  [
    `${NODES}\nfigures: [{ name: a, metric: etcd_cpu_cores, stat: mean, labels: { x: y } }]`,
    /etcd_cpu_cores has no label "x"; it has: station/,
  ],
  ["axes: []", /leave no point/],
])("%s", async (spec, expected) => {
  expect(await problems(spec)).toMatch(expected);
});

it("all bad points are told at once", async () => {
  const found = await problems(
    "axes: [{ name: c, path: spec.mesh.clusters, values: [600, 0, 2] }]",
  );
  expect(found).toContain("c=600");
  expect(found).toContain("c=0");
});

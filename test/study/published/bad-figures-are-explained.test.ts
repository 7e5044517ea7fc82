/** Whatever is wrong in the file of a published figure is told with its place before anything runs. */
import { expect, it } from "vitest";
import { loadFigure, SPEC } from "./figure-text.js";

function problems(fields: Readonly<Record<string, string | undefined>>): string {
  try {
    loadFigure(fields);
    return "nothing wrong";
  } catch (error) {
    return String(error);
  }
}

/** What a figure without a verdict leaves out. */
const NOTHING_RUN = Object.fromEntries(
  ["tolerance", "setup", "run", "result", "missing"].map((key) => [key, undefined]),
);

it("the usual figure is fine, with a verdict and without", () => {
  expect(problems({})).toBe("nothing wrong");
  expect(problems({ ...NOTHING_RUN, undecided: "No machine." })).toBe("nothing wrong");
});

it.each([
  [{ titel: "Tiny" }, /figure.yaml:13:3: spec.titel: unknown field; did you mean "title"\?/],
  [{ tolerance: "20%" }, /figure.yaml:8:14: spec.tolerance: must be one of exact, 10%, factor 2/],
  [{ tolerance: undefined }, /spec: needs tolerance, or undecided with the reason/],
  [{ undecided: "No machine." }, /figure.yaml:8:3: spec.tolerance: has no place where nothing is/],
  [{ input: "putApply" }, /spec.input: of the model decides nothing: say undecided/],
  [{ expect: "{ unit: seconds }" }, /figure.yaml:7:11: spec.expect: needs value, or low and high/],
  [{ expect: "{ low: 3, high: 2, unit: seconds }" }, /spec.expect: needs low below high/],
  [{ expect: "{ value: 0, unit: count }" }, /can be 0 only as a bound/],
  [{ tolerance: "direction" }, /spec.expect.is: of a direction must be "at most" or "at least"/],
  [{ operation: "ratio" }, /spec: needs operation and against together, or neither/],
  [{ result: "{ metric: etcd_cpu_core, stat: max }" }, /did you mean "etcd_cpu_cores"/],
  [
    { result: "{ metric: etcd_cpu_cores, stat: max, labels: { x: y } }" },
    /figure.yaml:11:11: spec.result: etcd_cpu_cores has no label "x"/,
  ],
  [
    { run: "{ scenario: { preset: echo-12 }, topology: original }" },
    /spec.run.scenario.preset: unknown preset "echo-12"; did you mean/,
  ],
  [
    { run: "{ scenario: { file: mesh.yaml }, set: { spec.mesh.nodez: 1 }, topology: original }" },
    /figure.yaml:10:\d+: spec.run.set.spec.mesh.nodez: unknown field; did you mean "nodes"/,
  ],
  [{ source: SPEC["source"]?.replace("https", "ftp") }, /source.url: must be an https address/],
])("%j", (fields, expected) => {
  expect(problems(fields)).toMatch(expected);
});

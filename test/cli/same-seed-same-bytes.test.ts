/** The promise of the project: same scenario, seed and version give the same bytes, whatever the number of workers. */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { APART_SCENARIO, clustermeshSim, TINY_SCENARIO } from "./command.js";

const folder = temporaryFolder();
writeFileSync(join(folder, "tiny.yaml"), TINY_SCENARIO);

function run(out: string, ...more: readonly string[]): string {
  return runFile("tiny.yaml", out, ...more);
}

function runFile(file: string, out: string, ...more: readonly string[]): string {
  const args = ["run", "-f", file, "--no-report", "--out", out, ...more];
  const { code, stderr } = clustermeshSim(args, { cwd: folder });
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return join(folder, out);
}

function resultsOf(dir: string): readonly string[] {
  return ["summary.json", "metrics.ndjson"].map((name) => readFileSync(join(dir, name), "utf8"));
}

const first = run("first", "--jobs", "1");

test("the results hold figures of both topologies", () => {
  const [summary = "", metrics = ""] = resultsOf(first);
  const topologies = ["original", "kvstoremesh"];
  for (const topology of topologies) {
    expect(summary).toContain(`"topology": "${topology}"`);
    expect(metrics).toContain(`{"topology":"${topology}"`);
  }
});

test("a second run gives the same bytes", () => {
  expect(resultsOf(run("second", "--jobs", "1"))).toEqual(resultsOf(first));
});

test("two workers give the same bytes as one", () => {
  expect(resultsOf(run("parallel", "--jobs", "2"))).toEqual(resultsOf(first));
});

test("a trace changes nothing, and is the same twice", () => {
  const runs = ["t1", "t2"].map((out) => run(out, "--trace", `${out}.tsv`));
  for (const dir of runs) expect(resultsOf(dir)).toEqual(resultsOf(first));
  const [a, b] = ["t1", "t2"].map((out) =>
    readFileSync(join(folder, `${out}.original.tsv`), "utf8"),
  );
  expect(a?.split("\n").length).toBeGreaterThan(100);
  expect(a === b).toBe(true);
});

test("shares of a mesh give the same bytes, one after the other or side by side", () => {
  writeFileSync(join(folder, "apart.yaml"), APART_SCENARIO);
  const [alone = first, ...others] = ["1", "2", "3"].map((jobs) =>
    runFile("apart.yaml", `apart-${jobs}`, "--jobs", jobs),
  );
  for (const dir of others) expect(resultsOf(dir)).toEqual(resultsOf(alone));
  // A trace has them one after the other.
  const traced = runFile("apart.yaml", "apart-traced", "--jobs", "2", "--trace", "apart.tsv");
  expect(resultsOf(traced)).toEqual(resultsOf(alone));
  expect(resultsOf(alone)[0]).toContain('"cluster": "cluster-026"');
});

test("a share that begins when another topology has ended gives the same bytes", () => {
  const both = APART_SCENARIO.replace("topology: kvstoremesh", "topology: both");
  expect(both).not.toBe(APART_SCENARIO);
  writeFileSync(join(folder, "both.yaml"), both);
  const [alone = first, ...others] = ["1", "2", "3"].map((jobs) =>
    runFile("both.yaml", `both-${jobs}`, "--jobs", jobs),
  );
  for (const dir of others) expect(resultsOf(dir)).toEqual(resultsOf(alone));
});

test("shares give the same bytes when changes come at the very beginning", () => {
  const paced = APART_SCENARIO.replace(
    "endpointsQPS: 2 }",
    "endpointsQPS: 2, nodesQPS: 1, identitiesQPS: 1 }\n  churn: { arrivals: interval }",
  );
  expect(paced).not.toBe(APART_SCENARIO);
  writeFileSync(join(folder, "paced.yaml"), paced);
  const [alone = first, beside = first] = ["1", "2"].map((jobs) =>
    runFile("paced.yaml", `paced-${jobs}`, "--jobs", jobs),
  );
  expect(resultsOf(beside)).toEqual(resultsOf(alone));
});

test("another seed gives other results", () => {
  expect(resultsOf(run("other", "--seed", "2"))).not.toEqual(resultsOf(first));
});

test("the effective scenario that a run leaves gives the same bytes again", () => {
  expect(resultsOf(runFile("first/scenario.yaml", "again"))).toEqual(resultsOf(first));
});

test("a run leaves these files and nothing half-written", () => {
  const names = ["manifest.json", "metrics.ndjson", "scenario.yaml", "summary.json"];
  expect(readdirSync(first)).toEqual(names);
});

test("results hold no path, host or time; the manifest says how to run it again", () => {
  for (const text of resultsOf(first)) expect(text).not.toContain(folder);
  const manifest = JSON.parse(readFileSync(join(first, "manifest.json"), "utf8")) as {
    readonly replay: string;
  };
  expect(manifest.replay).toBe("npm start -- -f tiny.yaml --seed 1");
});

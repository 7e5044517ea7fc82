/** What a run says and where: data on stdout, talk on stderr, a report in the output directory. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { METRICS } from "../../src/scenario/metric-catalogue.js";
import type { SummaryDocument } from "../../src/measure/documents.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { clustermeshSim, TINY_SCENARIO } from "./command.js";

const folder = temporaryFolder();
writeFileSync(join(folder, "tiny.yaml"), TINY_SCENARIO);
const table = clustermeshSim(["run", "-f", "tiny.yaml"], { cwd: folder });
const out = join(folder, "results", "local", "tiny-1");

test("a run ends well, in a directory named after scenario and seed", () => {
  expect(table.stderr).toBe(
    "tiny: 3 clusters, 12 nodes, 12 agents, 60 endpoints, 15 identities, 9 services; " +
      "original and kvstoremesh; Cilium 1.20; 20s after 2s of warm-up; seed 1\n" +
      "results: results/local/tiny-1\n" +
      "report: results/local/tiny-1/report.html\n",
  );
  expect(table.code).toBe(0);
  expect(existsSync(join(out, "report.html"))).toBe(true);
  expect(readdirSync(out).filter((name) => name.startsWith("."))).toEqual([]);
});

test("the summary fits one screen and holds no colour codes off a terminal", () => {
  const lines = table.stdout.trimEnd().split("\n");
  expect(lines.length).toBeLessThan(60);
  expect(table.stdout).not.toContain("\u001b");
  expect(table.stdout).toContain("kvstoremesh");
});

test("-o json prints the bytes of summary.json, and nothing else", () => {
  const args = ["run", "-f", "tiny.yaml", "-o", "json", "--no-report", "--out", "json"];
  const { stdout } = clustermeshSim(args, { cwd: folder });
  expect(stdout).toBe(readFileSync(join(folder, "json", "summary.json"), "utf8"));
  expect(stdout).toBe(readFileSync(join(out, "summary.json"), "utf8"));
});

test("-o csv prints a header and a line for each figure", () => {
  const args = ["report", out, "-o", "csv"];
  const { stdout, stderr } = clustermeshSim(args);
  const summary = JSON.parse(readFileSync(join(out, "summary.json"), "utf8")) as SummaryDocument;
  expect(stdout.trimEnd().split("\n")).toHaveLength(summary.results.length + 1);
  expect(stderr).toBe("");
});

test("report makes the same page again", () => {
  const page = readFileSync(join(out, "report.html"), "utf8");
  const { code, stdout, stderr } = clustermeshSim(["report", out]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toBe(`report: ${join(out, "report.html")}\n`);
  expect(readFileSync(join(out, "report.html"), "utf8") === page).toBe(true);
});

test("--no-report says when the page in the directory is of an earlier run", () => {
  const args = ["run", "-f", "tiny.yaml", "--no-report"];
  expect(clustermeshSim(args, { cwd: folder }).stderr).toContain("is of an earlier run");
});

test("lines of progress are for logs, and CI asks for them", () => {
  const args = ["run", "-f", "tiny.yaml", "--no-report", "--out", "lines", "--progress", "lines"];
  const { code, stdout } = clustermeshSim(args, { cwd: folder, env: { CI: "true" } });
  expect(code).toBe(0);
  expect(stdout).toContain("tiny");
});

test("the catalogue of metrics and the metrics of a result are the same, with labels and units", () => {
  const incidents = "  incidents: [{at: 3s, what: apiserver-pod-replaced, cluster: cluster-001}]\n";
  writeFileSync(join(folder, "incidents.yaml"), TINY_SCENARIO + incidents);
  // Some figures are those of a mesh of several regions, some those of a sample.
  const regions = ["--set", "spec.network.regions=[{name: default}, {name: far}]"];
  const sample = ["--set", "spec.observe={sample: 2}", "--set", "spec.mesh.clusters=5"];
  const out = ["-o", "json", "--no-report", "--out", "incidents"];
  const words = ["run", "-f", "incidents.yaml", ...regions, ...sample, ...out];
  const summary = JSON.parse(clustermeshSim(words, { cwd: folder }).stdout) as SummaryDocument;
  const found = new Map<string, { readonly labels: Set<string>; readonly units: Set<string> }>();
  for (const { metric, labels, unit, stat } of summary.results) {
    const entry = found.get(metric) ?? { labels: new Set(), units: new Set() };
    for (const name of Object.keys(labels)) entry.labels.add(name);
    if (stat !== "rate" && stat !== "count") entry.units.add(unit);
    found.set(metric, entry);
  }
  const inResult = [...found].map(([name, { labels, units }]) => ({
    name,
    labels: [...labels].sort(),
    unit: [...units].join(),
  }));
  const inCatalogue = METRICS.map(({ name, labels, unit }) => ({ name, labels, unit }));
  expect(inResult.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(inCatalogue);
});

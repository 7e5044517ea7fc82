/** Whatever somebody named their objects, none of it reaches the terminal, the scenario, the page or a spreadsheet. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { renderCsv } from "../../src/report/csv.js";
import { renderMarkdown } from "../../src/report/formats/markdown.js";
import { renderOpenMetrics } from "../../src/report/formats/openmetrics.js";
import { clustermeshSim, type Outcome } from "../cli/command.js";
import { sampleRun } from "../report/sample-run.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { objectsOf, writeObjects } from "./mesh-objects.js";

const EVIL = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "!!js/function 'function(){process.exit()}'",
  "&anchor *alias",
  "\u001b[2J\u001b]0;owned\u0007",
  "../../../../etc/passwd",
  '=HYPERLINK("http://evil")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "__proto__",
  "constructor\n- injected: true",
  "\u202egnp.exe",
];
const folder = temporaryFolder();
const MARKS =
  /<|alert|onerror|!!|anchor|\u001b|\u0007|etc\/passwd|HYPERLINK|SUM|proto|inject|\u202e/;

function expectClean({ code, stdout, stderr }: Outcome): void {
  expect(code, stderr).toBe(0);
  expect(stdout).not.toMatch(MARKS);
  expect(stderr).not.toMatch(MARKS);
}

test.each(EVIL)("names of Kubernetes objects: %j", (evil) => {
  const place = temporaryFolder();
  const file = join(place, "objects.json");
  const size = { id: 1, name: "a", nodes: 2, identities: 3, endpoints: 4, services: 1, evil };
  writeObjects(file, objectsOf(size));
  const outcome = clustermeshSim(["import", "--kubectl", file], { cwd: place });
  expectClean(outcome);
  const { mesh } = (parse(outcome.stdout) as { spec: { mesh: unknown } }).spec;
  expect(mesh).toMatchObject({ nodes: 2, identities: 3, endpoints: 4, services: 1 });
  expect(readdirSync(place)).toEqual(["objects.json"]);
});

test("names in chart values and labels of metrics", () => {
  const values = join(folder, "values.yaml");
  const peers = EVIL.map((name) => ({ name, ips: [name] }));
  const chart = { cluster: { name: EVIL.join(" ") }, clustermesh: { config: { clusters: peers } } };
  writeFileSync(values, JSON.stringify(chart));
  expectClean(clustermeshSim(["import", "--helm", values]));
  const metrics = join(folder, "metrics.txt");
  const quoted = (text: string): string =>
    text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  const lines = EVIL.map(
    (name) => `cilium_clustermesh_remote_cluster_nodes{target_cluster="${quoted(name)}"} 5\n`,
  );
  writeFileSync(metrics, lines.join(""));
  const outcome = clustermeshSim(["import", "--prometheus", metrics]);
  expectClean(outcome);
  expect(outcome.stdout).toContain(`clusters: ${EVIL.length}\n`);
});

test("a file's name cannot steer the terminal", () => {
  const name = "\u001b[31mred\u202e.json";
  writeFileSync(join(folder, name), "{");
  const { code, stderr } = clustermeshSim(["import", "--kubectl", name], { cwd: folder });
  expect(code).toBe(2);
  expect(stderr).toContain("\\u001b[31mred");
  expect(stderr).not.toMatch(/\u001b|\u202e/);
});

test("labels and descriptions in CSV, Markdown and OpenMetrics", () => {
  const run = sampleRun({ description: EVIL.join(" ") });
  const [row] = run.summary.results;
  const results = EVIL.filter((name) => !name.includes("\n")).map((cluster) => ({
    ...row,
    topology: "original" as const,
    metric: "etcd_connections",
    stat: "mean",
    unit: "count" as const,
    value: -1,
    labels: { cluster },
  }));
  const docs = {
    ...run,
    summary: { ...run.summary, results: [...run.summary.results, ...results] },
  };
  const cells = renderCsv(docs.summary)
    .split("\n")
    .flatMap((line) => line.split(","));
  const formulas = cells.filter((cell) => /^"?[=+@\t]/.test(cell) || /^"?-(?!\d)/.test(cell));
  expect(formulas).toEqual([]);
  expect(renderCsv(docs.summary)).toContain(",-1\n");
  const markdown = renderMarkdown(docs);
  expect(markdown).not.toMatch(/<(?!br>)|\u001b|(?<!&#64;|\w)@SUM/);
  const lines = renderOpenMetrics(docs, 0).trimEnd().split("\n");
  expect(
    lines.filter((line) => !/^(?:# (?:TYPE|HELP|EOF)|[a-z_]+\{[^\n]*\} \S+ \S+$)/.test(line)),
  ).toEqual([]);
});

test("the page of an imported scenario", () => {
  const objects = join(folder, "objects.json");
  const size = { id: 1, name: "a", nodes: 1, identities: 1, endpoints: 1, services: 0 };
  writeObjects(objects, objectsOf({ ...size, evil: EVIL.join("") }));
  const out = join(folder, "mesh.yaml");
  expectClean(clustermeshSim(["import", "--kubectl", objects, "--out", out]));
  const result = join(folder, "result");
  mkdirSync(result);
  const quick = ["--set", "spec.simulation.duration=1s", "--set", "spec.simulation.warmup=0s"];
  const run = clustermeshSim(["run", "-f", out, "--out", result, ...quick]);
  expect(run.code, run.stderr).toBe(0);
  expect(readFileSync(join(result, "report.html"), "utf8")).not.toMatch(/alert\(1\)|etc\/passwd/);
});

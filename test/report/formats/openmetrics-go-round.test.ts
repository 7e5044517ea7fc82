/** What a run writes as OpenMetrics is taken by Prometheus' own tool, and by the importer with the same figures. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { checkAgainst } from "../../../src/import/prometheus/check.js";
import { readMetrics } from "../../../src/import/prometheus/read.js";
import { METRICS } from "../../../src/scenario/metric-catalogue.js";
import { clustermeshSim, TINY_SCENARIO } from "../../cli/command.js";
import { temporaryFolder } from "../../runner/temporary-folder.js";

const folder = temporaryFolder();
const file = join(folder, "run.om");
const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;

beforeAll(() => {
  writeFileSync(join(folder, "tiny.yaml"), TINY_SCENARIO);
  const run = ["run", "-f", "tiny.yaml", "--out", "run", "--no-report"];
  expect(clustermeshSim(run, { cwd: folder }).code).toBe(0);
  const start = ["--start", "2026-01-31T12:00:00Z"];
  const words = ["report", "run", "-o", "openmetrics", ...start];
  const { code, stdout, stderr } = clustermeshSim(words, { cwd: folder });
  expect(code, stderr).toBe(0);
  writeFileSync(file, stdout);
});

test.skipIf(!hasPromtool && process.env["CI"] !== "true")("promtool makes blocks of it", () => {
  const blocks = join(folder, "blocks");
  const out = execFileSync("promtool", ["tsdb", "create-blocks-from", "openmetrics", file, blocks]);
  const samples = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => /^[a-z]/.test(line));
  expect(samples.length).toBeGreaterThan(1000);
  expect(out.toString()).toMatch(new RegExp(`\\b${samples.length}\\b`));
});

test.skipIf(!hasPromtool && process.env["CI"] !== "true")("promtool parses it as text too", () => {
  const { status, stderr } = spawnSync("promtool", ["check", "metrics"], {
    input: readFileSync(file),
    encoding: "utf8",
  });
  // 3: it parses, but real names of etcd and Cilium do not follow all advice. 1: it does not parse.
  expect([0, 3], stderr).toContain(status);
  expect(stderr).not.toMatch(/error while linting/);
});

test("the importer finds the same mesh", () => {
  const { stdout } = clustermeshSim(["import", "--prometheus", file]);
  for (const line of ["clusters: 3", "nodes: 4", "identities: 5", "endpoints: 20", "services: 3"]) {
    expect(stdout).toContain(`    ${line}\n`);
  }
  expect(Number(/endpointsQPS: (\S+)/.exec(stdout)?.[1])).toBeCloseTo(2, 0);
});

test("measured equals simulated in every figure", async () => {
  const summary = JSON.parse(readFileSync(join(folder, "run", "summary.json"), "utf8")) as {
    results: Parameters<typeof checkAgainst>[1];
  };
  const rows = checkAgainst(await readMetrics([file]), summary.results, undefined);
  expect(rows.length).toBeGreaterThan(40);
  const off = rows.filter(({ ratio }) => ratio === undefined || Math.abs(ratio - 1) > 0.005);
  expect(off).toEqual([]);
});

test("the command prints the comparison as a table", () => {
  const words = ["import", "--prometheus", file, "--against", "run"];
  const { code, stdout } = clustermeshSim(words, { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^TOPOLOGY +METRIC +STAT +UNIT +MEASURED +SIMULATED +RATIO$/m);
  expect(stdout).toMatch(/^kvstoremesh +etcd_mvcc_put_total +rate .* 1\.00$/m);
});

test("counters do not fall, times do not go back, and every name is known", () => {
  const last = new Map<string, readonly [value: number, time: number]>();
  const counters = new Set<string>();
  const known = new Set(METRICS.map(({ name }) => name));
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const counter = /^# TYPE (\S+) counter$/.exec(line)?.[1];
    if (counter !== undefined) counters.add(`${counter}_total`);
    const [, series = "", value, time] = /^([a-z][^}]*\}) (\S+) (\S+)$/.exec(line) ?? [];
    if (series === "") continue;
    const name = series.split("{")[0] ?? "";
    const own = /^(?:cilium_clustermesh_remote_cluster|clustermesh_sim_(?:window|remote))/;
    expect(known.has(name) || own.test(name), name).toBe(true);
    const [before, earlier] = last.get(series) ?? [-Infinity, -Infinity];
    expect(Number(time)).toBeGreaterThan(earlier);
    if (counters.has(name)) expect(Number(value)).toBeGreaterThanOrEqual(before);
    last.set(series, [Number(value), Number(time)]);
  }
  expect(last.size).toBeGreaterThan(100);
});

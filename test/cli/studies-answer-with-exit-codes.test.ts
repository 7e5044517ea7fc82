/** compare, plan, check, sensitivity and objectives as a user or a CI job sees them: output, files and exit codes. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { SMALL_SCENARIO } from "../study/small-study.js";
import { clustermeshSim, type Outcome } from "./command.js";

const folder = temporaryFolder();
writeFileSync(join(folder, "small.yaml"), SMALL_SCENARIO);
const sim = (...args: readonly string[]): Outcome => clustermeshSim(args, { cwd: folder });
writeFileSync(join(folder, "a-file"), "");
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const slo = (max: string): readonly string[] => [
  "--set",
  `spec.slos=[{metric: sync_latency_seconds, stat: p99, max: ${max}}]`,
];

describe("objectives of a run", () => {
  test.each([
    ["10s", 0, true, "holds"],
    ["1ms", 99, false, "missed"],
  ])("%s ends with %i", (max, code, passed, word) => {
    const out = join(folder, `slo-${max}`);
    const outcome = sim("run", "-f", "small.yaml", ...slo(max), "--no-report", "--out", out);
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toContain(`Objectives  ${passed ? 2 : 0} of 2 hold: ${word}`);
    const summary = JSON.parse(read(`slo-${max}/summary.json`)) as { slos: { passed: unknown }[] };
    expect(summary.slos.map((one) => one.passed)).toEqual([passed, passed]);
  });
});

describe("check", () => {
  const check = (...args: readonly string[]): Outcome =>
    sim("check", "--baseline", "./base", ...args);

  test("goes from no baseline (3) to equal (0), changed (4) and broken (99)", () => {
    const none = check("--junit", "none.xml");
    expect([none.code, read("none.xml").includes('errors="1"')]).toEqual([3, true]);
    expect(none.stderr).toContain("--update");

    const budget = ["--budget", "sync_latency_seconds:p99=5%"];
    expect(check("--update", "-f", "small.yaml", "--seeds", "2", ...budget).code).toBe(0);
    const equal = check("--annotations", "--jobs", "1");
    expect([equal.code, equal.stdout.includes("identical")]).toEqual([0, true]);
    expect(equal.stderr).toContain("::notice title=check ./base::identical");
    expect(check("--jobs", "2").stdout).toBe(equal.stdout);
    expect(check("-f", "small.yaml", "--set", "spec.mesh.nodes=6").code).toBe(3);
    const noVariant = check("--variant", "no-such");
    expect([noVariant.code, noVariant.stderr.includes("no-sweep")]).toEqual([2, true]);

    const base = read("base/baseline.json");
    writeFileSync(join(folder, "base/baseline.json"), base.replace(/"hash":"./, '"hash":"x'));
    expect(check().code).toBe(4);

    // As if p99 had been a tenth of what it is now.
    const p99 = /("stat":"p99".*?"type":"all".*?"values":\{"1":)([^,]*),"2":([^}]*)/;
    const labelled = /("type":"all"\},"stat":"p99","unit":"seconds","values":\{"1":)([^,]+)/g;
    expect(p99.test(base) || labelled.test(base)).toBe(true);
    const lower = base
      .replace(/"hash":"./, '"hash":"x')
      .replaceAll(labelled, (_, start: string, value: string) => `${start}${Number(value) / 10}`);
    writeFileSync(join(folder, "base/baseline.json"), lower);
    const broken = check("--markdown", "pr.md", "--junit", "check.xml", "--annotations");
    expect(broken.code).toBe(99);
    expect(broken.stdout).toMatch(/broken: .*sync_latency_seconds p99.* grew by .*budget 5 %/);
    expect(broken.stderr).toContain("::error title=check ./base::");
    expect(read("pr.md")).toMatch(/### ❌ .*[^]*budget 5 %[^]*--update/);
    expect(read("check.xml")).toMatch(/<failure type="broken" message=".*budget 5 %"/);

    expect(check("--update").code).toBe(0);
    expect(read("base/baseline.json")).toBe(base);
  }, 120_000);

  test("a place that cannot be written is one error, and the old baseline stays", () => {
    const outcome = sim("check", "--baseline", "./a-file/x", "--update", "-f", "small.yaml");
    expect([outcome.code, outcome.stderr.trim().split("\n").length]).toEqual([2, 1]);
    const full = check("--junit", "/dev/full");
    expect([full.code, full.stderr.includes("disk is full")]).toEqual([2, true]);
    expect(existsSync("/dev/full")).toBe(true);
  });
});

test("compare: identical, and a difference with its interval, as JSON", () => {
  const same = sim("compare", "small.yaml", "small.yaml", "--seeds", "2");
  expect(same.stdout).toContain("original: identical (hash ");
  const args = [
    "compare",
    "small.yaml",
    "--set-b",
    "spec.mesh.nodes=10",
    "--seeds",
    "3",
    "-o",
    "json",
  ];
  const { comparisons } = JSON.parse(sim(...args).stdout) as {
    comparisons: { differences: { metric: string; sentence: string }[] }[];
  };
  const sentences = comparisons[0]?.differences.map(({ sentence }) => sentence).join("\n");
  expect(sentences).toMatch(/etcd_connections max .* higher: .* n 3/);
});

test("plan: hard limits on stderr first, the answer on stdout, files that do not depend on --jobs", () => {
  const plan = (jobs: string, ...more: readonly string[]) =>
    sim(
      ...["plan", "-f", "small.yaml", "--topology", "original", "--axis", "churn", "--seeds", "2"],
      ...[
        "--set",
        "spec.mesh.endpointsQPS=12",
        "--tolerance",
        "30",
        "--farthest",
        "4",
        "--no-remedies",
        "--jobs",
        jobs,
        ...more,
      ],
    );
  const one = plan("1", "--out", "p1");
  expect(one.code).toBe(0);
  expect(one.stderr).toMatch(/^Hard limits[^]*ipcache entries/);
  expect(one.stdout).toMatch(/original: up to [\d.]+ changes\/s a cluster[^]*breaks first: at/);
  plan("2", "--out", "p2");
  for (const name of ["plan.json", "plan.txt"]) expect(read(`p2/${name}`)).toBe(read(`p1/${name}`));
}, 120_000);

test("plan --frontier draws how many clusters of which size there may be", () => {
  const axis = ["--axis", "clusters", "--farthest", "2", "--frontier", "2", "--no-remedies"];
  const args = ["plan", "-f", "small.yaml", "--topology", "original", "--seeds", "1", ...axis];
  expect(sim(...args, "--out", "f").code).toBe(0);
  const { points } = JSON.parse(read("f/frontier.json")) as { points: { clusters: number }[] };
  expect(points.map(({ clusters }) => clusters)).toEqual([6, 6]);
  expect(read("f/frontier.svg")).toContain("How many clusters of which size: small");
});

test("sensitivity into the directory of a run: its report shows the tornado charts", () => {
  const quick = ["--set", "spec.simulation.duration=2s", "--topology", "original"];
  expect(sim("run", "-f", "small.yaml", ...quick, "--no-report", "--out", "s").code).toBe(0);
  const outcome = sim("sensitivity", "-f", "small.yaml", ...quick, "--out", "s");
  expect(outcome.stdout).toMatch(/memoryBase/);
  expect(sim("report", "s").code).toBe(0);
  expect(read("s/report.html")).toContain("What moves the memory of the largest etcd");
}, 120_000);

test.each<readonly [args: readonly string[], pattern: RegExp]>([
  [["plan", "--out", "a-file/p"], /a part of this path is a file/],
  [["sensitivity", "--out", "/proc/x"], /cannot write the results/],
  [["compare", "three-clusters"], /name what to compare with/],
  [["compare", "three-clusters", "--topologies", "--set-b", "a=1"], /leave out B/],
  [["compare", ".", "three-clusters"], /compare results with results/],
  [["plan", "--axis", "pods"], /axis.*clusters/],
  [["plan", "--group", "nowhere"], /no group "nowhere"; there are: all/],
  [["plan", "--tolerance", "0"], /--tolerance should be a whole number from 1 to 50/],
  [["check"], /baseline/],
  [["check", "--baseline", "./base", "--seeds", "3"], /--seeds belongs to the baseline/],
  [
    ["check", "--baseline", "x", "--update", "--budget", "p99=5%"],
    /METRIC:STAT=PERCENT%|no baseline/,
  ],
  [["sensitivity", "--change", "100"], /--change should be a whole number from 1 to 90/],
])("%j is refused with what to do", (args, pattern) => {
  const { code, stdout, stderr } = sim(...args);
  expect([2, 3]).toContain(code);
  expect(stdout).toBe("");
  expect(stderr).toMatch(pattern);
});

/** Objectives (SLOs) in a scenario: quantities with units, names that exist, and the built-in set. */
import { describe, expect, it } from "vitest";
import { hashScenario } from "../../src/scenario/hash.js";
import { loadScenario } from "../../src/scenario/load.js";
import { renderScenario } from "../../src/scenario/render.js";
import { UserError } from "../../src/scenario/user-error.js";

const HEAD = "apiVersion: clustermesh-sim/v1\nkind: Scenario\nmetadata: { name: x }\nspec:\n";
const load = (lines: string) => loadScenario({ file: "s.yaml", text: `${HEAD}${lines}` });

function problem(slo: string): string {
  try {
    load(`  slos:\n    - ${slo}\n`);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return "";
}

describe("an objective", () => {
  it.each([
    ["{ metric: sync_latency_seconds, stat: p99, max: 250ms }", 0.25],
    ["{ metric: process_resident_memory_bytes, stat: max, max: 2GiB }", 2 ** 31],
    ["{ metric: station_utilization, stat: mean, max: 80% }", 0.8],
    ["{ metric: etcd_cpu_cores, stat: mean, max: 1.5 }", 1.5],
  ])("%s", (slo, max) => {
    expect(load(`  slos: [${slo}]\n`).slos?.[0]?.max).toBeCloseTo(max, 12);
  });

  it("of the sync latency means all changes, end to end, unless it says otherwise", () => {
    const slo = "{ metric: sync_latency_seconds, stat: p99, max: 1s }";
    expect(load(`  slos: [${slo}]\n`).slos?.[0]?.labels).toEqual({ stage: "total", type: "all" });
  });

  it.each([
    ["{ metric: sync_latency_secs, stat: p99, max: 1s }", /6:17.*did you mean "sync_latency_sec/],
    ["{ metric: sync_latency_seconds, stat: p95, max: 1s }", /stat: must be one of value/],
    ["{ metric: sync_latency_seconds, stat: p99, max: 2GiB }", /6:55: .*max: must be seconds/],
    ["{ metric: sync_latency_seconds, stat: p99, max: -1 }", /max: must be seconds .* not -1/],
    ["{ metric: sync_latency_seconds, stat: p99 }", /max/],
    ["{ metric: etcd_cpu_cores, stat: max, max: 1, labels: { pod: a } }", /no label "pod"; it has/],
    ["{ metric: etcd_cpu_cores, stat: max, max: 1, limit: 2 }", /limit: unknown field/],
  ])("is refused with place and remedy: %s", (slo, expected) => {
    expect(problem(slo)).toMatch(expected);
  });
});

describe("the set of objectives", () => {
  it("is empty unless asked for, and then the hash of the scenario is the same", () => {
    const plain = load("  topology: both\n");
    const judged = load("  builtInSlos: true\n");
    expect(plain.slos).toBeUndefined();
    expect(judged.slos?.length).toBeGreaterThan(5);
    expect(hashScenario(judged)).toBe(hashScenario(plain));
  });

  it("keeps a limit of the scenario's own instead of the built-in one", () => {
    const own = "{ metric: sync_latency_seconds, stat: p99, max: 1s }";
    const { slos = [] } = load(`  builtInSlos: true\n  slos: [${own}]\n`);
    const latency = slos.filter(({ metric }) => metric === "sync_latency_seconds");
    expect(latency.map(({ max }) => max)).toEqual([1]);
  });

  it("survives being written and read again", () => {
    const judged = load("  builtInSlos: true\n");
    expect(loadScenario({ file: "again", text: renderScenario(judged) })).toEqual(judged);
  });
});

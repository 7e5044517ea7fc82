/** How many seeds a point takes hangs on what they gave, in their order, and on nothing else. */
import { expect, it } from "vitest";
import type { StudyPoint } from "../../../src/study/point.js";
import type { Sweep } from "../../../src/study/sweep/load.js";
import type { RunEntry } from "../../../src/study/sweep/log.js";
import { pointState, RunTable } from "../../../src/study/sweep/schedule.js";
import type { WarmUpSeries } from "../../../src/study/warm-up.js";
import { loadTiny } from "./sweep-text.js";

const PRECISE = `set: { spec.topology: original }
include: [{}]
figures: [{ name: p99, metric: sync_latency_seconds, stat: p99 }]
precision: { figure: p99, within: 10%, minSeeds: 3, maxSeeds: 6 }`;

/** A run with this value of the figure, as the log would hold it. */
function done(seed: number, p99: number, more: Partial<RunEntry> = {}): RunEntry {
  const row = { topology: "original", metric: "sync_latency_seconds", stat: "p99" } as const;
  const labels = { stage: "total", type: "all" };
  return {
    ...{ kind: "done", point: POINT.id, seed: String(seed), warmUpSeconds: null },
    ...{ events: 1, warnings: [], warmUp: [], wallSeconds: 1, peakRssBytes: 1 },
    rows: [{ ...row, labels, unit: "seconds", highest: p99, mean: p99, n: 1 }],
    ...more,
  } as RunEntry;
}

const sweep: Sweep = await loadTiny(PRECISE);
const POINT = firstPoint(sweep);
const seedsWanted = (runs: readonly RunEntry[], of: Sweep = sweep): readonly string[] =>
  pointState(of, POINT, new RunTable(runs)).wanted.map(({ seed }) => seed);

it("the least number runs at once, each further one only when it is needed", () => {
  expect(seedsWanted([])).toEqual(["1", "2", "3"]);
  expect(seedsWanted([done(1, 1), done(2, 2), done(3, 3)])).toEqual(["4"]);
  expect(seedsWanted([done(1, 1), done(2, 1.01), done(3, 0.99)])).toEqual([]);
});

it("a run beyond what was needed does not count, whatever came first", () => {
  const runs = [done(4, 9), done(3, 0.99), done(1, 1), done(2, 1.01)];
  const state = pointState(sweep, POINT, new RunTable(runs));
  expect(state.runs.map(({ seed }) => seed)).toEqual(["1", "2", "3"]);
  expect(state.precise).toBe(true);
});

it("after the most seeds the point ends, and says that it is not precise", () => {
  const runs = [1, 2, 3, 4, 5, 6].map((seed) => done(seed, seed));
  expect(pointState(sweep, POINT, new RunTable(runs))).toMatchObject({
    wanted: [],
    precise: false,
  });
});

it("a run that failed counts as one that ran, and one that succeeded later wins", () => {
  const error = { name: "LimitReached", message: "events" };
  const bad = { ...done(2, 1), kind: "failed", error, replay: "again" } as RunEntry;
  expect(seedsWanted([done(1, 1), bad, done(3, 1)])).toEqual([]);
  const table = new RunTable([bad, done(2, 1), bad]);
  expect(table.get(bad)?.kind).toBe("done");
});

it("seeds that still drift are run again with the longer warm-up that MSER-5 asks for", async () => {
  const auto = await loadTiny(`${PRECISE}\nwarmUp: auto`);
  const values = Array.from({ length: 100 }, (_, i) => (i < 40 ? 10 : 1) + (i % 3) / 100);
  const series: WarmUpSeries = {
    ...{ topology: "original", metric: "etcd_cpu_cores" },
    ...{ configuredSeconds: 1, stepSeconds: 1, values },
  };
  const runs = [1, 2, 3, 4, 5].map((seed) => done(seed, 1, { warmUp: [series] }));
  const state = pointState(auto, POINT, new RunTable(runs));
  expect(state.warmUpSeconds).toBe(40);
  expect(state.wanted.map(({ seed, warmUpSeconds }) => [seed, warmUpSeconds])).toEqual([
    ["1", 40],
    ["2", 40],
    ["3", 40],
  ]);
  expect(seedsWanted(runs)).toEqual([]);
});

function firstPoint({ points }: Sweep): StudyPoint {
  const [point] = points;
  if (point === undefined) throw new Error("the sweep should have a point");
  return point;
}

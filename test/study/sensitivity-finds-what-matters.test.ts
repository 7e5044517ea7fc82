/** Sensitivity: Morris on a function with known effects, and one-at-a-time on a mesh whose answer is known. */
import { describe, expect, it } from "vitest";
import { RandomStream } from "../../src/engine/random-stream.js";
import { effectOf, type SensitivityDocument } from "../../src/measure/sensitivity.js";
import { tornadoChartsOf } from "../../src/report/charts/tornado.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { renderSvg } from "../../src/report/render-chart.js";
import { morrisEffects, morrisTrajectories } from "../../src/study/morris.js";
import { sensitivity } from "../../src/study/sensitivity.js";
import { sensitivityText } from "../../src/study/sensitivity-text.js";
import { smallScenario } from "./small-study.js";

describe("Morris screening", () => {
  const paths = morrisTrajectories(4, 50, new RandomStream("test", "morris"));

  it("moves one factor at a time, on the grid, each once", () => {
    for (const { points, moved } of paths) {
      expect([...moved].sort()).toEqual([0, 1, 2, 3]);
      points.slice(1).forEach((point, index) => {
        const differing = point.filter((value, factor) => value !== points[index]?.[factor]);
        expect(differing.length).toBe(1);
        for (const value of point) expect(value).toBeGreaterThanOrEqual(0);
        for (const value of point) expect(value).toBeLessThanOrEqual(1);
      });
    }
  });

  it("finds linear effects exactly, and tells interaction from absence", () => {
    // Two linear factors, one that acts only together with another, one that does nothing.
    const f = ([a = 0, b = 0, c = 0]: readonly number[]): number => 3 * a - 2 * b + 4 * a * c;
    const values = paths.map(({ points }) => points.map((point) => f(point)));
    const [a, b, c, none] = morrisEffects(paths, values);
    expect(b?.muStar).toBeCloseTo(2, 9);
    expect(b?.sigma).toBe(0);
    expect(c?.muStar).toBeGreaterThan(1);
    expect(c?.sigma).toBeGreaterThan(0.5);
    expect(a?.muStar).toBeGreaterThan(3);
    expect(none).toEqual({ muStar: 0, sigma: 0 });
  });
});

describe("a mesh's constants", () => {
  const scenario = smallScenario("spec.topology=original", "spec.simulation.duration=3s");
  const make = async (): Promise<SensitivityDocument> =>
    sensitivity({ scenario, given: scenario, seeds: ["1"], change: 0.2, trajectories: 1, jobs: 1 });

  it("are ranked by what they do, with charts that can be drawn, the same each time", async () => {
    const document = await make();
    const memory = document.figures.find(
      ({ metric }) => metric === "process_resident_memory_bytes",
    );
    const [first] = memory?.oneAtATime ?? [];
    // An etcd with a handful of keys is its base memory.
    expect(first?.constant).toBe("memoryBase");
    expect(first?.low).toBeLessThan(memory?.base ?? 0);
    expect(first?.high).toBeGreaterThan(memory?.base ?? Infinity);
    const effects = memory?.oneAtATime.map((one) => effectOf(one, memory.base)) ?? [];
    expect([...effects].sort((a, b) => b - a)).toEqual(effects);
    expect(memory?.screening.length).toBe(effects.length);
    expect(sensitivityText(document)).toMatch(/memoryBase +−\d+.* to \+\d+/);
    const [chart] = tornadoChartsOf(document).filter(isDrawn);
    expect(chart === undefined ? "" : await renderSvg(chart)).toContain("<svg");
    expect(JSON.stringify(await make())).toBe(JSON.stringify(document));
  });
});

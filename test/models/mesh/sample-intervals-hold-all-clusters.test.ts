/**
 * The short form of experiments/sampling: on small meshes of a few seeds, what all clusters give lies in the intervals of
 * a sample about as often as they say, and what a sample leaves exact is equal.
 */
import { describe, expect, it } from "vitest";
import { chanceOfSoFew, isInside } from "../../../experiments/sampling/judge.js";
import { OTHERS, simulateSeed } from "../../../experiments/sampling/runs.js";

const SEEDS = [1, 2, 3, 4];
const seeds = SEEDS.map((seed) => simulateSeed({ clusters: 16, sample: 5, duration: "30s" }, seed));

it("leaves connections, streams and watchers and the original topology as they are", () => {
  for (const { exact } of seeds) expect(exact).toMatchObject({ structure: 0, original: 0 });
});

describe.each(OTHERS)("others: %s", (others) => {
  const compared = seeds
    .flatMap((one) => one.compared)
    .filter((row) => row.others === others && Number.isFinite(row.low));

  it.each(["latency", "an etcd"])("intervals of figures of %s hold", (kind) => {
    const rows = compared.filter(({ figure }) => figure.includes(kind));
    expect(rows.length).toBe(SEEDS.length * (kind === "latency" ? 4 : 5));
    const held = rows.filter(isInside).length;
    expect(chanceOfSoFew(held, rows.length), `${held} of ${rows.length}`).toBeGreaterThan(0.01);
  });

  it("estimates are near, and intervals narrow enough to say something", () => {
    // One change in a hundred is one or two here: the 99th percentile hangs on them.
    for (const { figure, all, estimate, low, high } of compared) {
      if (figure === "latency p99") continue;
      expect(Math.abs(estimate / all - 1), figure).toBeLessThan(0.1);
      expect((high - low) / all, figure).toBeLessThan(0.5);
    }
  });
});

/**
 * The engine against queueing theory: the theoretical mean waiting time lies inside the 99 % interval over the seeds,
 * and the interval is narrow, so that a wrong engine could not hide in it.
 */
import { describe, expect, it } from "vitest";
import { simulateQueue, theoreticalWaiting } from "./queues.js";

/** Student's t for 99 %, 19 degrees of freedom. */
const T_995_19 = 2.861;
const SEEDS = 20;

const CASES = [
  { name: "M/M/1 at 0.5", servers: 1, load: 0.5, service: "exponential", customers: 30_000 },
  { name: "M/M/1 at 0.8", servers: 1, load: 0.8, service: "exponential", customers: 60_000 },
  { name: "M/D/1 at 0.7", servers: 1, load: 0.7, service: "deterministic", customers: 30_000 },
  { name: "M/M/3 at 0.7", servers: 3, load: 0.7, service: "exponential", customers: 40_000 },
] as const;

it("the formulas give the textbook values", () => {
  const waiting = (servers: number, load: number, service: "exponential" | "deterministic") =>
    theoreticalWaiting({ servers, load, service });
  expect(waiting(1, 0.5, "exponential")).toBeCloseTo(1, 9);
  expect(waiting(1, 0.8, "exponential")).toBeCloseTo(4, 9);
  expect(waiting(1, 0.5, "deterministic")).toBeCloseTo(0.5, 9);
  // Erlang C for 2 servers at offered load 1 is 1/3, so the mean wait is 1/3.
  expect(waiting(2, 0.5, "exponential")).toBeCloseTo(1 / 3, 9);
});

describe.each(CASES)("$name", (queue) => {
  const results = Array.from({ length: SEEDS }, (_, seed) =>
    simulateQueue({ ...queue, seed: String(seed) }),
  );

  it("mean waiting time is that of theory", () => {
    const values = results.map((result) => result.waiting);
    const mean = values.reduce((sum, value) => sum + value, 0) / SEEDS;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (SEEDS - 1);
    const halfWidth = T_995_19 * Math.sqrt(variance / SEEDS);
    const theory = theoreticalWaiting(queue);
    expect(Math.abs(mean - theory), `${mean} +- ${halfWidth}, theory ${theory}`).toBeLessThan(
      halfWidth,
    );
    expect(halfWidth / theory).toBeLessThan(0.04);
  });

  it("utilisation is the offered load, and Little's law holds", () => {
    for (const { utilisation, inSystem, arrivalsPerService, sojourn } of results) {
      expect(Math.abs(utilisation / queue.load - 1)).toBeLessThan(0.05);
      expect(inSystem).toBeCloseTo(arrivalsPerService * sojourn, 9);
    }
  });
});

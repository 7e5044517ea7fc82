/**
 * The engine against queueing theory: the theoretical mean waiting time lies inside the 99 %
 * interval over the seeds, and the interval is narrow, so that a wrong engine could not hide in it.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { simulateQueue, theoreticalWaiting, type QueueResult } from "./queues.js";

/** Student's t for 99 %, 19 degrees of freedom. */
const T_995_19 = 2.861;
const SEEDS = 20;

/** The nearer a queue is to its capacity, the more customers a narrow interval takes. */
const CASES = [
  { name: "M/M/1 at 0.5", servers: 1, load: 0.5, service: "exponential", customers: 30_000 },
  { name: "M/M/1 at 0.9", servers: 1, load: 0.9, service: "exponential", customers: 220_000 },
  { name: "M/D/1 at 0.7", servers: 1, load: 0.7, service: "deterministic", customers: 30_000 },
  { name: "M/M/3 at 0.7", servers: 3, load: 0.7, service: "exponential", customers: 70_000 },
] as const;

it("the formulas give the textbook values", () => {
  const waiting = (servers: number, load: number, service: "exponential" | "deterministic") =>
    theoreticalWaiting({ servers, load, service });
  expect(waiting(1, 0.5, "exponential")).toBeCloseTo(1, 9);
  expect(waiting(1, 0.9, "exponential")).toBeCloseTo(9, 9);
  expect(waiting(1, 0.5, "deterministic")).toBeCloseTo(0.5, 9);
  // Erlang C for 2 servers at offered load 1 is 1/3, so the mean wait is 1/3.
  expect(waiting(2, 0.5, "exponential")).toBeCloseTo(1 / 3, 9);
});

describe.each(CASES)("$name", (queue) => {
  let results: readonly QueueResult[] = [];
  beforeAll(() => {
    results = Array.from({ length: SEEDS }, (_, seed) =>
      simulateQueue({ ...queue, seed: String(seed) }),
    );
  });

  it("mean waiting time is that of theory", () => {
    const { mean, halfWidth } = interval99(results.map(({ waiting }) => waiting));
    const theory = theoreticalWaiting(queue);
    const message = `${mean} +- ${halfWidth}, theory ${theory}`;
    expect(Math.abs(mean - theory), message).toBeLessThan(halfWidth);
    expect(halfWidth / theory, message).toBeLessThan(0.03);
  });

  it("utilisation is the offered load", () => {
    const { mean, halfWidth } = interval99(results.map(({ utilisation }) => utilisation));
    expect(Math.abs(mean - queue.load), `${mean} +- ${halfWidth}`).toBeLessThan(halfWidth);
    expect(halfWidth / queue.load).toBeLessThan(0.01);
  });

  // Little's law: the mean number in the system is arrival rate times mean time in the system. Over
  // a span that begins and ends empty both sides times the span are sums of whole nanoseconds.
  it("Little's law holds to the nanosecond", () => {
    expect(results).toHaveLength(SEEDS);
    for (const { inSystemIntegralNs, sojournTotalNs } of results) {
      expect(inSystemIntegralNs).toBe(sojournTotalNs);
    }
  });
});

function interval99(values: readonly number[]): { mean: number; halfWidth: number } {
  expect(values).toHaveLength(SEEDS);
  const mean = values.reduce((sum, value) => sum + value, 0) / SEEDS;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (SEEDS - 1);
  return { mean, halfWidth: T_995_19 * Math.sqrt(variance / SEEDS) };
}

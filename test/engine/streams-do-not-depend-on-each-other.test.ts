/** A named stream's numbers hang on the seed and its name, not on what else exists. */
import { expect, it } from "vitest";
import { RandomStream } from "../../src/engine/random-stream.js";
import { Simulation } from "../../src/engine/simulation.js";

const draws = (stream: RandomStream): number[] => [1, 2, 3].map(() => stream.next());

it("gives the same numbers whatever was made before", () => {
  const [one, other] = [new Simulation({ seed: "7" }), new Simulation({ seed: "7" })];
  for (let i = 0; i < 10; i += 1) draws(other.random(`noise ${i}`));
  expect(draws(one.random("churn"))).toEqual(draws(other.random("churn")));
});

it("goes on when asked for again, and differs by name and seed", () => {
  const sim = new Simulation({ seed: "7" });
  const first = draws(sim.random("a"));
  expect(draws(sim.random("a"))).not.toEqual(first);
  expect(draws(new RandomStream("7", "a"))).toEqual(first);
  expect(draws(new RandomStream("7", "b"))).not.toEqual(first);
  expect(draws(new RandomStream("8", "a"))).not.toEqual(first);
});

it("keeps seed and name apart", () => {
  expect(draws(new RandomStream("1", "2/x"))).not.toEqual(draws(new RandomStream("1/2", "x")));
});

it("draws whole numbers and exponentials as it says", () => {
  const stream = new RandomStream("1", "x");
  const counts = [0, 0, 0, 0];
  let sum = 0;
  for (let i = 0; i < 40_000; i += 1) {
    const n = stream.integer(2, 6) - 2;
    counts[n] = (counts[n] ?? NaN) + 1;
    sum += stream.exponential(5);
  }
  for (const count of counts) expect(Math.abs(count / 10_000 - 1)).toBeLessThan(0.05);
  expect(Math.abs(sum / 40_000 / 5 - 1)).toBeLessThan(0.02);
});

/** MSER-5 cuts a start that differs from the rest, leaves a steady series alone, and says when there is no steady part. */
import { expect, it } from "vitest";
import { RandomStream } from "../../src/engine/random-stream.js";
import { mser } from "../../src/measure/mser.js";

function noise(count: number, seed: string): readonly number[] {
  const stream = new RandomStream(seed, "noise");
  return Array.from({ length: count }, () => stream.next());
}

it("a ramp at the start is cut, and the mean is that of the rest", () => {
  const values = noise(500, "1").map((value, i) => value + Math.max(0, 10 - i / 5));
  const { cut, mean, steady } = mser(values);
  expect(cut % 5).toBe(0);
  expect(cut).toBeGreaterThanOrEqual(40);
  expect(cut).toBeLessThanOrEqual(80);
  expect(mean).toBeCloseTo(0.5, 1);
  expect(steady).toBe(true);
});

it("of a constant series nothing is cut", () => {
  expect(mser(Array.from({ length: 100 }, () => 3))).toEqual({ cut: 0, mean: 3, steady: true });
});

it("little of a steady series is cut", () => {
  const cuts = Array.from({ length: 50 }, (_, seed) => mser(noise(500, String(seed))).cut);
  const sorted = [...cuts].sort((a, b) => a - b);
  expect(sorted[25]).toBeLessThanOrEqual(50);
});

it("a series that grows to its end has no steady part", () => {
  expect(mser(Array.from({ length: 200 }, (_, i) => i)).steady).toBe(false);
  expect(mser([1, 2, 3]).steady).toBe(false);
});

it("large values do not hide small differences", () => {
  const values = noise(500, "2").map((value, i) => 1e9 + value + (i < 100 ? 5 : 0));
  expect(mser(values).cut).toBe(100);
});

/** What like mirrors hear comes to each of them once, in order, without what its own cluster changed. */
import { expect, it } from "vitest";
import {
  HeardPuts,
  MirroredChanges,
  PacedPuts,
} from "../../../models/workload/mirrored-changes.js";
import { Simulation } from "../../../src/engine/simulation.js";

/** Times and bytes of what there is to put, up to so many. */
function puts(heard: HeardPuts, most = 1e6): readonly (readonly [number, number])[] {
  const all: [number, number][] = [];
  while (all.length < most && heard.nextNs() < Infinity) {
    const atNs = heard.nextNs();
    all.push([atNs, heard.take(atNs)]);
  }
  return all;
}

it("puts what it hears a moment later, in the order of arrival", () => {
  const changes = new MirroredChanges();
  changes.add(100, 1, 7);
  changes.add(300, 3, 8);
  changes.add(200, 2, 7);
  const heard = new HeardPuts(changes, { own: 0, delayNs: 10, qps: 1e9 });
  expect(puts(heard)).toEqual([
    [110, 1],
    [210, 2],
    [310, 3],
  ]);
  expect(heard.nextNs()).toBe(Infinity);
});

it("who listens is called after each change", () => {
  const changes = new MirroredChanges();
  const heard: number[] = [];
  changes.listen(() => heard.push(changes.count));
  changes.add(5, 50, 1);
  changes.add(6, 50, 1);
  expect(heard).toEqual([1, 2]);
});

it("does not put what its own cluster changed", () => {
  const changes = new MirroredChanges();
  for (let at = 0; at < 10; at += 1) changes.add(at, at, at % 2);
  const heard = new HeardPuts(changes, { own: 1, delayNs: 0, qps: 1e9 });
  expect(puts(heard).map(([atNs]) => atNs)).toEqual([0, 2, 4, 6, 8]);
});

it("goes on with what comes after it has looked", () => {
  const changes = new MirroredChanges();
  const heard = new HeardPuts(changes, { own: 0, delayNs: 0, qps: 1e9 });
  expect(puts(heard)).toEqual([]);
  changes.add(5, 50, 1);
  expect(puts(heard)).toEqual([[5, 50]]);
});

it("who has not looked for long goes on with the newest four thousand", () => {
  const changes = new MirroredChanges();
  const heard = new HeardPuts(changes, { own: 0, delayNs: 0, qps: 1e9 });
  for (let at = 0; at < 100_000; at += 1) changes.add(at, 1, 1);
  const times = puts(heard).map(([atNs]) => atNs);
  expect(times).toEqual(Array.from({ length: 4_095 }, (_, i) => 100_000 - 4_095 + i));
});

it("puts of a burst wait for the limiter, which has saved up those of a second", () => {
  const changes = new MirroredChanges();
  for (let at = 0; at < 350; at += 1) changes.add(1e9, 1, 1);
  changes.add(60e9, 1, 1);
  const heard = new HeardPuts(changes, { own: 0, delayNs: 0, qps: 100 });
  const seconds = puts(heard).map(([atNs]) => atNs / 1e9);
  expect(seconds.filter((at) => at === 1)).toHaveLength(100);
  expect(seconds[100]).toBeCloseTo(1.01, 6);
  expect(seconds[349]).toBeCloseTo(3.5, 6);
  expect(seconds[350]).toBe(60);
});

it("a mirror behind a limiter puts evenly, what it hears and again what it heard", () => {
  const changes = new MirroredChanges();
  const options = { random: new Simulation({ seed: "1" }).random("paced"), ratePerSecond: 100 };
  const paced = new PacedPuts(changes, { ...options, meanBytes: 77 });
  const firstNs = paced.nextNs();
  expect(firstNs).toBeLessThan(1e7);
  expect(paced.take(firstNs)).toBe(77);
  expect(paced.nextNs() - firstNs).toBe(1e7);
  for (let at = 0; at < 3; at += 1) changes.add(at, at + 1, 1);
  const sizes = Array.from({ length: 6 }, () => paced.take(paced.nextNs()));
  expect([...new Set(sizes)].sort()).toEqual([1, 2, 3]);
});

it("after a stand it puts at once what its limiter saved up in a second", () => {
  const options = { random: new Simulation({ seed: "1" }).random("paced"), ratePerSecond: 100 };
  const paced = new PacedPuts(new MirroredChanges(), { ...options, meanBytes: 77 });
  let atOnce = 0;
  for (; paced.nextNs() < 60e9; atOnce += 1) paced.take(60e9);
  expect(atOnce).toBe(101);
});

/** `bench:compare`: changes beyond the spread are told, smaller ones are none, and unlike files are refused. */
import { expect, it } from "vitest";
import { compareFiles } from "../../bench/comparison.js";
import type { BenchFile, Measurement } from "../../bench/measurement.js";

function file(cpu: string, change: Partial<Measurement>): BenchFile {
  const measurement = {
    section: "whole run",
    name: "three-clusters, original",
    eventsPerSample: 1000,
    samples: 5,
    eventsPerSecond: 1e6,
    spread: 0.02,
    cost: { wallSeconds: 2, cpuSeconds: 2, peakRssMiB: 100, simulatedSeconds: 300 },
    ...change,
  };
  return { machine: { cpu }, measurements: [measurement] };
}

it("tells a change of speed, CPU and memory", () => {
  const cost = { wallSeconds: 1, cpuSeconds: 1, peakRssMiB: 150, simulatedSeconds: 300 };
  const text = compareFiles(file("a", {}), file("a", { eventsPerSecond: 2e6, cost }));
  expect(text.split("\n").slice(1, 4)).toEqual([
    expect.stringMatching(/three-clusters, original +1\.00 M\/s +2\.00 M\/s +\+100\.0 %/),
    expect.stringMatching(/CPU seconds +2\.00 +1\.00 +-50\.0 %/),
    expect.stringMatching(/peak MiB +100\.00 +150\.00 +\+50\.0 %/),
  ]);
});

it("calls a difference within the spread none, and says when the machines differ", () => {
  const text = compareFiles(file("a", {}), file("b", { eventsPerSecond: 1.03e6 }));
  expect(text).toMatch(/^different machines\n/);
  expect(text).toMatch(/1\.00 M\/s +1\.03 M\/s +same/);
});

it("refuses files that have no case in common", () => {
  expect(() => compareFiles(file("a", {}), file("a", { name: "another" }))).toThrow(/no case/);
});

/** A station serves first come, first served, with as many jobs at once as it has servers. */
import { expect, it } from "vitest";
import { Simulation } from "../../src/engine/simulation.js";
import { Station } from "../../src/engine/station.js";

function logOf(servers: number, services: readonly number[]): readonly string[] {
  const sim = new Simulation({ seed: "1" });
  const station = new Station(sim, { servers, label: "station" });
  const log: string[] = [];
  services.forEach((ns, job) => station.submit(ns, () => log.push(`${sim.nowNs} job ${job}`)));
  sim.run({ untilNs: 1_000 });
  return log;
}

it("one server: one after another, in the order of arrival", () => {
  expect(logOf(1, [30, 10, 20])).toEqual(["30 job 0", "40 job 1", "60 job 2"]);
});

it("two servers: the next job goes to whichever is free first", () => {
  expect(logOf(2, [30, 10, 20, 5])).toEqual(["10 job 1", "30 job 0", "30 job 2", "35 job 3"]);
});

it("knows who waits, who is served, and how long its servers worked", () => {
  const sim = new Simulation({ seed: "1" });
  const station = new Station(sim, { servers: 2, label: "station" });
  for (const ns of [10, 20, 30]) station.submit(ns, () => undefined);
  expect([station.busy, station.queueLength]).toEqual([2, 1]);
  sim.run({ untilNs: 15 });
  expect([station.busy, station.queueLength, station.busyNs(sim.nowNs)]).toEqual([2, 0, 30]);
  sim.run({ untilNs: 100 });
  expect([station.busy, station.queueLength, station.busyNs(sim.nowNs)]).toEqual([0, 0, 60]);
});

it("a job may bring the next one when it is done, and keeps to the end of the line", () => {
  const sim = new Simulation({ seed: "1" });
  const station = new Station(sim, { servers: 1, label: "station" });
  const log: string[] = [];
  station.submit(10, () => {
    log.push("first");
    station.submit(10, () => log.push("third"));
  });
  station.submit(10, () => log.push("second"));
  sim.run({ untilNs: 100 });
  expect(log).toEqual(["first", "second", "third"]);
});

it("a line longer than its limit fails, with the station's name", () => {
  const sim = new Simulation({ seed: "1" });
  const station = new Station(sim, { servers: 1, queueLimit: 2, label: "apply loop" });
  for (let job = 0; job < 3; job += 1) station.submit(10, () => undefined);
  expect(() => station.submit(10, () => undefined)).toThrow('"apply loop"');
});

it("long lines are served to the last job", () => {
  const jobs = 5_000;
  const log = logOf(1, new Array<number>(jobs).fill(0));
  expect(log).toEqual(Array.from({ length: jobs }, (_, job) => `0 job ${job}`));
});

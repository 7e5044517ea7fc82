/** What waits beside a herd of pages: requests and sends stand behind the turn that runs, not behind the whole herd. */
import { expect, test } from "vitest";
import { CorePool } from "../../../models/etcd/core-pool.js";
import { CpuMeter } from "../../../models/etcd/cpu-meter.js";
import { HerdTurns } from "../../../models/etcd/herd-turns.js";
import { Simulation } from "../../../src/engine/simulation.js";

const MS = 1e6;

function poolOf(cores: number): { readonly sim: Simulation; readonly pool: CorePool } {
  const sim = new Simulation({
    seed: "1",
    limits: { events: 1e6, pending: 1e5, timeNs: 1e12 },
  });
  return { sim, pool: new CorePool(sim, { cores, meter: new CpuMeter(), multiplier: 1 }) };
}

test("a request waits for a herd for 10 ms at the most", () => {
  const { pool } = poolOf(1);
  pool.reserveMany("list", MS, { units: 100, spreadNs: 0 });
  expect(pool.reserve("rpc", MS)).toBe(11 * MS);
});

test("the apply loop does not wait for a herd, but the herd for it", () => {
  const { pool } = poolOf(1);
  pool.reserveMany("list", MS, { units: 100, spreadNs: 0 });
  expect(pool.reserveApply(MS, 0)).toBe(MS);
  expect(pool.reserveMany("list", MS, { units: 1, spreadNs: 0 }).lastNs).toBe(102 * MS);
});

test("requests wait for each other, however long", () => {
  const { pool } = poolOf(1);
  const ends = Array.from({ length: 50 }, () => pool.reserve("rpc", MS));
  expect(ends.at(-1)).toBe(50 * MS);
});

test("sends stand behind the turn that runs and before the next one", () => {
  const { sim, pool } = poolOf(1);
  pool.reserveMany("list", MS, { units: 20, spreadNs: 0 });
  pool.reserveMany("list", MS, { units: 20, spreadNs: 0 });
  let lastNs = 0;
  pool.send(5, MS, (part) => (lastNs = part.lastNs));
  sim.run({ untilNs: 1000 * MS });
  expect(lastNs).toBe(25 * MS);
});

test("who has not asked when a turn begins is in a later one", () => {
  const turns = new HerdTurns();
  turns.ask(0, { units: 10, unitNs: MS, spreadNs: 0 }, 1);
  turns.ask(0, { units: 100, unitNs: MS, spreadNs: 50 * MS }, 1);
  expect(turns.endsAt(0, 1)).toBe(10 * MS);
  // In 10 ms a fifth of the second herd has come.
  expect(turns.endsAt(10 * MS, 1)).toBe(30 * MS);
});

test("a turn holds no more than Go's run queue", () => {
  const turns = new HerdTurns();
  turns.ask(0, { units: 1000, unitNs: MS, spreadNs: 0 }, 1);
  expect(turns.endsAt(0, 1)).toBe(256 * MS);
});

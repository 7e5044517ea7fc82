/** The core pool: sends share what front work leaves, in order; front work is first come, first served. */
import { expect, it } from "vitest";
import { CorePool } from "../../../models/etcd/core-pool.js";
import { CpuMeter } from "../../../models/etcd/cpu-meter.js";
import { Simulation } from "../../../src/engine/simulation.js";

const US = 1_000;

function pool(cores: number) {
  const sim = new Simulation({ seed: "1" });
  const meter = new CpuMeter();
  return { sim, meter, pool: new CorePool(sim, { cores, meter, multiplier: 1 }) };
}

it("serves front work in order on the cores there are", () => {
  const { pool: two } = pool(2);
  const ends = [30, 30, 10, 10].map((us) => two.reserve("rpc", us * US) / US);
  expect(ends).toEqual([30, 30, 40, 40]);
});

it("runs sends behind front work and tells them as a ramp", () => {
  const { sim, pool: one } = pool(1);
  const log: string[] = [];
  one.reserve("rpc", 100 * US);
  one.send(10, 20 * US, ({ units, firstNs, lastNs }) =>
    log.push(`${units} from ${firstNs / US} to ${lastNs / US}`),
  );
  sim.run({ untilNs: 1e9 });
  expect(log).toEqual(["10 from 120 to 300"]);
});

it("front work that comes in between cuts the ramp in two", () => {
  const { sim, pool: one } = pool(1);
  const log: string[] = [];
  one.send(40, 5 * US, ({ units, firstNs, lastNs }) =>
    log.push(`${units} from ${firstNs / US} to ${lastNs / US}`),
  );
  sim.schedule(100 * US, () => one.reserve("rpc", 500 * US));
  sim.run({ untilNs: 1e9 });
  expect(log).toEqual(["20 from 5 to 100", "20 from 605 to 700"]);
});

it("one batch of n sends takes what n batches of one take", () => {
  const at = (batches: number, units: number) => {
    const { sim, pool: four } = pool(4);
    const sent: number[] = [];
    for (let i = 0; i < batches; i += 1) {
      four.send(units, 20 * US, (part) => {
        for (let unit = 0; unit < part.units; unit += 1) sent.push(part.lastNs / US);
      });
    }
    for (const us of [5, 31, 44]) sim.schedule(us * US, () => four.reserve("apply", 13 * US));
    sim.run({ untilNs: 1e9 });
    return sent;
  };
  const [apart, together] = [at(10, 1), at(1, 10)];
  expect(apart.length).toBe(10);
  expect(together.length).toBe(10);
  expect(Math.max(...together)).toBeCloseTo(Math.max(...apart), 0);
});

it("counts all CPU that it gave out", () => {
  const { sim, meter, pool: two } = pool(2);
  for (let i = 0; i < 50; i += 1) {
    sim.schedule(i * 17 * US, () => {
      two.reserve("rpc", 11 * US);
      two.reserveApply(5 * US, 2 * US);
      two.send(3, 4 * US, () => undefined);
    });
  }
  sim.run({ untilNs: 1e9 });
  const used = meter.usedNs.reduce((sum, ns) => sum + ns, 0);
  expect(used / US).toBeCloseTo(50 * (11 + 7 + 12), 3);
});

it("a herd of pages leaves sends that wait their turn, page after page", () => {
  const { sim, pool: one } = pool(1);
  const sent: number[] = [];
  const page = () => {
    const { lastNs } = one.reserveMany("list", 100 * US, { units: 5, spreadNs: 0 });
    if (lastNs < 5000 * US) sim.scheduleAt(lastNs - 100 * US, page);
  };
  page();
  one.send(10, 20 * US, ({ lastNs }) => sent.push(lastNs / US));
  sim.run({ untilNs: 1e9 });
  expect(sent).toEqual([700]);
});

it("sends that got their turn among pages are told before those that come later", () => {
  const { sim, pool: two } = pool(2);
  const told: string[] = [];
  two.reserveMany("list", 100 * US, { units: 2, spreadNs: 0 });
  two.send(1, 50 * US, () => told.push("long"));
  two.send(1, 10 * US, () => told.push("short"));
  two.reserveMany("list", 100 * US, { units: 2, spreadNs: 0 });
  two.send(1, 1 * US, () => told.push("last"));
  sim.run({ untilNs: 1e9 });
  expect(told).toEqual(["long", "short", "last"]);
});

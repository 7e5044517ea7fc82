/** Like objects that share a kind of event: each is told of its own, at its time, with its number. */
import { expect, it } from "vitest";
import { recipientsOf, type Recipients } from "../../src/engine/recipients.js";
import { Simulation } from "../../src/engine/simulation.js";

class Bell {
  private static readonly rings = recipientsOf<Bell>(
    "ring",
    (recipients) => (place, n) => recipients.take(place)?.ring(n),
  );
  readonly heard: [number, number][] = [];
  private readonly sim: Simulation;
  private readonly rings: Recipients<Bell>;

  constructor(sim: Simulation) {
    this.sim = sim;
    this.rings = Bell.rings(sim);
  }

  ringAt(timeNs: number, n: number): void {
    this.rings.postAt(timeNs, this, n);
  }

  private ring(n: number): void {
    this.heard.push([this.sim.nowNs, n]);
  }
}

it("tells each object of its own events only", () => {
  const sim = new Simulation({ seed: "1" });
  const [one, other] = [new Bell(sim), new Bell(sim)];
  one.ringAt(20, 1);
  other.ringAt(10, 2);
  one.ringAt(10, 3);
  sim.run({ untilNs: 100 });
  expect([one.heard, other.heard]).toEqual([
    [
      [10, 3],
      [20, 1],
    ],
    [[10, 2]],
  ]);
});

it("keeps equal times in the order in which they were posted, functions among them", () => {
  const order: string[] = [];
  const sim = new Simulation({
    seed: "1",
    trace: { event: (_timeNs, _sequence, label) => order.push(label) },
  });
  const bell = new Bell(sim);
  sim.scheduleAt(5, () => undefined, "before");
  bell.ringAt(5, 0);
  sim.scheduleAt(5, () => undefined, "after");
  sim.run({ untilNs: 5 });
  expect(order).toEqual(["before", "ring", "after"]);
});

it("lets an object have several events pending, and others have the places of those that came", () => {
  const sim = new Simulation({ seed: "1" });
  const bells = [new Bell(sim), new Bell(sim), new Bell(sim)];
  const posted: [number, number][][] = [[], [], []];
  for (let n = 0; n < 300; n += 1) {
    const which = (n * 7) % 3;
    const delayNs = (n * 13) % 29;
    bells[which]?.ringAt(sim.nowNs + delayNs, n);
    posted[which]?.push([sim.nowNs + delayNs, n]);
    if (n % 4 === 0) sim.run({ untilNs: sim.nowNs + 3 });
  }
  sim.run({ untilNs: sim.nowNs + 100 });
  const byTime = (list: [number, number][]) => list.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  expect(bells.map(({ heard }) => heard)).toEqual(posted.map(byTime));
});

it("keeps simulations apart", () => {
  const [here, there] = [new Simulation({ seed: "1" }), new Simulation({ seed: "1" })];
  const [one, other] = [new Bell(here), new Bell(there)];
  one.ringAt(1, 1);
  there.run({ untilNs: 10 });
  here.run({ untilNs: 10 });
  expect([one.heard, other.heard]).toEqual([[[1, 1]], []]);
});

it("refuses a time that is past", () => {
  const sim = new Simulation({ seed: "1" });
  const bell = new Bell(sim);
  sim.run({ untilNs: 10 });
  expect(() => {
    bell.ringAt(9, 0);
  }).toThrow("lies in the future");
});

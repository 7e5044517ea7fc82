/** Like objects that share a kind of event: each is told of its own, at its time, with its number. */
import { expect, it } from "vitest";
import { Recipients } from "../../src/engine/recipients.js";
import { Simulation } from "../../src/engine/simulation.js";

class Bell {
  static readonly rings = new Recipients<Bell>("ring", (all) => (place, n) => all[place]?.ring(n));
  readonly heard: [number, number][] = [];
  readonly place: number;
  private readonly sim: Simulation;
  private readonly kind;

  constructor(sim: Simulation) {
    this.sim = sim;
    const { kind, place } = Bell.rings.join(sim, this);
    this.kind = kind;
    this.place = place;
  }

  ringAt(timeNs: number, n: number): void {
    this.sim.postAt(timeNs, this.kind, this.place, n);
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

it("gives a place that was left to another, who hears nothing of the first one's events", () => {
  const sim = new Simulation({ seed: "1" });
  const gone = new Bell(sim);
  gone.ringAt(1, 7);
  sim.run({ untilNs: 1 });
  Bell.rings.leave(sim, gone.place);
  const next = new Bell(sim);
  next.ringAt(2, 8);
  sim.run({ untilNs: 2 });
  expect([next.place, gone.heard, next.heard]).toEqual([gone.place, [[1, 7]], [[2, 8]]]);
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

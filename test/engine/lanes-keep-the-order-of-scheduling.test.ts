/** A lane must give exactly the order that scheduling each entry directly gives. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { Lane } from "../../src/engine/lane.js";
import { Simulation } from "../../src/engine/simulation.js";

/** Which of two lanes (or neither) an entry goes to, and its gap to the one before on that lane. */
const entry = fc.record({
  lane: fc.integer({ min: 0, max: 2 }),
  gap: fc.integer({ min: 0, max: 3 }),
});

function runOrder(entries: readonly { lane: number; gap: number }[], direct: boolean): number[] {
  const sim = new Simulation({ seed: "1" });
  const lanes = [new Lane(sim, "a"), new Lane(sim, "b")];
  const times = [0, 0, 0];
  const order: number[] = [];
  entries.forEach(({ lane, gap }, index) => {
    const time = (times[lane] ?? 0) + gap;
    times[lane] = time;
    const action = (): void => void order.push(index);
    const target = lanes[lane];
    if (direct || target === undefined) sim.scheduleAt(time, action);
    else target.push(time, action);
  });
  sim.run({ untilNs: 10_000 });
  return order;
}

it("is the same for any mixture of lanes and timers", () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 150 }), (entries) => {
      expect(runOrder(entries, false)).toEqual(runOrder(entries, true));
    }),
  );
});

it("keeps only its head in the queue but counts all entries as pending", () => {
  const sim = new Simulation({ seed: "1", limits: { pending: 40 } });
  const lane = new Lane(sim, "a");
  for (let i = 0; i < 40; i += 1) lane.push(i, () => undefined);
  expect([lane.length, sim.pending]).toEqual([40, 40]);
  expect(() => lane.push(40, () => undefined)).toThrow('limit "pending" of 40');
});

it("refuses a time before the last one", () => {
  const sim = new Simulation({ seed: "1" });
  const lane = new Lane(sim, "a");
  lane.push(10, () => undefined);
  expect(() => lane.push(9, () => undefined)).toThrow('lane "a"');
});

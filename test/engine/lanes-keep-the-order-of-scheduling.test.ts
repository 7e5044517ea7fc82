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

interface Entry {
  readonly lane: number;
  readonly gap: number;
}

/** The first `atStart` entries are there at the start; each action that runs adds the next one. */
function runOrder(entries: readonly Entry[], atStart: number, direct: boolean): string[] {
  const sim = new Simulation({ seed: "1" });
  const lanes = [new Lane(sim, "a"), new Lane(sim, "b")];
  const times = [0, 0, 0];
  const order: string[] = [];
  let added = 0;
  const addNext = (): void => {
    const index = added;
    const next = entries[index];
    if (next === undefined) return;
    added += 1;
    const time = Math.max(sim.nowNs, times[next.lane] ?? 0) + next.gap;
    times[next.lane] = time;
    const action = (): void => {
      order.push(`${sim.nowNs}: ${index}`);
      addNext();
    };
    const target = lanes[next.lane];
    if (direct || target === undefined) sim.scheduleAt(time, action);
    else target.push(time, action);
  };
  for (let i = 0; i < atStart; i += 1) addNext();
  sim.run({ untilNs: 10_000 });
  expect(order).toHaveLength(atStart === 0 ? 0 : entries.length);
  expect([sim.pending, ...lanes.map(({ length }) => length)]).toEqual([0, 0, 0]);
  return order;
}

it("is the same for any mixture of lanes and timers, also when actions add to them", () => {
  const mixture = fc.tuple(fc.array(entry, { maxLength: 150 }), fc.integer({ min: 0, max: 60 }));
  fc.assert(
    fc.property(mixture, ([entries, atStart]) => {
      const inLanes = runOrder(entries, atStart, false);
      expect(inLanes).toEqual(runOrder(entries, atStart, true));
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

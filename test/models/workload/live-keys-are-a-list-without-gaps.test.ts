/** Keys that exist, against an array in which the last one takes the place of one that goes. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { LiveKeys } from "../../../models/workload/live-keys.js";

it("whatever comes and goes", () => {
  const steps = fc.array(fc.option(fc.nat(), { nil: undefined }), { maxLength: 120 });
  fc.assert(
    fc.property(fc.nat({ max: 20 }), steps, (filled, operations) => {
      const live = new LiveKeys();
      const list = Array.from({ length: filled }, (_, key) => key);
      live.fill(filled);
      let next = filled;
      for (const pick of operations) {
        if (pick === undefined || list.length === 0) {
          live.add(next);
          list.push(next);
          next += 1;
        } else {
          const place = pick % list.length;
          live.remove(live.at(place));
          const last = list.pop();
          if (last !== undefined && place < list.length) list[place] = last;
        }
        expect(Array.from(list, (_, place) => live.at(place))).toEqual(list);
      }
      expect([...live.ascending()]).toEqual(list.sort((a, b) => a - b));
    }),
  );
});

/**
 * A pool of any width whose tasks end in an order that has nothing to do with that of their start, as on a busy
 * machine. What a case comes to is decided by a rule on its scenario, so that a test knows which ones must fail.
 */
import type { CasePool } from "../../src/fuzz/case-pool.js";
import { randomScenario } from "../../src/fuzz/random-scenario.js";
import type { CaseOutcome, Finding } from "../../src/fuzz/run-case.js";
import type { Scenario } from "../../src/scenario/scenario.js";

/** A pool that finds what `rule` finds. `started` takes the seeds in the order of their start. */
export function scrambledPool(
  width: number,
  rule: (scenario: Scenario) => Finding | undefined,
  started: string[] = [],
): CasePool {
  let count = 0;
  return {
    width,
    run: async ({ seed, scenario }): Promise<CaseOutcome> => {
      started.push(seed);
      count += 1;
      for (let turns = (count * 7) % 11; turns > 0; turns -= 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      const finding = rule(scenario ?? randomScenario(seed).scenario);
      return { finding, transitions: finding ? {} : { [`like ${seed.at(-1)}`]: 1 }, events: 10 };
    },
    close: async () => Promise.resolve(),
  };
}

/** Something that a scenario may break. */
export function findingOf(invariant: string): Finding {
  const history = ["1 s: put key-1", "2 s: delete key-1"];
  return {
    invariant,
    signature: invariant,
    message: "broken",
    reader: "agent 1",
    key: "k",
    history,
  };
}

/**
 * The hold model, the usual benchmark of event queues: a fixed number of events is pending, and
 * each one that runs schedules one at now + Exp(1 s). It shows what the run loop and the queue cost
 * when the events themselves do nothing; real runs also pay for their models, see preset-runs.ts.
 */
import { Simulation } from "../src/engine/simulation.js";
import { NS_PER_SECOND } from "../src/engine/time.js";
import { PENDING, pendingWords, type Measurement, type Section } from "./measurement.js";
import { timeLoop } from "./timing.js";

/** Events in one sample: enough that starting and stopping the loop does not show. */
const EVENTS_PER_SAMPLE = 100_000;
const SAMPLE_MS = 4_000;
/** Delays are drawn beforehand, so that the queue is measured and not the logarithm. */
const DELAYS = 1 << 16;

/** Events per second at each number of pending events. */
export const holdModel: Section = {
  name: "hold model",
  async run(): Promise<readonly Measurement[]> {
    const found: Measurement[] = [];
    // One bench a case, so that a million events of the last case do not slow down the next one.
    for (const pending of PENDING) {
      const name = `engine with handlers, ${pendingWords(pending)}`;
      const run = holdLoop(pending);
      const hold = (): void => run(EVENTS_PER_SAMPLE);
      const loop = { hold, events: EVENTS_PER_SAMPLE, milliseconds: SAMPLE_MS };
      found.push(await timeLoop("hold model", name, loop));
    }
    return found;
  },
};

/** A simulation in its steady state; the returned function handles so many of its events. */
function holdLoop(pending: number): (events: number) => void {
  const sim = new Simulation({ seed: "bench" });
  const delays = exponentialDelays(sim);
  let drawn = 0;
  let left = 0;
  const hold = sim.kind("hold", () => {
    drawn = (drawn + 1) % DELAYS;
    sim.post(delays[drawn] ?? 0, hold);
    left -= 1;
    if (left === 0) sim.stop();
  });
  for (let i = 0; i < pending; i += 1) sim.post(delays[i % DELAYS] ?? 0, hold);
  const run = (events: number): void => {
    left = events;
    sim.run({ untilNs: Number.MAX_SAFE_INTEGER });
  };
  // Each event has run about once: from here on the queue holds what a long run would leave in it.
  run(pending);
  return run;
}

function exponentialDelays(sim: Simulation): Float64Array {
  const stream = sim.random("delays");
  return Float64Array.from({ length: DELAYS }, () => stream.exponential(NS_PER_SECOND));
}

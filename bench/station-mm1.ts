/** M/M/1: one server and one line at 80 % utilisation. What a model pays for the engine's nouns, not only for its queue. */
import { Simulation } from "../src/engine/simulation.js";
import { Station } from "../src/engine/station.js";
import { NS_PER_SECOND } from "../src/engine/time.js";
import type { Measurement, Section } from "./measurement.js";
import { now } from "./timing.js";

const JOBS = 300_000;
const SAMPLES = 5;

/** Events per second of a station. */
export const stationMm1: Section = {
  name: "M/M/1",
  run(): Promise<readonly Measurement[]> {
    const speeds: number[] = [];
    let events = 0;
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const start = now();
      events = serve(`bench ${sample}`);
      speeds.push(events / ((now() - start) / 1e3));
    }
    speeds.sort((a, b) => a - b);
    const middle = speeds[SAMPLES >> 1] ?? NaN;
    const distances = speeds.map((speed) => Math.abs(speed - middle)).sort((a, b) => a - b);
    return Promise.resolve([
      {
        section: stationMm1.name,
        name: "utilisation 0.8",
        eventsPerSample: events,
        samples: SAMPLES,
        eventsPerSecond: middle,
        spread: (distances[SAMPLES >> 1] ?? NaN) / middle,
      },
    ]);
  },
};

function serve(seed: string): number {
  const sim = new Simulation({ seed });
  const station = new Station(sim, { servers: 1, label: "server" });
  const arrivals = sim.random("arrivals");
  const services = sim.random("services");
  let left = JOBS;
  const arrive = (): void => {
    station.submit(services.exponential(0.8 * NS_PER_SECOND), () => undefined);
    left -= 1;
    if (left > 0) sim.schedule(arrivals.exponential(NS_PER_SECOND), arrive, "arrival");
  };
  sim.schedule(0, arrive, "arrival");
  sim.run({ untilNs: Number.MAX_SAFE_INTEGER });
  return sim.eventsProcessed;
}

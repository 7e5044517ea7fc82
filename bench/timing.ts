/**
 * Times a loop with tinybench: by the wall clock, or with `--cpu-clock` by the processor time of this process, which says
 * more while the machine does other work too (threads of the garbage collector count in it). Not here: what is timed.
 */
import { Bench } from "tinybench";
import type { Measurement } from "./measurement.js";

/** True with `--cpu-clock`. */
export const IS_CPU_CLOCK = process.argv.includes("--cpu-clock");

/** Milliseconds of the clock in use. */
export function now(): number {
  if (!IS_CPU_CLOCK) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}

/** Runs `hold`, which handles so many events, again and again for so long. */
export async function timeLoop(
  section: string,
  name: string,
  options: { readonly hold: () => void; readonly events: number; readonly milliseconds: number },
): Promise<Measurement> {
  const { hold, events, milliseconds } = options;
  const warmupTime = milliseconds / 4;
  const bench = new Bench({
    ...{ now, time: milliseconds, iterations: 5 },
    ...{ warmupTime, warmupIterations: 2 },
  });
  bench.add(name, hold);
  const [task] = await bench.run();
  if (task?.result.state !== "completed") throw new Error(`the bench "${name}" did not finish`);
  const { latency } = task.result;
  return {
    section,
    name,
    eventsPerSample: events,
    samples: latency.samplesCount,
    eventsPerSecond: events / (latency.p50 / 1e3),
    spread: latency.mad / latency.p50,
  };
}

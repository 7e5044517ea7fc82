/**
 * The hold model on bare queues, without an engine around them: heap-js with objects and a comparator, as most programs
 * use it, beside the two queues of the engine. Equal delays and equal order for all of them, in one process.
 * Not here: queues that do not keep the order of equal times (flatqueue and its like), since a simulation needs it.
 */
import { Heap } from "heap-js";
import { Bench } from "tinybench";
import type { EventQueue } from "../src/engine/event-queue.js";
import { HeapJsQueue } from "../src/engine/heap-js-queue.js";
import { LadderQueue } from "../src/engine/ladder-queue.js";
import { RandomStream } from "../src/engine/random-stream.js";
import type { Measurement, Section } from "./measurement.js";

const PENDING = [1e3, 1e5, 1e6] as const;
const EVENTS_PER_SAMPLE = 100_000;
const DELAYS = 1 << 16;

/** Pops and pushes per second. */
export const bareQueues: Section = {
  name: "bare queue",
  async run(): Promise<readonly Measurement[]> {
    const stream = new RandomStream("bench", "delays");
    const delays = Float64Array.from({ length: DELAYS }, () => stream.exponential(1e9));
    const found: Measurement[] = [];
    for (const pending of PENDING) {
      for (const [name, hold] of [
        ["heap-js, objects", holdObjects(pending, delays)],
        ["heap-js, engine", holdQueue(new HeapJsQueue(), pending, delays)],
        ["ladder queue", holdQueue(new LadderQueue(), pending, delays)],
      ] as const) {
        found.push(await measure(`${name}, ${pending} pending`, hold));
      }
    }
    return found;
  },
};

function holdObjects(pending: number, delays: Float64Array): () => void {
  const heap = new Heap<{ readonly t: number; readonly seq: number }>(
    (a, b) => a.t - b.t || a.seq - b.seq,
  );
  let seq = 0;
  const push = (now: number): void => {
    heap.push({ t: now + (delays[seq % DELAYS] ?? 0), seq });
    seq += 1;
  };
  for (let i = 0; i < pending; i += 1) push(0);
  return () => {
    for (let i = 0; i < EVENTS_PER_SAMPLE; i += 1) push(heap.pop()?.t ?? 0);
  };
}

function holdQueue(queue: EventQueue, pending: number, delays: Float64Array): () => void {
  let seq = 0;
  const push = (now: number): void => {
    queue.push(Math.round(now + (delays[seq % DELAYS] ?? 0)), seq, 1, 0, 0);
    seq += 1;
  };
  for (let i = 0; i < pending; i += 1) push(0);
  return () => {
    for (let i = 0; i < EVENTS_PER_SAMPLE; i += 1) {
      const now = queue.nextNs;
      queue.pop();
      push(now);
    }
  };
}

async function measure(name: string, hold: () => void): Promise<Measurement> {
  const bench = new Bench({ time: 1500, iterations: 5, warmupTime: 500, warmupIterations: 2 });
  bench.add(name, hold);
  const [task] = await bench.run();
  if (task?.result.state !== "completed") throw new Error(`the bench "${name}" did not finish`);
  const { latency } = task.result;
  return {
    section: bareQueues.name,
    name,
    eventsPerSample: EVENTS_PER_SAMPLE,
    samples: latency.samplesCount,
    eventsPerSecond: EVENTS_PER_SAMPLE / (latency.p50 / 1e3),
    spread: latency.mad / latency.p50,
  };
}

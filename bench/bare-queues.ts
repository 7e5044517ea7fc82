/**
 * The hold model on bare queues, without an engine around them: queues from npm beside the two of the engine, with equal
 * delays, in one process. Not here: the whole engine with handlers (hold-model.ts), the loops of the npm queues
 * (npm-queues.ts).
 */
import { HeapJsQueue } from "../src/engine/heap-js-queue.js";
import { LadderQueue } from "../src/engine/ladder-queue.js";
import { RandomStream } from "../src/engine/random-stream.js";
import { PENDING, pendingWords, type Measurement, type Section } from "./measurement.js";
import { timeLoop } from "./timing.js";
import { NPM_QUEUES, type Hold, type HoldOptions } from "./npm-queues.js";

const EVENTS_PER_SAMPLE = 100_000;
const SAMPLE_MS = 2_000;
const DELAYS = 1 << 16;

/** Pops and pushes per second. */
export const bareQueues: Section = {
  name: "bare queue",
  async run(): Promise<readonly Measurement[]> {
    const stream = new RandomStream("bench", "delays");
    // Whole nanoseconds, as the engine's times are.
    const drawn = Float64Array.from({ length: DELAYS }, () => Math.round(stream.exponential(1e9)));
    const delay = (n: number): number => drawn[n % DELAYS] ?? 0;
    const found: Measurement[] = [];
    for (const pending of PENDING) {
      const options = { pending, events: EVENTS_PER_SAMPLE, delay };
      for (const [name, hold] of CASES) {
        const loop = { hold: hold(options), events: EVENTS_PER_SAMPLE, milliseconds: SAMPLE_MS };
        found.push(await timeLoop("bare queue", `${name}, ${pendingWords(pending)}`, loop));
      }
    }
    return found;
  },
};

const CASES: typeof NPM_QUEUES = [
  ...NPM_QUEUES,
  ["engine's heap-js queue", heapJsQueue],
  ["engine's ladder queue", ladderQueue],
];

// Two loops that look alike, as those of npm-queues.ts: in one for both, neither queue would be called directly.
function heapJsQueue({ pending, events, delay }: HoldOptions): Hold {
  const queue = new HeapJsQueue();
  let seq = 0;
  for (; seq < pending; seq += 1) queue.push(delay(seq), seq, 1, 0, 0);
  return () => {
    for (const end = seq + events; seq < end; seq += 1) {
      const now = queue.nextNs;
      queue.pop();
      queue.push(now + delay(seq), seq, 1, 0, 0);
    }
  };
}

function ladderQueue({ pending, events, delay }: HoldOptions): Hold {
  const queue = new LadderQueue();
  let seq = 0;
  for (; seq < pending; seq += 1) queue.push(delay(seq), seq, 1, 0, 0);
  return () => {
    for (const end = seq + events; seq < end; seq += 1) {
      const now = queue.nextNs;
      queue.pop();
      queue.push(now + delay(seq), seq, 1, 0, 0);
    }
  };
}

/**
 * The hold model on queues from npm: those that programs use most, each in the way in which its documentation uses it.
 * Those that take a comparator order equal times by sequence number, as a simulation needs; flatqueue and heapify keep two
 * numbers per item in typed arrays and leave equal times in any order. Each has a loop of its own, although they look
 * alike: one loop for all would make every call in it slow, and measure that.
 * Not here: how they are timed (bare-queues.ts).
 */
import { PriorityQueue } from "@datastructures-js/priority-queue";
import FastPriorityQueue from "fastpriorityqueue";
import FlatQueue from "flatqueue";
import { Heap as HeapJs } from "heap-js";
import { MinQueue } from "heapify";
import { Heap as MnemonistHeap } from "mnemonist";
import TinyQueue from "tinyqueue";

/** How the hold model runs: events pending, events in one sample, and the delay of the n-th one. */
export interface HoldOptions {
  readonly pending: number;
  readonly events: number;
  readonly delay: (n: number) => number;
}

/** Pops and pushes `events` times. */
export type Hold = () => void;

interface QueuedEvent {
  readonly t: number;
  readonly seq: number;
}

const byTime = (a: QueuedEvent, b: QueuedEvent): number => a.t - b.t || a.seq - b.seq;
const isBefore = (a: QueuedEvent, b: QueuedEvent): boolean =>
  a.t < b.t || (a.t === b.t && a.seq < b.seq);

function heapJs({ pending, events, delay }: HoldOptions): Hold {
  const queue = new HeapJs<QueuedEvent>(byTime);
  let seq = 0;
  for (; seq < pending; seq += 1) queue.push({ t: delay(seq), seq });
  return () => {
    for (const end = seq + events; seq < end; seq += 1) {
      queue.push({ t: (queue.pop()?.t ?? 0) + delay(seq), seq });
    }
  };
}

function tinyqueue({ pending, events, delay }: HoldOptions): Hold {
  const queue = new TinyQueue<QueuedEvent>([], byTime);
  let seq = 0;
  for (; seq < pending; seq += 1) queue.push({ t: delay(seq), seq });
  return () => {
    for (const end = seq + events; seq < end; seq += 1) {
      queue.push({ t: (queue.pop()?.t ?? 0) + delay(seq), seq });
    }
  };
}

function fastPriorityQueue({ pending, events, delay }: HoldOptions): Hold {
  const queue = new FastPriorityQueue<QueuedEvent>(isBefore);
  let seq = 0;
  for (; seq < pending; seq += 1) queue.add({ t: delay(seq), seq });
  return () => {
    for (const end = seq + events; seq < end; seq += 1) {
      queue.add({ t: (queue.poll()?.t ?? 0) + delay(seq), seq });
    }
  };
}

function datastructures({ pending, events, delay }: HoldOptions): Hold {
  const queue = new PriorityQueue<QueuedEvent>(byTime);
  let seq = 0;
  for (; seq < pending; seq += 1) queue.enqueue({ t: delay(seq), seq });
  return () => {
    for (const end = seq + events; seq < end; seq += 1) {
      queue.enqueue({ t: (queue.dequeue()?.t ?? 0) + delay(seq), seq });
    }
  };
}

function mnemonist({ pending, events, delay }: HoldOptions): Hold {
  const queue = new MnemonistHeap<QueuedEvent>(byTime);
  let seq = 0;
  for (; seq < pending; seq += 1) queue.push({ t: delay(seq), seq });
  return () => {
    for (const end = seq + events; seq < end; seq += 1) {
      queue.push({ t: (queue.pop()?.t ?? 0) + delay(seq), seq });
    }
  };
}

function flatqueue({ pending, events, delay }: HoldOptions): Hold {
  const queue = new FlatQueue(pending + 1);
  let seq = 0;
  for (; seq < pending; seq += 1) queue.push(seq, delay(seq));
  return () => {
    for (const end = seq + events; seq < end; seq += 1) {
      const now = queue.peekValue() ?? 0;
      queue.pop();
      queue.push(seq, now + delay(seq));
    }
  };
}

function heapify({ pending, events, delay }: HoldOptions): Hold {
  // Times do not fit into 32 bits. Its types name one kind of array, its code takes any.
  const wide = Float64Array as unknown as Uint32ArrayConstructor;
  const queue = new MinQueue(pending + 1, [], [], Uint32Array, wide);
  let seq = 0;
  for (; seq < pending; seq += 1) queue.push(seq, delay(seq));
  return () => {
    for (const end = seq + events; seq < end; seq += 1) {
      const now = queue.peekPriority();
      queue.pop();
      queue.push(seq, now + delay(seq));
    }
  };
}

/** Each queue by the name under which npm has it. */
export const NPM_QUEUES: readonly (readonly [
  name: string,
  hold: (options: HoldOptions) => Hold,
])[] = [
  ["heap-js", heapJs],
  ["tinyqueue", tinyqueue],
  ["fastpriorityqueue", fastPriorityQueue],
  ["@datastructures-js/priority-queue", datastructures],
  ["mnemonist", mnemonist],
  ["flatqueue (ties in any order)", flatqueue],
  ["heapify (ties in any order)", heapify],
];

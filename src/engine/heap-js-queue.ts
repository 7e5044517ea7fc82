/**
 * The reference event queue: heap-js with a comparator on (time, sequence). An object per event and
 * a call per comparison: good to some hundred pending events; at a million it is about ten times
 * slower than at a thousand (`npm run bench`).
 */
import { Heap } from "heap-js";
import type { EventQueue } from "./event-queue.js";
import type { TimeNs } from "./time.js";

interface Entry {
  readonly timeNs: TimeNs;
  readonly sequence: number;
  readonly kind: number;
  readonly a: number;
  readonly b: number;
}

/** A binary heap; push and pop take O(log size). */
export class HeapJsQueue implements EventQueue {
  sequence = 0;
  kind = 0;
  a = 0;
  b = 0;
  private readonly heap = new Heap<Entry>((a, b) => a.timeNs - b.timeNs || a.sequence - b.sequence);

  get size(): number {
    return this.heap.length;
  }

  get nextNs(): TimeNs {
    return this.heap.peek()?.timeNs ?? Infinity;
  }

  push(timeNs: TimeNs, sequence: number, kind: number, a: number, b: number): void {
    this.heap.push({ timeNs, sequence, kind, a, b });
  }

  pop(): void {
    const entry = this.heap.pop();
    if (entry === undefined) return;
    this.sequence = entry.sequence;
    this.kind = entry.kind;
    this.a = entry.a;
    this.b = entry.b;
  }
}

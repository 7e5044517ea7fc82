/**
 * The reference event queue: heap-js with a comparator on (time, sequence). An object per event and
 * a call per comparison: good to some 10,000 pending events; at a million it is about ten times
 * slower (`npm run bench`).
 */
import { Heap } from "heap-js";
import type { EventQueue, ScheduledEvent } from "./event-queue.js";

/** A binary heap; push and pop take O(log size). */
export class HeapJsQueue implements EventQueue {
  private readonly heap = new Heap<ScheduledEvent>(
    (a, b) => a.timeNs - b.timeNs || a.sequence - b.sequence,
  );

  push(event: ScheduledEvent): void {
    this.heap.push(event);
  }

  pop(): ScheduledEvent | undefined {
    return this.heap.pop();
  }

  peek(): ScheduledEvent | undefined {
    return this.heap.peek();
  }

  get size(): number {
    return this.heap.length;
  }
}

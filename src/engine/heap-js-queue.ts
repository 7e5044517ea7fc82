/** The reference event queue: heap-js with a comparator on (time, sequence). Good to some 10,000 pending events. */
import { Heap } from "heap-js";
import type { EventQueue, ScheduledEvent } from "./event-queue.js";

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

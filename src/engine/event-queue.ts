/**
 * The event queue as the run loop sees it: whatever is pushed comes out by time, then by sequence
 * number. Not here: cancelling, which the simulation does, and FIFO traffic, which lanes keep out.
 * heap-js-queue.ts is the reference; another queue must pop in exactly its order.
 */
import type { TimeNs } from "./time.js";

/** An action at a moment. */
export interface ScheduledEvent {
  timeNs: TimeNs;
  /** Decides among equal times; no two events have the same. */
  sequence: number;
  action: () => void;
  /** For the trace and for messages. */
  label: string;
}

/** Events in order of (time, sequence). `pop` and `peek` give undefined when it is empty. */
export interface EventQueue {
  push(event: ScheduledEvent): void;
  pop(): ScheduledEvent | undefined;
  peek(): ScheduledEvent | undefined;
  readonly size: number;
}

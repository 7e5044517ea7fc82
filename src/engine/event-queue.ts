/** The event queue as the run loop sees it: whatever is pushed comes out by time, then by sequence number. */
import type { TimeNs } from "./time.js";

export interface ScheduledEvent {
  timeNs: TimeNs;
  sequence: number;
  action: () => void;
  label: string;
}

export interface EventQueue {
  push(event: ScheduledEvent): void;
  pop(): ScheduledEvent | undefined;
  peek(): ScheduledEvent | undefined;
  readonly size: number;
}

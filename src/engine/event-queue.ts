/**
 * The event queue as the run loop sees it: whatever is pushed comes out by time, then by sequence number. An event is
 * five numbers, so that a queue may keep them in typed arrays and no event costs an object: when, which of equal times,
 * what kind, and two operands of that kind. What the kinds mean is the simulation's matter.
 * heap-js-queue.ts is the reference; another queue must pop in exactly its order.
 * Not here: cancelling (whoever scheduled an event looks whether it still means something), and FIFO traffic, which lanes
 * keep out.
 */
import type { TimeNs } from "./time.js";

/** Events in order of (time, sequence). */
export interface EventQueue {
  readonly size: number;
  /** Time of the first event; Infinity when there is none. */
  readonly nextNs: TimeNs;
  /** What `pop` took last. */
  readonly sequence: number;
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  /** `sequence` decides among equal times; no two events have the same. The others are 32-bit integers. */
  push(timeNs: TimeNs, sequence: number, kind: number, a: number, b: number): void;
  /** Takes the first event; there must be one. */
  pop(): void;
}

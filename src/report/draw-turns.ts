/**
 * Who draws which chart, when two threads share the work: one takes charts from the front, the other from the back,
 * until all are taken. A counter in shared memory is all they need to agree on, so neither waits for the other's event
 * loop. Which of them draws a chart never shows: a picture depends on its chart alone.
 */

/** Tickets that were taken so far, by both. */
export type Tickets = Int32Array<SharedArrayBuffer>;

/** A counter that both threads see. */
export function newTickets(): Tickets {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** The places in a list of `count` that fall to one of the two, each when it is asked for. */
export function* turns(
  tickets: Tickets,
  count: number,
  from: "front" | "back",
): Generator<number, void> {
  for (let own = 0; Atomics.add(tickets, 0, 1) < count; own += 1) {
    yield from === "front" ? own : count - 1 - own;
  }
}

/** Nobody takes a turn any more. */
export function endTurns(tickets: Tickets, count: number): void {
  Atomics.store(tickets, 0, count);
}

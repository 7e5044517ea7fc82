/**
 * Notes when this thread stood still: a collection of garbage, a compilation, a gap of the virtual machine. A moment
 * taken then says when the thread went on, not when the thing happened, so it must not count as etcd's time.
 * Whether a delivery comes in a standstill does not depend on how long it was under way, so leaving those out does not
 * shorten latencies. Gaps of etcd's own core are not seen, and stay in what is measured.
 */

/** The probe's period. */
const PERIOD_MS = 1;
/** A probe later than this found the thread standing still. */
const LATE_MS = 1;
/** What piled up meanwhile is worked off in this time. */
const AFTERMATH_MS = 1;

export class Standstills {
  private readonly spans: { readonly fromMs: number; readonly toMs: number }[] = [];
  private timer: NodeJS.Timeout | undefined;

  start(): void {
    let dueMs = performance.now() + PERIOD_MS;
    this.timer = setInterval(() => {
      const now = performance.now();
      if (now - dueMs > LATE_MS) this.spans.push({ fromMs: dueMs, toMs: now + AFTERMATH_MS });
      dueMs = now + PERIOD_MS;
    }, PERIOD_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Whether a moment (performance.now) lies in one. Moments need not come in order. */
  has(ms: number): boolean {
    let low = 0;
    let high = this.spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.spans[middle]?.toMs ?? 0) < ms) low = middle + 1;
      else high = middle;
    }
    const span = this.spans[low];
    return span !== undefined && span.fromMs <= ms;
  }
}

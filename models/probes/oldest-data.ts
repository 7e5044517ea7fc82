/**
 * How old the data were that some reader acted on at worst. A delivery is told when its last send is through, and may
 * arrive much later, behind a link that is full: until then its readers act on old data, but not for longer than the
 * run lasts.
 * Not here: data that never arrived (changes_undelivered counts them).
 */
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";

/** Deliveries that arrive in one second: their longest latency, and the oldest of their changes. */
interface Second {
  longestNs: TimeNs;
  oldestChangeNs: TimeNs;
}

export class OldestData {
  /** Of deliveries that had arrived when they were told. */
  private longestNs: TimeNs = 0;
  /** Of the others, by the second in which they arrive. */
  private readonly later: (Second | undefined)[] = [];

  /** A change is taken in at a time, now or later, so long after it was made. */
  taken(nowNs: TimeNs, atNs: TimeNs, latencyNs: TimeNs): void {
    if (latencyNs <= this.longestNs) return;
    if (atNs <= nowNs) {
      this.longestNs = latencyNs;
      return;
    }
    const index = Math.floor(atNs / NS_PER_SECOND);
    const second = (this.later[index] ??= { longestNs: 0, oldestChangeNs: Infinity });
    second.longestNs = Math.max(second.longestNs, latencyNs);
    second.oldestChangeNs = Math.min(second.oldestChangeNs, atNs - latencyNs);
  }

  /** The oldest data that were in use up to a moment. */
  upTo(nowNs: TimeNs): TimeNs {
    let longestNs = this.longestNs;
    for (const index of this.later.keys()) {
      const second = this.later[index];
      if (second === undefined) continue;
      const { longestNs: wholeNs, oldestChangeNs } = second;
      longestNs = Math.max(longestNs, Math.min(wholeNs, nowNs - oldestChangeNs));
    }
    return longestNs;
  }
}

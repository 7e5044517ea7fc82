/** The last events that touched each key, for the message of a violation. Kept only when a run is checked in full. */
import type { TimeNs } from "../../src/engine/time.js";

/** Events that are kept of one key. */
const KEPT = 50;

export class KeyHistory {
  private readonly events = new Map<string, string[]>();

  note(atNs: TimeNs, key: string, what: string): void {
    let events = this.events.get(key);
    if (events === undefined) {
      events = [];
      this.events.set(key, events);
    }
    events.push(`${(atNs / 1e9).toFixed(9)} s  ${what}`);
    if (events.length > KEPT) events.shift();
  }

  of(key: string): readonly string[] {
    return this.events.get(key) ?? [];
  }
}

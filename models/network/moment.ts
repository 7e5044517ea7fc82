/** When the first and the last member of a group reached a point; those between are on a line. */
import type { TimeNs } from "../../src/engine/time.js";

export interface Moment {
  readonly firstNs: TimeNs;
  readonly lastNs: TimeNs;
}

/** The same ramp, later. */
export function shifted(moment: Moment, byNs: TimeNs): Moment {
  return { firstNs: moment.firstNs + byNs, lastNs: moment.lastNs + byNs };
}

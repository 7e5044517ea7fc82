/** What is known beforehand of a cluster whose changes were simulated elsewhere. */
import type { TimeNs } from "../../src/engine/time.js";
import type { ChangeValues } from "../kvstore/change.js";
import type { ChangedKeysByType } from "./changed-keys.js";

export interface ForetoldChanges {
  /** The changes up to a time, that included, that were not taken yet, oldest first. */
  take(nowNs: TimeNs): readonly ChangeValues[];
  /** The keys that changed in the measured window, as they stood in the end. */
  readonly changedKeys: ChangedKeysByType;
}

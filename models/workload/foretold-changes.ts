/** What is known beforehand of a cluster whose changes were simulated elsewhere. */
import type { TimeNs } from "../../src/engine/time.js";
import type { ChangeValues } from "../kvstore/change.js";
import type { KeyType } from "../kvstore/key-types.js";
import type { ChangedKeysByType } from "./changed-keys.js";

export interface ForetoldChanges {
  /** Tells of the changes up to a time, that included, that it has not told yet, oldest first. */
  tellUntil(nowNs: TimeNs, told: (change: ChangeValues) => void): void;
  /** How many more objects of a type there are than in the beginning. Times must not go back. */
  growth(type: KeyType, nowNs: TimeNs): number;
  /** The keys that changed in the measured window, as they stood in the end. */
  readonly changedKeys: ChangedKeysByType;
}

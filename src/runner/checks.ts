/**
 * What a run may be asked beside its scenario: how much of it is checked, and which sync algorithm it runs. Both are
 * passed through to the models; a name is resolved there, a file by load-variant.ts.
 */

import { TRUTH_LEVELS, type TruthLevel } from "../../models/truth/truth.js";

/** `full`: every reader's keys, and the rest after the drain. `normal`: what costs little. `off`: nothing. */
export const CHECKS = TRUTH_LEVELS;
export type Checks = TruthLevel;

/** Part of the options of a run and of the tasks that it is made of; plain data. */
export interface CheckOptions {
  readonly checks?: Checks;
  /** Name of a variant of the sync algorithm, or the path of a file that exports one. */
  readonly variant?: string;
}

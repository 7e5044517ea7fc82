/**
 * Variants of the synchronisation algorithm, by name: bugs that it had once, or could have. They test the checker: each
 * must be found by `clustermesh-sim fuzz --variant NAME`. A variant of your own is a file that exports VARIANT, given
 * as `--variant FILE.ts`.
 */
import { CILIUM, type SyncAlgorithm } from "../kvstore/sync-algorithm.js";

export interface Variant {
  readonly algorithm: SyncAlgorithm;
  /** What is different, and where it was seen. */
  readonly summary: string;
}

function variant(name: string, summary: string, change: Partial<SyncAlgorithm>): Variant {
  return { summary, algorithm: { ...CILIUM, ...change, name } };
}

export const VARIANTS: Readonly<Record<string, Variant>> = {
  "no-sweep": variant(
    "no-sweep",
    "keys that vanished while nobody listened are kept after a relist (no mark-and-sweep)",
    { sweep: "never" },
  ),
  "sweep-before-canary": variant(
    "sweep-before-canary",
    "stale keys are dropped before the canary says that the etcd is complete",
    { sweep: "before canary" },
  ),
  "foreign-delete": variant(
    "foreign-delete",
    "the deletion of an address overtakes its new owner's upsert (cilium#25562)",
    { deletesForeignAddresses: true },
  ),
  "resume-elsewhere": variant(
    "resume-elsewhere",
    "a watch is resumed on another etcd than the one it began on (cilium#30964)",
    { resumesOn: () => true },
  ),
  "watch-at-list-revision": variant(
    "watch-at-list-revision",
    "the watch after a list starts at the list's revision instead of the next one",
    { watchFrom: (listRevision) => listRevision },
  ),
  "watch-skips-one": variant(
    "watch-skips-one",
    "the watch after a list starts one revision too late",
    { watchFrom: (listRevision) => listRevision + 2 },
  ),
  "resume-skips-one": variant(
    "resume-skips-one",
    "a watch that is opened again starts one revision too late",
    { resumeFrom: ({ appliedRevision }) => appliedRevision + 2 },
  ),
  "victim-loses-response": variant(
    "victim-loses-response",
    "etcd drops the response that made a watcher a victim",
    { victimsGetTheirResponse: false },
  ),
  "early-canary": variant(
    "early-canary",
    "the canary is written although keys of the first sync have failed",
    { canaryMayFollow: () => true },
  ),
  "immortal-lease": variant(
    "immortal-lease",
    "the leases of a dead writer are kept alive, so its stale keys stay for ever",
    { deadWritersKeepLeases: true },
  ),
  "dedup-survives": variant(
    "dedup-survives",
    "the dedup cache of a SyncStore survives the etcd's data being wiped",
    { dedupSurvivesRestart: true },
  ),
};

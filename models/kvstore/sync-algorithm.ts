/**
 * The decisions of the synchronisation algorithm, gathered behind one narrow seam, so that a variant can be tried
 * without touching anything else: copy `CILIUM`, change a step, and run or fuzz with `--variant`.
 * Everything here is *what* is done; *when* and at what cost stays in the models.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/{etcd,etcd_lease}.go, pkg/kvstore/store, pkg/clustermesh/common.
 */

/** A reader's view of two revisions of an etcd. */
export interface ResumePoint {
  /** Revision up to which everything was taken in. */
  readonly appliedRevision: number;
}

/** What a watch store does with keys that it knew before a list. */
export type SweepRule = "after list" | "never" | "before canary";

export interface SyncAlgorithm {
  readonly name: string;
  /** First revision that a watch asks for after a list at `listRevision`. */
  watchFrom(listRevision: number): number;
  /** First revision that a watch asks for when its stream is opened again. */
  resumeFrom(point: ResumePoint): number;
  /** True when a watch may be resumed on this etcd; else the client starts afresh (cluster-ID interceptor). */
  resumesOn(
    known: { readonly clusterId: string },
    answering: { readonly clusterId: string },
  ): boolean;
  /** When keys that a list no longer holds are dropped. */
  readonly sweep: SweepRule;
  /** True when the canary of a store may be written. */
  canaryMayFollow(store: { readonly pendingKeys: number }): boolean;
  /** True when the apiserver lets a deletion of an address through that another object owns meanwhile. */
  readonly deletesForeignAddresses: boolean;
  /** Does the dedup cache of a SyncStore live on in the process that replaces a dead one? */
  readonly dedupSurvivesRestart: boolean;
  /** Does somebody keep the leases of a dead or hung writer alive? */
  readonly deadWritersKeepLeases: boolean;
  /** etcd: is the response that made a watcher a victim delivered when there is room again? */
  readonly victimsGetTheirResponse: boolean;
}

/** What Cilium and etcd do. */
export const CILIUM: SyncAlgorithm = {
  name: "cilium",
  watchFrom: (listRevision) => listRevision + 1,
  resumeFrom: ({ appliedRevision }) => appliedRevision + 1,
  resumesOn: (known, answering) => known.clusterId === answering.clusterId,
  sweep: "after list",
  canaryMayFollow: ({ pendingKeys }) => pendingKeys === 0,
  deletesForeignAddresses: false,
  dedupSurvivesRestart: false,
  deadWritersKeepLeases: false,
  victimsGetTheirResponse: true,
};

/**
 * The paged list of one prefix, for n readers at once: pages of 256 keys, all at the revision of the first page; the
 * next page is asked for when the last one has arrived. All pages are fetched before anything is handed on.
 * The history after the list's revision is held until the watch that follows takes it over.
 * Not modelled: errors between pages, a compaction that overtakes the list.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd.go `paginatedList`.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { Prefix } from "../etcd/keyspace.js";
import type { EtcdMember } from "../etcd/member.js";
import type { RevisionHold } from "../etcd/revision-log.js";
import type { StreamGroup } from "../etcd/watch-group.js";
import { CLIENT_RPC_NS } from "./etcd-client.js";

/** All keys of a prefix at one revision. */
export interface ListResult {
  readonly revision: number;
  readonly keys: Uint32Array;
  readonly versions: Uint32Array;
  readonly sizes: Uint32Array;
  /** Hands the history after the revision to a watch; to be called once. */
  takeHold(): RevisionHold;
  /** Gives the history up: no watch follows. */
  discard(): void;
}

export interface ListOptions {
  readonly etcd: EtcdMember;
  readonly stream: StreamGroup;
  readonly prefix: Prefix;
  readonly pageKeys: number;
  /** Distance between the first and the last reader when they ask. */
  readonly spreadNs: TimeNs;
}

/** Lists a prefix; `done` is called when the first reader has the last page. */
export function listPrefix(
  sim: Simulation,
  options: ListOptions,
  done: (list: ListResult, moment: { firstNs: TimeNs; lastNs: TimeNs }) => void,
): void {
  const { etcd, stream, prefix, pageKeys } = options;
  const tripNs = stream.path.oneWayNs + CLIENT_RPC_NS / 2;
  let spreadNs = options.spreadNs;
  let list: ListResult | undefined;
  let fetched = 0;

  const askPage = (): void => {
    list ??= pin(etcd, prefix);
    const total = list.keys.length;
    const keys = Math.min(pageKeys, total - fetched);
    let bytes = keys * prefix.keyBytes;
    for (let i = fetched; i < fetched + keys; i += 1) bytes += list.sizes[i] ?? 0;
    fetched += keys;
    const askedNs = sim.nowNs;
    const remaining = total - fetched;
    const left = etcd.page({ members: stream.members, keys, bytes, remaining, stream });
    spreadNs = Math.max(left.lastNs, askedNs + spreadNs) - left.firstNs;
    const firstNs = Math.max(sim.nowNs, left.firstNs) + tripNs;
    const complete = list;
    if (fetched < total) {
      sim.scheduleAt(firstNs + tripNs, askPage, "list page");
    } else {
      const moment = { firstNs, lastNs: firstNs + Math.max(0, spreadNs) };
      sim.scheduleAt(firstNs, () => done(complete, moment), "list done");
    }
  };
  sim.schedule(tripNs, askPage, "list page");
}

/** The state of the prefix now, with a hold on what follows. */
function pin(etcd: EtcdMember, prefix: Prefix): ListResult {
  const revision = etcd.revision;
  const hold = etcd.holdRevision(revision);
  return {
    ...prefix.snapshot(),
    revision,
    takeHold: () => hold,
    discard: () => etcd.releaseRevision(hold),
  };
}

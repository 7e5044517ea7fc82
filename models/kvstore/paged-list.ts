/**
 * The paged list of one prefix, for n readers at once: pages of 256 keys, all at the revision of the first page; the
 * next page is asked for when the last one has arrived. All pages are fetched before anything is handed on.
 * The history after the list's revision is held until the watch that follows takes it over.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd.go `paginatedList`.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { Prefix } from "../etcd/keyspace.js";
import type { EtcdMember } from "../etcd/member.js";
import type { RevisionHold } from "../etcd/revision-log.js";
import type { Moment } from "../network/moment.js";
import type { Connection } from "./connection.js";
import { CLIENT_RPC_NS } from "./etcd-client.js";

/** All keys of a prefix at one revision. */
export interface ListResult {
  readonly etcd: EtcdMember;
  readonly prefix: Prefix;
  readonly revision: number;
  readonly keys: Uint32Array;
  readonly versions: Uint32Array;
  readonly sizes: Uint32Array;
}

export interface ListOptions {
  readonly connection: Connection;
  readonly etcd: EtcdMember;
  readonly prefix: Prefix;
  readonly pageKeys: number;
  /** Distance between the first and the last reader when they ask. */
  readonly spreadNs: TimeNs;
  /** The first reader has the last page. */
  readonly done: (list: ListResult, moment: Moment) => void;
  /** A later page asked for a revision that was compacted meanwhile. */
  readonly failed: () => void;
}

/** One list under way. */
export class PagedList {
  private readonly sim: Simulation;
  private readonly options: ListOptions;
  private list: ListResult | undefined;
  private hold: RevisionHold | undefined;
  private fetched = 0;
  private spreadNs: TimeNs;
  private cancelled = false;

  constructor(sim: Simulation, options: ListOptions) {
    this.sim = sim;
    this.options = options;
    this.spreadNs = options.spreadNs;
    this.send(() => this.askPage());
  }

  /** Nobody waits for the list any more. */
  cancel(): void {
    this.cancelled = true;
    this.discard();
  }

  /** Hands the history after the list's revision to a watch; to be called once. */
  takeHold(): RevisionHold | undefined {
    const { hold } = this;
    this.hold = undefined;
    return hold;
  }

  /** Gives the history up: no watch follows. */
  discard(): void {
    if (this.hold !== undefined) this.options.etcd.store.release(this.hold);
    this.hold = undefined;
  }

  private get tripNs(): TimeNs {
    return this.options.connection.oneWayNs + CLIENT_RPC_NS / 2;
  }

  private send(action: () => void): void {
    const arrived = (): void => {
      if (!this.cancelled) action();
    };
    this.options.connection.carry(this.tripNs, arrived, "list page");
  }

  private askPage(): void {
    const { connection, etcd, prefix, pageKeys } = this.options;
    if (!etcd.up) return;
    this.list ??= this.pin();
    const { list } = this;
    if (list.revision < etcd.store.compactedRevision && this.fetched > 0) {
      this.send(() => this.options.failed());
      return;
    }
    const total = list.keys.length;
    const keys = Math.min(pageKeys, total - this.fetched);
    let bytes = keys * prefix.keyBytes;
    for (let i = this.fetched; i < this.fetched + keys; i += 1) bytes += list.sizes[i] ?? 0;
    this.fetched += keys;
    const askedNs = this.sim.nowNs;
    const remaining = total - this.fetched;
    const { members, stream } = connection;
    const left = etcd.page({ members, keys, bytes, remaining, stream, spreadNs: this.spreadNs });
    this.spreadNs = Math.max(left.lastNs, askedNs + this.spreadNs) - left.firstNs;
    const firstNs = Math.max(askedNs, left.firstNs) + this.tripNs;
    const arrived = (): void => {
      if (this.cancelled) return;
      if (this.fetched < total) {
        this.send(() => this.askPage());
        return;
      }
      const now = this.sim.nowNs;
      this.options.done(list, { firstNs: now, lastNs: now + Math.max(0, this.spreadNs) });
    };
    connection.carry(firstNs - askedNs, arrived, "list page answered");
  }

  /** The state of the prefix now, with a hold on what follows. */
  private pin(): ListResult {
    const { etcd, prefix } = this.options;
    const { revision } = etcd;
    this.hold = etcd.store.hold(revision);
    return { etcd, prefix, revision, ...prefix.snapshot() };
  }
}

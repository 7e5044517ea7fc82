/**
 * What one put of a background flow takes of an etcd, and the counters that many of them move: the same costs as in
 * member.ts, watch-sender.ts and backend.ts, as means.
 */
import type { Link } from "../../src/engine/link.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { EtcdSpec } from "../../src/scenario/scenario.js";
import type { ApplyLoop } from "./apply-loop.js";
import { commitTimes } from "./backend.js";
import type { Compactor } from "./compactor.js";
import type { CostProfile } from "./costs.js";
import type { EtcdCounters } from "./counters.js";
import type { CpuMeter } from "./cpu-meter.js";
import type { Prefix } from "./keyspace.js";
import type { RaftLoop } from "./raft-loop.js";
import { meanWakeupNs } from "./wakeup.js";
import { answeredNs, sendNs } from "./watch-sender.js";
import { putEventBytes, wireBytes } from "./wire-size.js";

/** Whom a put of the flow is told to, and what it weighs. */
export interface BackgroundTold {
  readonly prefix: Prefix;
  readonly valueBytes: number;
  /** Each is told of each put, on a stream of its own. */
  readonly watchers: number;
}

/** What of the etcd a put takes. */
export interface BackgroundTaken {
  readonly spec: EtcdSpec;
  readonly costs: CostProfile;
  readonly meter: CpuMeter;
  readonly counters: EtcdCounters;
  readonly nic: Link;
  readonly apply: ApplyLoop;
  readonly raft: RaftLoop;
  readonly compactor: Compactor;
}

export interface BackgroundPutParts {
  readonly told: BackgroundTold;
  readonly taken: BackgroundTaken;
  readonly ratePerSecond: number;
}

export class BackgroundPut {
  /** Serial time of the apply loop. */
  readonly applyNs: number;
  /** Time until the cores have sent it to all watchers, if they do nothing else. */
  readonly sendNs: number;
  /** The part of it that others wait for: what watchers answer comes when nothing is left to send. */
  readonly responseNs: number;
  /** A commit of the backend holds up the apply loop for so long, once in each period. */
  readonly commitNs: number;
  readonly commitPeriodNs: number;
  private readonly parts: BackgroundPutParts;
  private readonly cpu: {
    readonly rpc: number;
    readonly apply: number;
    readonly notify: number;
    readonly send: number;
  };
  private readonly commitCpuNs: number;
  private readonly syncNs: number;
  private readonly bytes: number;

  constructor(parts: BackgroundPutParts) {
    this.parts = parts;
    const { spec, costs } = parts.taken;
    const { prefix, valueBytes, watchers } = parts.told;
    const c = costs.values;
    const tls = spec.tls !== "disabled";
    this.bytes = putEventBytes(prefix.keyBytes, valueBytes);
    const factor = c.gcMultiplier;
    const perSecond = parts.ratePerSecond;
    this.cpu = {
      rpc: factor * ((tls ? c.putRpcTls : c.putRpcPlaintext) + meanWakeupNs(costs, perSecond)),
      apply: factor * (c.putApply + c.putApplyPerByte * (prefix.keyBytes + valueBytes)),
      notify: factor * watchers * c.notifyPerWatcher,
      send: factor * watchers * sendNs(costs, tls, Math.max(1, watchers), this.bytes),
    };
    this.applyNs = this.cpu.apply + this.cpu.notify;
    this.sendNs = this.cpu.send / spec.cores;
    this.responseNs = this.sendNs - (factor * watchers * answeredNs(costs, tls)) / spec.cores;
    const commit = commitTimes(spec, costs);
    const keys = (parts.ratePerSecond * commit.periodNs) / 1e9;
    this.commitCpuNs = factor * (c.commitBase + keys * c.commitPerKey);
    this.commitNs = this.commitCpuNs + 2 * commit.mediumNs;
    // A commit comes only when something was written since the last one.
    this.commitPeriodNs = commit.periodNs / Math.max(1e-9, 1 - Math.exp(-keys));
    this.syncNs = spec.storageMedium === "Disk" ? c.walSyncDisk : c.walSyncMemory;
  }

  /** So many of them happened in a time; for a part of it the apply loop was held, and has counted that itself. */
  count(
    puts: number,
    { forNs, heldNs }: { readonly forNs: TimeNs; readonly heldNs: TimeNs },
  ): void {
    const { counters, meter, nic, apply, raft, compactor, spec } = this.parts.taken;
    const { prefix, valueBytes, watchers } = this.parts.told;
    const commits = forNs / this.commitPeriodNs;
    counters.puts += puts;
    counters.events += puts * watchers;
    counters.sentBytes += puts * watchers * this.bytes;
    nic.carry(puts * watchers, wireBytes(this.bytes, spec.tls !== "disabled"));
    for (const station of ["rpc", "apply", "notify", "send"] as const) {
      meter.use(station, puts * this.cpu[station]);
    }
    meter.use("commit", commits * this.commitCpuNs);
    apply.countBusy(puts * this.applyNs + commits * this.commitNs - heldNs);
    raft.countBusy(puts * this.syncNs);
    if (puts > 0) compactor.count(puts * (prefix.keyBytes + valueBytes), puts);
  }
}

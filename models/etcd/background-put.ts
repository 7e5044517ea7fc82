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
import type { FlowPut } from "./flow-queues.js";
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

/** Cores that are left for sends at least, so that a flow that leaves none is cut instead of dividing by 0. Chosen. */
const LEAST_SEND_CORES = 0.02;

export class BackgroundPut implements FlowPut {
  /** Serial time of the apply loop. */
  readonly applyNs: number;
  /** Time until the cores have sent it to all watchers, if they do nothing else. */
  readonly sendNs: number;
  /** The part of it that others wait for, and the rest: what watchers answer comes when nothing is left to send. */
  readonly responseNs: number;
  readonly answersNs: number;
  /** Time until the NIC has carried it to all watchers. */
  readonly nicNs: number;
  /** Of its handler. */
  readonly rpcNs: number;
  readonly commitPeriodNs: number;
  /** The apply loop is held up for so long at a tick of the backend's timer, in the mean. */
  readonly meanCommitNs: number;
  private readonly parts: BackgroundPutParts;
  private readonly cpu: {
    readonly rpc: number;
    readonly apply: number;
    readonly notify: number;
    readonly send: number;
  };
  /** What one byte more adds to the time in which all watchers are sent to. */
  private readonly sendNsPerByte: number;
  /** CPU of commits between two ticks of the backend's timer, in the mean. */
  private readonly meanCommitCpuNs: number;
  private readonly syncNs: number;
  private readonly bytes: number;
  private readonly wire: number;

  constructor(parts: BackgroundPutParts) {
    this.parts = parts;
    const { spec, costs } = parts.taken;
    const { prefix, valueBytes, watchers } = parts.told;
    const c = costs.values;
    const tls = spec.tls !== "disabled";
    this.bytes = putEventBytes(prefix.keyBytes, valueBytes);
    this.wire = wireBytes(this.bytes, tls);
    const factor = c.gcMultiplier;
    const perSecond = parts.ratePerSecond;
    const eachNs = sendNs(costs, tls, Math.max(1, watchers), this.bytes);
    this.cpu = {
      rpc: factor * ((tls ? c.putRpcTls : c.putRpcPlaintext) + meanWakeupNs(costs, perSecond)),
      apply: factor * (c.putApply + c.putApplyPerByte * (prefix.keyBytes + valueBytes)),
      notify: factor * watchers * c.notifyPerWatcher,
      send: factor * watchers * eachNs,
    };
    this.applyNs = this.cpu.apply + this.cpu.notify;
    // The apply loop's core is not there for sends while it is busy.
    const sendCores = spec.cores - Math.min(1, (perSecond * this.applyNs) / 1e9);
    this.sendNs = this.cpu.send / Math.max(LEAST_SEND_CORES, sendCores);
    this.answersNs = this.sendNs * (answeredNs(costs, tls) / eachNs);
    this.responseNs = this.sendNs - this.answersNs;
    const perByte = tls ? c.sendPerByteTls : c.sendPerBytePlaintext;
    this.sendNsPerByte = (this.sendNs * perByte) / eachNs;
    this.rpcNs = this.cpu.rpc;
    this.nicNs = parts.taken.nic.neededNs(watchers, this.wire);
    this.commitPeriodNs = commitTimes(spec, costs).periodNs;
    const puts = (perSecond * this.commitPeriodNs) / 1e9;
    // A commit comes only when something was written since the last one.
    const chance = 1 - Math.exp(-puts);
    this.meanCommitCpuNs = factor * (chance * c.commitBase + puts * c.commitPerKey);
    this.meanCommitNs = this.meanCommitCpuNs + chance * 2 * commitTimes(spec, costs).mediumNs;
    this.syncNs = spec.storageMedium === "Disk" ? c.walSyncDisk : c.walSyncMemory;
  }

  responseOf(bytes: number): number {
    return this.responseNs + this.sendNsPerByte * (bytes - this.bytes);
  }

  nicOf(bytes: number): number {
    return this.nicNs * (wireBytes(bytes, this.parts.taken.spec.tls !== "disabled") / this.wire);
  }

  commitNs(puts: number): number {
    const { spec, costs } = this.parts.taken;
    const { commitBase, commitPerKey, gcMultiplier } = costs.values;
    const cpuNs = gcMultiplier * (commitBase + puts * commitPerKey);
    return cpuNs + 2 * commitTimes(spec, costs).mediumNs;
  }

  /** So many of them happened in a time; for a part of it the apply loop was held, and has counted that itself. */
  count(
    puts: number,
    { forNs, heldNs }: { readonly forNs: TimeNs; readonly heldNs: TimeNs },
  ): void {
    const { counters, meter, nic, apply, raft, compactor } = this.parts.taken;
    const { prefix, valueBytes, watchers } = this.parts.told;
    const commits = forNs / this.commitPeriodNs;
    counters.puts += puts;
    counters.events += puts * watchers;
    counters.sentBytes += puts * watchers * this.bytes;
    nic.carry(puts * watchers, this.wire);
    for (const station of ["rpc", "apply", "notify", "send"] as const) {
      meter.use(station, puts * this.cpu[station]);
    }
    meter.use("commit", commits * this.meanCommitCpuNs);
    apply.countBusy(puts * this.applyNs + commits * this.meanCommitNs - heldNs);
    raft.countBusy(puts * this.syncNs);
    if (puts > 0) compactor.count(puts * (prefix.keyBytes + valueBytes), puts);
  }
}

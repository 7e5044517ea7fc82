/**
 * One etcd member, as the stations that a request passes: handler (a core) -> raft loop (WAL) -> apply loop with the
 * watch notify loop in it -> answer; beside it the backend commit every 100 ms, ranges, connections, leases.
 * All methods are called at the moment at which a request reaches the server, and answer with server-side times;
 * the way to and from the server is the client's. A process that ends forgets its connections, watchers and whatever
 * was not yet applied; its data stay for the process that starts next on the same directory.
 * Not modelled: auth's cost (measured: none for an admin user), defragmentation, snapshots, corruption checks.
 */
import type { Link } from "../../src/engine/link.js";
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { EtcdSpec } from "../../src/scenario/scenario.js";
import { ApplyLoop, type ApplyJob } from "./apply-loop.js";
import { Compactor } from "./compactor.js";
import { CorePool } from "./core-pool.js";
import type { CostProfile } from "./costs.js";
import { CpuMeter } from "./cpu-meter.js";
import { zeroCounters, type EtcdCounters } from "./counters.js";
import { Keyspace, type Content, type Prefix, type WatchEvent } from "./keyspace.js";
import { residentBytes } from "./memory.js";
import { RaftLoop } from "./raft-loop.js";
import { RevisionLog, type RevisionHold } from "./revision-log.js";
import { Sessions } from "./sessions.js";
import { CILIUM, type SyncAlgorithm } from "../kvstore/sync-algorithm.js";
import type { TransitionCounts } from "../kvstore/state-machine.js";
import { Lessor } from "./lessor.js";
import type { StreamGroup, WatchSink } from "./watch-group.js";
import { WatchHub } from "./watch-hub.js";
import { rangeResponseBytes, wireBytes } from "./wire-size.js";

/** Requests are refused when this many committed entries wait. Source: etcd v3.6.14 v3_server.go maxGapBetween... */
const MAX_APPLY_GAP = 5000;
/** Source: etcd v3.6.14 backend.go defaultBatchInterval, defaultBatchLimit. */
const COMMIT_INTERVAL_NS: TimeNs = 100_000_000;
const COMMIT_LIMIT = 10_000;

/** What etcd's quota adds to key and value. Source: etcd v3.6.14 server/storage/quota.go kvOverhead. */
const RECORD_BYTES = 256;

export type PutResult = "ok" | "too many requests" | "no space" | "lease not found" | "unavailable";

/** Somebody with a connection to this etcd's process. */
export interface Peer {
  /** The process ended; the news arrives one way later. */
  serverEnded(): void;
  /** The process stands still (true), or goes on (false). */
  serverFrozen(frozen: boolean): void;
}

/** Told of every change that is applied, in order; for the check of the truth. */
export type AppliedHook = (etcd: EtcdMember, prefix: Prefix, event: WatchEvent) => void;

export interface PutRequest {
  readonly prefix: Prefix;
  readonly event: WatchEvent;
  /** The lease that the key hangs on; 0 = none. */
  readonly lease: number;
  /** Keys that hang on the same lease; costs nothing since etcd 3.5.10. */
  readonly leaseKeys: number;
  /** Called when the answer leaves the server. */
  readonly done: (result: PutResult) => void;
}

/** One page of a list, for n readers that ask for the same page at once. */
export interface PageRequest {
  readonly members: number;
  /** Keys and bytes (keys and values) on this page. */
  readonly keys: number;
  readonly bytes: number;
  /** Keys that remain in the range behind this page: they are visited, to count them. */
  readonly remaining: number;
  readonly stream: StreamGroup;
}

export class EtcdMember {
  readonly name: string;
  /** Random per data directory: a new pod has another one. */
  readonly clusterId: string;
  readonly spec: EtcdSpec;
  /** False while no process serves. */
  up = true;
  /** The process stands still. */
  frozen = false;
  /** The backend's quota was reached: writes are refused until the alarm is disarmed. */
  alarm = false;
  onApplied: AppliedHook | undefined;
  /** Told when leases ran out. */
  onRevoked: (() => void) | undefined;
  readonly lessor: Lessor;
  readonly keyspace = new Keyspace();
  readonly meter = new CpuMeter();
  readonly counters: EtcdCounters = zeroCounters();
  readonly sessions = new Sessions();
  readonly pool: CorePool;
  readonly apply: ApplyLoop;
  readonly raft: RaftLoop;
  readonly hub: WatchHub;
  readonly nic: Link;
  /** The revision of the last applied change. */
  revision = 0;
  private readonly sim: Simulation;
  private readonly costs: CostProfile;
  private readonly log = new RevisionLog();
  private readonly peers = new Set<Peer>();
  /** Counts the lives of the process. */
  private life = 0;
  private readonly compactor: Compactor;
  private readonly tls: boolean;
  private dirtyKeys = 0;
  private commitPending = false;
  /**
   * The commit timer starts again when a commit has ended, also when there was nothing to commit. Here it ticks evenly,
   * so that its phase does not hang on what happened long before; each etcd has its own phase.
   */
  private readonly commitPeriodNs: TimeNs;
  private readonly commitPhaseNs: TimeNs;

  constructor(
    sim: Simulation,
    options: {
      readonly name: string;
      readonly spec: EtcdSpec;
      readonly costs: CostProfile;
      readonly nic: Link;
      /** The name by default: an etcd that is never replaced needs no other. */
      readonly clusterId?: string;
      readonly algorithm?: SyncAlgorithm;
      readonly transitions?: TransitionCounts;
    },
  ) {
    this.sim = sim;
    this.name = options.name;
    this.clusterId = options.clusterId ?? options.name;
    this.lessor = new Lessor(sim, { revoke: (leases) => this.revoke(leases) });
    this.spec = options.spec;
    this.costs = options.costs;
    this.nic = options.nic;
    this.tls = options.spec.tls !== "disabled";
    const values = options.costs.values;
    this.commitPeriodNs = COMMIT_INTERVAL_NS + Math.round(values.commitBase);
    this.commitPhaseNs = sim.random(`commit/${this.name}`).integer(0, this.commitPeriodNs);
    this.pool = new CorePool(sim, {
      cores: options.spec.cores,
      meter: this.meter,
      multiplier: values.gcMultiplier,
    });
    this.apply = new ApplyLoop(sim);
    this.raft = new RaftLoop(sim, {
      syncNs: this.syncNs(),
      commit: (job) => this.apply.submit(job),
    });
    this.hub = new WatchHub({
      sim,
      pool: this.pool,
      apply: this.apply,
      log: this.log,
      nic: this.nic,
      costs: this.costs,
      tls: this.tls,
      counters: this.counters,
      headRevision: () => this.revision,
      algorithm: options.algorithm ?? CILIUM,
      transitions: options.transitions,
    });
    this.compactor = new Compactor(sim, {
      retentionNs: options.spec.autoCompactionRetentionNs,
      perRevisionNs: values.compactPerRevision,
      pool: this.pool,
      apply: this.apply,
      headRevision: () => this.revision,
      compacted: (revision) => {
        this.log.compact(revision);
        if (this.databaseBytes() > this.spec.quotaBackendBytes) this.alarm = true;
        this.hub.compacted(revision);
      },
    });
  }

  /** A client connected; it will be told when the process ends. */
  attach(peer: Peer): void {
    this.peers.add(peer);
  }

  detach(peer: Peer): void {
    this.peers.delete(peer);
  }

  /** The process ends: connections break, what was not applied is lost. */
  stop(): void {
    if (!this.up) return;
    this.up = false;
    this.life += 1;
    this.apply.reset();
    this.raft.reset();
    this.pool.reset();
    this.hub.reset();
    this.sessions.clear();
    this.lessor.stop();
    this.dirtyKeys = 0;
    this.commitPending = false;
    const peers = [...this.peers];
    this.peers.clear();
    for (const peer of peers) peer.serverEnded();
  }

  /** A process starts on the data that are there. */
  start(): void {
    this.up = true;
    this.lessor.restart();
  }

  /** The process stands still until then. */
  freeze(untilNs: TimeNs): void {
    this.frozen = true;
    this.pool.stall(untilNs);
    for (const peer of [...this.peers]) peer.serverFrozen(true);
    const thaw = (): void => {
      this.frozen = false;
      for (const peer of [...this.peers]) peer.serverFrozen(false);
    };
    this.sim.scheduleAt(untilNs, thaw, "etcd goes on");
  }

  /** Compacts all history up to now. */
  compact(): void {
    this.compactor.compactNow();
  }

  /** History up to this revision is gone. */
  get compactedRevision(): number {
    return this.log.compactedRevision;
  }

  /** What a prefix held at a revision. */
  contentAt(prefix: Prefix, revision: number): Content {
    return this.log.contentAt(prefix, revision);
  }

  /** Changes of a prefix after one revision, up to another one, as far as they are kept. */
  changesBetween(prefix: Prefix, after: number, upTo: number): readonly WatchEvent[] {
    return this.log
      .after(after)
      .filter((entry) => entry.prefix === prefix && entry.revision <= upTo)
      .map((entry) => entry.event);
  }

  /** Keeps all history from now on, so that every step of a reader can be checked. */
  keepHistory(): void {
    this.log.hold(0);
  }

  /** The disk is so many times slower than usual. */
  slowDown(factor: number): void {
    this.raft.syncFactor = factor;
  }

  /** A put or a delete (`event.valueBytes` 0). */
  put(request: PutRequest): void {
    if (!this.up) {
      request.done("unavailable");
      return;
    }
    if (this.apply.backlog > MAX_APPLY_GAP) {
      this.counters.refused += 1;
      request.done("too many requests");
      return;
    }
    if (this.alarm && request.event.valueBytes > 0) {
      this.counters.refused += 1;
      request.done("no space");
      return;
    }
    const c = this.costs.values;
    const cost = (this.tls ? c.putRpcTls : c.putRpcPlaintext) + this.wakeupNs();
    const handledNs = this.pool.reserve("rpc", cost);
    const job: ApplyJob = {
      begin: () => this.beginPut(request),
      end: () => this.endPut(request),
    };
    this.propose(handledNs, job, "etcd put");
  }

  /** Hands a job to raft when its handler is done, unless the process ended meanwhile. */
  private propose(atNs: TimeNs, job: ApplyJob, label: string): void {
    const { life } = this;
    const go = (): void => {
      if (life === this.life) this.raft.propose(job);
    };
    this.sim.scheduleAt(atNs, go, label);
  }

  /** Puts a key there before the clock starts: no time, no CPU, no watchers. */
  preload(prefix: Prefix, key: number, valueBytes: number, version: number): void {
    prefix.put(key, valueBytes, version);
    this.revision += 1;
    prefix.lastRevision = this.revision;
    this.compactor.count(prefix.keyBytes + valueBytes);
  }

  /** Serves one page for n readers; returns when the first and the last answer have left through the NIC. */
  page(request: PageRequest): { firstNs: TimeNs; lastNs: TimeNs } {
    const c = this.costs.values;
    const perKey = c.rangePerKey + (this.tls ? c.rangePerKeyTls : 0);
    const cost =
      c.rangePage +
      request.keys * perKey +
      request.remaining * c.rangeVisitPerKey +
      this.wakeupNs();
    const { members, stream } = request;
    const served = this.pool.reserveMany("list", cost, members);
    // A linearizable read waits for the WAL sync that is in progress. Later entries do not delay it.
    const barrierNs = this.raft.backlog > 0 ? this.raft.syncedAtNs : 0;
    const bytes = rangeResponseBytes(request.keys, request.bytes);
    const wire = wireBytes(bytes, this.tls);
    this.counters.ranges += members;
    this.counters.sentBytes += members * bytes;
    if (stream.path.scope === "cross-cluster") this.counters.crossClusterBytes += members * wire;
    const firstNs = Math.max(served.firstNs, barrierNs);
    const out = this.nic.transmit(firstNs, Math.max(served.lastNs, barrierNs), members, wire);
    if (stream.path.link === undefined) return out;
    return stream.path.link.transmit(out.firstNs, out.lastNs, members, wire);
  }

  /** n new connections, handshakes included; returns when the first and the last are ready. */
  connect(members: number): { firstNs: TimeNs; lastNs: TimeNs } {
    const c = this.costs.values;
    const cost = {
      disabled: c.connectPlaintext,
      "rsa-2048": c.connectTlsRsa2048,
      "ecdsa-p256": c.connectTlsEcdsaP256,
    }[this.spec.tls];
    return this.pool.reserveMany("connect", cost, members);
  }

  /** Creates one watcher on each stream of the group; `done` is called when the last one is registered. */
  watch(
    options: {
      readonly stream: StreamGroup;
      readonly prefix: Prefix;
      readonly fromRevision: number;
      readonly hold: RevisionHold | undefined;
      readonly sink: WatchSink;
      /** The history that the watch needs is gone. */
      readonly cancelled: () => void;
    },
    done: () => void,
  ): void {
    const { stream, prefix, hold, sink, cancelled } = options;
    const { watchCreate, watchCreateLocked } = this.costs.values;
    const handled = this.pool.reserveMany("watch", watchCreate, stream.members);
    const job: ApplyJob = {
      begin: () => this.pool.reserve("watch", watchCreateLocked * stream.members),
      end: () => {
        if (!stream.closed) this.sessions.addWatchers(stream, stream.members);
        const nextRevision = options.fromRevision;
        this.hub.register({ stream, prefix, hold, sink, cancelled, nextRevision });
        done();
      },
    };
    const { life } = this;
    const submit = (): void => {
      if (life === this.life) this.apply.submit(job);
    };
    this.sim.scheduleAt(handled.lastNs, submit, "etcd watch create");
  }

  /** The clients of these streams closed them, or broke off. */
  dropStream(stream: StreamGroup): void {
    if (stream.closed) return;
    this.sessions.remove(stream, stream.members, watchersOf(stream));
    this.hub.drop(stream);
  }

  /** Some of the clients are gone, the others stay. */
  shrinkStream(stream: StreamGroup, members: number): void {
    if (stream.closed) return;
    this.sessions.remove(stream, members, watchersOf(stream));
    this.hub.shrink(stream, members);
  }

  /** Keeps history after this revision until the hold is given to a watch or released. */
  holdRevision(revision: number): RevisionHold {
    return this.log.hold(revision);
  }

  releaseRevision(hold: RevisionHold): void {
    this.log.release(hold);
  }

  /** A new lease: through raft, as a small put; 0 when no process serves. */
  grantLease(done: (lease: number) => void): void {
    if (!this.up) {
      done(0);
      return;
    }
    const c = this.costs.values;
    const cost = (this.tls ? c.putRpcTls : c.putRpcPlaintext) + this.wakeupNs();
    const handledNs = this.pool.reserve("rpc", cost);
    const job: ApplyJob = {
      begin: () => this.pool.reserveApply(c.putApply, 0),
      end: () => {
        this.counters.leases += 1;
        done(this.lessor.grant());
      },
    };
    this.propose(handledNs, job, "etcd lease grant");
  }

  /** A keepalive; false when there is no such lease (any more), or no process. */
  keepLeaseAlive(lease: number): boolean {
    if (!this.up) return false;
    const c = this.costs.values;
    this.counters.leaseRenewals += 1;
    this.pool.reserve("lease", this.tls ? c.leaseKeepaliveTls : c.leaseKeepalivePlaintext);
    return this.lessor.renew(lease);
  }

  /** Deletes all keys of a prefix at one revision (`DeletePrefix`). */
  deletePrefix(prefix: Prefix, done: (result: PutResult) => void): void {
    if (!this.up) {
      done("unavailable");
      return;
    }
    const c = this.costs.values;
    const cost = (this.tls ? c.putRpcTls : c.putRpcPlaintext) + this.wakeupNs();
    const handledNs = this.pool.reserve("rpc", cost);
    const job: ApplyJob = {
      begin: () => this.pool.reserveApply(c.putApply * Math.max(1, prefix.count), 0),
      end: () => {
        this.deleteKeys(prefix, [...prefix.snapshot().keys]);
        done("ok");
      },
    };
    this.propose(handledNs, job, "etcd delete prefix");
  }

  /** process_resident_memory_bytes now. */
  residentBytes(): number {
    return residentBytes(this.costs, {
      ...this.sessions.totals(),
      keys: this.keyspace.keys,
      contentBytes: this.keyspace.contentBytes,
      revisions: this.compactor.keptRevisions,
      revisionBytes: this.compactor.keptBytes,
      queuedSends: this.pool.queuedSends,
    });
  }

  /**
   * etcd_mvcc_db_total_size_in_bytes now: every kept revision is one record in the backend. The first hour's
   * revisions are all kept; later a live key's last revision stays. Not modelled: free pages, page overhead.
   */
  databaseBytes(): number {
    const live = this.keyspace.contentBytes + this.keyspace.keys * RECORD_BYTES;
    const kept = this.compactor.keptBytes + this.compactor.keptRevisions * RECORD_BYTES;
    return Math.max(live, kept);
  }

  private beginPut(request: PutRequest): TimeNs {
    const c = this.costs.values;
    const { prefix, event } = request;
    const applyNs =
      c.putApply +
      c.putApplyPerByte * (prefix.keyBytes + event.valueBytes) +
      c.leaseAttachPerKey * request.leaseKeys;
    return this.pool.reserveApply(applyNs, this.hub.notifyNs(prefix));
  }

  private endPut(request: PutRequest): void {
    const { prefix, event } = request;
    this.counters.puts += 1;
    const lease = request.lease;
    if (lease > 0 && event.valueBytes > 0 && !this.lessor.has(lease)) {
      request.done("lease not found");
      return;
    }
    const previousVersion = prefix.version(event.key);
    const previousBytes = prefix.sizeOf(event.key);
    if (event.valueBytes > 0) {
      prefix.put(event.key, event.valueBytes, event.version, lease);
    } else if (!prefix.delete(event.key, event.version)) {
      request.done("ok");
      return;
    }
    this.revision += 1;
    this.applied(prefix, event, { previousVersion, previousBytes });
    this.hub.notify(prefix, [event], this.revision);
    request.done("ok");
  }

  /** Notes one change of the present revision. */
  private applied(
    prefix: Prefix,
    event: WatchEvent,
    before: { readonly previousVersion: number; readonly previousBytes: number },
  ): void {
    const { revision } = this;
    prefix.lastRevision = revision;
    this.compactor.count(prefix.keyBytes + event.valueBytes);
    this.dirty();
    this.log.append({ revision, prefix, event, ...before });
    this.onApplied?.(this, prefix, event);
  }

  /** Leases ran out: their keys go, each lease at a revision of its own. */
  private revoke(leases: ReadonlySet<number>): void {
    const { life } = this;
    this.onRevoked?.();
    for (const prefix of this.keyspace.all()) {
      const found = prefix.keysOfLeases(leases);
      if (found.length === 0) continue;
      const keys = found.map(({ key }) => key);
      const job: ApplyJob = {
        begin: () => this.pool.reserveApply(this.costs.values.putApply * keys.length, 0),
        end: () =>
          this.deleteKeys(
            prefix,
            keys.filter((key) => prefix.hangsOn(key, leases)),
          ),
      };
      if (life === this.life) this.raft.propose(job);
    }
  }

  /** Deletes keys at one revision; the version of their last value stays. */
  private deleteKeys(prefix: Prefix, keys: readonly number[]): void {
    if (keys.length === 0) return;
    this.revision += 1;
    const events: WatchEvent[] = [];
    for (const key of keys) {
      const previousVersion = prefix.version(key);
      const previousBytes = prefix.sizeOf(key);
      const event = { key, valueBytes: 0, version: previousVersion, change: undefined };
      if (!prefix.delete(key, previousVersion)) continue;
      events.push(event);
      this.applied(prefix, event, { previousVersion, previousBytes });
    }
    this.hub.notify(prefix, events, this.revision);
  }

  /** Something was written: makes sure that a backend commit comes. */
  private dirty(): void {
    this.dirtyKeys += 1;
    if (this.dirtyKeys >= COMMIT_LIMIT) this.commit();
    if (this.commitPending) return;
    this.commitPending = true;
    const sinceNs = this.sim.nowNs + this.commitPhaseNs;
    const waitNs = this.commitPeriodNs - (sinceNs % this.commitPeriodNs);
    const { life } = this;
    const commit = (): void => {
      if (life === this.life) this.commit();
    };
    this.sim.schedule(waitNs, commit, "etcd commit");
  }

  private commit(): void {
    const keys = this.dirtyKeys;
    this.dirtyKeys = 0;
    this.commitPending = false;
    if (keys === 0) return;
    const { commitBase, commitPerKey, walSyncDisk, walSyncMemory } = this.costs.values;
    if (this.compactor.keptBytes > this.spec.quotaBackendBytes) this.alarm = true;
    const onDisk = this.spec.storageMedium === "Disk" ? walSyncDisk : walSyncMemory;
    const medium = onDisk * this.raft.syncFactor;
    this.apply.submit({
      // Two syncs of the medium (data pages, then the meta page) while the write lock is held, without CPU.
      begin: () => this.pool.reserve("commit", commitBase + keys * commitPerKey) + 2 * medium,
      end: () => undefined,
    });
  }

  private wakeupNs(): number {
    return this.pool.idle ? this.costs.values.wakeup : 0;
  }

  private syncNs(): TimeNs {
    const c = this.costs.values;
    return this.spec.storageMedium === "Disk" ? c.walSyncDisk : c.walSyncMemory;
  }
}

/** Watchers that each client of a group has. */
function watchersOf(stream: StreamGroup): number {
  return new Set(stream.groups.map(({ prefix }) => prefix)).size;
}

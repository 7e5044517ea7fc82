/**
 * One etcd member, as the stations that a request passes: handler (a core) -> raft loop (WAL) -> apply loop with the
 * watch notify loop in it -> answer; beside it the backend commit every 100 ms, ranges, connections, leases.
 * All methods are called at the moment at which a request reaches the server, and answer with server-side times;
 * the way there and back is the client's. A process that ends forgets what was not applied; its data stay.
 * Not modelled: auth's cost (measured: none for an admin user), defragmentation, snapshots.
 */
import type { Link } from "../../src/engine/link.js";
import { oncePerEvent } from "../../src/engine/once-per-event.js";
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { EtcdSpec } from "../../src/scenario/scenario.js";
import { ApplyLoop, type ApplyJob } from "./apply-loop.js";
import { Background } from "./background.js";
import { BackgroundPut, type BackgroundTold } from "./background-put.js";
import { Backend } from "./backend.js";
import { Compactor } from "./compactor.js";
import { CorePool } from "./core-pool.js";
import type { CostProfile } from "./costs.js";
import { CpuMeter } from "./cpu-meter.js";
import { zeroCounters, type EtcdCounters } from "./counters.js";
import type { BackgroundFlow } from "./flow-queues.js";
import type { Keyspace, Prefix, WatchEvent } from "./keyspace.js";
import { databaseBytes, memoryLoad, residentBytes, type MemoryLoad } from "./memory.js";
import type { Moment } from "../network/moment.js";
import { Peers } from "./peers.js";
import { PutJobs } from "./put-jobs.js";
import { RangeServer } from "./range-server.js";
import { RaftLoop } from "./raft-loop.js";
import type {
  AppliedHook,
  EtcdMemberOptions,
  PageRequest,
  PutRequest,
  PutResult,
} from "./requests.js";
import { revocations } from "./revocations.js";
import { Sessions } from "./sessions.js";
import { CILIUM } from "../kvstore/sync-algorithm.js";
import { Lessor } from "./lessor.js";
import { Store } from "./store.js";
import type { StreamGroup } from "./watch-group.js";
import { wakeupNs } from "./wakeup.js";
import { WatchHub } from "./watch-hub.js";
import { WatchRequests, type WatchRequest } from "./watch-requests.js";

/** Requests are refused when this many committed entries wait. Source: etcd v3.6.14 v3_server.go maxGapBetween... */
const MAX_APPLY_GAP = 5000;

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
  readonly store: Store;
  readonly keyspace: Keyspace;
  readonly meter: CpuMeter;
  readonly counters: EtcdCounters = zeroCounters();
  readonly sessions = new Sessions();
  readonly pool: CorePool;
  readonly apply: ApplyLoop;
  readonly raft: RaftLoop;
  readonly hub: WatchHub;
  readonly nic: Link;
  private readonly sim: Simulation;
  private readonly costs: CostProfile;
  /** Who is connected to the process. */
  readonly peers = new Peers();
  /** Counts the lives of the process. */
  private life = 0;
  private readonly compactor: Compactor;
  private readonly watching: WatchRequests;
  private readonly tls: boolean;
  private readonly backend: Backend;
  private readonly puts: PutJobs;
  private readonly rangeServer: RangeServer;
  private readonly load: () => MemoryLoad;
  private background: Background | undefined;

  constructor(sim: Simulation, options: EtcdMemberOptions) {
    this.sim = sim;
    this.name = options.name;
    this.clusterId = options.clusterId ?? options.name;
    this.lessor = new Lessor(sim, { revoke: (leases) => this.revoke(leases) });
    this.spec = options.spec;
    this.costs = options.costs;
    this.nic = options.nic;
    this.tls = options.spec.tls !== "disabled";
    const { spec } = options;
    const { values } = options.costs;
    this.meter = new CpuMeter(values.idlePerSecond);
    this.pool = new CorePool(sim, {
      cores: options.spec.cores,
      meter: this.meter,
      multiplier: values.gcMultiplier,
      garbage: { costs: options.costs, residentBytes: () => this.residentBytes() },
    });
    this.apply = new ApplyLoop(sim);
    const { name, pool, apply, counters, nic, costs } = this;
    this.backend = new Backend(sim, { name, spec, costs, pool, apply });
    this.raft = new RaftLoop(sim, {
      syncNs: spec.storageMedium === "Disk" ? values.walSyncDisk : values.walSyncMemory,
      commit: (job) => this.apply.submit(job),
    });
    this.puts = new PutJobs(sim, {
      propose: (job) => this.raft.propose(job),
      begin: (request) => this.beginPut(request),
      end: (request) => this.endPut(request),
    });
    const { raft } = this;
    const wakeNs = (): number => this.wakeNs();
    this.rangeServer = new RangeServer({ pool, raft, counters, nic, costs, spec, wakeNs });
    this.store = new Store({
      compactor: () => this.compactor,
      notify: (prefix, events, revision) => this.hub.notify(prefix, events, revision),
      applied: (prefix, event) => this.applied(prefix, event),
    });
    this.keyspace = this.store.keyspace;
    this.hub = new WatchHub({
      sim,
      pool: this.pool,
      apply: this.apply,
      log: this.store.log,
      nic: this.nic,
      costs: this.costs,
      tls: this.tls,
      counters: this.counters,
      headRevision: () => this.revision,
      algorithm: options.algorithm ?? CILIUM,
      transitions: options.transitions,
    });
    this.load = oncePerEvent(sim, () => memoryLoad(this, this.compactor));
    this.watching = new WatchRequests(sim, this, this.costs);
    this.compactor = new Compactor(sim, {
      retentionNs: options.spec.autoCompactionRetentionNs,
      perRevisionNs: values.compactPerRevision,
      pool: this.pool,
      apply: this.apply,
      headRevision: () => this.revision,
      compacted: (revision) => {
        this.store.log.compact(revision);
        if (this.databaseBytes() > this.spec.quotaBackendBytes) this.alarm = true;
        this.hub.compacted(revision);
      },
    });
  }

  /** The revision of the last applied change. */
  get revision(): number {
    return this.store.revision;
  }

  /** The process ends: connections break, what was not applied is lost. */
  stop(): void {
    if (!this.up) return;
    this.up = false;
    this.life += 1;
    this.apply.reset();
    this.raft.reset();
    this.puts.reset();
    this.pool.reset();
    this.hub.reset();
    this.sessions.clear();
    this.lessor.stop();
    this.backend.reset();
    this.peers.ended();
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
    this.peers.frozen(true);
    const thaw = (): void => {
      this.frozen = false;
      this.peers.frozen(false);
    };
    this.sim.scheduleAt(untilNs, thaw, "etcd goes on");
  }

  /** Compacts all history up to now. */
  compact(): void {
    this.compactor.compactNow();
  }

  /** The disk is so many times slower than usual. */
  slowDown(factor: number): void {
    this.raft.syncFactor = factor;
    this.backend.syncFactor = factor;
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
    const garbage = this.tls ? c.garbagePerPutTls : c.garbagePerPutPlaintext;
    const collectNs = this.pool.garbage?.allocate("rpc", garbage) ?? 0;
    const cost = (this.tls ? c.putRpcTls : c.putRpcPlaintext) + this.wakeNs() - collectNs;
    const handledNs = this.pool.reserve("rpc", Math.max(0, cost));
    this.puts.handle(request, handledNs);
  }

  private wakeNs(): number {
    const { idleForNs } = this.pool;
    return wakeupNs(this.costs, this.background?.idleNs(this.sim.nowNs, idleForNs) ?? idleForNs);
  }

  /** Hands a job to raft when its handler is done, unless the process ended meanwhile. */
  private propose(atNs: TimeNs, job: ApplyJob, label: string): void {
    const { life } = this;
    const go = (): void => {
      if (life === this.life) this.raft.propose(job);
    };
    this.sim.scheduleAt(atNs, go, label);
  }

  /** Serves one page for n readers; returns when the first and the last answer have left through the NIC. */
  page(request: PageRequest): Moment {
    return this.rangeServer.page(request);
  }

  /** n clients say hello: returns when the answers to the first and to the last of them leave. */
  hello(members: number, spreadNs: TimeNs): Moment {
    return this.rangeServer.hello(members, spreadNs);
  }

  /** n clients end their handshake; returns when the first and the last connection is ready. */
  connect(members: number, spreadNs: TimeNs): Moment {
    return this.rangeServer.connect(members, spreadNs);
  }

  /** Creates one watcher on each stream of the group; `done` is called when the last one is registered. */
  watch(request: WatchRequest, done: () => void): void {
    const { life } = this;
    this.watching.create(request, { done, isAlive: () => life === this.life });
  }

  /** One watcher on each stream of the group that is there before the clock starts, and in sync. */
  watchNow(request: Omit<WatchRequest, "fromRevision" | "hold">): void {
    this.watching.assume(request, this.revision);
  }

  /** A flow of puts to watchers, which are not simulated one by one. */
  addBackground(flow: BackgroundFlow, told: BackgroundTold): Background {
    const { spec, costs, meter, counters, nic, apply, raft, compactor } = this;
    const taken = { spec, costs, meter, counters, nic, apply, raft, compactor };
    const one = new BackgroundPut({ told, taken, ratePerSecond: flow.ratePerSecond });
    const random = this.sim.random(`background/${this.clusterId}`);
    this.background = new Background(random, { flow, one, nic });
    return (this.apply.flow = this.background);
  }

  /** Brings lazily kept figures up to now. */
  settle(nowNs: TimeNs): void {
    this.pool.settle(nowNs);
    this.background?.advance(nowNs);
    this.meter.advance(nowNs);
  }

  /** The clients of these streams closed them, or broke off. */
  dropStream(stream: StreamGroup): void {
    if (stream.closed) return;
    this.sessions.remove(stream, stream.members, stream.watchersEach);
    this.hub.drop(stream);
  }

  /** Some of the clients are gone, the others stay. */
  shrinkStream(stream: StreamGroup, members: number): void {
    if (stream.closed) return;
    this.sessions.remove(stream, members, stream.watchersEach);
    this.hub.shrink(stream, members);
  }

  /** A new lease: through raft, as a small put; 0 when no process serves. */
  grantLease(done: (lease: number) => void): void {
    if (!this.up) {
      done(0);
      return;
    }
    const c = this.costs.values;
    const cost = (this.tls ? c.putRpcTls : c.putRpcPlaintext) + this.wakeNs();
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
    const cost = (this.tls ? c.putRpcTls : c.putRpcPlaintext) + this.wakeNs();
    const handledNs = this.pool.reserve("rpc", cost);
    const job: ApplyJob = {
      begin: () => this.pool.reserveApply(c.putApply * Math.max(1, prefix.count), 0),
      end: () => {
        this.store.deleteKeys(prefix, prefix.content().keys());
        done("ok");
      },
    };
    this.propose(handledNs, job, "etcd delete prefix");
  }

  /** process_resident_memory_bytes, and below etcd_mvcc_db_total_size_in_bytes, now. */
  residentBytes(): number {
    return residentBytes(this.costs, this.load());
  }
  databaseBytes(): number {
    return databaseBytes(this.load());
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
    const { prefix, event, lease } = request;
    this.counters.puts += 1;
    if (lease > 0 && event.valueBytes > 0 && !this.lessor.has(lease)) {
      request.done("lease not found");
      return;
    }
    this.background?.holdSends(this.sim.nowNs, this.pool);
    this.store.put(prefix, event, lease);
    this.background?.takeSends(this.sim.nowNs, this.pool);
    request.done("ok");
  }

  private applied(prefix: Prefix, event: WatchEvent): void {
    // A flow commits all the time, and what it writes commits with it.
    if (this.background?.isRunning !== true) this.backend.write();
    if (this.compactor.keptBytes > this.spec.quotaBackendBytes) this.alarm = true;
    this.onApplied?.(this, prefix, event);
  }

  /** Leases ran out: their keys go, each lease at a revision of its own. */
  private revoke(leases: ReadonlySet<number>): void {
    const { life } = this;
    this.onRevoked?.();
    const apply = (keys: number): TimeNs =>
      this.pool.reserveApply(this.costs.values.putApply * keys, 0);
    for (const job of revocations(this.store, leases, apply)) {
      if (life === this.life) this.raft.propose(job);
    }
  }
}

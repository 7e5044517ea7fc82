/**
 * One etcd member, as the stations that a request passes: handler (a core) -> raft loop (WAL) -> apply loop with the
 * watch notify loop in it -> answer; beside it the backend commit every 100 ms, ranges, connections, leases.
 * All methods are called at the moment at which a request reaches the server, and answer with server-side times;
 * the way to and from the server is the client's.
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
import { Keyspace, type Prefix, type WatchEvent } from "./keyspace.js";
import { residentBytes } from "./memory.js";
import { RaftLoop } from "./raft-loop.js";
import { RevisionLog, type RevisionHold } from "./revision-log.js";
import { Sessions } from "./sessions.js";
import type { StreamGroup, WatchGroup, WatchSink } from "./watch-group.js";
import { WatchHub } from "./watch-hub.js";
import { rangeResponseBytes, wireBytes } from "./wire-size.js";

/** Requests are refused when this many committed entries wait. Source: etcd v3.6.14 v3_server.go maxGapBetween... */
const MAX_APPLY_GAP = 5000;
/** Source: etcd v3.6.14 backend.go defaultBatchInterval, defaultBatchLimit. */
const COMMIT_INTERVAL_NS: TimeNs = 100_000_000;
const COMMIT_LIMIT = 10_000;

/** What etcd's quota adds to key and value. Source: etcd v3.6.14 server/storage/quota.go kvOverhead. */
const RECORD_BYTES = 256;

export type PutResult = "ok" | "too many requests";

export interface PutRequest {
  readonly prefix: Prefix;
  readonly event: WatchEvent;
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
  readonly spec: EtcdSpec;
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
    },
  ) {
    this.sim = sim;
    this.name = options.name;
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
    });
    this.compactor = new Compactor(sim, {
      retentionNs: options.spec.autoCompactionRetentionNs,
      perRevisionNs: values.compactPerRevision,
      pool: this.pool,
      apply: this.apply,
    });
  }

  /** A put or a delete (`event.valueBytes` 0). */
  put(request: PutRequest): void {
    if (this.apply.backlog > MAX_APPLY_GAP) {
      this.counters.refused += 1;
      request.done("too many requests");
      return;
    }
    const c = this.costs.values;
    const cost = (this.tls ? c.putRpcTls : c.putRpcPlaintext) + this.wakeupNs();
    const handledNs = this.pool.reserve("rpc", cost);
    const job: ApplyJob = {
      begin: () => this.beginPut(request),
      end: () => this.endPut(request),
    };
    this.sim.scheduleAt(handledNs, () => this.raft.propose(job), "etcd put");
  }

  /** Puts a key there before the clock starts: no time, no CPU, no watchers. */
  preload(prefix: Prefix, key: number, valueBytes: number, version: number): void {
    prefix.put(key, valueBytes, version);
    this.revision += 1;
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
    },
    done: () => void,
  ): void {
    const { stream } = options;
    const { watchCreate, watchCreateLocked } = this.costs.values;
    const handled = this.pool.reserveMany("watch", watchCreate, stream.members);
    const group: WatchGroup = {
      stream,
      prefix: options.prefix,
      sink: options.sink,
      members: stream.members,
      state: "unsynced",
      nextRevision: options.fromRevision,
      hold: options.hold,
      wasSplit: false,
    };
    const job: ApplyJob = {
      begin: () => this.pool.reserve("watch", watchCreateLocked * stream.members),
      end: () => {
        this.sessions.addWatchers(stream, stream.members);
        this.hub.register(group);
        done();
      },
    };
    this.sim.scheduleAt(handled.lastNs, () => this.apply.submit(job), "etcd watch create");
  }

  /** Keeps history after this revision until the hold is given to a watch or released. */
  holdRevision(revision: number): RevisionHold {
    return this.log.hold(revision);
  }

  releaseRevision(hold: RevisionHold): void {
    this.log.release(hold);
  }

  /** A new lease: through raft, as a small put. */
  grantLease(done: () => void): void {
    const c = this.costs.values;
    const cost = (this.tls ? c.putRpcTls : c.putRpcPlaintext) + this.wakeupNs();
    const handledNs = this.pool.reserve("rpc", cost);
    const job: ApplyJob = {
      begin: () => this.pool.reserveApply(c.putApply, 0),
      end: () => {
        this.counters.leases += 1;
        done();
      },
    };
    this.sim.scheduleAt(handledNs, () => this.raft.propose(job), "etcd lease grant");
  }

  keepLeaseAlive(): void {
    const c = this.costs.values;
    this.counters.leaseRenewals += 1;
    this.pool.reserve("lease", this.tls ? c.leaseKeepaliveTls : c.leaseKeepalivePlaintext);
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
    if (event.valueBytes > 0) {
      prefix.put(event.key, event.valueBytes, event.version);
    } else if (!prefix.delete(event.key)) {
      request.done("ok");
      return;
    }
    this.revision += 1;
    this.compactor.count(prefix.keyBytes + event.valueBytes);
    this.dirty();
    this.hub.notify(prefix, event, this.revision);
    request.done("ok");
  }

  /** Something was written: makes sure that a backend commit comes. */
  private dirty(): void {
    this.dirtyKeys += 1;
    if (this.dirtyKeys >= COMMIT_LIMIT) this.commit();
    if (this.commitPending) return;
    this.commitPending = true;
    const sinceNs = this.sim.nowNs + this.commitPhaseNs;
    const waitNs = this.commitPeriodNs - (sinceNs % this.commitPeriodNs);
    this.sim.schedule(waitNs, () => this.commit(), "etcd commit");
  }

  private commit(): void {
    const keys = this.dirtyKeys;
    this.dirtyKeys = 0;
    this.commitPending = false;
    if (keys === 0) return;
    const { commitBase, commitPerKey, walSyncDisk, walSyncMemory } = this.costs.values;
    const medium = this.spec.storageMedium === "Disk" ? walSyncDisk : walSyncMemory;
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

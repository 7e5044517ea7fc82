/**
 * One process's client of one remote cluster, for n processes in like state at once: states S0-S8 of the protocol, as
 * the table in `transitions.ts` lists them. It connects, reads the cluster configuration, waits for the canaries, lists
 * and watches each prefix, notices a dead or replaced remote, and starts again with the keys that it knew.
 * The n members move together. A step that they pass one after another is a ramp from the first to the last of them;
 * the next step is asked for when the first is ready, and the width of the ramp goes with the group. Members whose
 * history differs leave the group (`fork`), and groups in equal state can be joined (`absorb`).
 * Real behaviour: cilium/cilium v1.20.0 pkg/clustermesh/common/remote_cluster.go, pkg/kvstore/etcd.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { EtcdClientSpec } from "../../src/scenario/scenario.js";
import type { Prefix, WatchEvent } from "../etcd/keyspace.js";
import type { EtcdMember } from "../etcd/member.js";
import type { EtcdService } from "../etcd/service.js";
import type { ClientKind, Delivery } from "../etcd/watch-group.js";
import type { Moment } from "../network/moment.js";
import type { Path } from "../network/path.js";
import { Connection, type WaitingPart } from "./connection.js";
import { HeartbeatMonitor } from "./heartbeat-monitor.js";
import { KEY_TYPES, type KeyType } from "./key-types.js";
import { KnownKeys } from "./known-keys.js";
import { Limiter } from "./limiter.js";
import type { ListResult } from "./paged-list.js";
import { PrefixWatcher, type PrefixConsumer } from "./prefix-watcher.js";
import { StateMachine, type TransitionCounts } from "./state-machine.js";
import type { SyncAlgorithm } from "./sync-algorithm.js";
import { REMOTE_CLUSTER, type RemoteClusterState } from "./transitions.js";

/** What a process does with what it reads. */
export interface RemoteClusterConsumer {
  /** The cluster answered with its configuration. */
  connected(): void;
  /**
   * A complete list arrived, and these keys vanished since `before`; returns how long one member takes to work through
   * it.
   */
  listed(
    type: KeyType,
    list: ListResult,
    told: { readonly vanished: readonly number[]; readonly before: KnownKeys },
  ): TimeNs;
  /** The list was worked through: the prefix is in sync. */
  synced(type: KeyType, moment: Moment): void;
  /** Changes arrived at the members; the times may lie in the future. */
  changed(type: KeyType, events: readonly WatchEvent[], members: number, delivery: Delivery): void;
  /** The cluster is not configured any more; its keys are dropped one by one next. */
  removed(): void;
  /** Keys are dropped because their cluster was removed, or cannot be reached for too long. */
  drained(type: KeyType, keys: readonly number[]): void;
  /** Some members go their own way: what they do with what they read. */
  fork(members: number): RemoteClusterConsumer;
  /** The process of all members starts anew; what it knew is told so that nothing is counted twice. */
  restarted(known: ReadonlyMap<KeyType, KnownKeys>): void;
  /** Takes over the members of another consumer in equal state; false when it is not. */
  absorb(other: RemoteClusterConsumer): boolean;
}

/** Watches the life of a group; for probes and the check of the truth. */
export interface RemoteClusterObserver {
  /** Every prefix is in sync since `moment`, or no longer. */
  syncChanged(reader: RemoteCluster, inSync: boolean, moment: Moment): void;
  /** A group split off. */
  forked(reader: RemoteCluster, part: RemoteCluster): void;
  /** Events arrived that follow on what was applied up to a revision. */
  delivered(
    reader: RemoteCluster,
    type: KeyType,
    told: {
      readonly events: readonly WatchEvent[];
      readonly from: number;
      readonly to: number;
      readonly etcd: EtcdMember | undefined;
    },
  ): void;
  /** A list was taken in. */
  listed(
    reader: RemoteCluster,
    type: KeyType,
    told: { readonly list: ListResult; readonly vanished: readonly number[] },
  ): void;
  /** Keys of a type were dropped without a list. */
  dropped(reader: RemoteCluster, type: KeyType, keys: readonly number[]): void;
  /** The process forgot everything. */
  forgot(reader: RemoteCluster): void;
}

export interface RemoteClusterParts {
  /** Unique name of the group, such as `agents of cluster-002 -> cluster-001`. */
  readonly name: string;
  /** Name of the cluster that is read. */
  readonly target: string;
  readonly client: ClientKind;
  readonly service: EtcdService;
  readonly path: Path;
  readonly members: number;
  /** Which of several ready etcds these clients reach. */
  readonly ordinal: number;
  /** Where the jitter of one of several like clients lies among theirs, 0..1. */
  readonly jitterRank?: number | undefined;
  readonly limits: EtcdClientSpec;
  readonly prefixes: {
    readonly heartbeat: (etcd: EtcdMember) => Prefix;
    readonly config: (etcd: EtcdMember) => Prefix;
    readonly canaries: (etcd: EtcdMember) => Prefix;
    /** The data prefixes that this process reads, by type. */
    readonly data: readonly {
      readonly type: KeyType;
      readonly prefixOf: (etcd: EtcdMember) => Prefix;
    }[];
    /** Prefixes that are watched and stay empty (service exports). */
    readonly empty: readonly ((etcd: EtcdMember) => Prefix)[];
  };
  readonly watchesConfig: boolean;
  readonly consumer: RemoteClusterConsumer;
  /** ln(1 + nodes of the mesh) for agents, 1 for kvstoremesh: stretches checks and list back-off. */
  readonly sizeFactor: number;
  /** Services go when the remote cannot be reached for so long; 0 = never. */
  readonly cacheTtlNs: TimeNs;
  readonly algorithm: SyncAlgorithm;
  readonly transitions: TransitionCounts | undefined;
  readonly observer: RemoteClusterObserver | undefined;
}

/** The prefixes by which a client is steered; a number is one of the empty prefixes. */
type ControlRole = "heartbeat" | "config" | "canaries" | number;

/** How often the configuration is asked for while it is not there, without a watch. */
const CONFIG_POLL_NS: TimeNs = NS_PER_SECOND;
/** Source: cilium v1.20.0 pkg/kvstore/etcd.go, initial connection timeout. */
const CONNECT_TIMEOUT_NS: TimeNs = 15 * 60 * NS_PER_SECOND;
/** Source: cilium v1.20.0 common/remote_cluster.go, wait for the cluster configuration. */
const CONFIG_TIMEOUT_NS: TimeNs = 3 * 60 * NS_PER_SECOND;

export class RemoteCluster {
  readonly parts: RemoteClusterParts;
  members: number;
  /** Failures that the members counted (`remote_cluster_failures`), summed over them. */
  failures = 0;
  readonly machine: StateMachine<RemoteClusterState>;
  private readonly sim: Simulation;
  private readonly consumer: RemoteClusterConsumer;
  private readonly known: ReadonlyMap<KeyType, KnownKeys>;
  private readonly heartbeat: HeartbeatMonitor;
  /** The width of the group's ramp, shared by everything that this client does. */
  private readonly ramp = { spreadNs: 0 };
  private connection: Connection | undefined;
  private limiter: Limiter;
  private control = new Map<ControlRole, PrefixWatcher>();
  private data = new Map<KeyType, PrefixWatcher>();
  /** What an earlier client scheduled does nothing. */
  private life = 0;
  private attempts = 0;
  private forks = 0;
  private wasConnected = false;
  private ttlRun = 0;
  private configVersion = 0;
  /** The etcd that answered first, by its cluster ID. */
  private recorded: EtcdMember | undefined;
  private frozen = false;
  private reportedInSync: boolean | undefined;
  private jitterRank: number | undefined;
  /** A new process is about to start. */
  private coming = false;

  constructor(
    sim: Simulation,
    parts: RemoteClusterParts,
    before?: { readonly known: ReadonlyMap<KeyType, KnownKeys>; readonly wasConnected: boolean },
  ) {
    this.sim = sim;
    this.parts = parts;
    this.members = parts.members;
    this.consumer = parts.consumer;
    const { transitions: counts } = parts;
    this.machine = new StateMachine(REMOTE_CLUSTER, { initial: "absent", counts });
    this.jitterRank = parts.jitterRank;
    this.known =
      before?.known ?? new Map(parts.prefixes.data.map(({ type }) => [type, new KnownKeys()]));
    this.wasConnected = before?.wasConnected ?? false;
    this.limiter = this.newLimiter();
    this.heartbeat = new HeartbeatMonitor(sim, {
      factor: parts.sizeFactor,
      onStale: () => this.reconnect("heartbeat stale"),
    });
  }

  /** Every prefix that is read is in sync. */
  get isInSync(): boolean {
    return (
      this.machine.state === "run" &&
      this.data.size === this.parts.prefixes.data.length &&
      [...this.data.values()].every((watcher) => watcher.isInSync)
    );
  }

  /** In sync, and nothing is on its way that was not taken in. */
  get isCurrent(): boolean {
    return this.isInSync && [...this.data.values()].every(({ known }) => known.isCurrent);
  }

  /** The types that are read. */
  get types(): readonly KeyType[] {
    return this.parts.prefixes.data.map(({ type }) => type);
  }

  /** Where a type lies in the etcd that is read now. */
  prefixOf(type: KeyType): Prefix | undefined {
    const { etcd } = this;
    const found = this.parts.prefixes.data.find((one) => one.type === type);
    return etcd === undefined ? undefined : found?.prefixOf(etcd);
  }

  /** Something is on its way to it that is held up: the path is cut, a side stands still, the etcd cannot keep up. */
  get isHeldUp(): boolean {
    const { connection } = this;
    if (connection === undefined) return false;
    return (
      connection.isStalled || connection.stream.groups.some((one) => one.machine.state !== "synced")
    );
  }

  /** It runs, or is about to. */
  get isWanted(): boolean {
    return this.coming || this.machine.state !== "absent";
  }

  /** What is held of one type. */
  knownKeys(type: KeyType): KnownKeys | undefined {
    return this.known.get(type);
  }

  /** The etcd that is read now. */
  get etcd(): EtcdMember | undefined {
    return this.connection?.etcd;
  }

  /** Where the client stands, for messages. */
  describe(): string {
    const watchers = [...this.data].map(([type, watcher]) => `${type} ${watcher.describe()}`);
    return `${this.machine.state} (${watchers.join(", ")})`;
  }

  /** S0: the configuration of the remote cluster appeared. */
  start(): void {
    if (this.machine.state !== "absent") return;
    this.coming = false;
    this.machine.take("config added");
    this.reportSync();
    this.connect();
  }

  /** S8: the configuration of the remote cluster is gone: everything that was known of it goes. */
  remove(): void {
    this.coming = false;
    if (this.machine.state === "absent") return;
    this.machine.take("config removed");
    this.closeClient();
    this.ttlRun += 1;
    this.consumer.removed();
    for (const [type, known] of this.known) {
      const keys = known.keys();
      known.clear();
      this.consumer.drained(type, keys);
      this.parts.observer?.dropped(this, type, keys);
    }
    this.wasConnected = false;
    this.reportSync();
  }

  /** The process ends. Nothing is drained. */
  stop(): void {
    this.coming = false;
    if (this.machine.state === "absent") return;
    this.machine.take("process stopped");
    this.closeClient();
    this.ttlRun += 1;
    this.reportSync();
  }

  /** The process ends and a new one starts after `downtimeNs`, knowing nothing. */
  restart(downtimeNs: TimeNs): void {
    this.stop();
    this.consumer.restarted(new Map([...this.known].map(([type, keys]) => [type, keys.copy()])));
    for (const known of this.known.values()) known.clear();
    this.wasConnected = false;
    this.attempts = 0;
    this.coming = true;
    this.reportSync();
    this.parts.observer?.forgot(this);
    const { life } = this;
    const begin = (): void => {
      if (life === this.life && this.coming) this.start();
    };
    this.sim.schedule(downtimeNs, begin, "process starts");
  }

  /** The process stands still (true), or goes on. */
  freeze(frozen: boolean): void {
    if (this.frozen === frozen) return;
    this.frozen = frozen;
    this.connection?.freezeClient(frozen);
    this.heartbeat.freeze(frozen);
  }

  /** Takes members out of the group, as a group of their own that does not run yet, with what they knew. */
  fork(members: number): RemoteCluster {
    this.forks += 1;
    this.members -= members;
    this.connection?.shrink(members);
    const known = new Map([...this.known].map(([type, keys]) => [type, keys.copy()]));
    const part = new RemoteCluster(
      this.sim,
      {
        ...this.parts,
        name: `${this.parts.name} / ${this.forks}`,
        members,
        consumer: this.consumer.fork(members),
      },
      { known, wasConnected: this.wasConnected },
    );
    this.parts.observer?.forked(this, part);
    return part;
  }

  /** Joins another group of the same readers, when both are in the same quiet state; false when they are not. */
  absorb(other: RemoteCluster): boolean {
    const mine = this.connection;
    const its = other.connection;
    if (mine?.etcd === undefined || mine.etcd !== its?.etcd) return false;
    if (!this.isCurrent || !other.isCurrent || this.frozen || other.frozen) return false;
    if (!mine.etcd.hub.isQuiet(mine.stream) || !mine.etcd.hub.isQuiet(its.stream)) return false;
    if (mine.stream.groups.length !== its.stream.groups.length) return false;
    if (!this.consumer.absorb(other.consumer)) return false;
    mine.absorb(its);
    other.connection = undefined;
    this.members += other.members;
    this.jitterRank = this.parts.jitterRank;
    this.failures += other.failures;
    other.failures = 0;
    other.members = 0;
    other.stop();
    return true;
  }

  /** S1: makes a client, dials, and proves the connection with the first list of the heartbeat. */
  private connect(): void {
    this.life += 1;
    if (this.wasConnected) this.startTtl();
    this.limiter = this.newLimiter();
    this.recorded = undefined;
    this.connection = this.newConnection();
    if (this.frozen) this.connection.freezeClient(true);
    this.makeControl("heartbeat");
    this.heartbeat.start();
    this.connection.open();
    this.awaitConnect();
  }

  private awaitConnect(): void {
    this.after(CONNECT_TIMEOUT_NS, "connect timeout", () => {
      if (this.machine.state === "connect") this.giveUp("connect timeout");
    });
  }

  /** S2: waits until the remote's configuration is there. */
  private connected(): void {
    this.machine.take("connected");
    this.awaitConfig();
    this.makeControl("config").start();
  }

  private awaitConfig(): void {
    this.after(CONFIG_TIMEOUT_NS, "config timeout", () => {
      if (this.machine.state === "config") this.giveUp("config timeout");
    });
  }

  private configListed(list: ListResult): void {
    const { watchesConfig } = this.parts;
    const watcher = this.control.get("config");
    if (!watchesConfig) watcher?.stop();
    const version = list.keys.length > 0 ? (list.versions[0] ?? 0) : 0;
    const missing = this.machine.state === "config" && version === 0;
    this.configIs(version);
    if (!missing || watchesConfig) return;
    // Before 1.19 the configuration was asked for once a second, and not watched.
    this.after(CONFIG_POLL_NS, "config poll", () => {
      if (this.machine.state === "config") watcher?.start();
    });
  }

  /** The configuration has this version; 0 = there is none. */
  private configIs(version: number): void {
    if (this.machine.state === "config") {
      if (version === 0) return;
      this.configVersion = version;
      this.machine.take("config found");
      this.watchCanaries();
    } else if (this.parts.watchesConfig && version !== this.configVersion) {
      this.reconnect("config changed");
    }
  }

  /** S3: each canary that is seen for the first time starts the list and watch of its prefix. */
  private watchCanaries(): void {
    this.attempts = 0;
    this.wasConnected = true;
    this.ttlRun += 1;
    this.consumer.connected();
    for (const index of this.parts.prefixes.empty.keys()) this.makeControl(index).start();
    if (this.parts.algorithm.sweep === "before canary") {
      for (const { type } of this.parts.prefixes.data) this.startType(type);
    }
    this.makeControl("canaries").start();
  }

  private startType(type: KeyType | undefined): void {
    const reads = type !== undefined && this.types.includes(type);
    if (!reads || this.data.has(type) || this.connection === undefined) return;
    if (this.machine.state !== "canaries" && this.machine.state !== "run") return;
    this.machine.take("canary seen");
    this.makeData(type).start();
  }

  private dataConsumer(type: KeyType): PrefixConsumer {
    const { consumer } = this;
    const { observer } = this.parts;
    const known = this.known.get(type);
    return {
      listed: (list, vanished, before) => {
        observer?.listed(this, type, { list, vanished });
        return consumer.listed(type, list, { vanished, before });
      },
      synced: (moment) => consumer.synced(type, moment),
      changed: (events, members, delivery) => {
        if (delivery.fromMember === 0 && known !== undefined) {
          const { appliedRevision: from, etcd } = known;
          observer?.delivered(this, type, { events, from, to: delivery.revision, etcd });
        }
        consumer.changed(type, events, members, delivery);
      },
    };
  }

  /** S6 and S7: the client is closed and a new one made at once, without jitter; the keys stay. */
  private reconnect(event: "heartbeat stale" | "cluster ID changed" | "config changed"): void {
    if (!this.machine.knows(event)) {
      // Not connected yet: the attempt under way goes on.
      if (event === "heartbeat stale") this.heartbeat.start();
      return;
    }
    if (event !== "config changed") this.failures += this.members;
    this.closeClient();
    this.machine.take(event);
    this.reportSync();
    this.connect();
  }

  /** The controller tries again after as many seconds as it has failed in a row. */
  private giveUp(event: "connect timeout" | "config timeout"): void {
    this.closeClient();
    this.machine.take(event);
    this.attempts += 1;
    this.after(this.attempts * NS_PER_SECOND, "controller retry", () => {
      if (this.machine.state !== "wait") return;
      this.machine.take("retry");
      this.connect();
    });
  }

  private closeClient(): void {
    this.life += 1;
    for (const watcher of this.control.values()) watcher.stop();
    for (const watcher of this.data.values()) watcher.stop();
    this.control = new Map();
    this.data = new Map();
    this.heartbeat.stop();
    this.connection?.close();
    this.connection = undefined;
    this.ramp.spreadNs = 0;
  }

  /** The remote was reached before and cannot be now: its services go after a while, if that was wanted. */
  private startTtl(): void {
    const { cacheTtlNs } = this.parts;
    if (cacheTtlNs === 0) return;
    this.ttlRun += 1;
    const { ttlRun } = this;
    const expire = (): void => {
      if (ttlRun !== this.ttlRun || !this.machine.knows("cache expired")) return;
      this.machine.take("cache expired");
      const known = this.known.get("services");
      if (known === undefined) return;
      const keys = known.keys();
      known.clear();
      this.consumer.drained("services", keys);
      this.parts.observer?.dropped(this, "services", keys);
    };
    this.sim.schedule(cacheTtlNs, expire, "cache ttl");
  }

  private newConnection(): Connection {
    const { name, service, path, client, ordinal, transitions } = this.parts;
    const connection = new Connection(this.sim, {
      name,
      service,
      path,
      client,
      ordinal,
      transitions,
      members: this.members,
      onReady: (moment) => {
        this.ramp.spreadNs = Math.max(0, moment.lastNs - this.sim.nowNs);
        const { etcd } = connection;
        if (etcd === undefined) return;
        const { recorded } = this;
        if (recorded !== undefined && this.machine.state !== "connect") {
          this.answeredBy(recorded, etcd);
          return;
        }
        this.recorded = etcd;
        const heartbeat = this.control.get("heartbeat");
        if (heartbeat?.isStarted === false) heartbeat.start();
      },
      onLost: () => {
        for (const watcher of this.control.values()) watcher.connectionLost();
        for (const watcher of this.data.values()) watcher.connectionLost();
      },
      onStall: (stalled) => {
        for (const watcher of this.data.values()) watcher.heldUp(stalled);
      },
      jitterRank: this.jitterRank,
      onSplit: (part) => this.splitWaiting(part),
      onRanked: (jitterRank) => (this.jitterRank = jitterRank),
    });
    return connection;
  }

  /** The connection stands again. The first answer tells whether the same etcd is at the other end. */
  private answeredBy(before: EtcdMember, now: EtcdMember): void {
    const { connection } = this;
    if (connection === undefined) return;
    if (this.parts.algorithm.resumesOn(before, now)) {
      for (const watcher of this.control.values()) watcher.connectionBack();
      for (const watcher of this.data.values()) watcher.connectionBack();
      return;
    }
    const refuse = (): void => this.reconnect("cluster ID changed");
    connection.carry(2 * connection.oneWayNs, refuse, "cluster ID answered");
  }

  /** Members that wait for another time than the others go on by themselves, where they stand. */
  private splitWaiting(split: WaitingPart): void {
    // The connection shrank already.
    const { connection } = this;
    this.connection = undefined;
    const part = this.fork(split.members);
    this.connection = connection;
    part.jitterRank = split.jitterRank;
    part.standWhere(this, split);
  }

  /** Takes over the state of a client that has lost its connection. */
  private standWhere(other: RemoteCluster, { waiting, failures }: WaitingPart): void {
    this.life += 1;
    this.machine.state = other.machine.state;
    this.attempts = other.attempts;
    this.configVersion = other.configVersion;
    this.recorded = other.recorded;
    this.limiter = this.newLimiter();
    this.connection = this.newConnection();
    for (const [role, watcher] of other.control) this.makeControl(role).adopt(watcher);
    for (const [type, watcher] of other.data) this.makeData(type).adopt(watcher);
    this.heartbeat.adopt(other.heartbeat);
    if (this.machine.state === "connect") this.awaitConnect();
    if (this.machine.state === "config") this.awaitConfig();
    this.reportSync();
    this.connection.openWaiting(waiting, failures);
  }

  /** The watcher of one of the prefixes by which the client is steered. */
  private makeControl(role: ControlRole): PrefixWatcher {
    const watcher = this.controlWatcher(role);
    this.control.set(role, watcher);
    return watcher;
  }

  private makeData(type: KeyType): PrefixWatcher {
    const wanted = this.parts.prefixes.data.find((one) => one.type === type);
    if (wanted === undefined) throw new Error(`${this.parts.name} should read ${type}`);
    const known = this.known.get(type) ?? new KnownKeys();
    const watcher = this.watcher(wanted.prefixOf, this.dataConsumer(type), known);
    this.data.set(type, watcher);
    return watcher;
  }

  private controlWatcher(role: ControlRole): PrefixWatcher {
    const { prefixes } = this.parts;
    const make = (
      prefixOf: (etcd: EtcdMember) => Prefix,
      on: {
        readonly listed?: (list: ListResult) => void;
        readonly changed?: (events: readonly WatchEvent[], delivery: Delivery) => void;
      },
    ): PrefixWatcher =>
      this.watcher(
        prefixOf,
        {
          listed: (list) => {
            on.listed?.(list);
            return 0;
          },
          synced: () => undefined,
          changed: (events, _members, delivery) => on.changed?.(events, delivery),
        },
        new KnownKeys(),
      );
    if (role === "heartbeat") {
      return make(prefixes.heartbeat, {
        listed: () => {
          if (this.machine.state === "connect") this.connected();
          else this.heartbeat.beat(this.sim.nowNs);
        },
        changed: (_events, delivery) => this.heartbeat.beat(delivery.arrivedLastNs),
      });
    }
    if (role === "config") {
      return make(prefixes.config, {
        listed: (list) => this.configListed(list),
        changed: (events, delivery) => {
          const last = events[events.length - 1];
          if (last === undefined) return;
          const version = last.valueBytes > 0 ? last.version : 0;
          this.reach(delivery, () => this.configIs(version));
        },
      });
    }
    if (role === "canaries") {
      return make(prefixes.canaries, {
        listed: (list) => {
          for (const key of list.keys) this.startType(KEY_TYPES[key]);
        },
        changed: (events, delivery) =>
          this.reach(delivery, () => {
            for (const { key, valueBytes } of events) {
              if (valueBytes > 0) this.startType(KEY_TYPES[key]);
            }
          }),
      });
    }
    const empty = prefixes.empty[role];
    if (empty === undefined) throw new Error(`there should be an empty prefix ${role}`);
    return make(empty, {});
  }

  private watcher(
    prefixOf: (etcd: EtcdMember) => Prefix,
    consumer: PrefixConsumer,
    known: KnownKeys,
  ): PrefixWatcher {
    const { connection } = this;
    if (connection === undefined) throw new Error("a watcher should have a connection");
    const { limits, sizeFactor, algorithm, transitions } = this.parts;
    return new PrefixWatcher(this.sim, {
      connection,
      limiter: this.limiter,
      prefixOf,
      pageKeys: limits.listLimit,
      backoffFactor: sizeFactor,
      known,
      algorithm,
      transitions,
      consumer,
      ramp: this.ramp,
      onStateChange: () => this.reportSync(),
    });
  }

  private reportSync(): void {
    const { isInSync } = this;
    if (isInSync === this.reportedInSync) return;
    this.reportedInSync = isInSync;
    const now = this.sim.nowNs;
    const moment = { firstNs: now, lastNs: now + this.ramp.spreadNs };
    this.parts.observer?.syncChanged(this, isInSync, moment);
  }

  /** Goes on when the first member has got a message; the others follow within the ramp. */
  private reach(delivery: Delivery, go: () => void): void {
    const { life } = this;
    const atNs = Math.max(this.sim.nowNs, delivery.arrivedFirstNs);
    const reached = (): void => {
      if (life !== this.life) return;
      this.ramp.spreadNs = Math.max(0, delivery.arrivedLastNs - atNs);
      go();
    };
    this.sim.scheduleAt(atNs, reached, "remote cluster");
  }

  /** Runs an action of this client later, unless it was closed by then. */
  private after(delayNs: TimeNs, label: string, action: () => void): void {
    const { life } = this;
    const due = (): void => {
      if (life === this.life) action();
    };
    this.sim.schedule(delayNs, due, label);
  }

  private newLimiter(): Limiter {
    const { qps, maxInflight } = this.parts.limits;
    // Remote readers never get a bootstrap rate. Source: cilium v1.20.0 common/factory.go.
    return new Limiter(this.sim, { qps, bootstrapQps: 0, maxInflight });
  }
}

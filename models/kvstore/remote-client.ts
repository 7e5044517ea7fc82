/**
 * One etcd client of one remote cluster: a connection, a limiter, and the watchers on it. It lives from one S1 to the
 * next; which of its watchers exist, and what their keys mean, is decided by its owner, the state machine.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd.go; one client per remote cluster in both topologies.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { Prefix } from "../etcd/keyspace.js";
import type { EtcdMember } from "../etcd/member.js";
import type { Delivery } from "../etcd/watch-group.js";
import { Connection } from "./connection.js";
import type { WaitingPart } from "./connection-parts.js";
import { ControlConsumer, type ControlRole, type SteeredClient } from "./control-consumer.js";
import type { KeyType } from "./key-types.js";
import { KnownKeys } from "./known-keys.js";
import { Limiter } from "./limiter.js";
import type { ListResult } from "./paged-list.js";
import { PrefixWatcher, type PrefixConsumer, type WatchingClient } from "./prefix-watcher.js";
import type { RemoteClusterParts } from "./remote-cluster-parts.js";

/** What the client tells. */
export interface RemoteClientOwner {
  /** The client has not proved its connection yet: there is no etcd to compare another one with. */
  isNew(): boolean;
  heartbeatListed(): void;
  heartbeatBeat(atNs: TimeNs): void;
  configListed(list: ListResult): void;
  /** The configuration has this version; 0 = there is none. */
  configIs(version: number): void;
  canarySeen(type: KeyType | undefined): void;
  consumerOf(type: KeyType): PrefixConsumer;
  knownKeys(type: KeyType): KnownKeys | undefined;
  /** A watcher got in sync, or out of it. */
  stateChanged(): void;
  /** Another etcd answered, by its cluster ID. */
  otherEtcdAnswered(): void;
  /** Members that wait for another time than the others go on by themselves. */
  split(part: WaitingPart): void;
  /** Where the jitter of its members lies among that of like clients, 0..1; undefined until it matters. */
  jitterRank: number | undefined;
}

export class RemoteClient implements SteeredClient {
  readonly connection: Connection;
  readonly control = new Map<ControlRole, PrefixWatcher>();
  readonly data = new Map<KeyType, PrefixWatcher>();
  /** The width of the group's ramp, shared by everything that this client does. */
  readonly ramp = { spreadNs: 0 };
  readonly owner: RemoteClientOwner;
  private readonly sim: Simulation;
  private readonly parts: RemoteClusterParts;
  private readonly watching: WatchingClient;
  /** The etcd that answered first. */
  private recorded: EtcdMember | undefined;
  private closed = false;

  constructor(
    sim: Simulation,
    options: {
      readonly parts: RemoteClusterParts;
      readonly members: number;
      readonly jitterRank: number | undefined;
      readonly owner: RemoteClientOwner;
    },
  ) {
    const { parts, members, jitterRank, owner } = options;
    this.sim = sim;
    this.parts = parts;
    this.owner = owner;
    const { qps, maxInflight } = parts.limits;
    // Remote readers never get a bootstrap rate. Source: cilium v1.20.0 common/factory.go.
    const limiter = new Limiter(sim, { qps, bootstrapQps: 0, maxInflight });
    const { name, service, path, client, ordinal, transitions } = parts;
    this.connection = new Connection(sim, {
      name,
      service,
      path,
      client,
      ordinal,
      transitions,
      members,
      jitterRank,
      onReady: (moment) => {
        this.ramp.spreadNs = Math.max(0, moment.lastNs - sim.nowNs);
        this.ready();
      },
      onLost: () => {
        for (const watcher of this.watchers()) watcher.connectionLost();
      },
      onStall: (stalled) => {
        for (const watcher of this.data.values()) watcher.heldUp(stalled);
      },
      onSplit: (part) => owner.split(part),
      onRanked: (rank) => (owner.jitterRank = rank),
    });
    const { connection, ramp } = this;
    this.watching = {
      connection,
      limiter,
      pageKeys: parts.limits.listLimit,
      backoffFactor: parts.sizeFactor,
      algorithm: parts.algorithm,
      transitions,
      ramp,
      onStateChange: () => owner.stateChanged(),
    };
  }

  /** Every type that is read is in sync. */
  get isInSync(): boolean {
    if (this.data.size !== this.parts.prefixes.data.length) return false;
    for (const watcher of this.data.values()) if (!watcher.isInSync) return false;
    return true;
  }

  /** Nothing was changed at the etcd that was not taken in. */
  get isCurrent(): boolean {
    for (const { known } of this.data.values()) if (!known.isCurrent) return false;
    return true;
  }

  /** The path is cut, a side stands still, or the etcd cannot keep up with it. */
  get isHeldUp(): boolean {
    const { isStalled, stream } = this.connection;
    return isStalled || stream.groups.some((one) => one.machine.state !== "synced");
  }

  /** Nothing is under way to either, and both are watched over by the same etcd in the same way. */
  mayJoin(other: RemoteClient): boolean {
    const { etcd, stream } = this.connection;
    const its = other.connection;
    if (etcd === undefined || etcd !== its.etcd) return false;
    if (stream.groups.length !== its.stream.groups.length) return false;
    return etcd.hub.isQuiet(stream) && etcd.hub.isQuiet(its.stream);
  }

  /** Where its watchers stand, for messages. */
  describe(): string {
    return [...this.data].map(([type, watcher]) => `${type} ${watcher.describe()}`).join(", ");
  }

  /** What was known stays known. */
  close(): void {
    this.closed = true;
    for (const watcher of this.watchers()) watcher.stop();
    this.connection.close();
  }

  /** Begins connected, with every prefix listed and watched. */
  openSynced(): void {
    this.connection.openReady();
    this.recorded = this.connection.etcd;
    const { prefixes, watchesConfig } = this.parts;
    const roles: readonly ControlRole[] = ["heartbeat", "config", "canaries"];
    for (const role of [...roles, ...prefixes.empty.keys()]) {
      const watcher = this.makeControl(role);
      if (role !== "config" || watchesConfig) watcher.startSynced();
    }
    for (const { type } of prefixes.data) this.makeData(type).startSynced();
  }

  /** Takes over the state of a client that has lost its connection. */
  adopt(other: RemoteClient): void {
    this.recorded = other.recorded;
    for (const [role, watcher] of other.control) this.makeControl(role).adopt(watcher);
    for (const [type, watcher] of other.data) this.makeData(type).adopt(watcher);
  }

  /** The watcher of one of the prefixes by which the client is steered. */
  makeControl(role: ControlRole): PrefixWatcher {
    const watcher = this.controlWatcher(role);
    this.control.set(role, watcher);
    return watcher;
  }

  /** The watcher of the keys of one type. */
  makeData(type: KeyType): PrefixWatcher {
    const wanted = this.parts.prefixes.data.find((one) => one.type === type);
    if (wanted === undefined) throw new Error(`${this.parts.name} should read ${type}`);
    const { owner } = this;
    const known = owner.knownKeys(type) ?? new KnownKeys();
    const watcher = this.watcher(wanted.prefixOf, owner.consumerOf(type), known);
    this.data.set(type, watcher);
    return watcher;
  }

  private watchers(): readonly PrefixWatcher[] {
    return [...this.control.values(), ...this.data.values()];
  }

  /** The connection stands: for the first time, or again. The first answer tells which etcd is at the other end. */
  private ready(): void {
    const { connection, recorded, owner } = this;
    const { etcd } = connection;
    if (etcd === undefined) return;
    if (recorded === undefined || owner.isNew()) {
      this.recorded = etcd;
      const heartbeat = this.control.get("heartbeat");
      if (heartbeat?.isStarted === false) heartbeat.start();
    } else if (this.parts.algorithm.resumesOn(recorded, etcd)) {
      for (const watcher of this.watchers()) watcher.connectionBack();
    } else {
      const answered = (): void => owner.otherEtcdAnswered();
      connection.carry(2 * connection.oneWayNs, answered, "cluster ID answered");
    }
  }

  private controlWatcher(role: ControlRole): PrefixWatcher {
    const prefixOf = this.controlPrefix(role);
    return this.watcher(prefixOf, new ControlConsumer(this, role), new KnownKeys());
  }

  private controlPrefix(role: ControlRole): (etcd: EtcdMember) => Prefix {
    const { prefixes } = this.parts;
    const prefixOf = typeof role === "number" ? prefixes.empty[role] : prefixes[role];
    if (prefixOf === undefined) throw new Error(`there should be an empty prefix ${role}`);
    return prefixOf;
  }

  private watcher(
    prefixOf: (etcd: EtcdMember) => Prefix,
    consumer: PrefixConsumer,
    known: KnownKeys,
  ): PrefixWatcher {
    return new PrefixWatcher(this.sim, { client: this.watching, prefixOf, consumer, known });
  }

  /** Goes on when the first member has got a message; the others follow within the ramp. */
  reach(delivery: Delivery, go: () => void): void {
    const { arrivedLastNs } = delivery;
    const atNs = Math.max(this.sim.nowNs, delivery.arrivedFirstNs);
    const reached = (): void => {
      if (this.closed) return;
      this.ramp.spreadNs = Math.max(0, arrivedLastNs - atNs);
      go();
    };
    this.sim.scheduleAt(atNs, reached, "remote cluster");
  }
}

/**
 * One process's client of one remote cluster, for n processes in like state at once: states S0-S8 of the protocol, as
 * the table in `transitions.ts` lists them. It connects, reads the cluster configuration, waits for the canaries, lists
 * and watches each prefix, notices a dead or replaced remote, and starts again with the keys that it knew.
 * The n members move together, as a ramp from the first to the last of them. Members whose history differs leave the
 * group (`fork`), and groups in equal state can be joined (`absorb`).
 * Real behaviour: cilium/cilium v1.20.0 pkg/clustermesh/common/remote_cluster.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { EtcdMember } from "../etcd/member.js";
import { CacheTtl } from "./cache-ttl.js";
import type { WaitingPart } from "./connection-parts.js";
import { HeartbeatMonitor } from "./heartbeat-monitor.js";
import type { KeyType } from "./key-types.js";
import { KnownKeys } from "./known-keys.js";
import type { ListResult } from "./paged-list.js";
import type { PrefixConsumer } from "./prefix-watcher.js";
import { dropKeys, ObservedConsumer } from "./observed-consumer.js";
import { RemoteClient, type RemoteClientOwner } from "./remote-client.js";
import type { RemoteClusterConsumer, RemoteClusterParts } from "./remote-cluster-parts.js";
import { CONFIG_POLL_NS, CONFIG_TIMEOUT_NS, CONNECT_TIMEOUT_NS } from "./remote-timeouts.js";
import { StateMachine } from "./state-machine.js";
import { REMOTE_CLUSTER, type RemoteClusterState } from "./transitions.js";

export class RemoteCluster implements RemoteClientOwner {
  readonly parts: RemoteClusterParts;
  members: number;
  /** Failures that the members counted (`remote_cluster_failures`), summed over them. */
  failures = 0;
  jitterRank: number | undefined;
  readonly machine: StateMachine<RemoteClusterState>;
  private readonly sim: Simulation;
  private readonly consumer: RemoteClusterConsumer;
  private readonly known: ReadonlyMap<KeyType, KnownKeys>;
  private readonly heartbeat: HeartbeatMonitor;
  private readonly cacheTtl: CacheTtl;
  private client: RemoteClient | undefined;
  private life = 0; // What an earlier client scheduled does nothing.
  private attempts = 0;
  private forks = 0;
  private wasConnected = false;
  private configVersion = 0;
  private frozen = false;
  private reportedInSync: boolean | undefined;
  private coming = false; // A new process is about to start.

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
    this.cacheTtl = new CacheTtl(sim, {
      ttlNs: parts.cacheTtlNs,
      onExpired: () => this.cacheExpired(),
    });
    this.heartbeat = new HeartbeatMonitor(sim, {
      factor: parts.sizeFactor,
      onStale: () => this.reconnect("heartbeat stale"),
    });
  }

  /** Every prefix that is read is in sync. */
  get isInSync(): boolean {
    return this.machine.state === "run" && this.client?.isInSync === true;
  }

  /** In sync, and nothing is on its way that was not taken in. */
  get isCurrent(): boolean {
    return this.isInSync && this.client?.isCurrent === true;
  }

  /** Types that are read. */
  get types(): readonly KeyType[] {
    return this.parts.prefixes.data.map(({ type }) => type);
  }

  /** Something is on its way to it that is held up: the path is cut, a side stands still, the etcd cannot keep up. */
  get isHeldUp(): boolean {
    return this.client?.isHeldUp === true;
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
    return this.client?.connection.etcd;
  }

  /** Where the client stands, for messages. */
  describe(): string {
    return `${this.machine.state} (${this.client?.describe() ?? ""})`;
  }

  /** S0: the configuration of the remote cluster appeared. */
  start(): void {
    if (this.machine.state !== "absent") return;
    this.coming = false;
    this.machine.take("config added");
    this.parts.observer?.presenceChanged(this);
    this.stateChanged();
    this.connect();
  }

  /** Begins where a start ends: connected, every prefix listed and watched. */
  startSynced(): void {
    this.machine.state = "run";
    this.wasConnected = true;
    this.configVersion = 1;
    this.client = this.newClient();
    this.client.openSynced();
    this.heartbeat.start();
    this.consumer.connected();
    this.stateChanged();
  }

  /** S8: the configuration of the remote cluster is gone: everything that was known of it goes. */
  remove(): void {
    if (!this.go("config removed")) return;
    this.consumer.removed();
    for (const type of this.known.keys()) dropKeys(this, type);
    this.wasConnected = false;
    this.stateChanged();
  }

  /** The process ends. Nothing is drained. */
  stop(): void {
    if (this.go("process stopped")) this.stateChanged();
  }

  /** The process ends and a new one starts after `downtimeNs`, knowing nothing. */
  restart(downtimeNs: TimeNs): void {
    this.stop();
    this.consumer.restarted(new Map([...this.known].map(([type, keys]) => [type, keys.copy()])));
    for (const known of this.known.values()) known.clear();
    this.wasConnected = false;
    this.attempts = 0;
    this.coming = true;
    this.stateChanged();
    this.parts.observer?.forgot(this);
    this.after(downtimeNs, "process starts", () => {
      if (this.coming) this.start();
    });
  }

  /** The process stands still (true), or goes on. */
  freeze(frozen: boolean): void {
    if (this.frozen === frozen) return;
    this.frozen = frozen;
    this.client?.connection.freezeClient(frozen);
    this.heartbeat.freeze(frozen);
  }

  /** Takes members out of the group, as a group of their own that does not run yet, with what they knew. */
  fork(members: number): RemoteCluster {
    this.forks += 1;
    this.members -= members;
    this.client?.connection.shrink(members);
    // Written out now: nobody holds the history that would tell it once the part starts, minutes later in a herd.
    const known = new Map([...this.known].map(([type, keys]) => [type, keys.frozenCopy()]));
    const name = `${this.parts.name} / ${this.forks}`;
    const parts = { ...this.parts, name, members, consumer: this.consumer.fork(members) };
    const { wasConnected } = this;
    const part = new RemoteCluster(this.sim, parts, { known, wasConnected });
    this.parts.observer?.forked(this, part);
    return part;
  }

  /** Joins another group of the same readers, when both are in the same quiet state; false when they are not. */
  absorb(other: RemoteCluster): boolean {
    const { client } = this;
    if (client === undefined || other.client === undefined) return false;
    if (this.frozen || other.frozen) return false;
    if (!this.isCurrent || !other.isCurrent || !client.mayJoin(other.client)) return false;
    if (!this.consumer.absorb(other.consumer)) return false;
    client.connection.absorb(other.client.connection);
    other.client = undefined;
    this.members += other.members;
    this.jitterRank = this.parts.jitterRank;
    this.failures += other.failures;
    other.failures = 0;
    other.members = 0;
    other.stop();
    return true;
  }

  // What the client tells; it knows nothing of states.

  isNew(): boolean {
    return this.machine.state === "connect";
  }

  heartbeatListed(): void {
    if (this.machine.state === "connect") this.connected();
    else this.heartbeat.beat(this.sim.nowNs);
  }

  heartbeatBeat(atNs: TimeNs): void {
    this.heartbeat.beat(atNs);
  }

  configListed(list: ListResult): void {
    const { watchesConfig } = this.parts;
    const watcher = this.client?.control.get("config");
    if (!watchesConfig) watcher?.stop();
    const version = list.count > 0 ? list.content.version(0) : 0;
    const missing = this.machine.state === "config" && version === 0;
    this.configIs(version);
    if (!missing || watchesConfig) return;
    // Before 1.19 the configuration was asked for once a second, and not watched.
    this.after(CONFIG_POLL_NS, "config poll", () => {
      if (this.machine.state === "config") watcher?.start();
    });
  }

  /** The configuration has this version; 0 = there is none. */
  configIs(version: number): void {
    if (this.machine.state === "config") {
      if (version === 0) return;
      this.configVersion = version;
      this.machine.take("config found");
      this.watchCanaries();
    } else if (this.parts.watchesConfig && version !== this.configVersion) {
      this.reconnect("config changed");
    }
  }

  canarySeen(type: KeyType | undefined): void {
    const { client } = this;
    const reads = type !== undefined && this.types.includes(type);
    if (!reads || client === undefined || client.data.has(type)) return;
    if (this.machine.state !== "canaries" && this.machine.state !== "run") return;
    this.machine.take("canary seen");
    client.makeData(type).start();
  }

  consumerOf(type: KeyType): PrefixConsumer {
    return new ObservedConsumer(this, type);
  }

  otherEtcdAnswered(): void {
    this.reconnect("cluster ID changed");
  }

  stateChanged(): void {
    const { isInSync } = this;
    if (isInSync === this.reportedInSync) return;
    this.reportedInSync = isInSync;
    const { nowNs: firstNs } = this.sim;
    const lastNs = firstNs + (this.client?.ramp.spreadNs ?? 0);
    this.parts.observer?.syncChanged(this, isInSync, { firstNs, lastNs });
  }

  /** Members that wait for another time than the others go on by themselves, where they stand. */
  split(split: WaitingPart): void {
    const { client } = this; // Its connection shrank already.
    this.client = undefined;
    const part = this.fork(split.members);
    this.client = client;
    part.jitterRank = split.jitterRank;
    part.standWhere(this, split);
  }

  /** S1: makes a client, dials, and proves the connection with the first list of the heartbeat. */
  private connect(): void {
    this.life += 1;
    if (this.wasConnected) this.cacheTtl.start();
    const client = this.newClient();
    this.client = client;
    if (this.frozen) client.connection.freezeClient(true);
    client.makeControl("heartbeat");
    this.heartbeat.start();
    client.connection.open();
    this.after(CONNECT_TIMEOUT_NS, "connect timeout", () => this.giveUp("connect timeout"));
  }

  /** S2: waits until the remote's configuration is there. */
  private connected(): void {
    this.machine.take("connected");
    this.after(CONFIG_TIMEOUT_NS, "config timeout", () => this.giveUp("config timeout"));
    this.client?.makeControl("config").start();
  }

  /** S3: each canary that is seen for the first time starts the list and watch of its prefix. */
  private watchCanaries(): void {
    this.attempts = 0;
    this.wasConnected = true;
    this.cacheTtl.stop();
    this.consumer.connected();
    for (const index of this.parts.prefixes.empty.keys()) this.client?.makeControl(index).start();
    if (this.parts.algorithm.sweep === "before canary") {
      for (const { type } of this.parts.prefixes.data) this.canarySeen(type);
    }
    this.client?.makeControl("canaries").start();
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
    this.stateChanged();
    this.connect();
  }

  /** The controller tries again after as many seconds as it has failed in a row. */
  private giveUp(event: "connect timeout" | "config timeout"): void {
    if (!this.machine.knows(event)) return;
    this.closeClient();
    this.machine.take(event);
    this.attempts += 1;
    this.after(this.attempts * NS_PER_SECOND, "controller retry", () => {
      if (this.machine.state !== "wait") return;
      this.machine.take("retry");
      this.connect();
    });
  }

  /** Ends what runs; false when nothing does. */
  private go(event: "config removed" | "process stopped"): boolean {
    this.coming = false;
    if (this.machine.state === "absent") return false;
    this.machine.take(event);
    this.parts.observer?.presenceChanged(this);
    this.closeClient();
    this.cacheTtl.stop();
    return true;
  }

  private closeClient(): void {
    this.life += 1;
    this.heartbeat.stop();
    this.client?.close();
    this.client = undefined;
  }

  /** The remote cannot be reached for too long: its services go. */
  private cacheExpired(): void {
    if (!this.machine.knows("cache expired")) return;
    this.machine.take("cache expired");
    dropKeys(this, "services");
  }

  /** Takes over the state of a client that has lost its connection. */
  private standWhere(other: RemoteCluster, split: WaitingPart): void {
    this.life += 1;
    this.machine.state = other.machine.state;
    this.attempts = other.attempts;
    this.configVersion = other.configVersion;
    this.client = this.newClient();
    if (other.client !== undefined) this.client.adopt(other.client);
    this.heartbeat.adopt(other.heartbeat);
    this.after(CONNECT_TIMEOUT_NS, "connect timeout", () => this.giveUp("connect timeout"));
    this.after(CONFIG_TIMEOUT_NS, "config timeout", () => this.giveUp("config timeout"));
    this.stateChanged();
    this.client.connection.openWaiting(split.waiting, split.failures);
  }

  private newClient(): RemoteClient {
    return new RemoteClient(this.sim, {
      parts: this.parts,
      members: this.members,
      jitterRank: this.jitterRank,
      owner: this,
    });
  }

  /** Runs an action of this client later, unless it was closed by then. */
  private after(delayNs: TimeNs, label: string, action: () => void): void {
    const { life } = this;
    const due = (): void => {
      if (life === this.life) action();
    };
    this.sim.schedule(delayNs, due, label);
  }
}

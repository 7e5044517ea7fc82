/**
 * S4 and S5: the watcher of one prefix. It lists all keys in pages, drops what vanished since it last knew the prefix,
 * watches from the next revision, resumes when its stream breaks, and lists again when the etcd gave it up.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd.go `watch`, pkg/kvstore/store/watchstore.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { Prefix, WatchEvent } from "../etcd/keyspace.js";
import type { EtcdMember } from "../etcd/member.js";
import type { RevisionHold } from "../etcd/revision-log.js";
import type { Delivery, WatchSink } from "../etcd/watch-group.js";
import type { Moment } from "../network/moment.js";
import type { Connection } from "./connection.js";
import { CLIENT_RPC_NS } from "./etcd-client.js";
import type { KnownKeys, Progress } from "./known-keys.js";
import type { Limiter } from "./limiter.js";
import { PagedList, type ListResult } from "./paged-list.js";
import { StateMachine, type TransitionCounts } from "./state-machine.js";
import type { SyncAlgorithm } from "./sync-algorithm.js";
import { PREFIX_WATCHER, type PrefixWatcherState } from "./transitions.js";

/** 50 ms doubled per failure, starting with the first; at most one minute. Source: cilium v1.20.0 etcd.go. */
const BACKOFF_BASE_NS: TimeNs = NS_PER_SECOND / 20;
const BACKOFF_MAX_NS: TimeNs = 60 * NS_PER_SECOND;
/** Before a broken watch is opened again. Source: same, the channel was closed. */
const REOPEN_NS: TimeNs = NS_PER_SECOND / 20;

/** What is told with a list. */
export interface ListTold {
  /** Keys that are dropped with it. */
  readonly vanished: readonly number[];
  readonly before: KnownKeys;
  /** When the first and the last member have it. */
  readonly moment: Moment;
}

/** What becomes of the keys. Times of events may lie in the near future. */
export interface PrefixConsumer {
  /** All keys; returns how long one member works on them. */
  listed(list: ListResult, told: ListTold): TimeNs;
  /** The list was worked through. */
  synced(moment: Moment): void;
  /** @param from what was taken in before: everything up to this revision. */
  changed(events: readonly WatchEvent[], members: number, delivery: Delivery, from: number): void;
}

/** What all watchers of a client share. */
export interface WatchingClient {
  readonly connection: Connection;
  readonly limiter: Limiter;
  readonly pageKeys: number;
  /** Stretches the back-off of lists. */
  readonly backoffFactor: number;
  readonly algorithm: SyncAlgorithm;
  readonly transitions: TransitionCounts | undefined;
  /** Distance between the first and the last member of the group at the step that was reached last. */
  readonly ramp: { spreadNs: TimeNs };
  /** A watcher becomes in sync, or not. */
  readonly onStateChange: () => void;
}

export interface PrefixWatcherParts {
  readonly client: WatchingClient;
  readonly prefixOf: (etcd: EtcdMember) => Prefix;
  readonly known: KnownKeys;
  readonly consumer: PrefixConsumer;
}

export class PrefixWatcher implements WatchSink, Progress {
  private readonly sim: Simulation;
  private readonly client: WatchingClient;
  private readonly connection: Connection;
  private readonly prefixOf: (etcd: EtcdMember) => Prefix;
  private readonly consumer: PrefixConsumer;
  readonly known: KnownKeys;
  /** Everything up to this revision was taken in: what `known` stands at while this watcher has the etcd. */
  appliedRevision = 0;
  private readonly machine: StateMachine<PrefixWatcherState>;
  private list: PagedList | undefined;
  private hold: RevisionHold | undefined;
  private holdsPlace = false;
  private failures = 0;
  /** What an earlier state scheduled does nothing. */
  private token = 0;
  /** The list was worked through, in this life of the client. */
  private worked = false;

  constructor(sim: Simulation, { client, prefixOf, known, consumer }: PrefixWatcherParts) {
    this.sim = sim;
    this.client = client;
    this.connection = client.connection;
    this.prefixOf = prefixOf;
    this.consumer = consumer;
    this.known = known;
    const { transitions: counts } = client;
    this.machine = new StateMachine(PREFIX_WATCHER, { initial: "idle", counts });
  }

  get isStarted(): boolean {
    return this.machine.state !== "idle";
  }

  /** Listed, worked through, and told of every change since. */
  get isInSync(): boolean {
    return this.machine.state === "watch" && this.worked;
  }

  /** Where the watcher stands, for messages. */
  describe(): string {
    const { appliedRevision, isCurrent } = this.known;
    return `${this.machine.state} at ${appliedRevision}${isCurrent ? "" : ", behind"}`;
  }

  start(): void {
    this.machine.take("start");
    this.startList();
  }

  /** Begins with everything listed, worked through and watched. */
  startSynced(): void {
    const { connection, known } = this;
    const { etcd, stream } = connection;
    if (etcd === undefined) throw new Error("a watcher that starts in sync should be connected");
    const prefix = this.prefixOf(etcd);
    this.appliedRevision = etcd.revision;
    known.follow(etcd, prefix, this);
    this.machine.state = "watch";
    this.worked = true;
    this.token += 1;
    etcd.watchNow({ stream, prefix, sink: this, token: this.token });
  }

  /** The client is closed. What is known stays known. */
  stop(): void {
    if (!this.isStarted) return;
    this.machine.take("stop");
    this.known.freeze();
    this.leaveState();
    this.worked = false;
  }

  /** Stands where the watcher of a larger group stands whose connection is gone. */
  adopt(other: PrefixWatcher): void {
    this.machine.state = other.machine.state;
    this.failures = other.failures;
    this.worked = other.worked;
    const { known } = this;
    known.assign(other.known);
    this.appliedRevision = known.appliedRevision;
    known.followOn(this);
    if (this.machine.state === "reopen") {
      this.hold = known.etcd?.store.hold(known.appliedRevision);
    } else if (this.machine.state === "list back-off") {
      this.retryLater();
    }
  }

  /** The connection broke. */
  connectionLost(): void {
    if (this.machine.state === "list") {
      this.listFailed();
    } else if (this.machine.state === "watch") {
      this.machine.take("stream broken");
      this.leaveState();
      const { etcd, appliedRevision } = this.known;
      this.hold = etcd?.store.hold(appliedRevision);
      this.client.onStateChange();
    }
  }

  /** Nothing gets through for a while (true), or again: what the reader knows must be told until then. */
  heldUp(stalled: boolean): void {
    if (this.machine.state !== "watch") return;
    const { etcd, appliedRevision } = this.known;
    if (stalled) {
      this.hold ??= etcd?.store.hold(appliedRevision);
    } else {
      if (this.hold !== undefined) etcd?.store.release(this.hold);
      this.hold = undefined;
    }
  }

  /** The connection stands again, to an etcd on which watches may be resumed. */
  connectionBack(): void {
    if (this.machine.state !== "reopen") return;
    const { token } = this;
    const reopen = (): void => {
      if (token !== this.token || !this.connection.isReady) return;
      const { known, client } = this;
      this.machine.take("stream open");
      const { hold } = this;
      this.hold = undefined;
      this.watch(client.algorithm.resumeFrom(known), hold);
      this.client.onStateChange();
    };
    this.sim.schedule(REOPEN_NS, reopen, "watch reopens");
  }

  private startList(): void {
    this.token += 1;
    const { token, connection } = this;
    const { limiter } = this.client;
    limiter.acquire(() => {
      if (token !== this.token) {
        limiter.release();
        return;
      }
      this.holdsPlace = true;
      const { etcd } = connection;
      if (!connection.isReady || etcd === undefined) {
        this.listFailed();
        return;
      }
      this.list = new PagedList(this.sim, {
        connection,
        etcd,
        prefix: this.prefixOf(etcd),
        pageKeys: this.client.pageKeys,
        spreadNs: this.client.ramp.spreadNs,
        done: (list, moment) => this.listed(list, moment),
        failed: () => this.listFailed(),
      });
    });
  }

  private listFailed(): void {
    this.machine.take("list error");
    this.leaveState();
    this.failures += 1;
    this.retryLater();
    this.client.onStateChange();
  }

  private retryLater(): void {
    const doubledNs = BACKOFF_BASE_NS * 2 ** this.failures * this.client.backoffFactor;
    const { token } = this;
    const retry = (): void => {
      if (token !== this.token) return;
      this.machine.take("retry");
      this.startList();
    };
    this.sim.schedule(Math.min(BACKOFF_MAX_NS, doubledNs), retry, "list again");
  }

  private listed(list: ListResult, moment: Moment): void {
    const { consumer, known } = this;
    const { algorithm, limiter, ramp } = this.client;
    ramp.spreadNs = moment.lastNs - moment.firstNs;
    this.holdsPlace = false;
    limiter.release();
    this.failures = 0;
    const gone = known.vanished(list.content);
    const swept = algorithm.sweep === "never" ? [] : gone;
    const workNs = consumer.listed(list, { vanished: swept, before: known, moment });
    // A consumer that only wanted the list has stopped the watcher.
    if (this.machine.state !== "list") return;
    if (algorithm.sweep === "never") {
      known.keep(gone);
    } else {
      known.keepNone();
    }
    this.appliedRevision = list.revision;
    known.follow(list.etcd, list.prefix, this);
    const done = { firstNs: moment.firstNs + workNs, lastNs: moment.lastNs + workNs };
    const { token } = this;
    const workedThrough = (): void => {
      if (token !== this.token) return;
      const taken = this.list;
      this.list = undefined;
      ramp.spreadNs = Math.max(0, done.lastNs - this.sim.nowNs);
      this.machine.take("listed");
      this.worked = true;
      this.watch(algorithm.watchFrom(list.revision), taken?.takeHold());
      consumer.synced(done);
      this.client.onStateChange();
    };
    this.sim.scheduleAt(Math.max(this.sim.nowNs, done.firstNs), workedThrough, "list worked");
  }

  private watch(fromRevision: number, hold: RevisionHold | undefined): void {
    this.token += 1;
    const { token, connection } = this;
    const { limiter } = this.client;
    const tripNs = connection.oneWayNs + CLIENT_RPC_NS / 2;
    const ask = (): void => {
      const { etcd } = connection;
      if (token !== this.token || !connection.isReady || etcd === undefined) {
        limiter.release();
        if (hold !== undefined) this.known.etcd?.store.release(hold);
        return;
      }
      this.holdsPlace = true;
      const created = (): void => {
        const answered = (): void => {
          if (token !== this.token) return;
          this.holdsPlace = false;
          limiter.release();
        };
        connection.carry(tripNs, answered, "watch created");
      };
      const prefix = this.prefixOf(etcd);
      const { stream } = connection;
      const request = (): void => {
        if (!etcd.up) return;
        etcd.watch({ stream, prefix, fromRevision, hold, sink: this, token }, created);
      };
      connection.carry(tripNs, request, "watch request");
    };
    limiter.acquire(ask);
  }

  /** For the etcd: it gave the watcher up. */
  cancelled(token: number): void {
    if (token !== this.token) return;
    const { connection } = this;
    // What the reader knew must be told until it lists again.
    this.hold ??= connection.etcd?.store.hold(this.known.appliedRevision);
    const tripNs = connection.oneWayNs + CLIENT_RPC_NS / 2;
    connection.carry(tripNs, () => this.watchFailed(token), "watch cancelled");
  }

  /** For the etcd: a response has reached members, or will. */
  told(token: number, events: readonly WatchEvent[], members: number, delivery: Delivery): void {
    if (token !== this.token) return;
    this.consumer.changed(events, members, delivery, this.appliedRevision);
    // Of a large group some members catch up later, in whatever order: what is known is what the first of them know.
    const { revision } = delivery;
    const isNews = revision > this.appliedRevision;
    if (isNews || (delivery.isWhole && delivery.fromMember === 0)) this.appliedRevision = revision;
  }

  private watchFailed(token: number): void {
    if (token !== this.token || this.machine.state !== "watch") return;
    this.machine.take("watch error");
    this.known.freeze();
    this.leaveState();
    this.startList();
    this.client.onStateChange();
  }

  /** Calls off what the present state has under way, and gives back what it holds. */
  private leaveState(): void {
    this.token += 1;
    this.list?.cancel();
    this.list = undefined;
    if (this.hold !== undefined) this.known.etcd?.store.release(this.hold);
    this.hold = undefined;
    if (!this.holdsPlace) return;
    this.holdsPlace = false;
    this.client.limiter.release();
  }
}

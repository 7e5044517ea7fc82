/**
 * A writer's etcd client: one connection to the etcd of its pod, one limiter, one lease manager. Puts and deletes pass
 * the limiter, travel to the etcd, and free their place when the answer is back. While the etcd's process is away they
 * fail, and go on failing until gRPC has connected again.
 * Not modelled: the quorum lock of the status checker as a real lock (counted as its two writes), auth.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd.go `Update`, `Delete`; grpc-go internal/backoff.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { EtcdClientSpec } from "../../src/scenario/scenario.js";
import type { Prefix, WatchEvent } from "../etcd/keyspace.js";
import type { EtcdMember } from "../etcd/member.js";
import type { Peer, PutResult } from "../etcd/requests.js";
import { StreamGroup, type ClientKind } from "../etcd/watch-group.js";
import type { Path } from "../network/path.js";
import { Gate } from "./gate.js";
import { LeaseManager } from "./lease-manager.js";
import { Limiter } from "./limiter.js";
import { CILIUM, type SyncAlgorithm } from "./sync-algorithm.js";

/** CPU and scheduling of one RPC in the Go client, half before and half after. Confidence: assumed (as the server's). */
export const CLIENT_RPC_NS: TimeNs = 60_000;
/** Source: cilium v1.20.0 pkg/kvstore status checker: 30 s while healthy. */
const STATUS_CHECK_NS: TimeNs = 30 * NS_PER_SECOND;
/** Source: grpc-go backoff.DefaultConfig: base, factor, longest; jitter 20 %. */
const BACKOFF = { baseNs: NS_PER_SECOND, factor: 1.6, maxNs: 120 * NS_PER_SECOND, jitter: 0.2 };

export interface WriteOptions {
  /** The lease that the key hangs on; 0 asks for one when the key is new to this process. */
  readonly lease: number;
  /** The limiter let the request go. */
  readonly sent?: () => void;
  /** The answer is back; with the lease that the key hangs on now. */
  readonly done: (result: PutResult, lease: number) => void;
}

/** One write on its way. */
interface Write {
  readonly prefix: Prefix;
  readonly event: WatchEvent;
  readonly options: WriteOptions;
  readonly lease: number;
  readonly leaseKeys: number;
}

export class EtcdClient implements Peer {
  readonly limiter: Limiter;
  readonly etcd: EtcdMember;
  readonly stream: StreamGroup;
  /** The process that this client belongs to. */
  readonly gate = new Gate();
  private readonly sim: Simulation;
  private readonly leases: LeaseManager;
  private readonly halfTripNs: TimeNs;
  private readonly onLeaseExpired: ((lease: number) => void)[] = [];
  /** Requests that the etcd has not answered: told when its process ends. */
  private readonly unanswered = new Set<(result: PutResult) => void>();
  private watchers = 0;
  private connected = true;

  constructor(
    sim: Simulation,
    options: {
      readonly etcd: EtcdMember;
      readonly path: Path;
      readonly client: ClientKind;
      readonly limits: EtcdClientSpec;
      readonly algorithm?: SyncAlgorithm;
    },
  ) {
    this.sim = sim;
    this.etcd = options.etcd;
    this.halfTripNs = options.path.oneWayNs + CLIENT_RPC_NS / 2;
    this.limiter = new Limiter(sim, options.limits);
    this.leases = new LeaseManager(sim, {
      etcd: this.etcd,
      roundTripNs: 2 * this.halfTripNs,
      gate: this.gate,
      algorithm: options.algorithm ?? CILIUM,
      onExpired: (lease) => {
        for (const tell of this.onLeaseExpired) tell(lease);
      },
    });
    this.stream = new StreamGroup({ members: 1, client: options.client, path: options.path });
  }

  /** Connects, opens the watch stream and starts the status checks. */
  connect(watchers: number): void {
    this.watchers = watchers;
    this.etcd.connect(1, 0);
    this.openStream();
    const lockPrefix = this.etcd.keyspace.prefix("cilium/.initlock", 32);
    this.checkStatus(lockPrefix);
  }

  /** Begins connected, with status checks whose phase is this client's own. */
  assumeConnected(watchers: number): void {
    this.watchers = watchers;
    this.openStream();
    const lockPrefix = this.etcd.keyspace.prefix("cilium/.initlock", 32);
    const phase = this.sim.random(`status/${this.etcd.clusterId}/${this.stream.client}`).next();
    this.checkStatus(lockPrefix, Math.round(STATUS_CHECK_NS * phase));
  }

  /** Begins with so many keys on leases; see LeaseManager. */
  assumeLeases(keys: number): { readonly firstLease: number; readonly keysBefore: number } {
    return this.leases.assume(keys);
  }

  /** The process ends. What it had under way is not answered. */
  end(): void {
    this.gate.end();
    this.leases.abandon();
    this.etcd.peers.detach(this);
    this.unanswered.clear();
    if (this.etcd.up && this.connected && this.watchers > 0) {
      this.etcd.sessions.remove(this.stream, 1, this.watchers);
    }
  }

  /** Calls back when a lease is lost: whoever has keys on it must write them again. */
  whenLeaseExpires(tell: (lease: number) => void): void {
    this.onLeaseExpired.push(tell);
  }

  /** Writes one key with a lease, or deletes it (`event.valueBytes` 0). */
  put(prefix: Prefix, event: WatchEvent, options: WriteOptions): void {
    const { lease, done } = options;
    if (event.valueBytes === 0) {
      this.leases.release(lease);
      this.request({ prefix, event, options, lease: 0, leaseKeys: 0 });
    } else if (lease === 0) {
      this.leases.use((taken, leaseKeys) => {
        if (taken === 0) done("unavailable", 0);
        else this.request({ prefix, event, options, lease: taken, leaseKeys });
      });
    } else {
      this.request({ prefix, event, options, lease, leaseKeys: 0 });
    }
  }

  /** Deletes all keys of a prefix. */
  deletePrefix(prefix: Prefix, done: (result: PutResult) => void): void {
    this.limiter.acquire(() => {
      this.call((answer) => this.etcd.deletePrefix(prefix, answer), done);
    });
  }

  serverEnded(): void {
    this.connected = false;
    const failed = [...this.unanswered];
    this.unanswered.clear();
    for (const answer of failed) answer("unavailable");
    this.leases.serverEnded();
    this.reconnect(1, this.sim.nowNs);
  }

  serverFrozen(): void {
    // A frozen etcd answers late; nothing else changes for a client in its own pod.
  }

  private request(write: Write): void {
    const { prefix, event, options, lease, leaseKeys } = write;
    const answered = (result: PutResult): void => {
      if (result === "lease not found") this.leases.lost(lease);
      options.done(result, lease);
    };
    const ask = (done: (result: PutResult) => void): void =>
      this.etcd.put({ prefix, event, lease, leaseKeys, done });
    const go = (): void => {
      options.sent?.();
      this.call(ask, answered);
    };
    this.limiter.acquire(() => this.gate.pass(go));
  }

  /** One RPC within a place of the limiter. */
  private call(
    ask: (answer: (result: PutResult) => void) => void,
    done: (result: PutResult) => void,
  ): void {
    const answered = (result: PutResult): void => {
      if (!this.unanswered.delete(answered) && result !== "unavailable") return;
      const take = (): void => {
        this.limiter.release();
        done(result);
      };
      this.sim.schedule(this.halfTripNs, () => this.gate.pass(take), "put answered");
    };
    const arrive = (): void => {
      if (this.gate.hasEnded) return;
      if (!this.connected) {
        answered("unavailable");
        return;
      }
      this.unanswered.add(answered);
      ask(answered);
    };
    this.sim.schedule(this.halfTripNs, arrive, "put sent");
  }

  private openStream(): void {
    this.connected = true;
    this.etcd.peers.attach(this);
    this.etcd.sessions.addConnections(this.stream, 1);
    this.etcd.sessions.addWatchers(this.stream, this.watchers);
  }

  /** gRPC dials again: at once, then after 1 s, 1.6 s and so on, each 20 % more or less. */
  private reconnect(failures: number, fromNs: TimeNs): void {
    const { baseNs, factor, maxNs, jitter } = BACKOFF;
    const draw =
      2 * this.sim.random(`redial/${this.etcd.clusterId}/${this.stream.client}`).next() - 1;
    const waitNs = Math.min(maxNs, baseNs * factor ** (failures - 1)) * (1 + jitter * draw);
    const redial = (): void => {
      if (this.gate.hasEnded) return;
      if (this.etcd.up) this.openStream();
      else this.reconnect(failures + 1, this.sim.nowNs);
    };
    this.sim.scheduleAt(fromNs + waitNs, redial, "redial");
  }

  /** Writers prove quorum by taking and releasing a random lock: two small writes outside the limiter. */
  private checkStatus(lockPrefix: Prefix, delayNs: TimeNs = STATUS_CHECK_NS): void {
    const check = (): void => {
      if (this.gate.hasEnded) return;
      this.gate.pass(() => {
        for (const valueBytes of this.connected ? [1, 0] : []) {
          const event = { key: 0, valueBytes, version: 0, change: undefined };
          const done = (): void => undefined;
          this.etcd.put({ prefix: lockPrefix, event, lease: 0, leaseKeys: 0, done });
        }
      });
      this.checkStatus(lockPrefix);
    };
    this.sim.schedule(delayNs, check, "status check");
  }
}
